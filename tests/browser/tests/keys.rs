//! Single keys: every one that the help tells of is pressed, and does what the help says.

use std::time::Duration;

use browser_tests::Page;
use serde_json::Value;
use thirtyfour::Key;

const SOON: Duration = Duration::from_secs(5);

/// Presses a key where the focus is.
fn press(page: &Page, key: &str, shift: bool) {
    let key = match key {
        "Space" => ' ',
        "Esc" => Key::Escape.value(),
        "Enter" => Key::Enter.value(),
        "←" => Key::Left.value(),
        "→" => Key::Right.value(),
        "↑" => Key::Up.value(),
        "↓" => Key::Down.value(),
        letter => letter.chars().next().map_or(' ', |letter| letter.to_ascii_lowercase()),
    };
    let keys = page.driver().action_chain();
    let keys = if shift { keys.key_down(Key::Shift).send_keys(key).key_up(Key::Shift) } else { keys.send_keys(key) };
    page.wait(keys.perform()).unwrap_or_else(|error| panic!("{key:?} cannot be pressed: {error}"));
}

/// The keys of an entry of the legend, and whether Shift is held: `Shift S`, `, .`, `1 – 7, 0`.
fn keys(entry: &str) -> Vec<(String, bool)> {
    let mut keys: Vec<(String, bool)> = Vec::new();
    let (mut shift, mut range_from) = (false, None);
    for word in entry.split_whitespace() {
        match if word.len() > 1 { word.trim_end_matches(',') } else { word } {
            "Shift" => shift = true,
            "–" => range_from = keys.pop().and_then(|(key, _)| key.parse::<usize>().ok()),
            key => match (range_from.take(), key.parse()) {
                (Some(first), Ok(last)) => keys.extend((first..=last).map(|digit| (digit.to_string(), false))),
                _ => keys.push((key.to_owned(), shift)),
            },
        }
    }
    keys
}

/// What the page tells of itself that keys change.
fn script(page: &Page, expression: &str) -> Value {
    page.script(&format!("return {expression} ?? null"), vec![])
}

fn pinned(page: &Page) -> Value {
    script(page, "document.querySelector('[data-cell][aria-selected=true]:not([data-cell^=f])')?.dataset.cell")
}

fn focused(page: &Page) -> Value {
    script(page, "document.activeElement?.dataset?.cell")
}

/// Puts the focus on a unit, for the keys of the network.
fn focus_unit(page: &Page, cell: &str) {
    page.script("document.querySelector(`[data-cell=\"${arguments[0]}\"]`).focus(); return null", vec![cell.into()]);
}

/// Takes the focus from where it is.
fn blur(page: &Page) {
    page.script("document.activeElement?.blur(); return null", vec![]);
}

/// Presses a key and waits until what is looked at has changed; returns before and after.
fn changes<T: PartialEq>(page: &Page, key: &str, look: impl Fn(&Page) -> T) -> (T, T) {
    let before = look(page);
    press(page, key, false);
    page.wait_until(&format!("{key} changes something"), SOON, |page| look(page) != before);
    (before, look(page))
}

fn expanded(page: &Page, button: &str) -> bool {
    page.button(button).attribute("aria-expanded").as_deref() == Some("true")
}

/// Presses a key and sees whether it did what the legend says.
#[allow(clippy::too_many_lines, reason = "one arm a key")]
fn observe(page: &Page, key: &str, shift: bool) {
    let step = |page: &Page| page.value("step");
    match (key, shift) {
        ("Space", _) => {
            press(page, key, false);
            page.wait_until("training", SOON, |page| page.data("status") == "training");
            press(page, key, false);
            page.wait_until_paused();
        }
        ("S", false) => {
            let (before, after) = changes(page, key, step);
            assert_eq!(after, before + 1.0);
        }
        ("S", true) => {
            let epoch = page.value("epoch");
            press(page, key, true);
            page.wait_until("the end of the epoch", SOON, |page| page.value("epoch") == epoch + 1.0);
        }
        ("R", _) => {
            press(page, key, false);
            page.wait_until("the start", SOON, |page| step(page) == 0.0);
        }
        ("N", _) => {
            changes(page, key, |page| page.field("Seed").value());
        }
        ("0", _) => {
            changes(page, key, |page| expanded(page, "More"));
            changes(page, key, |page| expanded(page, "More"));
        }
        (digit, _) if digit.parse::<usize>().is_ok() => {
            let place = digit.parse::<usize>().unwrap_or_default() - 1;
            press(page, key, false);
            page.wait_until(&format!("activation {digit}"), SOON, |page| {
                page.all("input[type=radio]", Some("Activation"))[place].is_on()
            });
        }
        ("K", _) => {
            changes(page, key, |page| page.radio("On switch", "Keep weights").is_on());
            changes(page, key, |page| page.radio("On switch", "Keep weights").is_on());
        }
        ("," | ".", _) => {
            let speed = |page: &Page| page.field("Speed").value().parse::<f64>().unwrap_or(f64::NAN);
            let (before, after) = changes(page, key, speed);
            assert_eq!(key == ".", after > before, "speed {before}, then {after}");
        }
        ("[" | "]", _) => {
            let rate = |page: &Page| page.field("Learning rate").value().parse::<f64>().unwrap_or(f64::NAN);
            let (before, after) = changes(page, key, rate);
            assert_eq!(key == "]", after > before, "learning rate {before}, then {after}");
        }
        ("←" | "→", true) => {
            let read =
                |page: &Page| script(page, "document.querySelector('.plot [role=slider]').getAttribute('data-epoch')");
            // There are epochs to read off, and nothing is chosen yet.
            for _ in 0..3 {
                observe(page, "S", true);
            }
            press(page, "Esc", false);
            if key == "→" {
                press(page, "←", true);
                press(page, "←", true);
            }
            let before = read(page);
            press(page, key, true);
            page.wait_until("another epoch", SOON, |page| read(page) != before);
            press(page, "Esc", false);
        }
        ("←" | "→" | "↑" | "↓", _) => {
            focus_unit(page, "u1-1");
            let (_, after) = changes(page, key, focused);
            let wanted = match key {
                "←" => "u0-1",
                "→" => "u2-0",
                "↑" => "u1-0",
                _ => "u1-2",
            };
            assert_eq!(after, wanted, "{key} from the second unit of the second layer");
            blur(page);
        }
        ("Enter", _) => {
            focus_unit(page, "u0-2");
            let (_, after) = changes(page, key, pinned);
            assert_eq!(after, "u0-2");
            blur(page);
        }
        // Enter has pinned it, Esc releases it; O shows the output again too.
        ("Esc" | "O", _) => {
            if pinned(page).is_null() {
                observe(page, "Enter", false);
            }
            let (_, after) = changes(page, key, pinned);
            assert!(after.is_null(), "{after} is still pinned");
            assert!(page.radio("View", "Output").is_on());
        }
        _ => observe_view(page, key),
    }
}

/// The same for keys that change what is shown and not the run.
fn observe_view(page: &Page, key: &str) {
    match key {
        "W" => {
            changes(page, key, |page| page.radio("Links show", "Gradient").is_on());
            changes(page, key, |page| page.radio("Links show", "Gradient").is_on());
        }
        "H" => {
            changes(page, key, |page| page.field("Hinge lines").is_on());
            changes(page, key, |page| page.field("Hinge lines").is_on());
        }
        "X" => {
            let kept = |page: &Page| script(page, "localStorage.getItem('relu-lab/pause-at-death')");
            changes(page, key, kept);
            changes(page, key, kept);
        }
        "E" => {
            let is_open = |page: &Page| script(page, "!!document.querySelector('dialog.files[open]')") == true;
            press(page, key, false);
            page.wait_until("the dialog of files", SOON, is_open);
            press(page, "Esc", false);
            page.wait_until("no dialog", SOON, |page| !is_open(page));
        }
        "I" => {
            changes(page, key, |page| expanded(page, "Inspect"));
            changes(page, key, |page| expanded(page, "Inspect"));
        }
        "T" => {
            let background = |page: &Page| script(page, "getComputedStyle(document.body).backgroundColor");
            changes(page, key, background);
            changes(page, key, background);
        }
        "L" => {
            press(page, key, false);
            let words = |page: &Page| script(page, "document.body.innerText").to_string();
            page.wait_until("a word about the link", SOON, |page| {
                words(page).contains("Link copied") || words(page).contains("did not allow copying")
            });
        }
        "P" => {
            let is_large = |page: &Page| script(page, "document.documentElement.hasAttribute('data-present')");
            changes(page, key, is_large);
            changes(page, key, is_large);
        }
        "?" => {
            let is_open = |page: &Page| script(page, "document.querySelector('dialog.help').open") == true;
            press(page, key, false);
            page.wait_until("the help", SOON, is_open);
            press(page, "Esc", false);
            page.wait_until("no help", SOON, |page| !is_open(page));
        }
        _ => panic!("the help tells of {key:?}, and nobody looks what it does"),
    }
}

#[test]
fn every_key_in_the_help_does_what_it_says() {
    let page = Page::open("#/train?hidden=4,4");
    page.wait_until("the first frame", SOON, |page| {
        page.try_data("status").as_deref() == Some("ready") && page.try_data("units-total").as_deref() == Some("8")
    });
    page.button("Help").click();
    let read = "[...document.querySelectorAll('dialog.help .keys:not(.present-keys) div')].map(row => [...row.children].map(part => part.innerText.trim()))";
    let legend = script(&page, read);
    page.button("Close help").click();
    // What W and H change is shown.
    page.button("More options").click();
    blur(&page);
    let rows: Vec<(&str, &str)> =
        legend.as_array().into_iter().flatten().filter_map(|row| Some((row[0].as_str()?, row[1].as_str()?))).collect();
    assert!(rows.len() > 10, "the help shows no keys: {legend}");
    for (entry, what) in rows {
        println!("{entry}: {what}");
        for (key, shift) in keys(entry) {
            observe(&page, &key, shift);
        }
    }
    page.assert_clean();
}
