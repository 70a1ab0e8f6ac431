//! Workers that end without a word, never begin, or are too many; a program that stops; a page without its server.

use std::time::Duration;

use browser_tests::Page;
use serde_json::json;

const SOON: Duration = Duration::from_secs(10);
/// A worker that never says that it listens is given ten seconds, one that does five.
const NOTICED: Duration = Duration::from_secs(20);

/// From the next load on `window.workers` are all that the page has made. `source` is the body of their constructor.
fn with_workers(page: &Page, constructor: &str) {
    let source = format!(
        "window.workers = []; const Real = Worker;
        window.Worker = class extends Real {{ constructor(url, options) {{ {constructor}; workers.push(this); }} }};"
    );
    page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source }));
}

fn status(page: &Page) -> String {
    page.try_data("status").unwrap_or_default()
}

#[test]
fn a_worker_that_ends_without_a_word_is_noticed_and_replaced() {
    let page = Page::open("");
    with_workers(&page, "super(url, options)");
    page.go("#/train?hidden=5&lr=0.2");
    page.wait_until("the first frame", SOON, |page| status(page) == "ready");
    page.button("Play").click();
    page.wait_until("some steps", SOON, |page| page.value("step") > 20.0);
    page.script("workers[0].terminate(); return null", vec![]);
    page.wait_until("a message", NOTICED, |page| page.has_button("Restart"));
    assert_eq!(status(&page), "stopped");
    page.button("Restart").click();
    page.wait_until("the same experiment", SOON, |page| status(page) == "ready");
    assert!(!page.has_button("Restart"));
    assert_eq!((page.value("units-total"), page.field("Learning rate").value()), (5.0, "0.2".to_owned()));
    page.button("Play").click();
    page.wait_until("it trains", SOON, |page| page.value("step") > 5.0);
    // Whoever resets a run that does not answer gets one that does.
    page.script("workers[1].terminate(); return null", vec![]);
    page.wait_until("a message", NOTICED, |page| page.has_button("Restart"));
    page.button("Reset").click();
    page.wait_until("the start", SOON, |page| status(page) == "ready" && page.value("step") == 0.0);
    page.assert_clean();
}

#[test]
fn a_worker_that_is_busy_for_long_is_told_and_comes_back() {
    let page = Page::open("");
    // The test's worker is a script that imports the page's, which the page's own policy forbids.
    page.devtools("Page.setBypassCSP", json!({ "enabled": true }));
    let busy = "const source = `import '${url}'; let count = 0; self.addEventListener('message', () => {
            if (++count === 40) for (const end = Date.now() + 8000; Date.now() < end;);
        });`;
        super(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), options)";
    with_workers(&page, busy);
    page.go("#/train");
    page.wait_until("the first frame", SOON, |page| status(page) == "ready");
    page.button("Play").click();
    page.wait_until("a message", NOTICED, |page| page.has_button("Restart"));
    page.wait_until("it is back", SOON, |page| !page.has_button("Restart") && status(page) == "training");
}

#[test]
fn a_worker_that_never_begins_is_noticed() {
    let page = Page::open("");
    with_workers(&page, "super(URL.createObjectURL(new Blob([''], { type: 'text/javascript' })), options)");
    page.go("#/train");
    page.wait_until("the page", SOON, |page| status(page) == "loading");
    page.wait_until("a message", NOTICED, |page| page.has_button("Restart"));
    assert_eq!(status(&page), "stopped");
}

#[test]
fn a_comparison_goes_on_without_a_worker_that_ended_without_a_word() {
    let page = Page::open("");
    with_workers(&page, "super(url, options)");
    page.go("#/compare?vary=act&values=relu,tanh&seeds=8&epochs=2000&target=0.01");
    page.wait_until("the page", SOON, |page| status(page) == "ready");
    page.button("Run").click();
    page.wait_until("it runs", SOON, |page| page.script("return workers.length", vec![]).as_u64() > Some(1));
    page.settle(Duration::from_millis(300));
    page.script("workers.slice(1).forEach(worker => worker.terminate()); return null", vec![]);
    page.wait_until("the end", Duration::from_mins(1), |page| status(page) == "finished");
    assert!(page.try_data("trouble").is_none());
}

#[test]
fn a_machine_of_a_thousand_cores_starts_no_hundred_workers() {
    let page = Page::open("");
    with_workers(&page, "super(url, options)");
    let cores = "Object.defineProperty(navigator, 'hardwareConcurrency', { value: 1000 })";
    page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": cores }));
    page.go("#/compare?vary=act&values=relu,tanh,elu,gelu&seeds=32&epochs=1&target=0.1");
    page.wait_until("the page", SOON, |page| status(page) == "ready");
    page.button("Run").click();
    page.wait_until("the end", Duration::from_mins(1), |page| status(page) == "finished");
    let workers = page.script("return workers.length", vec![]).as_u64().unwrap_or_default();
    // One of them is that of the Train page.
    assert!((2..=17).contains(&workers), "{workers} workers");
}

/// Also after a new version took the place of the files that this page was made of.
#[test]
fn a_comparison_starts_without_network() {
    let page = Page::open("#/compare?vary=act&values=relu,tanh&seeds=2&epochs=20&target=0.1");
    page.wait_until("the page", SOON, |page| status(page) == "ready");
    page.devtools("Network.enable", json!({}));
    page.devtools("Network.clearBrowserCache", json!({}));
    page.devtools(
        "Network.emulateNetworkConditions",
        json!({ "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 }),
    );
    page.button("Run").click();
    page.wait_until("the end", SOON, |page| status(page) == "finished");
}

#[test]
fn a_program_that_stops_says_so_and_keeps_the_settings() {
    let page = Page::open("#/train?hidden=3");
    page.wait_until("the first frame", SOON, |page| status(page) == "ready");
    page.script(
        "dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('unreachable') })); return null",
        vec![],
    );
    let text = page.script("return document.getElementById('stopped').innerText", vec![]);
    let text = text.as_str().unwrap_or_default();
    assert!(text.contains("Your settings are in the address") && !text.contains("onnection"), "{text}");
    page.button("Load again").click();
    page.wait_until("the same experiment", SOON, |page| status(page) == "ready" && page.value("units-total") == 3.0);
}

#[test]
fn a_program_that_stops_at_its_start_does_not_blame_the_connection() {
    let page = Page::open("");
    // The program's first look at the document is a trap.
    let source =
        "Document.prototype.getElementById = new Proxy(Document.prototype.getElementById, { apply(f, self, [id]) {
        if (id === 'app') throw new WebAssembly.RuntimeError('unreachable');
        return Reflect.apply(f, self, [id]);
    } })";
    page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source }));
    page.go("#/train?hidden=3");
    page.wait_until("a message", SOON, |page| page.has_button("Load again"));
    assert!(page.has_button("Start without these settings"));
    let text = page.script("return document.body.innerText", vec![]);
    assert!(!text.as_str().unwrap_or_default().contains("onnection"), "{text}");
}

#[test]
fn the_largest_net_hears_pause_within_a_second() {
    let hidden = ["128"; 32].join(",");
    let page = Page::open(&format!("#/train?n=2000&train=0.9&batch=full&bn=on&lr=0.001&hidden={hidden}"));
    page.wait_until("the first frame", Duration::from_secs(30), |page| status(page) == "ready");
    page.button("Play").click();
    page.wait_until("some steps", Duration::from_secs(30), |page| page.value("step") > 1.0);
    page.button("Pause").click();
    let heard = page.wait_until("it is paused", Duration::from_secs(10), |page| status(page) == "paused");
    println!("paused after {heard:?}");
    assert!(heard <= Duration::from_secs(1), "paused after {heard:?}");
}
