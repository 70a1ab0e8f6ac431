//! Embeds: the code that Share gives, in a page of another origin, at the smallest sizes, with nothing kept for the reader.

use std::time::Duration;

use browser_tests::{Page, Theme, Viewport};
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);
/// The smallest embeds that are promised.
const EMBEDS: [Viewport; 3] = [
    Viewport { name: "640x420", width: 640, height: 420, mobile: false },
    Viewport { name: "360x500", width: 360, height: 500, mobile: false },
    Viewport { name: "900x600", width: 900, height: 600, mobile: false },
];

fn wait_for_frame(page: &Page) {
    page.wait_until("the first frame", SOON, |page| page.try_data("status").is_some_and(|status| status != "loading"));
}

/// The code of an embed of what the page shows, as somebody copies it out of the dialog.
fn embed_code(page: &Page) -> String {
    page.button("Share").click();
    page.radio("Share as", "Embed").click();
    let code = "document.querySelector('[data-testid=share-embed]')?.value ?? ''";
    page.wait_until("the code", SOON, |page| {
        page.eval(code).as_str().is_some_and(|code| code.contains("<iframe src="))
    });
    page.eval(code).as_str().unwrap_or_default().to_owned()
}

/// The address in it, as the browser reads it.
fn address(code: &str) -> String {
    code.split('"').nth(1).unwrap_or_default().replace("&amp;", "&")
}

/// The part of a link that this test's server serves too.
fn hash(link: &str) -> &str {
    link.find('#').map_or("", |at| &link[at..])
}

#[test]
fn an_embed_is_a_minimal_page_that_keeps_nothing() {
    let page = Page::open_train("#/train?data=xor&seed=3");
    let code = embed_code(&page);
    for part in ["embed=1", "hide=speed,", "title=\"ReLU Lab", "loading=\"lazy\"", "height=\"600\"", "sandbox="] {
        assert!(code.contains(part), "{part}: {code}");
    }
    let stored = "return JSON.stringify(Object.entries(localStorage).sort())";
    page.button("Close share").click();
    page.settle(Duration::from_millis(300));
    let before = page.script(stored, vec![]);

    for viewport in EMBEDS {
        page.set_viewport(viewport);
        page.go(hash(&address(&code)));
        wait_for_frame(&page);
        let gone = "return document.querySelectorAll('.header, .tabs, dialog[open]').length";
        assert_eq!(page.script(gone, vec![]), json!(0));
        page.button("Play").click();
        page.wait_until("it trains", SOON, |page| page.value("step") > 10.0);
        page.radio("Activation", "Tanh").click();
        page.wait_until("Tanh", SOON, |page| page.link().contains("act=tanh") && page.link().contains("embed=1"));
        page.button("Pause").click();
        let beyond = "const r = document.documentElement; return [r.scrollWidth - r.clientWidth, r.scrollHeight - r.clientHeight]";
        assert_eq!(page.script(beyond, vec![]), json!([0, 0]), "{}: the page scrolls", viewport.name);
        let whole = "return document.querySelector('.embed-bar a').getAttribute('href')";
        let whole = page.script(whole, vec![]).as_str().unwrap_or_default().to_owned();
        assert_eq!(whole, "#/train?data=xor&act=tanh&seed=3");
        for theme in [Theme::Light, Theme::Dark] {
            page.set_theme(theme);
            page.settle(Duration::from_millis(300));
            page.screenshot(&format!("embed-{}-{}", viewport.name, theme.name()));
        }
    }
    assert_eq!(page.script(stored, vec![]), before);
    page.assert_clean();
}

#[test]
fn an_embed_works_where_storage_is_refused() {
    let page = Page::open("");
    let refuse = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused', 'SecurityError') } });";
    page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": refuse }));
    for link in [
        "#/train?embed=1&hide=speed",
        "#/lessons?lesson=vanishing&step=predict&embed=1",
        "#/compare?embed=1",
        "#/activations?embed=1",
    ] {
        page.go(link);
        page.wait_until("the page", SOON, |page| !page.all("main button", None).is_empty());
    }
    page.go("#/train?embed=1");
    wait_for_frame(&page);
    page.button("Step").click();
    page.wait_until("a step", SOON, |page| page.value("step") == 1.0);
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

/// Into the only frame of the document, as everything that follows, or out of it.
fn enter(page: &Page) {
    page.wait(page.driver().enter_frame(0)).unwrap_or_else(|error| panic!("no frame: {error}"));
}

fn leave(page: &Page) {
    page.wait(page.driver().enter_default_frame()).unwrap_or_else(|error| panic!("no way out: {error}"));
}

/// As the page of a course: the code stands in it as it was copied. Another name of the same host is another site to the browser.
#[test]
fn the_code_works_in_a_page_of_another_origin() {
    let page = Page::open_train("#/train?data=xor&seed=3");
    let code = embed_code(&page);
    let course = page.server().url().replace("127.0.0.1", "localhost") + "manifest.webmanifest";
    // The server's policy, under which every page of ours is tested, allows no frame of another site. Courses have other policies.
    page.devtools("Page.setBypassCSP", json!({ "enabled": true }));
    page.wait(page.driver().goto(course)).unwrap_or_else(|error| panic!("no course: {error}"));
    page.script("document.body.innerHTML = arguments[0]; return null", vec![code.into()]);
    for (name, width) in [("600", 600), ("320", 320)] {
        page.script(
            "document.querySelector('iframe').style.width = arguments[0] + 'px'; return null",
            vec![width.into()],
        );
        enter(&page);
        wait_for_frame(&page);
        let reach = "(() => { try { return parent.document.title } catch { return 'another origin' } })()";
        assert_eq!(page.eval(reach), "another origin");
        page.button("Play").click();
        let before = page.value("step");
        page.wait_until("it trains", SOON, |page| page.value("step") > before + 10.0);
        page.radio("Activation", "Tanh").click();
        page.wait_until("Tanh", SOON, |page| page.link().contains("act=tanh"));
        page.button("Pause").click();
        page.wait_until_paused();
        let beyond = page.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert_eq!(beyond, 0, "{width} px wide");
        assert!(page.try_data("storage-refused").is_none(), "an embed keeps nothing, and says nothing of it");
        leave(&page);
        page.screenshot(&format!("embed-in-a-course-{name}"));
    }
    // The way out of the frame opens the whole page, where the reader may keep things.
    enter(&page);
    page.script("document.querySelector('.embed-bar a').click(); return null", vec![]);
    leave(&page);
    let windows = || page.wait(page.driver().windows()).unwrap_or_default();
    page.wait_until("a tab of its own", SOON, |_| windows().len() == 2);
    let whole = windows().pop().expect("two windows");
    page.wait(page.driver().switch_to_window(whole)).unwrap_or_else(|error| panic!("no tab: {error}"));
    wait_for_frame(&page);
    assert!(page.link().contains("act=tanh") && !page.link().contains("embed"), "{}", page.link());
    assert!(page.has_button("Share"));
    // The course has no icon.
    let errors: Vec<String> =
        page.console_errors().into_iter().filter(|error| !error.contains("/favicon.ico")).collect();
    assert_eq!(errors, Vec::<String>::new());
}
