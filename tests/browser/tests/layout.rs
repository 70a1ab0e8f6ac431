//! Every size: nothing overlaps, is cut off, covered or beyond the screen, and no part of it is empty.

use std::time::Duration;

use browser_tests::{Page, Viewport};
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);

/// The largest laptop, besides the sizes that everything is looked at in.
const LAPTOP: Viewport = Viewport { name: "1440x900", width: 1440, height: 900, mobile: false };

fn every_size() -> Vec<Viewport> {
    Viewport::EVERY.into_iter().chain([LAPTOP]).collect()
}
/// Faults that were found, one line each.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn look(&mut self, page: &Page, case: &str, viewport: Viewport, matters: impl Fn(&str) -> bool) {
        // A machine that has much to do paints late.
        for _ in 0..5 {
            if page.layout_faults().iter().any(|fault| fault.what == "stale") {
                page.settle(Duration::from_millis(400));
            }
        }
        for fault in page.layout_faults().into_iter().filter(|fault| matters(&fault.what)) {
            let line = format!("{} {case}: {fault}", viewport.name);
            println!("{line}");
            self.0.push(line);
        }
    }

    fn assert_none(self) {
        assert!(self.0.is_empty(), "{} faults:\n{}", self.0.len(), self.0.join("\n"));
    }
}

/// The first and the last hidden unit, as `data-cell` names them.
fn units(page: &Page) -> [String; 2] {
    let names = page.eval("(all => [all[0], all.at(-2) ?? all[0]])([...document.querySelectorAll('[data-cell^=u]')].map(one => one.dataset.cell))",
    );
    [0, 1].map(|index| names[index].as_str().unwrap_or_default().to_owned())
}

fn hover(page: &Page, unit: Option<&str>) {
    let place = unit.map_or(json!([1, 1]), |unit| {
        page.script(
            "const cell = document.querySelector(`[data-cell=\"${arguments[0]}\"]`);
             cell.scrollIntoView({ block: 'nearest', behavior: 'instant' });
             const box = cell.getBoundingClientRect();
             return [box.left + box.width / 2, box.top + box.height / 2]",
            vec![unit.into()],
        )
    });
    page.devtools("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": place[0], "y": place[1] }));
    page.settle(Duration::from_millis(80));
}
#[test]
fn train_has_no_fault_at_any_size_with_any_number_of_layers() {
    let page = Page::open("");
    let mut faults = Faults::default();
    let layers = |count, width: &str| format!("#/train?hidden={}", vec![width; count].join(","));
    let cases = [
        ("1 layer of 32", layers(1, "32")),
        ("2 layers", "#/train".to_owned()),
        ("3 layers of 16", layers(3, "16")),
        ("9 layers of 16", layers(9, "16")),
        ("16 layers of 32", layers(16, "32")),
        ("20 layers of 48", layers(20, "48")),
    ];
    for (name, link) in cases {
        page.set_viewport(Viewport::DESKTOP);
        page.go_train(&link);
        let [first, last] = units(&page);
        for viewport in every_size() {
            page.resize(viewport);
            faults.look(&page, name, viewport, |_| true);
            hover(&page, Some(&first));
            faults.look(&page, &format!("{name}, hovered"), viewport, |what| what != "covered");
            hover(&page, None);
            page.pin(&last);
            faults.look(&page, &format!("{name}, pinned"), viewport, |what| what != "covered");
            page.pin(&last);
        }
    }
    faults.assert_none();
}

#[test]
fn the_other_pages_have_no_fault_at_any_size() {
    let page = Page::open("");
    let mut faults = Faults::default();
    for link in ["#/activations", "#/activations?act=relu,leaky_relu(0.2),elu,gelu,tanh,sigmoid&x=-2"] {
        page.set_viewport(Viewport::DESKTOP);
        page.go(link);
        page.wait_until("the page", SOON, |page| page.try_data("gain-state").is_some());
        for viewport in every_size() {
            page.resize(viewport);
            faults.look(&page, link, viewport, |what| what != "empty");
        }
    }
    page.go("#/compare");
    page.wait_until("the page", SOON, |page| page.try_data("status").is_some());
    for viewport in every_size() {
        page.resize(viewport);
        faults.look(&page, "compare", viewport, |what| what == "sideways");
    }
    faults.assert_none();
}

#[test]
fn ten_classes_and_the_list_of_deaths_have_room() {
    let page = Page::open("");
    page.go_train("#/train?data=rings&classes=10&hidden=8,8&bias=constant(-3)");
    for viewport in every_size().into_iter().filter(|viewport| viewport.width >= 1024) {
        page.resize(viewport);
        page.button("By class").click();
        let beyond = page.eval(
            "[...document.querySelectorAll('dialog[open], dialog[open] *')]
                .filter(one => getComputedStyle(one).overflowX === 'auto' && one.scrollWidth > one.clientWidth).length",
        );
        assert_eq!(beyond, 0, "{}: the confusion matrix is cut off", viewport.name);
        page.button("Close confusion matrix").click();
        // Below that the list is in a sheet.
        if viewport.width >= 1280 {
            let height = page.eval("document.querySelector('.deaths').clientHeight").as_f64().unwrap_or_default();
            assert!(height > 16.0, "{}: the list of deaths is {height} px high", viewport.name);
        }
    }
}

#[test]
fn lessons_have_no_fault_at_any_size_in_any_step() {
    let page = Page::open("");
    let mut faults = Faults::default();
    for lesson in ["vanishing", "born_dead", "inplace_error", "leaky_saves", "depth_linear"] {
        page.set_viewport(Viewport::DESKTOP);
        page.go(&format!("#/lessons?lesson={lesson}"));
        let mut look = |step: &str| {
            page.wait_until(step, SOON, |page| page.eval("document.querySelector('.lesson')?.dataset.step") == step);
            for viewport in every_size() {
                page.resize(viewport);
                // What is long goes below the bar with the buttons, and is scrolled out from it.
                let name = format!("{lesson}, {step}");
                faults.look(&page, &name, viewport, |what| !["empty", "covered", "overlap"].contains(&what));
            }
            page.resize(Viewport::DESKTOP);
        };
        look("predict");
        page.radio("Prediction", "True").click();
        page.button("Run").click();
        page.wait_until("measured", SOON, |page| page.try_data("lesson-progress").as_deref() == Some("1.000"));
        look("run");
        page.button("Next").click();
        look("observe");
        page.button("Next").click();
        look("explain");
    }
    for sheet in ["results", "worksheet&chapter=dying"] {
        page.go(&format!("#/lessons?sheet={sheet}"));
        page.wait_until("the sheet", SOON, |page| !page.all(".sheet-paper", None).is_empty());
        for viewport in every_size() {
            page.resize(viewport);
            faults.look(&page, sheet, viewport, |what| what != "empty");
        }
    }
    faults.assert_none();
}

/// The check finds what it is there for.
#[test]
fn faults_are_found() {
    let page = Page::open_train("#/train");
    assert_eq!(page.layout_faults(), [], "there are faults already");
    page.script(
        "const add = (style, html) => Object.assign(document.querySelector('main').appendChild(document.createElement('div')), { innerHTML: html, style });
         add('position:absolute;left:300px;top:5px', '<button>a</button>');
         add('position:absolute;left:310px;top:5px', '<button>b</button>');
         add('position:absolute;left:400px;top:5px;width:20px;overflow:hidden', '<button style=\"width:60px\">wide</button>');
         document.querySelectorAll('.head')[1].querySelector('strong').style.padding = '0 300px';
         document.querySelector('.picture').style = 'flex:none;height:900px';
         document.body.appendChild(Object.assign(document.createElement('div'), { style: 'width:3000px;height:9px' }));
         document.querySelector('.strip').style.visibility = 'hidden';
         return null",
        vec![],
    );
    let found: Vec<String> = page.layout_faults().into_iter().map(|fault| fault.what).collect();
    for what in ["sideways", "heads", "cut", "overlap", "empty", "map"] {
        assert!(found.iter().any(|fault| fault == what), "no {what} among {found:?}");
    }
}

/// A page of 1366 x 768 at 200 %, of 1280 x 720 at 200 %, and at 400 %.
#[test]
fn enlarged_pages_leave_room_for_what_they_show() {
    let page = Page::open_train("#/train");
    let mut faults = Faults::default();
    for (name, width, height) in
        [("683x384", 683, 384), ("640x360", 640, 360), ("960x540", 960, 540), ("320x180", 320, 180)]
    {
        let viewport = Viewport { name, width, height, mobile: false };
        page.resize(viewport);
        page.script("scrollTo(0, 200); return null", vec![]);
        page.settle(Duration::from_millis(60));
        let bars = page.eval("[...document.querySelectorAll('body *')].filter(one => one.checkVisibility() && /fixed|sticky/.test(getComputedStyle(one).position))
                .map(one => one.getBoundingClientRect()).filter(box => box.width > innerWidth / 2).reduce((sum, box) => sum + box.height, 0)",
        );
        let share = bars.as_f64().unwrap_or(f64::INFINITY) / f64::from(height);
        assert!(share < 0.2, "{name}: bars take {:.0} % of the height", share * 100.0);
        faults.look(&page, "enlarged", viewport, |what| matches!(what, "sideways" | "heads" | "cut" | "overlap"));
    }
    faults.assert_none();
}

#[test]
fn text_and_plots_grow_with_the_room() {
    let page = Page::open_train("#/train");
    let sizes = |page: &Page| {
        let read = "[parseFloat(getComputedStyle(document.body).fontSize), document.querySelector('.picture').clientWidth, document.querySelector('.plot.living canvas').clientHeight, document.querySelector('.cell[data-cell^=u]').offsetWidth, document.querySelector('main').offsetWidth]";
        let all = page.eval(read);
        [0, 1, 2, 3, 4].map(|index| all[index].as_f64().unwrap_or(0.0))
    };
    page.resize(Viewport::DESKTOP);
    let small = sizes(&page);
    page.resize(Viewport::LARGE);
    let large = sizes(&page);
    for (index, what) in ["text", "map", "plots", "units"].into_iter().enumerate() {
        assert!(
            large[index] > 1.1 * small[index],
            "{what}: {} on 1366x768, {} on 1920x1080",
            small[index],
            large[index]
        );
    }
    assert!(large[4] <= 1760.0, "the content is {} wide", large[4]);
    page.resize(Viewport { name: "2560x1440", width: 2560, height: 1440, mobile: false });
    let huge = sizes(&page);
    assert!(huge[0] > large[0] && huge[4] > 2000.0, "{huge:?}");
}
