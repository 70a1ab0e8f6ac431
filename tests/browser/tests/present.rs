//! Presenter mode: by keyboard alone, readable from the last row, and silent about deaths when the class is to find them.

use std::time::Duration;

use browser_tests::{Page, Theme, Viewport};
use serde_json::Value;
use thirtyfour::Key;

const SOON: Duration = Duration::from_secs(20);

/// No text of the mode is smaller, in CSS pixels.
const LEAST: f64 = 19.0;

/// The sizes of projectors.
const PROJECTORS: [Viewport; 3] = [Viewport::SMALL_DESKTOP, Viewport::LARGE, Viewport::PROJECTOR];

/// A run with units that are dead from the start.
const DYING: &str = "#/train?hidden=8,8&bias=constant(-3)&seed=3";

fn escape(page: &Page) {
    page.press_key(char::from(Key::Escape));
}

fn is_on(page: &Page) -> bool {
    page.eval("document.documentElement.hasAttribute('data-present')") == true
}

fn scene(page: &Page) -> Value {
    page.eval("document.querySelector('main.train')?.dataset.scene")
}

fn is_blank(page: &Page) -> bool {
    page.eval("document.querySelector('.blank-screen').open") == true
}

/// Whether something is in sight.
fn is_shown(page: &Page, selector: &str) -> bool {
    page.eval(&format!("document.querySelector('{selector}')?.checkVisibility({{ visibilityProperty: true }})")) == true
}

/// The name of what has the focus.
fn focused(page: &Page) -> Value {
    page.eval("(one => one.getAttribute('aria-label') ?? one.innerText.trim())(document.activeElement)")
}

fn activation(page: &Page) -> Value {
    page.eval("document.querySelector('.chip input:checked')?.getAttribute('aria-label')")
}

#[test]
fn the_whole_mode_goes_by_keyboard() {
    let page = Page::open_train("#/train?data=moons&hidden=8,8&lr=0.3&seed=3");
    // Outside the mode its keys do nothing, or what they always do.
    for key in ['q', 'd', 'b'] {
        page.press_key(key);
        assert!(!is_on(&page) && !is_blank(&page), "{key} outside the mode");
    }
    page.eval("document.querySelector('[aria-label=\"Share\"]').focus()");
    page.press_key('p');
    assert!(is_on(&page));
    assert!(!is_shown(&page, ".header") && !is_shown(&page, ".group.data") && !is_shown(&page, ".slider.speed"));
    assert_eq!(page.eval("document.activeElement.checkVisibility()"), true, "the focus is out of sight");
    let chips =
        page.eval("[...document.querySelectorAll('.chip-row .chip')].filter(one => one.checkVisibility()).length");
    assert_eq!(chips, 5, "functions to choose from");

    let panels = [".network", ".plot.living", ".plot.gradient", ".plot.curve", ".plot.loss"];
    for (key, name) in ('1'..='5').zip(["network", "living", "gradient", "curve", "loss"]) {
        page.press_key(key);
        assert_eq!(scene(&page), name);
        for panel in panels {
            assert_eq!(is_shown(&page, panel), panel.ends_with(name), "{panel} in scene {key}");
        }
        assert_eq!(is_shown(&page, ".map"), key == '1');
        assert!(!page.text("question").is_empty());
    }
    assert_eq!(activation(&page), "ReLU", "a scene's key chose a function");
    for key in ['0', '6', '7', 'k', 'n', 'i'] {
        page.press_key(key);
    }
    assert_eq!((activation(&page), scene(&page)), ("ReLU".into(), "loss".into()));
    assert_eq!(page.value("step"), 0.0);

    page.press_key('q');
    assert!(!is_shown(&page, ".present-question"));
    page.press_key('q');
    assert!(is_shown(&page, ".present-question"));

    page.eval("document.activeElement.blur()");
    page.press_key(' ');
    page.wait_until("training", SOON, |page| page.data("status") == "training");
    page.press_key('b');
    assert!(is_blank(&page));
    page.press_key('b');
    assert!(!is_blank(&page) && is_on(&page));
    page.press_key('b');
    escape(&page);
    page.wait_until("the page again", SOON, |page| !is_blank(page));
    assert!(is_on(&page), "Esc left the mode with the black screen");
    page.press_key(' ');
    page.wait_until_paused();

    escape(&page);
    assert!(!is_on(&page) && is_shown(&page, ".header") && scene(&page).is_null());
    page.wait_until("the focus where it was", SOON, |page| focused(page) == "Share");
    // The keys are again what they were.
    page.press_key('2');
    page.wait_until("the second function", SOON, |page| activation(page) == "Leaky ReLU");
    page.press_key('b');
    assert!(!is_blank(&page));
    page.assert_clean();
}

#[test]
fn the_teacher_writes_the_question() {
    let page = Page::open_train("#/train?hidden=4&seed=3");
    page.press_key('p');
    page.press_key('2');
    let usual = page.text("question");
    page.button("Write another question").click();
    page.wait_until("the field", SOON, |page| focused(page) == "Question for this scene");
    // Letters that are keys of the mode are letters here.
    page.field("Question for this scene").set("Did 5 die? dbq");
    assert!(!is_blank(&page) && is_on(&page) && scene(&page) == "living");
    page.press_key(char::from(Key::Enter));
    page.wait_until("the question", SOON, |page| page.text("question") == "Did 5 die? dbq");
    page.press_key('3');
    assert_ne!(page.text("question"), "Did 5 die? dbq");
    page.press_key('2');
    // It is kept; Esc in the field leaves the field, and nothing else.
    page.reload();
    page.wait_until("the page", SOON, |page| page.try_data("status").as_deref() == Some("ready"));
    page.press_key('p');
    page.press_key('2');
    assert_eq!(page.text("question"), "Did 5 die? dbq");
    page.button("Write another question").click();
    page.wait_until("the field", SOON, |page| focused(page) == "Question for this scene");
    page.field("Question for this scene").set(" ");
    escape(&page);
    assert!(is_on(&page));
    assert_eq!(page.text("question"), "Did 5 die? dbq");
    page.button("Write another question").click();
    page.wait_until("the field", SOON, |page| focused(page) == "Question for this scene");
    page.field("Question for this scene").set(" ");
    page.press_key(char::from(Key::Enter));
    page.wait_until("the usual question", SOON, |page| page.text("question") == usual);
    page.assert_clean();
}

/// What is wrong with what the screen shows.
fn faults(page: &Page) -> Vec<String> {
    for _ in 0..5 {
        if page.layout_faults().iter().any(|fault| fault.what == "stale") {
            page.settle(Duration::from_millis(400));
        }
    }
    let mut faults = page.small_texts(LEAST);
    faults.extend(page.unreadable_texts().into_iter().map(|defect| defect.to_string()));
    faults.extend(page.layout_faults().iter().map(ToString::to_string));
    faults
}

#[test]
fn every_scene_is_readable_from_the_last_row() {
    let page = Page::open("");
    page.record_canvas_texts();
    let mut found = Vec::new();
    let data = [
        "#/train?data=moons&hidden=8,8,6&lr=0.6&seed=3",
        "#/train?data=rings&classes=5&hidden=8,8&act=elu",
        "#/train?data=sine&hidden=8",
        "#/train?data=digits&n=400&noise=0&hidden=16,8",
        DYING,
    ];
    for link in data {
        page.set_viewport(Viewport::SMALL_DESKTOP);
        page.go_train(link);
        page.press_key('p');
        page.press_key('S');
        page.press_key(' ');
        page.settle(Duration::from_millis(1200));
        page.press_key(' ');
        page.wait_until_paused();
        for viewport in PROJECTORS {
            page.resize(viewport);
            for key in '1'..='5' {
                page.press_key(key);
                page.settle(Duration::from_millis(250));
                found
                    .extend(faults(&page).iter().map(|fault| format!("{link} {} scene {key}: {fault}", viewport.name)));
            }
        }
        escape(&page);
    }
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
    page.assert_clean();
}

#[test]
fn the_other_pages_grow_too() {
    let page = Page::open("");
    page.record_canvas_texts();
    let mut found = Vec::new();
    for (link, selector) in [
        ("#/lessons?lesson=vanishing", ".lesson"),
        ("#/lessons?lesson=inplace_error", ".lesson"),
        ("#/activations?act=relu,gelu", ".curve-figure"),
        ("#/compare?vary=act&values=relu,tanh&seeds=2&epochs=20&target=0.2", ".figure-panel"),
    ] {
        page.set_viewport(Viewport::SMALL_DESKTOP);
        page.go(link);
        page.wait_until("the page", SOON, |page| is_shown(page, selector));
        page.press_key('p');
        assert!(is_on(&page), "{link}");
        for viewport in PROJECTORS {
            page.resize(viewport);
            page.settle(Duration::from_millis(300));
            let texts = page.small_texts(LEAST).into_iter();
            let texts = texts.chain(page.unreadable_texts().into_iter().map(|defect| defect.to_string()));
            let sideways =
                page.layout_faults().into_iter().filter(|fault| matches!(fault.what.as_str(), "sideways" | "cut"));
            let all = texts.chain(sideways.map(|fault| fault.to_string()));
            found.extend(all.map(|fault| format!("{link} {}: {fault}", viewport.name)));
        }
        // Scenes are of the Train page; the black screen is of all.
        page.press_key('b');
        assert!(is_blank(&page), "{link}");
        escape(&page);
        page.wait_until("the page again", SOON, |page| !is_blank(page));
        escape(&page);
        assert!(!is_on(&page), "{link}");
    }
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
    page.assert_clean();
}

/// What the page says of the units: names of the cells, numbers, heads, and what its figures are in words.
fn said(page: &Page) -> String {
    let script = "[...document.querySelectorAll('.network [aria-label], .living [aria-label]')].map(one => one.getAttribute('aria-label'))
        .concat([...document.querySelectorAll('.head, .present-numbers, .plot.living, .tip')].map(one => one.textContent)).join('\\n')";
    page.eval(script).as_str().unwrap_or_default().to_owned()
}

/// How much of the tile of a unit is as dark as the cross of the dead, in a light theme.
fn ink_in_tile(page: &Page, unit: &str) -> f64 {
    let script = "const cell = document.querySelector(`[data-cell=\"${arguments[0]}\"]`).getBoundingClientRect();
        const canvas = document.querySelector('.diagram canvas'), box = canvas.getBoundingClientRect(), scale = canvas.width / box.width;
        const side = Math.round(cell.width * 0.6 * scale), x = (cell.left - box.left + cell.width * 0.2) * scale, y = (cell.top - box.top + cell.height * 0.2) * scale;
        const pixels = canvas.getContext('2d').getImageData(x, y, side, side).data;
        let dark = 0;
        for (let i = 0; i < pixels.length; i += 4) if (pixels[i] + pixels[i + 1] + pixels[i + 2] < 180) dark++;
        return dark / (pixels.length / 4)";
    page.script(script, vec![unit.into()]).as_f64().unwrap_or(f64::NAN)
}

#[test]
fn deaths_can_be_kept_back_and_told() {
    let page = Page::open("");
    page.set_theme(Theme::Light);
    page.go_train(DYING);
    let dead = page.eval("[...document.querySelectorAll('[data-cell^=u]')].find(one => / dead/.test(one.getAttribute('aria-label')))?.dataset.cell");
    let dead = dead.as_str().expect("a dead unit").to_owned();
    page.press_key('p');
    page.settle(Duration::from_millis(400));
    let alive = page.data("presented-alive");
    assert!(ink_in_tile(&page, &dead) > 0.05, "no cross on {dead}");
    assert!(said(&page).contains("dead"));

    page.press_key('d');
    page.wait_until("nobody tells", SOON, |page| page.text("presented-alive") == "? of 16");
    page.settle(Duration::from_millis(700));
    assert!(ink_in_tile(&page, &dead) < 0.01, "a cross on {dead}: {}", ink_in_tile(&page, &dead));
    let telling = said(&page);
    for word in [" dead", "died at", "alive,", "of 250"] {
        assert!(!telling.contains(word), "{word:?} in {telling}");
    }
    assert!(telling.contains("?/8") && telling.contains("Which units died is not told now."), "{telling}");
    assert_eq!(page.data("layer-1-alive"), "");
    // It stays so while the run goes on.
    page.press_key('S');
    page.press_key(' ');
    page.settle(Duration::from_millis(800));
    page.press_key(' ');
    page.wait_until_paused();
    assert_eq!(page.text("presented-alive"), "? of 16");
    page.press_key('2');
    page.settle(Duration::from_millis(400));
    assert!(!said(&page).contains("died at"));
    page.press_key('1');

    page.press_key('d');
    page.wait_until("it is told", SOON, |page| {
        page.text("presented-alive").ends_with(" of 16") && !page.text("presented-alive").starts_with('?')
    });
    page.settle(Duration::from_millis(400));
    assert!(said(&page).contains("dead") && !alive.is_empty());
    // Who leaves sees everything again.
    page.press_key('d');
    page.wait_until("nobody tells", SOON, |page| page.text("presented-alive") == "? of 16");
    escape(&page);
    page.wait_until("it is told", SOON, |page| page.try_data("dead-total").is_some_and(|dead| !dead.is_empty()));
    assert!(page.value("dead-total") > 0.0);
    page.assert_clean();
}

/// A phone is no projector.
#[test]
fn phones_have_no_presenter_mode() {
    let page = Page::open_train("#/train?hidden=4");
    page.resize(Viewport::PHONE);
    page.press_key('p');
    assert!(!is_on(&page));
}
