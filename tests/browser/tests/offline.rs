//! After one visit the page works without network; a new version says that it is there, and waits.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use browser_tests::{Engine, Options, Page, dist};
use serde_json::{Value, json};
use xtask::browser::Browser;
use xtask::{dirs, sizes};

const SOON: Duration = Duration::from_secs(20);

fn wait_for(page: &Page, status: &str) {
    page.wait_until(status, SOON, |page| page.try_data("status").as_deref() == Some(status));
}

/// The value of a promise.
fn awaited(page: &Page, promise: &str) -> Value {
    page.script_async(
        &format!("const done = arguments[arguments.length - 1]; ({promise}).then(done, error => done(String(error)))"),
        vec![],
    )
}

fn wait_until_kept(page: &Page) {
    page.wait_until("the page is kept", SOON, |page| {
        page.eval("navigator.serviceWorker.controller?.state") == "activated"
    });
}

/// A copy of the page's folder that a test may change.
fn copy(name: &str) -> PathBuf {
    let (home, site) = (dist(), dirs::target().join(name));
    // What an earlier run left; if there is nothing, all the better.
    let _ = fs::remove_dir_all(&site);
    fs::create_dir_all(&site).expect("a folder");
    for file in sizes::files(&home).expect("the page's files") {
        fs::copy(&file, site.join(file.strip_prefix(&home).expect("a file of the page"))).expect("a copy");
    }
    site
}

/// Publishes another version: one file has other contents, and so another name.
fn publish(site: &Path, text: &str) {
    let page = fs::read_to_string(site.join("index.html")).expect("the page");
    let start = page.find("tokens-").expect("a style sheet");
    let name = &page[start..start + page[start..].find(".css").expect("its name") + 4];
    let sheet = fs::read_to_string(site.join(name)).expect("the style sheet");
    let new = format!("tokens-{:016x}.css", text.len());
    fs::write(site.join(&new), format!("{sheet}\n:root {{ --version: {text} }}\n")).expect("a style sheet");
    fs::write(site.join("index.html"), page.replace(name, &new)).expect("the page");
}

fn version(page: &Page) -> String {
    page.eval("getComputedStyle(document.documentElement).getPropertyValue('--version').trim()")
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

fn works_without_network(engine: Engine) {
    if Browser::find(engine).is_none() {
        println!("{} is left out: it is not installed", engine.name());
        return;
    }
    let page =
        Page::open_with(&Options { engine, folder: "/any/sub/folder/", ..Options::default() }, "#/train?hidden=5");
    wait_for(&page, "ready");
    if page.eval("'serviceWorker' in navigator") == false {
        println!("{} as it is driven here has no service workers", engine.name());
        return;
    }
    wait_until_kept(&page);
    page.radio("Data set", "Digits").click();
    page.wait_until("a run of them", SOON, |page| page.text("output-state").contains("10 logits"));
    page.wait_until("they are kept", SOON, |page| awaited(page, "caches.match('digits.bin').then(Boolean)") == true);
    page.assert_clean();

    page.server().stop();
    page.go("#/train?hidden=5");
    wait_for(&page, "ready");
    assert_eq!(page.value("units-total"), 5.0);
    page.button("Play").click();
    page.wait_until("it trains", SOON, |page| page.value("step") > 50.0);
    page.script("location.reload(); return null", vec![]);
    page.wait_until("it starts again", SOON, |page| page.try_data("step").as_deref() == Some("0"));
    wait_for(&page, "ready");
    page.go("#/compare?vary=act&values=relu,tanh&seeds=2&epochs=20&target=0.3");
    wait_for(&page, "ready");
    page.button("Run").click();
    wait_for(&page, "finished");
    page.go("#/lessons?lesson=vanishing");
    page.wait_until("the lesson", SOON, |page| {
        page.eval("document.querySelector('.lesson')?.dataset.step") == "predict"
    });
    page.radio("Prediction", "True").click();
    page.button("Run").click();
    page.wait_until("measured", SOON, |page| page.try_data("lesson-progress").as_deref() == Some("1.000"));
    page.go("#/train?data=digits&hidden=16");
    page.wait_until("the digits", SOON, |page| page.text("output-state").contains("10 logits"));
    wait_for(&page, "ready");
    println!("{} works without network", engine.name());
}

#[test]
fn after_one_visit_everything_works_without_network() {
    works_without_network(Engine::Chromium);
}

#[test]
fn after_one_visit_everything_works_without_network_in_firefox() {
    works_without_network(Engine::Firefox);
}

#[test]
fn after_one_visit_everything_works_without_network_in_webkit() {
    works_without_network(Engine::WebKit);
}

#[test]
fn digits_that_were_seen_before_the_page_was_kept_are_kept_too() {
    let page = Page::open("#/train?data=digits&hidden=16");
    wait_for(&page, "ready");
    wait_until_kept(&page);
    page.wait_until("they are kept", SOON, |page| awaited(page, "caches.match('digits.bin').then(Boolean)") == true);
    page.assert_clean();
}

#[test]
fn a_new_version_says_so_and_waits_for_a_click() {
    let site = copy("site-versions");
    publish(&site, "first");
    let page =
        Page::open_with(&Options { site: Some(site.clone()), ..Options::default() }, "#/train?data=digits&hidden=7");
    wait_for(&page, "ready");
    wait_until_kept(&page);
    assert_eq!(version(&page), "first");
    page.wait_until("digits are kept", SOON, |page| awaited(page, "caches.match('digits.bin').then(Boolean)") == true);
    // Nothing new is not told.
    page.reload();
    wait_for(&page, "ready");
    assert!(!page.has_button("Load it"));

    publish(&site, "the second");
    page.reload();
    page.wait_until("it says so", SOON, |page| page.has_button("Load it"));
    page.screenshot("new-version");
    assert_eq!(version(&page), "first");
    // It waits, also while it is loaded again, and can be put off.
    page.button("Later").click();
    assert!(!page.has_button("Load it"));
    page.reload();
    page.wait_until("it says so again", SOON, |page| page.has_button("Load it"));
    wait_for(&page, "ready");
    page.button("Play").click();
    page.wait_until("the old one works", SOON, |page| page.value("step") > 5.0);
    assert_eq!(version(&page), "first");

    page.button("Load it").click();
    page.wait_until("the new one", SOON, |page| version(page) == "the second");
    wait_for(&page, "ready");
    assert_eq!(page.value("units-total"), 7.0);
    assert!(!page.has_button("Load it"));
    page.wait_until("the old one is removed", SOON, |page| {
        awaited(page, "caches.keys().then(names => names.length)") == 1
    });
    // What had been fetched on demand is there as well.
    page.server().stop();
    page.reload();
    wait_for(&page, "ready");
    assert_eq!(version(&page), "the second");
    assert!(page.text("output-state").contains("10 logits"));
}

/// Whoever has a version that does not start must get the next one.
#[test]
fn a_version_that_does_not_start_gives_way_to_the_next() {
    let site = copy("site-broken");
    let page = fs::read_to_string(site.join("index.html")).expect("the page");
    let start = page.find("relu-lab-web-").expect("the program");
    let script = &page[start..start + page[start..].find(".js").expect("its name") + 3];
    let program = fs::read(site.join(script)).expect("the program");
    let broken = "relu-lab-web-0000000000000bad.js";
    fs::write(site.join(broken), "export default () => { throw new Error('broken'); }").expect("a program");
    fs::write(site.join("index.html"), page.replace(script, broken)).expect("the page");
    assert!(!program.is_empty());
    let open = Page::open_with(&Options { site: Some(site.clone()), ..Options::default() }, "");
    let text = |page: &Page| page.eval("document.body.innerText").as_str().unwrap_or_default().to_owned();
    open.wait_until("a message", SOON, |page| text(page).contains("could not be loaded completely"));
    wait_until_kept(&open);
    fs::write(site.join("index.html"), &page).expect("the page");
    open.reload();
    wait_for(&open, "ready");
}

#[test]
fn a_page_in_a_frame_keeps_nothing() {
    let site = copy("site-frame");
    fs::write(
        site.join("frame.html"),
        "<!doctype html><title>A page with a frame</title><iframe src=index.html width=1000 height=600></iframe>",
    )
    .expect("a page");
    let page = Page::open_with(&Options { site: Some(site), ..Options::default() }, "frame.html");
    let status =
        "document.querySelector('iframe').contentDocument.querySelector('[data-testid=status]')?.dataset.value";
    page.wait_until("the page in the frame", SOON, |page| page.eval(status) == "ready");
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(awaited(&page, "navigator.serviceWorker.getRegistrations().then(all => all.length)"), 0);
}

#[test]
fn the_page_can_be_installed() {
    let page = Page::open("");
    wait_for(&page, "ready");
    wait_until_kept(&page);
    let errors = page.devtools("Page.getInstallabilityErrors", json!({}));
    assert_eq!(errors["installabilityErrors"], json!([]));
    let manifest = page.devtools("Page.getAppManifest", json!({}));
    assert_eq!(manifest["errors"], json!([]), "{manifest}");
    // Every icon is there, in the size that it is said to have.
    let sizes = awaited(
        &page,
        "fetch(document.querySelector('link[rel=manifest]').href).then(answer => answer.json()).then(({ icons }) => Promise.all(icons.map(async ({ src, sizes, type }) => {
            const image = new Image();
            image.src = src;
            await image.decode();
            const answer = await fetch(src);
            return (sizes === 'any' || `${image.naturalWidth}x${image.naturalHeight}` === sizes) && answer.headers.get('content-type') === type;
        })))",
    );
    assert_eq!(sizes, json!([true, true, true, true]));
    page.assert_clean();
}
