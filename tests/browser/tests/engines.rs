//! What a visitor does, in every engine: the same page, the same words, the same bits.
//!
//! `cargo xtask test --engines` makes sure of all of them. Otherwise an engine that is not installed is left out.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use browser_tests::{Engine, Options, Page, dist};
use xtask::browser::Browser;
use xtask::{dirs, sizes};

const SOON: Duration = Duration::from_secs(20);

#[test]
fn chromium() {
    visit(Engine::Chromium);
}

#[test]
fn firefox() {
    visit(Engine::Firefox);
}

#[test]
fn webkit() {
    visit(Engine::WebKit);
}

fn visit(engine: Engine) {
    let name = engine.name();
    if Browser::find(engine).is_none() {
        println!("{name} is left out: it is not installed");
        return;
    }
    let start = Instant::now();
    let page = Page::open_with(&Options { engine, ..Options::default() }, "");
    page.script(
        "window.blocked = []; addEventListener('securitypolicyviolation', event => blocked.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`)); return null",
        vec![],
    );
    wait_for(&page, "ready");
    println!("{name} shows a run after {:.1} s: {}", start.elapsed().as_secs_f64(), page.eval("navigator.userAgent"));
    trains_and_switches(&page);
    compares(&page);
    explores(&page);
    judges_a_lesson(&page);
    assert_eq!(page.eval("blocked.join()"), "", "{name} blocks something of the page itself");
    reads_digits(&page);
    // Chromium has it in same_bits.rs.
    if engine != Engine::Chromium {
        let start = Instant::now();
        let count = page.assert_pinned_bits();
        println!("{name} ends with the pinned bits of {count} links after {:.1} s", start.elapsed().as_secs_f64());
    }
    page.assert_clean();
    drop(page);
    says_what_is_missing(engine);
    println!("{name}: {:.1} s in all", start.elapsed().as_secs_f64());
}

fn wait_for(page: &Page, status: &str) {
    page.wait_until(status, SOON, |page| page.try_data("status").as_deref() == Some(status));
}

/// Nothing is loaded anew: what listens goes on listening.
fn turn_to(page: &Page, link: &str, status: &str) {
    page.edit_link(link);
    wait_for(page, status);
}

fn trains_and_switches(page: &Page) {
    turn_to(page, "#/train?data=circle&hidden=8", "ready");
    page.button("Play").click();
    page.wait_until("the loss falls", SOON, |page| page.value("epoch") > 20.0 && page.value("train-loss") < 0.6);
    let before = page.value("step");
    page.radio("Activation", "Tanh").click();
    // The numbers are those of the earlier run until the first frame of the new one is there.
    page.wait_until("a run with tanh", SOON, |page| page.link().contains("act=tanh") && page.value("step") < before);
    page.wait_until("it trains with tanh", SOON, |page| page.value("step") > 20.0);
    page.button("Pause").click();
    page.wait_until_paused();
    let step = page.value("step");
    page.button("Step").click();
    page.wait_until("one step more", SOON, |page| page.value("step") > step);
    // The figures are drawn: no canvas is of one colour.
    let empty = page.eval(
        "[...document.querySelectorAll('canvas')].filter(one => one.checkVisibility() && one.width > 40 && one.height > 40).filter(one => {
            const pixels = new Uint32Array(one.getContext('2d').getImageData(0, 0, one.width, one.height).data.buffer);
            return pixels.every(pixel => pixel === pixels[0]);
        }).map(one => one.getAttribute('aria-label') ?? one.className).join('; ')",
    );
    assert_eq!(empty, "", "figures with nothing in them");
}

fn compares(page: &Page) {
    turn_to(page, "#/compare?vary=act&values=relu,tanh&seeds=3&epochs=30&target=0.3", "ready");
    page.button("Run").click();
    wait_for(page, "finished");
    assert_eq!(page.eval("document.querySelectorAll('table[aria-label=Results] tbody tr').length"), 2);
}

fn explores(page: &Page) {
    page.edit_link("#/activations?act=relu,gelu");
    page.wait_until("the probe", SOON, |page| page.try_data("probe-x").is_some());
    page.field("x").set("1");
    page.wait_until("it has moved", SOON, |page| page.value("probe-x") == 1.0);
}

fn judges_a_lesson(page: &Page) {
    page.edit_link("#/lessons?lesson=vanishing");
    let step = |page: &Page, wanted: &str| page.eval("document.querySelector('.lesson')?.dataset.step") == wanted;
    page.wait_until("the lesson", SOON, |page| step(page, "predict"));
    page.radio("Prediction", "True").click();
    page.button("Run").click();
    page.wait_until("all is measured", SOON, |page| page.try_data("lesson-progress").as_deref() == Some("1.000"));
    page.button("Next").click();
    page.wait_until("a verdict", SOON, |page| page.try_data("verdict").is_some());
}

fn reads_digits(page: &Page) {
    page.go("#/train?data=digits&n=1797&noise=0&train=0.8&hidden=64,32&lr=0.1&batch=32");
    wait_for(page, "ready");
    let speed = page.field("Speed");
    speed.set(&speed.attribute("max").unwrap_or_else(|| "100".to_owned()));
    page.button("Play").click();
    page.wait_until("90 % of the test images", SOON, |page| page.value("test-accuracy") >= 0.9);
}

/// What a browser may lack: a name, what takes it away, and what the page says then; nothing where it works without.
const LACKS: [(&str, &str, Option<&str>); 5] = [
    ("simd", "WebAssembly.validate = () => false", Some("WebAssembly SIMD")),
    ("wasm", "delete window.WebAssembly", Some("WebAssembly SIMD")),
    ("modules", "const All = Worker; window.Worker = function (url) { return new All(url); }", Some("module workers")),
    (
        "storage",
        "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('refused', 'SecurityError'); } })",
        None,
    ),
    ("service", "Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined })", None),
];

/// A blank screen says nothing.
fn says_what_is_missing(engine: Engine) {
    let site = dirs::target().join(format!("site-{}", engine.name()));
    // What an earlier run left; if there is nothing, all the better.
    let _ = fs::remove_dir_all(&site);
    fs::create_dir_all(&site).expect("a folder");
    fs::write(site.join("index.html"), "<!doctype html><title>Nothing yet</title>").expect("a page");
    for (name, script, _) in LACKS {
        copy_with(&site.join(name), script);
    }
    let page = Page::open_with(&Options { engine, site: Some(site), ..Options::default() }, "");
    for (name, script, says) in LACKS {
        page.go(&format!("{name}/"));
        let text = |page: &Page| page.eval("document.body.innerText").as_str().unwrap_or_default().to_owned();
        match says {
            Some(words) => {
                page.wait_until(script, SOON, |page| text(page).contains("cannot start here"));
                assert!(text(&page).contains(words), "without {name}: {}", text(&page));
                println!("{} without {name}: {:?}", engine.name(), text(&page));
            }
            None => wait_for(&page, "ready"),
        }
    }
}

/// The page with a script before all others.
fn copy_with(folder: &Path, script: &str) {
    let home = dist();
    fs::create_dir_all(folder).expect("a folder");
    for file in sizes::files(&home).expect("the page's files") {
        let to: PathBuf = folder.join(file.strip_prefix(&home).expect("a file of the page"));
        // The program is large and stays as it is: another name for it will do, where the file system has that.
        if !to.ends_with("index.html") && fs::hard_link(&file, &to).is_err() {
            fs::copy(&file, to).expect("a copy");
        }
    }
    let page = fs::read_to_string(home.join("index.html")).expect("the page");
    let (head, rest) = page.split_once("<script").expect("its first script");
    fs::write(folder.join("index.html"), format!("{head}<script src=lacks.js></script><script{rest}")).expect("a page");
    fs::write(folder.join("lacks.js"), script).expect("a script");
}
