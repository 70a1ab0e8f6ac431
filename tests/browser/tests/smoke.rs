//! The page comes up, wherever it stands, and keeps to itself.

use std::time::Duration;

use browser_tests::{Options, Page};

const START_LIMIT: Duration = Duration::from_secs(10);

/// The page's own HTML shows nothing: the application puts it there, or a message that it cannot start.
fn has_started(page: &Page) -> bool {
    page.script("return document.body.innerText.trim().length > 0 && window.canStart === true", vec![]) == true
}

#[test]
fn starts_and_asks_nobody_else() {
    let page = Page::open("");
    page.wait_until("the page shows something", START_LIMIT, has_started);
    page.assert_clean();
    assert!(
        page.requests().iter().any(|url| url.contains("_bg.wasm")),
        "the record of requests holds no WebAssembly: it cannot be trusted"
    );
}

#[test]
fn works_from_a_sub_folder() {
    let page = Page::open_with(&Options { folder: "/any/sub/folder/", ..Options::default() }, "");
    page.wait_until("the page shows something", START_LIMIT, has_started);
    page.assert_clean();
}

#[test]
fn says_what_is_missing_without_simd() {
    let page = Page::open("");
    // As in a browser from before 2021: nothing validates.
    page.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        serde_json::json!({ "source": "WebAssembly.validate = () => false" }),
    );
    page.reload();
    page.wait_until("a message instead of the page", START_LIMIT, |page| {
        page.script("return document.body.innerText", vec![])
            .as_str()
            .is_some_and(|text| text.contains("WebAssembly SIMD"))
    });
    page.assert_clean();
}

#[test]
fn says_when_a_part_is_missing() {
    let page = Page::open("");
    page.devtools("Network.enable", serde_json::json!({}));
    page.devtools("Network.setBlockedURLs", serde_json::json!({ "urls": ["*_bg.wasm"] }));
    page.reload();
    page.wait_until("a message instead of the page", START_LIMIT, |page| {
        page.script("return document.body.innerText", vec![])
            .as_str()
            .is_some_and(|text| text.contains("could not be loaded completely"))
    });
}
