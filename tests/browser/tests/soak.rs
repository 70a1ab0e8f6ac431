//! For as long as it is asked to: memory does not grow, and frames keep coming.
//!
//! `SOAK_SECONDS` says how long for each page (12). Memory of the first quarter is that of warming up.

use std::thread;
use std::time::{Duration, Instant};

use browser_tests::{Frames, Page};
use serde_json::json;
use thirtyfour::Key;

const SOON: Duration = Duration::from_secs(30);
/// Growth that is allowed after the first quarter, in MB of 10⁶ bytes.
const GROWTH: f64 = 30.0;
/// The longest look at frames, in milliseconds.
const LOOK: u64 = 5_000;

fn seconds() -> u64 {
    std::env::var("SOAK_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(12)
}

/// What is in use, in MB: JavaScript's heap after a collection, and the memory of the page's own program.
#[derive(Clone, Copy, Debug)]
struct Memory {
    heap: f64,
    program: f64,
}

/// Keeps the memory that the page's program runs in. (Those of workers cannot be seen from here.)
const WATCH: &str = "window.memories = [];
    const real = WebAssembly.instantiate;
    WebAssembly.instantiate = async function (...all) {
        const made = await real.apply(this, all);
        const memory = (made.instance ?? made).exports.memory;
        if (memory) memories.push(memory);
        return made;
    };";

fn memory(page: &Page) -> Memory {
    page.devtools("HeapProfiler.collectGarbage", json!({}));
    let metrics = page.devtools("Performance.getMetrics", json!({}));
    let metric = |name: &str| {
        let list = metrics["metrics"].as_array().into_iter().flatten();
        list.filter(|one| one["name"] == name).filter_map(|one| one["value"].as_f64()).sum::<f64>()
    };
    let program = page.eval("memories.reduce((sum, one) => sum + one.buffer.byteLength, 0)").as_f64().unwrap_or(0.0);
    Memory { heap: metric("JSHeapUsedSize") / 1e6, program: program / 1e6 }
}

/// Lets a page that is at work go on, and looks at it four times.
fn soak(page: &Page, name: &str, mut again: impl FnMut(&Page)) {
    let quarter = Duration::from_secs(seconds()) / 4;
    let before = memory(page);
    let mut after = Vec::new();
    for part in 1..=4 {
        let start = Instant::now();
        let look = u64::try_from(quarter.as_millis()).unwrap_or(LOOK).min(LOOK);
        let frames = Frames::of(page, look);
        while start.elapsed() < quarter {
            again(page);
            thread::sleep(Duration::from_millis(200).min(quarter.saturating_sub(start.elapsed())));
        }
        again(page);
        let Memory { heap, program } = memory(page);
        println!("{name:<28} {part}/4  heap {heap:6.1} MB  program {program:6.1} MB  {frames}");
        assert!(frames.count > look as usize / 1000, "{name}: {frames}");
        after.push(heap + program);
    }
    println!("{name:<28} start heap {:6.1} MB  program {:6.1} MB", before.heap, before.program);
    let growth = after[3] - after[0];
    assert!(growth < GROWTH, "{name}: memory grows by {growth:.1} MB after the first quarter: {after:.1?}");
    assert!(page.eval("document.getElementById('stopped')").is_null());
    assert_eq!(page.console_errors(), Vec::<String>::new(), "{name}");
}

fn open() -> Page {
    let page = Page::open("");
    page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH }));
    page.devtools("Performance.enable", json!({}));
    page
}

fn full_speed(page: &Page, link: &str) {
    page.go_train(link);
    let speed = page.field("Speed");
    speed.set(&speed.attribute("max").unwrap_or_else(|| "100".to_owned()));
    page.button("Play").click();
    page.wait_until("it trains", SOON, |page| page.value("step") > 100.0);
}

#[test]
fn train_at_full_speed() {
    let page = open();
    for (name, link) in [("Train", "#/train?hidden=4,4&lr=0.03"), ("Train 64,64,64", "#/train?hidden=64,64,64&lr=0.01")]
    {
        full_speed(&page, link);
        let before = page.value("step");
        soak(&page, name, |_| {});
        assert!(page.value("step") > before, "{name} has stopped");
        println!("{name}: {} steps", page.value("step") - before);
    }
}

#[test]
fn compare_runs() {
    let page = open();
    page.go("#/compare?vary=act&values=relu,tanh,gelu&seeds=32&epochs=2000&target=0.0001");
    page.wait_until("the page", SOON, |page| page.try_data("status").as_deref() == Some("ready"));
    page.button("Run").click();
    let mut epochs = 2000;
    soak(&page, "Compare", |page| {
        if page.try_data("status").as_deref() == Some("finished") {
            // Runs of other epochs are other runs.
            epochs += 1;
            page.edit_link(&format!("#/compare?vary=act&values=relu,tanh,gelu&seeds=32&epochs={epochs}&target=0.0001"));
            page.wait_until("the page", SOON, |page| page.try_data("status").as_deref() == Some("ready"));
            page.button("Run").click();
        }
    });
}

#[test]
fn activations_are_probed() {
    let page = open();
    page.go("#/activations?act=relu,leaky_relu,elu,gelu,silu,tanh,sigmoid");
    page.wait_until("the page", SOON, |page| page.try_data("probe-x").is_some());
    let before = page.data("probe-x");
    // The probe goes to and fro by its keys.
    let mut presses = 0;
    soak(&page, "Activations", |page| {
        let key = if presses % 40 < 30 { Key::Right } else { Key::Left };
        page.field("x").press(key + "");
        presses += 1;
    });
    assert_ne!(page.data("probe-x"), before, "the probe does not move");
}

#[test]
fn lessons_are_measured_again_and_again() {
    let page = open();
    page.go("#/lessons?lesson=vanishing");
    page.wait_until("the lesson", SOON, |page| {
        page.eval("document.querySelector('.lesson')?.dataset.step") == "predict"
    });
    page.radio("Prediction", "True").click();
    page.button("Run").click();
    let mut runs = 0;
    soak(&page, "Lessons", |page| {
        if page.try_data("lesson-progress").as_deref() == Some("1.000") && page.has_button("Run again") {
            page.button("Run again").click();
            runs += 1;
        }
    });
    println!("Lessons: {runs} more runs");
}
