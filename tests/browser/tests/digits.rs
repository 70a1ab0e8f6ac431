//! The digits in the page: fetched when they are asked for, learned, and what is shown of data that have no map.

use std::fs;
use std::time::Duration;

use browser_tests::{Options, Page, dist};
use xtask::{dirs, sizes};

const SOON: Duration = Duration::from_secs(10);
const LINK: &str = "#/train?data=digits&n=1797&noise=0&train=0.8&hidden=64,32&lr=0.1&batch=32";

fn open(link: &str) -> Page {
    let page = Page::open(link);
    page.wait_until("the first frame", SOON, |page| page.try_data("status").as_deref() == Some("ready"));
    page
}

fn fetched(page: &Page) -> usize {
    page.server().served().iter().filter(|request| request.path.ends_with("digits.bin")).count()
}

fn as_fast_as_it_goes(page: &Page) {
    let speed = page.field("Speed");
    speed.set(&speed.attribute("max").unwrap_or_else(|| "100".to_owned()));
    page.button("Play").click();
}

#[test]
fn a_link_of_the_digits_learns_to_read_within_seconds() {
    let page = open(LINK);
    as_fast_as_it_goes(&page);
    let took = page.wait_until("95 % of the test images", SOON, |page| page.value("test-accuracy") >= 0.95);
    println!("95 % after {took:.1?}");
    // No map, but what there is instead; a pinned unit of the first layer is large.
    let words = || page.eval("document.querySelector('.map').innerText").to_string();
    assert!(words().contains("Confusion") && words().contains("rows true"), "{}", words());
    page.pin("u0-3");
    page.wait_until("its weights", SOON, |_| words().contains("Weights of H1·4"));
    page.button("Inspect").click();
    page.wait_until("its numbers", SOON, |page| page.text("unit-formula").contains("56 more terms"));
    assert!(!page.eval("document.querySelector('#inspector').innerText").to_string().contains("crosses the map"));
    page.assert_clean();
}

#[test]
fn they_are_fetched_when_chosen_and_once() {
    let page = open("#/train");
    assert_eq!(fetched(&page), 0);
    page.radio("Data set", "Digits").click();
    page.wait_until("a run of them", SOON, |page| {
        page.try_data("status").as_deref() == Some("ready") && page.text("output-state").contains("10 logits")
    });
    assert_eq!(fetched(&page), 1);
    assert!(page.eval("document.querySelector('.group.data').innerText").to_string().contains("CC BY 4.0"));
    // The workers of a comparison have them from the page.
    page.go("#/compare?data=digits&values=relu,tanh&seeds=2&epochs=30&hidden=16&lr=0.1&batch=32");
    page.wait_until("the page", SOON, |page| page.try_data("status").as_deref() == Some("ready"));
    page.button("Run").click();
    page.wait_until("all runs", Duration::from_secs(20), |page| page.data("status") == "finished");
    let accuracy = page.eval("document.querySelector('.tile-words .large').innerText").to_string();
    let percent: f64 = accuracy
        .trim_matches('"')
        .split(['\u{a0}', '\u{202f}', '\u{2009}', ' '])
        .next()
        .and_then(|n| n.parse().ok())
        .unwrap_or(0.0);
    assert!(percent > 60.0, "blank images cannot be told apart: {accuracy}");
    page.assert_clean();
}

#[test]
fn without_the_file_the_page_says_what_to_do_and_keeps_what_is_set() {
    let site = dirs::target().join("site-without-digits");
    let home = dist();
    let from =
        |path: &std::path::Path| path.strip_prefix(&home).map(|name| site.join(name)).expect("a file of the page");
    for file in sizes::files(&home).expect("the page's files") {
        let to = from(&file);
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::copy(&file, to).expect("a copy");
    }
    fs::remove_file(site.join("digits.bin")).expect("the file of the digits");
    let page = Page::open_with(&Options { site: Some(site.clone()), ..Options::default() }, LINK);
    page.wait_until("a message", SOON, |page| page.has_button("Try again"));
    let banner = page.eval("document.querySelector('.banner').innerText").to_string();
    assert!(banner.contains("check the connection") && banner.contains("All settings are kept"), "{banner}");
    fs::copy(home.join("digits.bin"), site.join("digits.bin")).expect("a copy");
    page.button("Try again").click();
    page.wait_until("the run", SOON, |page| page.data("status") == "ready");
    assert!(!page.has_button("Try again"));
    assert_eq!((page.field("Learning rate").value(), page.value("units-total")), ("0.1".to_owned(), 96.0));
}

#[test]
fn at_too_high_a_rate_units_die_and_the_page_names_the_cause() {
    let page = open("#/train?data=digits&hidden=64,32&lr=10&batch=32");
    page.button("Play").click();
    page.wait_for_a_death_with_its_cause();
    assert!(page.value("dead-total") > 0.0);
    page.assert_clean();
}
