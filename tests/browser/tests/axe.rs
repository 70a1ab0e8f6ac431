//! axe-core finds nothing on any page, in any dialog or state: in both themes, in forced colours, on paper, and on the smallest screen.
//!
//! `AXE_MODES=all` looks at every state in all of these ways; without it in two, light on a desktop and dark on a small phone, which
//! have all elements between them.

use std::collections::BTreeMap;
use std::time::Duration;

use browser_tests::{Page, Theme, Viewport};
use serde_json::json;
use thirtyfour::Key;

const SOON: Duration = Duration::from_secs(20);

/// How a page is looked at.
struct Mode {
    name: &'static str,
    theme: Theme,
    /// Empty for a screen.
    media: &'static str,
    forced_colors: &'static str,
    viewport: Viewport,
}

const USUAL: Mode =
    Mode { name: "light", theme: Theme::Light, media: "", forced_colors: "none", viewport: Viewport::DESKTOP };

const MODES: [Mode; 6] = [
    USUAL,
    Mode { name: "dark", theme: Theme::Dark, ..USUAL },
    Mode { name: "forced colours", theme: Theme::Dark, forced_colors: "active", ..USUAL },
    Mode { name: "print", media: "print", ..USUAL },
    Mode { name: "320 px", viewport: Viewport::SMALL_PHONE, ..USUAL },
    Mode { name: "320 px, dark", theme: Theme::Dark, viewport: Viewport::SMALL_PHONE, ..USUAL },
];

fn set(page: &Page, mode: &Mode) {
    page.set_viewport(mode.viewport);
    let features = json!([
        { "name": "prefers-color-scheme", "value": mode.theme.name() },
        { "name": "forced-colors", "value": mode.forced_colors },
    ]);
    page.devtools("Emulation.setEmulatedMedia", json!({ "media": mode.media, "features": features }));
    // The browser tells before it prints, and after: the sheet of a page is made then.
    let event = if mode.media == "print" { "beforeprint" } else { "afterprint" };
    page.script("dispatchEvent(new Event(arguments[0])); return null", vec![event.into()]);
    page.settle(Duration::from_millis(250));
}

/// The ways in which every state is looked at.
fn modes() -> Vec<&'static Mode> {
    let all = std::env::var("AXE_MODES").is_ok_and(|modes| modes == "all");
    MODES.iter().filter(|mode| all || [MODES[0].name, MODES[5].name].contains(&mode.name)).collect()
}

/// What was found, by rule and element, with where it was found first.
#[derive(Default)]
struct Findings {
    found: BTreeMap<String, Vec<String>>,
    looks: usize,
}

impl Findings {
    /// Looks at a state in every mode; `fits` leaves out screens on which there is no such thing.
    fn look(&mut self, page: &Page, state: &str, fits: impl Fn(&Mode) -> bool) {
        for mode in modes().into_iter().filter(|mode| fits(mode)) {
            set(page, mode);
            self.looks += 1;
            for violation in page.violations() {
                self.found.entry(violation.to_string()).or_default().push(format!("{state}, {}", mode.name));
            }
            if page.eval("document.documentElement.scrollWidth > innerWidth") == true {
                self.found.entry("sideways scroll".to_owned()).or_default().push(format!("{state}, {}", mode.name));
            }
        }
        set(page, &USUAL);
    }

    fn assert_none(self, what: &str) {
        println!("{what}: axe-core looked at {} states", self.looks);
        let lines: Vec<String> =
            self.found.iter().map(|(what, places)| format!("{what}\n    {}", places.join("; "))).collect();
        assert!(lines.is_empty(), "{} findings:\n{}", lines.len(), lines.join("\n"));
    }
}

fn everywhere(_: &Mode) -> bool {
    true
}

fn on_desktops(mode: &Mode) -> bool {
    !mode.viewport.mobile && mode.media.is_empty()
}

/// Pages, empty and at work.
#[test]
fn the_pages() {
    let mut findings = Findings::default();
    // The first visit: the calm view.
    let page = Page::open_train("");
    findings.look(&page, "calm", everywhere);
    page.button("Play").click();
    page.wait_until("some steps", SOON, |page| page.value("step") > 50.0);
    findings.look(&page, "calm, training", everywhere);

    for (state, link) in [
        ("train", "#/train?hidden=8,8&seed=3"),
        ("values", "#/train?data=sine"),
        ("classes", "#/train?data=rings&classes=4"),
        ("dead units", "#/train?hidden=8,8&bias=constant(-3)&seed=3"),
        ("large net", "#/train?hidden=32,32,32,32,32,32"),
        ("digits", "#/train?data=digits&hidden=16"),
        ("notices", "#/train?lr=500&hidden=9999&act=nothing"),
        ("embed", "#/train?embed=1"),
    ] {
        page.go_train(link);
        page.button("Step").click();
        page.wait_until("a step", SOON, |page| page.value("step") >= 1.0);
        findings.look(&page, state, everywhere);
    }
    page.go_train("#/train?lr=1e4&data=sine&loss=mse&act=relu");
    page.button("Play").click();
    page.settle(Duration::from_secs(2));
    findings.look(&page, "diverged", everywhere);

    page.go("#/compare?vary=act&values=relu,tanh&seeds=4&epochs=20&target=0.3");
    page.wait_until("the page", SOON, |page| page.try_data("status").as_deref() == Some("ready"));
    findings.look(&page, "compare", everywhere);
    page.button("Run").click();
    page.wait_until("the end", SOON, |page| page.try_data("status").as_deref() == Some("finished"));
    findings.look(&page, "compare, finished", everywhere);

    page.go("#/activations?act=relu,gelu,prelu");
    page.wait_until("the page", SOON, |page| page.try_data("gain-state").is_some());
    findings.look(&page, "activations", everywhere);
    page.assert_clean();
    findings.assert_none("pages");
}

fn open_by(page: &Page, name: &str, is_open: &str) {
    page.button(name).click();
    page.wait_until(name, SOON, |page| page.eval(is_open) == true);
    page.settle(Duration::from_millis(200));
}

fn close(page: &Page) {
    page.press_key(Key::Escape.value());
    page.settle(Duration::from_millis(150));
}

const DIALOG: &str = "document.querySelector('dialog[open]') !== null";

#[test]
fn the_dialogs() {
    let mut findings = Findings::default();
    let page = Page::open_train("#/train?hidden=8,8&seed=3&data=rings&classes=3");
    for name in ["Settings", "Help", "Share", "Export", "All units", "By class"] {
        open_by(&page, name, DIALOG);
        findings.look(&page, name, everywhere);
        close(&page);
    }
    page.pin("u0-0");
    page.button("Inspect").click();
    page.wait_until("the inspector", SOON, |page| page.eval("document.querySelector('.inspector') !== null") == true);
    findings.look(&page, "Inspector", on_desktops);
    close(&page);
    for (name, is_open) in [
        ("More", "document.querySelector('.more-panel').checkVisibility()"),
        ("More interventions", "document.querySelector('.more-remedies').open"),
    ] {
        open_by(&page, name, is_open);
        findings.look(&page, name, on_desktops);
        close(&page);
    }
    open_by(&page, "Draw points", DIALOG);
    findings.look(&page, "Draw points", everywhere);
    close(&page);
    page.go_train("#/train?data=digits&hidden=16");
    for (name, opener) in [("Draw a digit", ".draw-digit"), ("By class", ".by-class")] {
        page.script("document.querySelector(arguments[0]).click(); return null", vec![opener.into()]);
        page.wait_until(name, SOON, |page| page.eval(DIALOG) == true);
        findings.look(&page, name, everywhere);
        close(&page);
    }
    for link in ["#/compare", "#/activations", "#/lessons"] {
        page.go(link);
        page.wait_until("the page", SOON, |page| page.has_button("Share"));
        page.settle(Duration::from_millis(500));
        open_by(&page, "Share", DIALOG);
        findings.look(&page, &format!("{link}, Share"), |mode| mode.media.is_empty());
        close(&page);
    }
    page.assert_clean();
    findings.assert_none("dialogs");
}

#[test]
fn the_lessons() {
    let mut findings = Findings::default();
    let page = Page::open("");
    for lesson in ["vanishing", "born_dead", "inplace_error"] {
        page.go(&format!("#/lessons?lesson={lesson}"));
        let step = |step: &str| {
            page.wait_until(step, SOON, |page| page.eval("document.querySelector('.lesson')?.dataset.step") == step);
        };
        step("predict");
        findings.look(&page, &format!("{lesson}, predict"), everywhere);
        page.radio("Prediction", "True").click();
        page.button("Run").click();
        page.wait_until("measured", SOON, |page| page.try_data("lesson-progress").as_deref() == Some("1.000"));
        findings.look(&page, &format!("{lesson}, run"), everywhere);
        for next in ["observe", "explain"] {
            page.button("Next").click();
            step(next);
            findings.look(&page, &format!("{lesson}, {next}"), everywhere);
        }
    }
    for sheet in ["results", "worksheet&chapter=dying"] {
        page.go(&format!("#/lessons?sheet={sheet}"));
        page.wait_until("the sheet", SOON, |page| !page.all(".sheet-paper", None).is_empty());
        findings.look(&page, sheet, everywhere);
    }
    page.assert_clean();
    findings.assert_none("lessons");
}

#[test]
fn presenter_mode() {
    let mut findings = Findings::default();
    let page = Page::open_train("#/train?hidden=8,8&seed=3");
    page.press_key('p');
    for scene in '1'..='5' {
        page.press_key(scene);
        findings.look(&page, &format!("scene {scene}"), on_desktops);
    }
    page.press_key('b');
    findings.look(&page, "black screen", on_desktops);
    page.assert_clean();
    findings.assert_none("presenter mode");
}

/// The check finds what it is there for.
#[test]
fn violations_are_found() {
    let page = Page::open_train("#/train");
    page.script(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button><p id=pale>pale</p>');
         pale.style = 'color: #ddd; background: #fff'; return null",
        vec![],
    );
    let rules: Vec<String> = page.violations().into_iter().map(|violation| violation.rule).collect();
    assert!(["button-name", "color-contrast"].iter().all(|rule| rules.iter().any(|found| found == rule)), "{rules:?}");
}

/// At 320 pixels, and at 640 of two device pixels each, as a window of 1280 enlarged to 200 %.
#[test]
fn nothing_scrolls_sideways_when_it_is_enlarged() {
    let page = Page::open("");
    let mut wide = Vec::new();
    for link in [
        "",
        "#/train?hidden=8,8,8&data=rings&classes=4",
        "#/train?data=digits&hidden=16",
        "#/train?embed=1",
        "#/compare?vary=act&values=relu,tanh&seeds=4&epochs=20&target=0.3",
        "#/activations?act=relu,gelu,prelu,tanh",
        "#/lessons",
        "#/lessons?lesson=vanishing",
        "#/lessons?sheet=results",
        "#/lessons?sheet=worksheet",
    ] {
        page.set_viewport(Viewport::DESKTOP);
        page.go(link);
        page.wait_until("the page", SOON, |page| !page.all("main, [role=main]", None).is_empty());
        page.settle(Duration::from_millis(500));
        for (width, height, scale) in [(320, 640, 1), (320, 256, 4), (640, 360, 2), (683, 384, 2)] {
            page.devtools(
                "Emulation.setDeviceMetricsOverride",
                json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false }),
            );
            page.settle(Duration::from_millis(200));
            let excess = page.eval("document.documentElement.scrollWidth - innerWidth").as_i64().unwrap_or(i64::MAX);
            if excess > 0 {
                wide.push(format!("{link:?} at {width} x {height}: {excess} px"));
            }
        }
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}
