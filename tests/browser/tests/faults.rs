//! What goes wrong around the page: nonsense from a worker, storage, history and clipboard that refuse, a damaged program, one core,
//! a hidden tab, two tabs, a clock that jumps. After each the page says what happened and goes on, and what is set is still there.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use browser_tests::{Options, Page, Viewport, dist};
use serde_json::json;
use xtask::{dirs, sizes};

const SOON: Duration = Duration::from_secs(20);

/// Runs before the page's own scripts, from the next load on.
fn before_the_page(page: &Page, source: &str) {
    page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source }));
}

fn status(page: &Page) -> String {
    page.try_data("status").unwrap_or_default()
}

fn wait_for(page: &Page, wanted: &str) {
    page.wait_until(wanted, SOON, |page| status(page) == wanted);
}

fn trains(page: &Page) {
    let before = page.value("step");
    if status(page) != "training" {
        page.button("Play").click();
    }
    page.wait_until("it trains", SOON, |page| page.value("step") > before + 20.0);
}

fn body(page: &Page) -> String {
    page.eval("document.body.innerText").as_str().unwrap_or_default().to_owned()
}

/// A copy of the page's folder that a test may change.
fn copy(name: &str) -> PathBuf {
    let (home, site) = (dist(), dirs::target().join(name));
    // What an earlier run left; if there is nothing, all the better.
    let _ = fs::remove_dir_all(&site);
    fs::create_dir_all(&site).expect("a folder");
    for file in sizes::files(&home).expect("the page's files") {
        let to = site.join(file.strip_prefix(&home).expect("a file of the page"));
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::copy(&file, to).expect("a copy");
    }
    site
}

fn program(site: &Path) -> PathBuf {
    let files = sizes::files(site).expect("the page's files");
    files.into_iter().find(|file| file.extension().is_some_and(|end| end == "wasm")).expect("a program")
}

/// The script that wasm-bindgen writes to the program.
fn script(site: &Path) -> PathBuf {
    PathBuf::from(program(site).to_string_lossy().replace("_bg.wasm", ".js"))
}

/// What is no message: too short, too long, random, of another type.
const NONSENSE: [&str; 7] = [
    "new Uint8Array([255, 255, 255, 255, 255, 255, 255]).buffer",
    "new Uint8Array(0).buffer",
    "Uint8Array.from({ length: 5000 }, (_, i) => i * 7919 >> 3).buffer",
    "new Uint8Array([1, 255, 255, 255, 255, 15])",
    "'text'",
    "{ answer: 42 }",
    "1e12",
];

#[test]
fn nonsense_from_the_worker_is_told_and_restart_goes_on_with_the_settings() {
    let page = Page::open("");
    before_the_page(
        &page,
        "window.workers = []; const Real = Worker;
         window.Worker = class extends Real { constructor(url, options) { super(url, options); workers.push(this); } };",
    );
    page.go("#/train?hidden=5&lr=0.2");
    for nonsense in NONSENSE {
        wait_for(&page, "ready");
        trains(&page);
        page.script(
            &format!("workers.at(-1).dispatchEvent(new MessageEvent('message', {{ data: {nonsense} }})); return null"),
            vec![],
        );
        page.wait_until(nonsense, SOON, |page| page.has_button("Restart"));
        assert!(body(&page).contains("do not understand each other"), "{nonsense}: {}", body(&page));
        assert_eq!(status(&page), "stopped", "{nonsense}");
        assert!(!page.has_button("Load again"), "{nonsense}: the whole page has stopped");
        page.button("Restart").click();
        wait_for(&page, "ready");
        assert_eq!((page.value("units-total"), page.field("Learning rate").value()), (5.0, "0.2".to_owned()));
    }
    trains(&page);
    page.assert_clean();
}

/// As in a browser that blocks all data of sites, or is full.
#[test]
fn storage_that_refuses_is_told_and_everything_works() {
    for refuse in [
        "for (const name of ['getItem', 'setItem', 'removeItem', 'clear', 'key'])
            Storage.prototype[name] = () => { throw new DOMException('refused', 'SecurityError') };",
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') };",
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused', 'SecurityError') } });",
    ] {
        let page = Page::open("");
        before_the_page(&page, refuse);
        page.go("#/train");
        wait_for(&page, "ready");
        page.field("Learning rate").set("0.2");
        wait_for(&page, "ready");
        trains(&page);
        page.wait_until("it is told", SOON, |page| page.text("storage-refused").contains("keeps nothing"));
        // What is set is in the address, as always.
        page.reload();
        wait_for(&page, "ready");
        assert_eq!(page.field("Learning rate").value(), "0.2", "{refuse}");
        for link in ["#/compare", "#/activations", "#/lessons?lesson=vanishing"] {
            page.edit_link(link);
            page.wait_until(link, SOON, |page| !page.all("main button", None).is_empty());
        }
        page.radio("Prediction", "True").click();
        page.button("Run").click();
        page.wait_until("measured", SOON, |page| page.try_data("lesson-progress").as_deref() == Some("1.000"));
        page.edit_link("#/train");
        wait_for(&page, "ready");
        page.button("Dismiss").click();
        assert_eq!(page.text("storage-refused"), "");
        page.assert_clean();
    }
}

/// As Safari does after a hundred changes in ten seconds.
#[test]
fn history_that_refuses_is_told_and_the_address_catches_up() {
    let page = Page::open("");
    before_the_page(
        &page,
        "window.refuses = false;
         for (const name of ['pushState', 'replaceState']) {
             const real = history[name];
             history[name] = function (...all) {
                 if (window.refuses) throw new DOMException('more than 100 times', 'SecurityError');
                 return real.apply(this, all);
             };
         }",
    );
    page.go("#/train?hidden=5");
    wait_for(&page, "ready");
    page.script("window.refuses = true; return null", vec![]);
    page.field("Learning rate").set("0.2");
    page.wait_until("it is told", SOON, |page| page.text("address-refused").contains("address"));
    trains(&page);
    assert!(!page.link().contains("lr=0.2"), "{}", page.link());
    page.script("window.refuses = false; return null", vec![]);
    page.wait_until("the address says it", SOON, |page| page.link().contains("lr=0.2"));
    page.wait_until("it is told no more", SOON, |page| page.text("address-refused").is_empty());
    // One entry for all of that: Back undoes it.
    page.script("history.back(); return null", vec![]);
    page.wait_until("Back", SOON, |page| page.field("Learning rate").value() != "0.2");
    assert_eq!(page.value("units-total"), 5.0);
    page.assert_clean();
}

/// Without a secure connection there is no clipboard at all; the Share dialog has a test of its own.
#[test]
fn a_clipboard_that_is_not_there_is_told() {
    let page = Page::open("");
    before_the_page(&page, "Object.defineProperty(navigator, 'clipboard', { value: undefined })");
    for link in ["#/train?hidden=5", "#/compare", "#/activations", "#/lessons"] {
        page.go(link);
        page.wait_until(link, SOON, |page| page.has_button("Share"));
        page.settle(Duration::from_millis(300));
        page.press_key('l');
        page.wait_until("it is told", SOON, |page| body(page).contains("did not allow copying"));
    }
    page.assert_clean();
}

#[test]
fn a_program_that_was_cut_off_or_is_none_is_told() {
    type FileOf = fn(&Path) -> PathBuf;
    type Damage = fn(&[u8]) -> Vec<u8>;
    let half = |whole: &[u8]| whole[..whole.len() / 2].to_vec();
    let cases: [(&str, FileOf, Damage); 5] = [
        ("cut off", program, half),
        ("empty", program, |_| Vec::new()),
        ("a page of a captive portal", program, |_| b"<!doctype html><title>Log in</title>".to_vec()),
        ("garbled", program, |whole| {
            let middle = whole.len() / 2;
            [&whole[..middle], &[0xff; 4096], &whole[middle + 4096..]].concat()
        }),
        ("a script that was cut off", script, half),
    ];
    for (name, file_of, damage) in cases {
        let site = copy("site-damaged");
        let file = file_of(&site);
        let whole = fs::read(&file).expect("a file");
        // Of the same time, a damaged program and a whole one of the same length are the same to the browser's cache.
        let time = SystemTime::now();
        let put = |bytes: &[u8]| {
            fs::write(&file, bytes).expect("a file");
            File::options().write(true).open(&file).and_then(|file| file.set_modified(time)).expect("its time");
        };
        put(&damage(&whole));
        let page = Page::open_with(&Options { site: Some(site.clone()), ..Options::default() }, "#/train?hidden=5");
        page.wait_until(name, SOON, |page| body(page).contains("could not be loaded completely"));
        assert!(body(&page).contains("load it again"), "{name}: {}", body(&page));
        // By now the browser keeps the damaged one, for the time without network.
        page.wait_until("the service worker", SOON, |page| {
            page.eval("navigator.serviceWorker.controller?.state === 'activated'") == true
        });
        // The whole one is there again: the same address opens what was set.
        put(&whole);
        page.reload();
        page.wait_until(name, SOON, |page| status(page) == "ready" && page.value("units-total") == 5.0);
        trains(&page);
        // What is kept now is whole.
        page.server().stop();
        page.reload();
        page.wait_until(name, SOON, |page| status(page) == "ready" && page.value("units-total") == 5.0);
        trains(&page);
    }
}

/// Hosts that do not know WebAssembly send it as text or as bytes.
#[test]
fn a_program_of_a_wrong_type_is_taken() {
    for ending in ["txt", "bin", "unknown"] {
        let site = copy("site-type");
        let file = program(&site);
        let old = file.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        let new = old.replace(".wasm", &format!(".{ending}"));
        fs::rename(&file, site.join(&new)).expect("another name");
        let html = fs::read_to_string(site.join("index.html")).expect("the page");
        assert!(html.contains(&old));
        fs::write(site.join("index.html"), html.replace(&old, &new)).expect("the page");
        let page = Page::open_with(&Options { site: Some(site), ..Options::default() }, "#/train?hidden=5");
        wait_for(&page, "ready");
        trains(&page);
        assert!(page.server().served().iter().any(|request| request.path.ends_with(&new) && request.status == 200));
    }
}

#[test]
fn one_core_is_enough() {
    let page = Page::open("");
    before_the_page(
        &page,
        "Object.defineProperty(navigator, 'hardwareConcurrency', { value: 1 });
         window.workers = []; const Real = Worker;
         window.Worker = class extends Real { constructor(url, options) { super(url, options); workers.push(this); } };",
    );
    page.go("#/compare?vary=act&values=relu,tanh&seeds=4&epochs=20&target=0.3");
    wait_for(&page, "ready");
    page.button("Run").click();
    page.wait_until("the end", Duration::from_mins(1), |page| status(page) == "finished");
    // One for the Train page, one for all runs.
    assert_eq!(page.eval("workers.length"), 2);
    page.edit_link("#/lessons?lesson=vanishing");
    page.wait_until("the lesson", SOON, |page| {
        page.eval("document.querySelector('.lesson')?.dataset.step") == "predict"
    });
    page.radio("Prediction", "True").click();
    page.button("Run").click();
    page.wait_until("measured", Duration::from_mins(1), |page| {
        page.try_data("lesson-progress").as_deref() == Some("1.000")
    });
    page.edit_link("#/train");
    wait_for(&page, "ready");
    trains(&page);
    page.assert_clean();
}

/// Out of sight, and frozen: twice as long as the page waits for any answer. `HIDDEN_SECONDS` says how long each of the two (13).
#[test]
fn a_hidden_tab_is_not_taken_for_one_that_does_not_answer() {
    let seconds = std::env::var("HIDDEN_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(13);
    let page = Page::open("");
    // A hidden page gets no animation frames; they come when it is shown again.
    before_the_page(
        &page,
        "window.isHidden = false; const waiting = [], real = requestAnimationFrame.bind(window);
         Object.defineProperty(Document.prototype, 'hidden', { get: () => isHidden });
         Object.defineProperty(Document.prototype, 'visibilityState', { get: () => isHidden ? 'hidden' : 'visible' });
         window.requestAnimationFrame = frame => isHidden ? (waiting.push(frame), 0) : real(frame);
         window.hide = hides => {
             isHidden = hides;
             document.dispatchEvent(new Event('visibilitychange'));
             if (!hides) waiting.splice(0).forEach(frame => real(frame));
         };",
    );
    // Chromium would otherwise take the page for hidden after it was frozen, and go on doing so.
    page.devtools("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }));
    page.go("#/train?hidden=5&lr=0.02&batch=full");
    wait_for(&page, "ready");
    trains(&page);
    page.script("hide(true); return null", vec![]);
    thread::sleep(Duration::from_secs(seconds));
    assert!(!page.has_button("Restart"));
    page.script("hide(false); return null", vec![]);
    thread::sleep(Duration::from_secs(2));
    assert!(!page.has_button("Restart"), "{}", body(&page));
    trains(&page);

    // Frozen, as browsers do to save power: neither the page nor its worker runs.
    page.devtools("Page.setWebLifecycleState", json!({ "state": "frozen" }));
    thread::sleep(Duration::from_secs(seconds));
    page.devtools("Page.setWebLifecycleState", json!({ "state": "active" }));
    thread::sleep(Duration::from_secs(2));
    assert!(!page.has_button("Restart"), "{}", body(&page));
    trains(&page);
    assert_eq!((page.value("units-total"), page.field("Learning rate").value()), (5.0, "0.02".to_owned()));
    page.assert_clean();
}

#[test]
fn two_tabs_train_and_leave_each_others_settings_alone() {
    let page = Page::open("#/train?hidden=5&lr=0.2");
    wait_for(&page, "ready");
    let first = page.wait(page.driver().window()).expect("a tab");
    let second = page.wait(page.driver().new_tab()).expect("another tab");
    let show = |tab: &thirtyfour::WindowHandle| {
        page.wait(page.driver().switch_to_window(tab.clone())).expect("the tab");
    };
    let set = |page: &Page| (page.value("units-total"), page.field("Learning rate").value());

    show(&second);
    page.set_viewport(Viewport::DESKTOP);
    // A link to the page alone means what was set last; from then on each tab has its own.
    page.go("#/train?hidden=3");
    wait_for(&page, "ready");
    let usual = page.field("Learning rate").value();
    trains(&page);
    show(&first);
    trains(&page);
    page.field("Learning rate").set("0.4");
    wait_for(&page, "training");
    assert_eq!(set(&page), (5.0, "0.4".to_owned()));
    show(&second);
    assert_eq!(set(&page), (3.0, usual.clone()));
    page.reload();
    wait_for(&page, "ready");
    assert_eq!(set(&page), (3.0, usual.clone()));

    // With the usual settings the address says nothing but the page: they stay, whatever the other tab has set since.
    page.edit_link("#/train?hidden=4,4");
    let default =
        "(() => { const all = new URLSearchParams(location.hash.split('?')[1]); return [...all.keys()].join() })()";
    println!("the second tab: {} {}", page.link(), page.eval(default));
    page.edit_link("#/train?");
    page.wait_until("the usual settings", SOON, |page| page.link() == "#/train");
    wait_for(&page, "ready");
    let units = page.value("units-total");
    show(&first);
    page.field("Learning rate").set("0.5");
    page.settle(Duration::from_millis(300));
    show(&second);
    page.reload();
    wait_for(&page, "ready");
    assert_eq!(set(&page), (units, usual), "{}", page.link());

    // What was predicted in one tab is not lost by what is predicted in the other.
    let predict = |lesson: &str| {
        page.edit_link(&format!("#/lessons?lesson={lesson}"));
        page.wait_until(lesson, SOON, |page| page.eval("document.querySelector('.lesson')?.dataset.step") == "predict");
        page.radio("Prediction", "True").click();
        page.settle(Duration::from_millis(300));
    };
    for tab in [&first, &second] {
        // Both have opened the page of lessons before anything is predicted.
        show(tab);
        page.edit_link("#/lessons?lesson=clamp");
        page.wait_until("the lesson", SOON, |page| page.has_button("Run"));
    }
    show(&first);
    predict("vanishing");
    show(&second);
    predict("born_dead");
    for tab in [&first, &second] {
        show(tab);
        for lesson in ["vanishing", "born_dead"] {
            page.go(&format!("#/lessons?lesson={lesson}"));
            page.wait_until("the lesson", SOON, |page| page.has_button("Run"));
            assert!(page.radio("Prediction", "True").is_on(), "{lesson} is forgotten");
        }
    }
    page.assert_clean();
}

/// A machine that wakes up, or has its clock set: in the page and in its worker.
#[test]
fn a_clock_that_jumps_stops_nothing() {
    let page = Page::open("");
    // The test's worker is a script that imports the page's, which the page's own policy forbids.
    page.devtools("Page.setBypassCSP", json!({ "enabled": true }));
    let clock = "let shift = 0; const DAY = 86400000;
         const now = performance.now.bind(performance), date = Date.now.bind(Date);
         Performance.prototype.now = () => now() + shift; Date.now = () => date() + shift;";
    before_the_page(
        &page,
        &format!(
            "{clock} const channel = new BroadcastChannel('clock');
             window.jump = days => {{ shift += days * DAY; channel.postMessage(days); }};
             const Real = Worker;
             window.Worker = class extends Real {{ constructor(url, options) {{
                 const source = `{clock}
                     new BroadcastChannel('clock').onmessage = ({{ data }}) => {{ shift += data * DAY; }};
                     import '${{url}}';`;
                 super(URL.createObjectURL(new Blob([source], {{ type: 'text/javascript' }})), options);
             }} }};"
        ),
    );
    page.go("#/train?hidden=5&lr=0.02&batch=full");
    wait_for(&page, "ready");
    let described = |page: &Page| {
        page.eval("document.querySelector('.network canvas, .network [role=img]')?.getAttribute('aria-label')")
    };
    for speed in ["usual", "full"] {
        if speed == "full" {
            let speed = page.field("Speed");
            speed.set(&speed.attribute("max").unwrap_or_else(|| "100".to_owned()));
        }
        for days in [-1.0, 1.0, -1.0, 0.5, -0.001] {
            trains(&page);
            page.script("jump(arguments[0]); return null", vec![days.into()]);
            page.settle(Duration::from_millis(300));
            trains(&page);
            // What is read out follows as well, within half a second.
            let before = described(&page);
            page.wait_until("it is described", SOON, |page| described(page) != before);
            println!("{speed} speed, {days} days: step {}", page.value("step"));
        }
    }
    assert!(!page.has_button("Restart"));
    page.button("Pause").click();
    page.wait_until_paused();
    page.edit_link("#/compare?vary=act&values=relu,tanh&seeds=2&epochs=200&target=0.3");
    wait_for(&page, "ready");
    page.button("Run").click();
    page.script("jump(-1); return null", vec![]);
    page.wait_until("the end", Duration::from_mins(1), |page| status(page) == "finished");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}
