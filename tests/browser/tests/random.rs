//! Hundreds of clicks, keys and values at random, with a fixed seed: nothing stops the page, and it trains afterwards.
//!
//! `RANDOM_ACTIONS` says how many (300), `RANDOM_SEED` which (1).

use std::time::Duration;

use browser_tests::{Page, Viewport};
use serde_json::json;

const SOON: Duration = Duration::from_secs(30);

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// splitmix64: a number from 0 to 1.
#[allow(clippy::cast_precision_loss, reason = "53 bits")]
fn random(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

/// Does one thing, and says what.
fn act(page: &Page, state: &mut u64) -> String {
    let next = page.script(include_str!("../src/random.js"), vec![random(state).into(), random(state).into()]);
    if let Some(done) = next["done"].as_str() {
        return done.to_owned();
    }
    if let Some(key) = next["key"].as_str() {
        let text = if key.chars().count() == 1 { key } else { "" };
        for kind in ["keyDown", "keyUp"] {
            let event =
                json!({ "type": kind, "key": key, "code": key, "text": if kind == "keyDown" { text } else { "" } });
            page.devtools("Input.dispatchKeyEvent", event);
        }
        return format!("key {key}");
    }
    for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
        let button = if kind == "mouseMoved" { "none" } else { "left" };
        let event = json!({ "type": kind, "x": next["x"], "y": next["y"], "button": button, "clickCount": 1 });
        page.devtools("Input.dispatchMouseEvent", event);
    }
    format!("click {}", next["what"].as_str().unwrap_or_default())
}

#[test]
fn the_page_stands_whatever_is_pressed() {
    let (count, seed) = (setting("RANDOM_ACTIONS", 300), setting("RANDOM_SEED", 1));
    let page = Page::open("");
    // What belongs to the browser and not to the page: its print window, its folder for files.
    page.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": "window.print = () => {};
            window.blocked = []; document.addEventListener('securitypolicyviolation', event =>
                blocked.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));" }),
    );
    page.devtools("Page.setInterceptFileChooserDialog", json!({ "enabled": true }));
    page.devtools("Browser.setDownloadBehavior", json!({ "behavior": "deny" }));
    let links =
        ["", "#/train?data=digits&hidden=16", "#/compare", "#/activations", "#/lessons?lesson=vanishing", "#/train"];
    let mut state = seed;
    let mut last = Vec::new();
    for (index, link) in links.iter().enumerate() {
        let viewport = if index % 3 == 2 { Viewport::PHONE } else { Viewport::DESKTOP };
        page.set_viewport(viewport);
        page.go(link);
        page.wait_until("the page", SOON, |page| page.eval("document.querySelector('main') !== null") == true);
        for _ in 0..count.div_ceil(links.len() as u64) {
            last.push(act(&page, &mut state));
            let stopped = page.eval("document.getElementById('stopped')?.innerText");
            let tail = || last[last.len().saturating_sub(12)..].join("\n  ");
            assert!(stopped.is_null(), "{stopped} after\n  {}", tail());
            if last.len() % 50 == 0 {
                let errors = page.console_errors();
                assert!(errors.is_empty(), "{} after\n  {}", errors.join("\n"), tail());
                println!("{} actions: {}", last.len(), page.link());
            }
        }
        assert_eq!(page.eval("blocked.join()"), "", "{link}");
    }
    println!("{} actions with seed {seed}", last.len());
    assert_eq!(page.console_errors(), Vec::<String>::new());
    page.go("#/train?hidden=4,4&seed=3");
    page.wait_until("the page", SOON, |page| page.try_data("status").as_deref() == Some("ready"));
    page.button("Play").click();
    page.wait_until("it trains", SOON, |page| page.value("step") > 20.0);
}
