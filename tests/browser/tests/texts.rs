//! Every text can be read whole: none is cut off, beyond the screen, or over another one or a button, at any size.

use std::thread;
use std::time::Duration;

use browser_tests::{Defect, Page, Viewport};
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);

/// A defect that is there today.
struct Known {
    /// What the case begins with.
    case: &'static str,
    /// The sizes.
    sizes: &'static [&'static str],
    /// `clipped`, `shortened`, `off the screen` or `overlap`.
    what: &'static str,
    /// The panel.
    region: &'static str,
    /// What one of its texts contains.
    text: &'static str,
}

const ALL_SIZES: &[&str] = &[];
const PHONES: &[&str] = &["390x844", "320x640"];

/// What is tolerated, each with its reason.
const KNOWN: &[Known] = &[
    // Rows that open a sheet sum it up as far as there is room; the sheet says all of it.
    Known { case: "Train", sizes: PHONES, what: "shortened", region: "Network", text: "batch norm" },
    Known { case: "Train", sizes: PHONES, what: "shortened", region: "Training", text: "seed" },
    Known { case: "Train", sizes: PHONES, what: "shortened", region: "Data", text: "noise" },
    // Names of initialisers are longer than a row of seven fields allows; the open menu shows them whole.
    Known { case: "Train", sizes: ALL_SIZES, what: "shortened", region: "Network", text: "field " },
    Known { case: "Compare", sizes: ALL_SIZES, what: "shortened", region: "Setup", text: "field " },
    // So are names of presets in a column of 184 pixels.
    Known { case: "Train", sizes: ALL_SIZES, what: "shortened", region: "train", text: "field " },
    // The ratio of two layers' gradients has what the menu beside it leaves; its tip has all of it.
    Known { case: "Train", sizes: &["1366x768", "1280x720"], what: "shortened", region: "Gradients", text: "H1 : H" },
    // So are names of losses.
    Known { case: "Train", sizes: &["1366x768", "1280x720"], what: "shortened", region: "Training", text: "field " },
    // One line sums the setup up as far as there is room; Edit shows all of it.
    Known { case: "Compare", sizes: ALL_SIZES, what: "shortened", region: "Setup", text: " training + " },
    Known { case: "Compare", sizes: ALL_SIZES, what: "shortened", region: "Setup", text: "Activation:" },
];

impl Known {
    fn is(&self, case: &str, size: &str, defect: &Defect) -> bool {
        let says = |text: &str| text.contains(self.text);
        case.starts_with(self.case)
            && (self.sizes.is_empty() || self.sizes.contains(&size))
            && (self.what, self.region) == (defect.what.as_str(), defect.region.as_str())
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
    /// Looks at the page as it is, and again once everything is painted if there is something that is not known.
    fn look(&mut self, page: &Page, case: &str, viewport: Viewport) {
        let size = viewport.name;
        let is_known = |defect: &Defect| KNOWN.iter().any(|known| known.is(case, size, defect));
        let mut defects = page.unreadable_texts();
        if !defects.iter().all(is_known) {
            page.wait_until_painted();
            defects = page.unreadable_texts();
        }
        for defect in defects {
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
            if !is_known(&defect) {
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

/// Opens an experiment and lets it run for a moment, or go on.
fn train(page: &Page, link: &str, goes_on: bool) {
    page.set_viewport(Viewport::DESKTOP);
    page.go(link);
    page.wait_until("the first frame", SOON, |page| {
        page.try_data("status").as_deref() == Some("ready") && page.canvas_text_count() > 0
    });
    page.button("Play").click();
    page.wait_until("some steps", SOON, |page| page.value("step") > 20.0);
    page.settle(Duration::from_millis(300));
    if !goes_on {
        page.button("Pause").click();
    }
}

#[test]
fn train_can_be_read_with_any_number_of_layers() {
    let mut findings = Findings::default();
    let page = recorded();
    let layers = |count, width: &str| vec![width; count].join(",");
    let cases = [
        ("usual", "#/train".to_owned()),
        ("1 layer", "#/train?hidden=16&act=tanh".to_owned()),
        ("3 layers", format!("#/train?hidden={}&data=sine", layers(3, "16"))),
        ("9 layers", format!("#/train?hidden={}&n=192&act=sigmoid&opt=adam&lr=0.01&batch=full", layers(9, "16"))),
        ("16 layers", format!("#/train?hidden={}&n=64&bn=on&batch=full&lr=0.01", layers(16, "32"))),
        ("20 layers", format!("#/train?hidden={}&lr=0.01", layers(20, "48"))),
    ];
    for (name, link) in cases {
        train(&page, &link, matches!(name, "usual" | "20 layers"));
        let [first, last] = units(&page);
        in_every_size(&page, |viewport| {
            findings.look(&page, &format!("Train {name}, as it is"), viewport);
            for unit in [&first, &last] {
                point_at(&page, Some(unit));
                page.settle(Duration::from_millis(100));
                findings.look(&page, &format!("Train {name}, unit {unit} hovered"), viewport);
            }
            point_at(&page, None);
            pin(&page, &last);
            page.settle(Duration::from_millis(100));
            findings.look(&page, &format!("Train {name}, unit {last} pinned"), viewport);
            pin(&page, &last);
        });
    }
    findings.assert_none();
}

/// Presses what is called so by script, as a bar or a sheet may lie over it; whether there is such a button.
fn press(page: &Page, name: &str) -> bool {
    let script = "const called = one => one.getAttribute('aria-label') ?? one.innerText.trim();
        const button = [...document.querySelectorAll('button')].find(one => called(one) === arguments[0] && one.checkVisibility());
        button?.click();
        return Boolean(button)";
    page.script(script, vec![name.into()]) == true
}

/// Everything that opens: dialogs, the inspector, the rest of the activations, and where there is no room, sheets.
#[test]
fn what_opens_on_train_can_be_read() {
    let mut findings = Findings::default();
    let page = recorded();
    train(&page, "#/train?lr=5", false);
    let look = |findings: &mut Findings, what: &str, viewport| {
        page.settle(Duration::from_millis(100));
        findings.look(&page, &format!("Train open, {what}"), viewport);
    };
    in_every_size(&page, |viewport| {
        for (open, close) in [
            ("Settings", "Close settings"),
            ("Help", "Close help"),
            ("All units", "Close all units"),
            ("Inspect", "Close inspector"),
            ("More", "More"),
        ] {
            if press(&page, open) {
                look(&mut findings, open, viewport);
                assert!(press(&page, close), "{}: {open} cannot be closed", viewport.name);
            }
        }
        for index in 0..page.all(".sheet-row", None).len() {
            let open = "[...document.querySelectorAll('.sheet-row')].filter(row => row.checkVisibility())[arguments[0]]?.click(); return null";
            page.script(open, vec![index.into()]);
            look(&mut findings, &format!("sheet {}", index + 1), viewport);
            page.script("document.querySelector('.backdrop')?.click(); return null", vec![]);
        }
    });
    findings.assert_none();
}

/// The check finds what it is there for.
#[test]
fn a_text_that_is_cut_off_or_painted_over_another_is_found() {
    let page = recorded();
    page.go("#/train");
    page.wait_until("the first frame", SOON, |page| page.canvas_text_count() > 0);
    page.settle(Duration::from_millis(300));
    let before = page.unreadable_texts();
    page.script(
        "const add = (style, text) => Object.assign(document.querySelector('main').appendChild(document.createElement('div')), { innerText: text, style });
         add('position:fixed;left:300px;top:300px;width:40px;overflow:hidden;white-space:nowrap', 'cut off on the right');
         add('position:fixed;left:1300px;top:340px;white-space:nowrap', 'it goes on beyond the screen');
         const box = add('position:fixed;left:300px;top:400px', '');
         box.innerHTML = '<p>one</p><p>over another</p>';
         box.lastChild.style.marginTop = '-12px';
         const canvas = document.querySelector('.plot canvas'), context = canvas.getContext('2d');
         context.save(); context.textAlign = 'left'; context.scale(0.125, 0.125); context.font = '96px sans-serif';
         context.fillText('first', 400, 400); context.fillText('second', 450, 420); context.fillText('outside', -100, 400); context.restore();
         return null",
        vec![],
    );
    let found: Vec<Defect> = page.unreadable_texts().into_iter().filter(|defect| !before.contains(defect)).collect();
    for (what, text) in [
        ("clipped", "cut off on the right"),
        ("off the screen", "it goes on beyond the screen"),
        ("overlap", "one"),
        ("overlap", "canvas first"),
        ("clipped", "canvas outside"),
    ] {
        assert!(
            found.iter().any(|defect| defect.what == what && defect.text == text),
            "{what}: {text:?} of {found:#?}"
        );
    }
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
fn lessons_can_be_read() {
    let mut findings = Findings::default();
    let page = recorded();
    for lesson in ["vanishing", "deep_relu", "negative_input", "universal", "relu_everywhere"] {
        page.set_viewport(Viewport::DESKTOP);
        page.go(&format!("#/lessons?lesson={lesson}"));
        page.wait_until("the page", SOON, |page| page.canvas_text_count() > 0);
        page.radio("Prediction", "True").click();
        page.button("Run").click();
        page.wait_until("measured", SOON, |page| page.try_data("lesson-progress").as_deref() == Some("1.000"));
        page.button("Next").click();
        thread::sleep(Duration::from_secs(1));
        in_every_size(&page, |viewport| findings.look(&page, lesson, viewport));
    }
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
