//! Every text can be read whole: none is cut off, beyond the screen, or over another one, at any size.

use std::thread;
use std::time::Duration;

use browser_tests::{Defect, Page, Viewport};
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);

/// A defect that is there today.
struct Known {
    /// What the case begins with.
    case: &'static str,
    /// The sizes, all if there are none.
    sizes: &'static [&'static str],
    /// What one of its texts contains.
    text: &'static str,
}

/// What is tolerated, each with its reason.
const KNOWN: &[Known] = &[];

impl Known {
    fn is(&self, case: &str, size: &str, defect: &Defect) -> bool {
        let says = |text: &str| text.contains(self.text);
        case.starts_with(self.case)
            && (self.sizes.is_empty() || self.sizes.contains(&size))
            && (says(&defect.text) || defect.other.as_deref().is_some_and(says))
    }
}

/// What was found so far.
#[derive(Default)]
struct Findings {
    new: Vec<String>,
    seen: Vec<String>,
}

impl Findings {
    /// Looks at the page as it is.
    fn look(&mut self, page: &Page, case: &str, viewport: Viewport) {
        let size = viewport.name;
        for defect in page.unreadable_texts() {
            // One panel says the same thing in several states: once is enough.
            let Defect { what, region, text, other, .. } = &defect;
            let page = case.split(',').next().unwrap_or(case);
            let key = format!("{size} {page} {region} {what} {text} {other:?}");
            if self.seen.contains(&key) {
                continue;
            }
            self.seen.push(key);
            let line = format!("{size} {case}: {defect}");
            println!("{line}");
            if !KNOWN.iter().any(|known| known.is(case, size, &defect)) {
                self.new.push(line);
            }
        }
    }

    fn assert_none(self) {
        let Self { new, .. } = self;
        assert!(new.is_empty(), "{} texts cannot be read whole:\n{}", new.len(), new.join("\n"));
    }
}

/// A page in every size; the viewport changes while it is open.
fn in_every_size(page: &Page, mut each: impl FnMut(Viewport)) {
    for viewport in Viewport::EVERY {
        page.set_viewport(viewport);
        page.settle(Duration::from_millis(250));
        each(viewport);
    }
}

fn recorded() -> Page {
    let page = Page::open("");
    page.record_canvas_texts();
    page
}

/// The units of the network, first and last of the hidden ones, as `data-cell` names them.
fn units(page: &Page) -> [String; 2] {
    let names = page.script(
        "const units = [...document.querySelectorAll('[data-cell^=u]')].map(cell => cell.dataset.cell);
         return [units[0], units.at(-2) ?? units[0]]",
        vec![],
    );
    [0, 1].map(|index| names[index].as_str().unwrap_or_default().to_owned())
}

/// Puts the pointer on a unit, or away from all of them.
fn point_at(page: &Page, unit: Option<&str>) {
    let place = unit.map_or(json!([1, 1]), |unit| {
        page.script(
            "const cell = document.querySelector(`[data-cell=\"${arguments[0]}\"]`);
             cell.scrollIntoView({ block: 'center', behavior: 'instant' });
             const box = cell.getBoundingClientRect();
             return [box.left + box.width / 2, box.top + box.height / 2]",
            vec![unit.into()],
        )
    });
    page.devtools("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": place[0], "y": place[1] }));
}

/// Pins a unit, or releases it.
fn pin(page: &Page, unit: &str) {
    page.script("document.querySelector(`[data-cell=\"${arguments[0]}\"]`).click(); return null", vec![unit.into()]);
}

fn train(findings: &mut Findings, page: &Page, name: &str, link: &str) {
    page.set_viewport(Viewport::DESKTOP);
    page.go(link);
    page.wait_until("the first frame", SOON, |page| {
        page.try_data("status").as_deref() == Some("ready") && page.canvas_text_count() > 0
    });
    page.button("Play").click();
    page.wait_until("some steps", SOON, |page| page.value("step") > 20.0);
    thread::sleep(Duration::from_millis(500));
    in_every_size(page, |viewport| findings.look(page, &format!("{name}, training"), viewport));
    page.set_viewport(Viewport::DESKTOP);
    page.button("Pause").click();
    let [first, last] = units(page);
    in_every_size(page, |viewport| {
        for unit in [&first, &last] {
            point_at(page, Some(unit));
            page.settle(Duration::from_millis(150));
            findings.look(page, &format!("{name}, unit {unit} hovered"), viewport);
        }
        point_at(page, None);
        pin(page, &last);
        page.settle(Duration::from_millis(150));
        findings.look(page, &format!("{name}, unit {last} pinned"), viewport);
        pin(page, &last);
    });
}

#[test]
fn train_can_be_read() {
    let mut findings = Findings::default();
    let page = recorded();
    train(&mut findings, &page, "Train, usual", "#/train");
    train(&mut findings, &page, "Train, 1 layer", "#/train?hidden=16");
    let preset = "#/train?n=192&hidden=16,16,16,16,16,16,16,16,16&act=sigmoid&init=torch_default&bias=torch_default&opt=adam&lr=0.01&batch=full";
    train(&mut findings, &page, "Train, 9 layers", preset);
    let layers = vec!["48"; 20].join(",");
    train(&mut findings, &page, "Train, 20 layers", &format!("#/train?hidden={layers}&lr=0.01"));
    findings.assert_none();
}

#[test]
fn compare_can_be_read() {
    let mut findings = Findings::default();
    let page = recorded();
    page.go(
        "#/compare?vary=act&values=relu,leaky_relu(0.2),elu,gelu,silu,tanh,sigmoid,mish&seeds=2&epochs=10&target=0.6",
    );
    page.wait_until("the page", SOON, |page| page.try_data("status").is_some());
    in_every_size(&page, |viewport| findings.look(&page, "Compare, before a run", viewport));
    page.button("Run").click();
    page.wait_until("the end", SOON, |page| page.data("status") == "finished");
    in_every_size(&page, |viewport| findings.look(&page, "Compare, finished", viewport));
    page.radio("Figure", "Epochs to target").click();
    in_every_size(&page, |viewport| findings.look(&page, "Compare, epochs to target", viewport));
    assert!(page.canvas_text_count() > 0, "no text on any canvas was recorded");
    // As long as it is under way.
    page.set_viewport(Viewport::DESKTOP);
    page.go("#/compare?vary=act&values=relu,tanh&seeds=64&epochs=2000&target=0.01&hidden=16,16,16");
    page.wait_until("the page", SOON, |page| page.try_data("status").is_some());
    page.button("Run").click();
    page.wait_until("it runs", SOON, |page| page.data("status") == "running");
    thread::sleep(Duration::from_secs(1));
    in_every_size(&page, |viewport| findings.look(&page, "Compare, running", viewport));
    findings.assert_none();
}

#[test]
fn activations_can_be_read() {
    let mut findings = Findings::default();
    let page = recorded();
    for (name, link) in [
        ("Activations, usual", "#/activations"),
        ("Activations, six", "#/activations?act=relu,leaky_relu(0.2),elu,gelu,tanh,sigmoid&x=-2"),
    ] {
        page.set_viewport(Viewport::DESKTOP);
        page.go(link);
        page.wait_until("the page", SOON, |page| page.try_data("gain-state").is_some() && page.canvas_text_count() > 0);
        thread::sleep(Duration::from_secs(1));
        in_every_size(&page, |viewport| findings.look(&page, name, viewport));
    }
    findings.assert_none();
}
