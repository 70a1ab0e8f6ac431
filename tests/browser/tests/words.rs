//! Words explain themselves where they stand, and who comes for the first time sees a calm page that says what to do.

use std::time::Duration;

use browser_tests::{Options, Page, Viewport};
use serde_json::{Value, json};
use thirtyfour::Key;

const SOON: Duration = Duration::from_secs(20);

/// What is explained now; null if nothing is.
fn explained(page: &Page) -> Value {
    page.eval("(area => area.checkVisibility({ visibilityProperty: true }) ? area.innerText : null)(document.querySelector('#explanation'))")
}

fn until_explained(page: &Page, word: &str) {
    page.wait_until(&format!("what {word} means"), SOON, |page| {
        explained(page).as_str().is_some_and(|text| text.starts_with(word))
    });
}

/// Finds the word of this text that is in sight.
fn term(text: &str) -> String {
    format!(
        "[...document.querySelectorAll('.term')].find(one => one.checkVisibility() && one.innerText.trim() === '{text}')"
    )
}

/// Where the middle of it is; it is scrolled into sight.
fn middle(page: &Page, element: &str) -> Value {
    page.eval(&format!(
        "(one => {{ one.scrollIntoView({{ block: 'nearest' }}); const box = one.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2] }})({element})"
    ))
}

fn point_at(page: &Page, place: &Value) {
    page.devtools("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": place[0], "y": place[1] }));
}

fn tap(page: &Page, place: &Value) {
    page.devtools(
        "Input.dispatchTouchEvent",
        json!({ "type": "touchStart", "touchPoints": [{ "x": place[0], "y": place[1] }] }),
    );
    page.devtools("Input.dispatchTouchEvent", json!({ "type": "touchEnd", "touchPoints": [] }));
}

fn focused(page: &Page) -> Value {
    page.eval("document.activeElement.innerText.trim()")
}

#[test]
fn a_pointer_that_rests_on_a_word_is_told_what_it_means() {
    let page = Page::open_train("#/train");
    let before = page.eval("document.querySelector('.train').getBoundingClientRect().height");
    point_at(&page, &middle(&page, &term("dead")));
    until_explained(&page, "dead: f′(z) = 0 and a = 0");
    assert_eq!(page.eval("document.querySelector('.train').getBoundingClientRect().height"), before, "the page moves");
    // The pointer may go into the explanation, and on.
    point_at(&page, &middle(&page, "document.querySelector('#explanation')"));
    page.settle(Duration::from_millis(500));
    until_explained(&page, "dead");
    point_at(&page, &json!([2, 2]));
    page.wait_until("no explanation", SOON, |page| explained(page).is_null());
    // Esc, while the focus is elsewhere.
    point_at(&page, &middle(&page, &term("Decision map")));
    until_explained(&page, "decision map");
    page.press_key(Key::Escape.value());
    assert!(explained(&page).is_null(), "Esc leaves it there");
    page.assert_clean();
}

#[test]
fn the_keyboard_reaches_words_and_esc_gives_the_focus_back() {
    let page = Page::open_train("#/train");
    page.pin("u0-2");
    page.script("document.querySelector('.clock').previousElementSibling.focus(); return null", vec![]);
    page.press_key(Key::Tab.value());
    assert_eq!(focused(&page), "Epoch");
    until_explained(&page, "epoch: One pass");
    // Enter keeps it, and takes it away.
    page.press_key(Key::Enter.value());
    until_explained(&page, "epoch");
    page.press_key(Key::Enter.value());
    assert!(explained(&page).is_null(), "Enter does not close it");
    page.press_key(Key::Enter.value());
    until_explained(&page, "epoch");
    page.press_key(Key::Escape.value());
    assert!(explained(&page).is_null(), "Esc leaves it there");
    assert_eq!(focused(&page), "Epoch");
    assert_eq!(page.eval("document.querySelector('[data-cell=\"u0-2\"]').ariaSelected"), "true", "Esc has done more");
    // What had the focus loses its explanation, and what is pressed elsewhere closes it.
    page.press_key(Key::Enter.value());
    until_explained(&page, "epoch");
    page.press_key(Key::Tab.value());
    page.wait_until("another word", SOON, |page| {
        !explained(page).as_str().is_some_and(|text| text.starts_with("epoch"))
    });
    page.script(&format!("{}.click(); return null", term("Batch size")), vec![]);
    until_explained(&page, "batch size");
    page.click_at("document.querySelector('.brand')");
    page.wait_until("no explanation", SOON, |page| explained(page).is_null());
    // A screen reader has it with the word.
    let described = page.eval(&format!("{}.getAttribute('aria-description')", term("Learning rate")));
    assert!(described.as_str().is_some_and(|text| text.starts_with("How far a step goes")), "{described}");
    assert_eq!(page.field("Learning rate").value(), "0.1");
}

#[test]
fn a_choice_is_explained_with_its_field() {
    let page = Page::open_train("#/train?init=xavier_normal&loss=mse");
    for (name, words) in
        [("Initialisation", "Xavier (Glorot): Weights of variance"), ("Loss", "MSE, mean squared error: ")]
    {
        page.script(&format!("{}.click(); return null", term(name)), vec![]);
        page.wait_until(words, SOON, |page| explained(page).as_str().is_some_and(|text| text.contains(words)));
    }
}

#[test]
fn in_a_dialog_esc_closes_the_explanation_first() {
    let page = Page::open_train("#/train");
    page.button("Settings").click();
    page.script(&format!("{}.focus(); {}.click(); return null", term("weight_decay"), term("weight_decay")), vec![]);
    until_explained(&page, "weight decay");
    page.press_key(Key::Escape.value());
    assert!(explained(&page).is_null());
    assert_eq!(page.eval("document.querySelector('dialog.more').open"), true, "the dialog is gone too");
    page.press_key(Key::Escape.value());
    assert_eq!(page.eval("document.querySelector('dialog.more').open"), false);
}

#[test]
fn a_tap_explains_and_no_explanation_leaves_the_screen() {
    let page = Page::open_with(&Options { viewport: Viewport::SMALL_PHONE, ..Options::default() }, "#/train");
    for (link, viewport) in [
        ("#/train", Viewport::SMALL_PHONE),
        ("#/activations", Viewport::SMALL_PHONE),
        ("#/compare", Viewport::SMALL_PHONE),
        ("#/train", Viewport::DESKTOP),
    ] {
        page.set_viewport(viewport);
        page.go(link);
        page.wait_until("words", SOON, |page| page.eval("document.querySelectorAll('.term').length > 4") == true);
        let faults = page.script_async(
            "const done = arguments[0], faults = [];
             const frame = () => new Promise(next => requestAnimationFrame(() => setTimeout(next, 20)));
             const words = [...document.querySelectorAll('.term')].filter(one => one.checkVisibility());
             (async () => {
                 for (const word of words) {
                     word.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
                     await frame();
                     const width = document.scrollingElement.scrollWidth, height = document.scrollingElement.scrollHeight;
                     const area = document.querySelector('#explanation'), name = word.innerText;
                     const isShown = () => area.checkVisibility({ visibilityProperty: true });
                     word.click();
                     let frames = 0;
                     do await frame(); while (!isShown() && ++frames < 50);
                     const box = area.getBoundingClientRect();
                     const about = `${name}: ${[box.left, box.top, box.right, box.bottom].map(Math.round)}`;
                     if (!isShown() || area.innerText.length < 10) faults.push(`${name}: nothing`);
                     if (box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight) faults.push(`${about} leaves the screen`);
                     if (document.scrollingElement.scrollWidth !== width || document.scrollingElement.scrollHeight !== height) faults.push(`${name}: the page grows`);
                     const of = word.getBoundingClientRect();
                     if (box.top < of.bottom - 5 && box.bottom > of.top + 5) faults.push(`${about} lies over its word`);
                     if (word.getAttribute('aria-expanded') !== 'true') faults.push(`${name} does not say that it is open`);
                     word.click();
                     await frame();
                     if (area.checkVisibility()) faults.push(`${name} stays`);
                 }
                 done(faults);
             })()",
            vec![],
        );
        assert_eq!(faults, json!([]), "{link} at {}", viewport.name);
    }
    page.set_viewport(Viewport::PHONE);
    page.go_train("#/train");
    tap(&page, &middle(&page, &term("Decision map")));
    until_explained(&page, "decision map");
    tap(&page, &json!([150, 30]));
    page.wait_until("no explanation", SOON, |page| explained(page).is_null());
    page.assert_clean();
}

#[test]
fn no_word_stands_inside_another_control_and_tab_stops_stay_few() {
    let page = Page::open_train("#/train");
    for (link, most) in [("#/train", 40), ("#/compare", 45), ("#/activations", 30)] {
        page.go(link);
        page.wait_until("words", SOON, |page| page.eval("document.querySelectorAll('main .term').length > 4") == true);
        assert_eq!(
            page.eval("document.querySelectorAll('label .term, a .term, button button, summary .term').length"),
            0
        );
        let count =
            page.eval("[...document.querySelectorAll('main .term')].filter(one => one.checkVisibility()).length");
        assert!(count.as_i64().is_some_and(|count| count <= most), "{link}: {count} words");
    }
    page.button("Help").click();
    let listed = page.eval("document.querySelectorAll('dialog.help dl:not(.keys) dt').length");
    assert!(listed.as_i64().is_some_and(|listed| listed > 40), "Help lists {listed} words");
}

#[test]
fn a_first_visit_has_one_line_that_says_what_to_do() {
    let page = Page::open_train("");
    let line = |page: &Page| page.eval("document.querySelectorAll('[data-testid=welcome]').length");
    assert_eq!(line(&page), 1);
    assert_eq!(
        page.eval("document.querySelector('.welcome a').getAttribute('href')"),
        "#/lessons?lesson=clamp&step=predict"
    );
    page.button("Close the welcome").click();
    assert_eq!(line(&page), 0);
    page.go_train("");
    assert_eq!(line(&page), 0, "it comes back");
    // Play starts the run, and it is not shown for links.
    for link in ["#/train", "#/train?act=tanh", "#/compare"] {
        let page = Page::open(link);
        page.wait_until("the page", SOON, |page| page.eval("document.querySelector('main') !== null") == true);
        assert_eq!(line(&page), 0, "{link}");
    }
    let page = Page::open_train("");
    page.button("Start training").click();
    page.wait_until("training", SOON, |page| page.data("status") == "training");
    assert_eq!(line(&page), 0);
    page.assert_clean();
}

#[test]
fn a_first_visit_that_ends_at_once_is_still_a_first_visit() {
    let page = Page::open("#/lessons?lesson=clamp");
    page.script("localStorage.clear(); return null", vec![]);
    page.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": "window.stored = []; const set = Storage.prototype.setItem; Storage.prototype.setItem = function (key, value) { window.stored.push(key); set.call(this, key, value) }" }),
    );
    page.go_train("");
    // Whenever it is left, an experiment that is remembered is never there without the visit that it belongs to.
    let stored = page.eval("window.stored");
    let at = |key: &str| stored.as_array().and_then(|keys| keys.iter().position(|one| one == key));
    assert!(
        at("relu-lab/controls").is_some_and(|first| at("relu-lab/spec").is_none_or(|spec| first < spec)),
        "{stored}"
    );
    assert_eq!(page.eval("document.querySelectorAll('[data-testid=welcome]').length"), 1);
}

/// The names of what can be pressed or typed into, without the units and features of the network.
fn controls(page: &Page) -> usize {
    let count = page.eval("[...document.querySelectorAll('main :is(button, input, select, a, summary):not(.cell, .term)')].filter(one => one.checkVisibility()).length");
    count.as_u64().and_then(|count| usize::try_from(count).ok()).unwrap_or_default()
}

#[test]
fn a_first_visit_is_calm_and_what_is_asked_for_is_remembered() {
    let page = Page::open_train("");
    let is_calm = |page: &Page| page.eval("document.querySelector('.train').classList.contains('calm')") == true;
    let seen = |page: &Page, find: &str| {
        page.eval(&format!("document.querySelector('{find}')?.checkVisibility() ?? false")) == true
    };
    assert!(is_calm(&page));
    for shown in [
        ".play",
        ".chips",
        ".data-sets",
        ".network canvas",
        ".map canvas",
        ".plot.living",
        ".plot.loss",
        "[data-testid=claim]",
    ] {
        assert!(seen(&page, shown), "{shown} is not shown");
    }
    for hidden in [".presets", ".remedies", ".speed", ".for-lr", ".plot.gradient", ".plot.curve", ".on-switch"] {
        assert!(!seen(&page, hidden), "{hidden} is shown");
    }
    let calm = controls(&page);
    page.reload();
    page.wait_until("the page", SOON, |page| page.try_data("status").as_deref() == Some("ready"));
    assert!(is_calm(&page), "not after a reload");
    page.button("All controls").click();
    let all = controls(&page);
    println!("{calm} controls, {all} in all");
    assert!(!is_calm(&page) && calm + 15 < all && seen(&page, ".for-lr"));
    page.go_train("");
    assert!(!is_calm(&page), "forgotten");
    page.button("Fewer controls").click();
    assert!(is_calm(&page));
    page.go_train("#/train");
    assert!(is_calm(&page), "forgotten");
    // A link that sets what the calm view does not show, in this page and from elsewhere.
    page.edit_link("#/train?data=xor");
    page.wait_until("the data", SOON, |page| page.radio("Data set", "XOR").is_on());
    assert!(is_calm(&page));
    page.edit_link("#/train?data=xor&opt=adam");
    page.wait_until("all controls", SOON, |page| !is_calm(page));
    page.go_train("#/train?lr=0.7");
    assert!(!is_calm(&page));
    page.go_train("");
    assert!(is_calm(&page), "a link has changed what was asked for");
    // The same on a phone, with the row that opens them at the end.
    page.resize(Viewport::PHONE);
    assert!(!seen(&page, ".training .sheet-row") && seen(&page, ".data .sheet-row"));
    page.button("All controls").click();
    assert!(seen(&page, ".training .sheet-row") && seen(&page, ".remedies"));
    page.assert_clean();
}

#[test]
fn the_calm_view_has_no_fault_at_any_size() {
    let page = Page::open_train("");
    let mut faults = Vec::new();
    for open in [true, false] {
        for viewport in Viewport::EVERY {
            page.resize(viewport);
            page.settle(Duration::from_millis(300));
            // Bars lie over what scrolls by below them.
            for fault in page.layout_faults().into_iter().filter(|fault| fault.what != "covered") {
                faults.push(format!("{} {}: {fault}", viewport.name, if open { "first" } else { "closed" }));
            }
            for defect in page.unreadable_texts() {
                faults.push(format!("{}: {defect}", viewport.name));
            }
        }
        page.set_viewport(Viewport::DESKTOP);
        if open {
            page.button("Close the welcome").click();
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
