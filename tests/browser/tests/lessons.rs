//! Lessons: predicted, measured, judged and handed on, as a reader meets them.

use std::time::Duration;

use browser_tests::{Options, Page, Viewport};
use relu_lab::lessons::rule::Verdict;
use relu_lab::lessons::{lesson, lessons};
use serde_json::json;
use thirtyfour::Key;

const SOON: Duration = Duration::from_secs(20);
/// A lesson takes at most five seconds on two idle cores; here another browser may be busy beside it.
const LIMIT: Duration = Duration::from_secs(15);

/// Presses keys where the focus is.
fn press(page: &Page, keys: &str) {
    page.wait(page.driver().action_chain().send_keys(keys).perform())
        .unwrap_or_else(|error| panic!("{keys:?} cannot be pressed: {error}"));
}

fn tab() -> String {
    Key::Tab.value().to_string()
}

fn enter() -> String {
    Key::Enter.value().to_string()
}

/// Presses Tab until the focus is on what an expression says.
fn tab_to(page: &Page, what: &str, is_there: &str) {
    let script = format!("const e = document.activeElement; return Boolean({is_there})");
    for _ in 0..150 {
        if page.script(&script, vec![]) == true {
            return;
        }
        press(page, &tab());
    }
    panic!("Tab does not lead to {what}");
}

fn step(page: &Page) -> String {
    let script = "return document.querySelector('.lesson')?.dataset.step ?? ''";
    page.script(script, vec![]).as_str().unwrap_or_default().to_owned()
}

fn wait_for_step(page: &Page, wanted: &str) {
    page.wait_until(&format!("step {wanted}"), SOON, |page| step(page) == wanted);
}

fn wait_until_measured(page: &Page) -> Duration {
    page.wait_until("all is measured", LIMIT, |page| page.try_data("lesson-progress").as_deref() == Some("1.000"))
}

/// The text of the table of numbers.
fn measured(page: &Page) -> String {
    let script = "return document.querySelector('table[aria-label=Measured] tbody')?.innerText ?? ''";
    page.script(script, vec![]).as_str().unwrap_or_default().to_owned()
}

#[test]
fn one_lesson_by_keyboard_from_the_prediction_to_the_result_sheet() {
    let page = Page::open("#/lessons?lesson=vanishing");
    page.wait_until("the lesson", SOON, |page| step(page) == "predict");
    assert!(page.try_data("verdict").is_none() && page.try_data("rule").is_none(), "told before it was predicted");
    for verdict in ["True", "It depends", "False"] {
        assert!(!page.radio("Prediction", verdict).is_on(), "{verdict} is chosen beforehand");
    }
    // Nothing runs before something was predicted.
    assert_eq!(page.button("Run").attribute("aria-disabled").as_deref(), Some("true"));
    page.button("Run").click();
    assert_eq!(step(&page), "predict");

    tab_to(&page, "the prediction", "e.type === 'radio' && e.name === 'prediction'");
    press(&page, " ");
    press(&page, &Key::Down.value().to_string());
    assert!(page.radio("Prediction", "It depends").is_on());
    tab_to(&page, "Run", "e.tagName === 'BUTTON' && e.innerText.trim() === 'Run'");
    press(&page, &enter());
    wait_for_step(&page, "run");
    wait_until_measured(&page);
    assert!(page.try_data("verdict").is_none(), "the verdict waits for who looks at what was measured");

    press(&page, &enter());
    wait_for_step(&page, "observe");
    assert_eq!(page.data("verdict"), "depends");
    press(&page, &enter());
    wait_for_step(&page, "explain");
    assert!(page.text("rule").contains("falls below 1e−6"), "{}", page.text("rule"));
    assert!(page.text("rule").contains("seeds 1 to 12"), "{}", page.text("rule"));
    let first = measured(&page);

    // Other seeds, other numbers.
    tab_to(&page, "Run again", "e.tagName === 'BUTTON' && e.innerText.trim() === 'Run again'");
    press(&page, &enter());
    page.wait_until("measured anew", LIMIT, |page| {
        // The verdict is hidden while it is measured.
        page.text("rule").contains("seeds 13 to 24") && page.try_data("verdict").is_some()
    });
    let second = measured(&page);
    assert_ne!(first, second);

    // Back and Forward walk through the steps.
    let history = |by: i32| page.script("history.go(arguments[0]); return null", vec![by.into()]);
    for earlier in ["observe", "run", "predict"] {
        history(-1);
        wait_for_step(&page, earlier);
    }
    history(1);
    wait_for_step(&page, "run");
    history(2);
    wait_for_step(&page, "explain");
    assert_eq!(measured(&page), second);

    // The sheet has what was predicted, what came out, and the very numbers.
    assert_eq!(page.value("tested"), 1.0);
    page.tab("Result sheet").click();
    page.wait_until("the sheet", SOON, |page| {
        page.text("results").starts_with("1 of 29 predicted, 1 tested, 1 came out")
    });
    let sheet = page.script("return document.querySelector('.results-table').innerText", vec![]);
    let sheet = sheet.as_str().unwrap_or_default();
    let medians: Vec<&str> = second.lines().filter(|line| line.contains("e−")).collect();
    assert!(!medians.is_empty(), "{second}");
    for part in ["ReLU prevents vanishing gradients.", "It depends", "seeds 13 to 24", "ReLU, PyTorch default"] {
        assert!(sheet.contains(part), "{part} is missing in {sheet}");
    }
    let script = "return [...document.querySelectorAll('table[aria-label=Measured] strong')].map(e => e.innerText)";
    page.tab("ReLU prevents vanishing gradients.").click();
    wait_for_step(&page, "explain");
    for median in page.script(script, vec![]).as_array().into_iter().flatten() {
        let median = median.as_str().unwrap_or_default();
        assert!(sheet.contains(median), "{median} is missing in {sheet}");
    }
    page.assert_clean();
}

#[test]
fn what_was_predicted_and_measured_survives_a_reload_and_comes_again_with_the_same_seeds() {
    let page = Page::open("#/lessons?lesson=poor_init&step=explain");
    // Who has predicted nothing sees nothing.
    page.wait_until("the first step", SOON, |page| step(page) == "predict");
    page.radio("Prediction", "True").click();
    page.button("Run").click();
    wait_until_measured(&page);
    page.button("Next").click();
    page.button("Next").click();
    wait_for_step(&page, "explain");
    let before = measured(&page);
    page.reload();
    page.wait_until("the last step again", LIMIT, |page| step(page) == "explain" && page.try_data("verdict").is_some());
    assert_eq!((measured(&page), page.data("verdict")), (before, "true".to_owned()));
    assert!(page.link().contains("lesson=poor_init") && page.link().contains("step=explain"), "{}", page.link());
    // A prediction cannot be changed afterwards.
    page.button("Predict you said: true").click();
    wait_for_step(&page, "predict");
    assert!(page.radio("Prediction", "True").is_on() && !page.radio("Prediction", "False").is_enabled());
    page.assert_clean();
}

#[test]
fn measuring_can_be_cancelled_and_begun_again() {
    // One that takes seconds.
    let page = Page::open("#/lessons?lesson=converges_faster");
    page.radio("Prediction", "False").click();
    page.button("Run").click();
    page.wait_until("it begins", SOON, |page| page.has_button("Cancel"));
    page.button("Cancel").click();
    page.wait_until("it stops", SOON, |page| page.has_button("Run") && !page.has_button("Cancel"));
    assert!(page.value("lesson-progress") < 1.0);
    page.button("Run").click();
    wait_until_measured(&page);
    page.button("Next").click();
    wait_for_step(&page, "observe");
    page.assert_clean();
}

#[test]
fn a_result_sheet_travels_as_a_link_and_a_damaged_one_says_so() {
    let page = Page::open("#/lessons?lesson=call_relu");
    page.radio("Prediction", "True").click();
    page.button("Run").click();
    wait_until_measured(&page);
    page.edit_link("#/lessons?sheet=results");
    page.wait_until("the sheet", SOON, |page| page.text("results").starts_with("1 of 29"));
    page.field("Name, if you like").set("Ada");
    page.script(
        "navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }; return null",
        vec![],
    );
    page.button("Copy link").click();
    page.wait_until("the link", SOON, |page| page.script("return window.copied ?? null", vec![]).is_string());
    let copied = page.script("return window.copied", vec![]);
    let link = copied.as_str().and_then(|address| address.split_once('#')).map(|(_, hash)| format!("#{hash}"));
    let link = link.unwrap_or_default();

    // Another reader, who has predicted nothing.
    let other = Page::open(&link);
    other.wait_until("the sheet of another one", SOON, |page| page.text("results").starts_with("1 of 29"));
    let sheet = other.script("return document.querySelector('.sheet-paper').innerText", vec![]);
    let sheet = sheet.as_str().unwrap_or_default();
    assert!(sheet.contains("Ada") && sheet.contains("nn.ReLU(x) applies ReLU to x"), "{sheet}");
    assert_eq!(other.value("tested"), 0.0, "another one's sheet is not one's own");
    other.go(&link[..link.len() - 9]);
    other.wait_until("a word on the damage", SOON, |page| {
        page.all("[role=alert]", None).iter().any(|alert| alert.text().contains("damaged"))
    });
    other.assert_clean();
}

#[test]
fn a_worksheet_is_printed_without_the_page_around_it() {
    let page = Page::open("#/lessons?sheet=worksheet&chapter=depth");
    page.wait_until("the sheet", SOON, |page| page.all(".task", None).len() == 5);
    page.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    for hidden in [".header .tools", ".tabs", ".lesson-nav", ".screen-only"] {
        assert!(page.all(hidden, None).is_empty(), "{hidden} is printed");
    }
    let paper = page.devtools("Page.printToPDF", json!({}));
    assert!(paper["data"].as_str().is_some_and(|data| data.len() > 10_000));
    page.assert_clean();
}

#[test]
fn every_lesson_gives_its_verdict_in_the_page_in_time() {
    let page = Page::open("#/lessons");
    for row in lessons() {
        page.edit_link(&format!("#/lessons?lesson={}", row.id));
        page.wait_until(row.id, SOON, |page| {
            page.script("return document.querySelector('#claim')?.innerText ?? ''", vec![])
                .as_str()
                .is_some_and(|claim| claim.contains(row.claim))
        });
        page.radio("Prediction", "True").click();
        page.button("Run").click();
        let took = wait_until_measured(&page);
        println!("{}: {took:.1?}", row.id);
        page.button("Next").click();
        wait_for_step(&page, "observe");
        let verdict = page.data("verdict");
        // Times are those of a busy machine.
        if row.id != "cheap" {
            assert_eq!(verdict, row.expected.id(), "{}", row.id);
        }
        assert!(Verdict::ALL.iter().any(|known| known.id() == verdict), "{}", row.id);
        assert!(
            !page.all(".lesson-figure canvas, .lesson-figure table, .lesson-figure code", None).is_empty(),
            "{} has no figure",
            row.id
        );
    }
    assert_eq!(page.value("tested"), 29.0);
    page.assert_clean();
}

#[test]
fn nothing_is_wider_than_a_phone() {
    let options = Options { viewport: Viewport::PHONE, ..Options::default() };
    let page = Page::open_with(&options, "#/lessons?lesson=born_dead");
    page.radio("Prediction", "True").click();
    page.button("Run").click();
    wait_until_measured(&page);
    let overflow = "return document.documentElement.scrollWidth - innerWidth";
    for _ in 0..3 {
        assert_eq!(page.script(overflow, vec![]), 0, "{}", step(&page));
        if step(&page) != "explain" {
            page.button("Next").click();
        }
    }
    // The list of claims opens over the lesson, and closes with Esc.
    page.button("Claim 18 of 29").click();
    page.wait_until("the list", SOON, |page| page.all(".lesson-row", None).len() == lessons().count());
    press(&page, &Key::Escape.value().to_string());
    page.wait_until("it closes", SOON, |page| page.all(".lesson-row", None).is_empty());
    assert!(lesson("born_dead").is_some());
    page.assert_clean();
}
