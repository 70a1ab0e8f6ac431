//! Own data in the page: drawn with the mouse and with keys, pasted, opened, kept over a reload, and in links.

use std::time::Duration;

use browser_tests::Page;
use serde_json::{Value, json};

const SOON: Duration = Duration::from_secs(20);

fn open(link: &str) -> Page {
    let page = Page::open(link);
    wait_for(&page, "ready");
    page
}

fn wait_for(page: &Page, status: &str) {
    page.wait_until(status, SOON, |page| {
        let has_frame = page.try_data("fingerprint").is_some_and(|digits| digits.contains(|digit| digit != '0'));
        has_frame && page.try_data("status").as_deref() == Some(status)
    });
}

/// The number of points that the drawing area tells.
fn drawn(page: &Page) -> u64 {
    let label = page.eval("document.querySelector('.own-square canvas').ariaLabel").to_string();
    label.trim_matches('"').split(' ').next().and_then(|count| count.parse().ok()).unwrap_or(0)
}

/// Presses the mouse at a place of the drawing area, in shares of it, moves it by so many pixels, and lets go.
#[allow(clippy::cast_possible_truncation, reason = "pixels")]
fn stroke(page: &Page, (right, down): (f64, f64), by: (i64, i64)) {
    let place = page.script("const r = document.querySelector('.own-square').getBoundingClientRect(); return [r.left, r.top, r.width, r.height]", vec![]);
    let number = |index: usize| place[index].as_f64().expect("a place");
    let at = ((number(0) + right * number(2)) as i64, (number(1) + down * number(3)) as i64);
    let driver = page.driver();
    let moved = driver.action_chain().move_to(at.0, at.1).click_and_hold();
    let steps = (0..10).fold(moved, |chain, _| chain.move_by_offset(by.0 / 10, by.1 / 10));
    page.wait(steps.release().perform()).expect("the mouse");
}

/// Presses keys on what has the focus.
fn keys(page: &Page, pressed: &[(&str, bool)]) {
    for (key, with_control) in pressed {
        let event = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: arguments[0], ctrlKey: arguments[1], bubbles: true, cancelable: true }))";
        page.script(event, vec![json!(key), json!(with_control)]);
    }
}

fn drop_file(page: &Page, name: &str, text: &str) {
    let script = "const files = new DataTransfer(); files.items.add(new File([arguments[1]], arguments[0]));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }))";
    page.script(script, vec![json!(name), json!(text)]);
}

fn fingerprint_after(page: &Page, link: &str) -> String {
    page.go(&format!("{link}&epochs=20"));
    wait_for(page, "ready");
    let speed = page.field("Speed");
    speed.set(&speed.attribute("max").unwrap_or_else(|| "100".to_owned()));
    page.button("Play").click();
    wait_for(page, "finished");
    page.data("fingerprint")
}

#[test]
fn points_are_drawn_taken_back_trained_on_kept_and_shared() {
    let page = open("#/train?hidden=6&lr=0.3");
    page.button("Draw points").click();
    page.wait_until("the drawing area", SOON, |page| {
        !page.eval("document.querySelector('.own-square canvas')").is_null()
    });
    stroke(&page, (0.2, 0.2), (60, 40));
    let first = drawn(&page);
    assert!(first >= 5, "{first} points");
    assert_eq!(page.button("Use this data").attribute("aria-disabled").as_deref(), Some("true"));
    page.button("Use this data").click();
    page.wait_until("the reason", SOON, |page| {
        page.eval("document.querySelector('.own-said').innerText").to_string().contains("at least two classes")
    });
    page.radio("Class", "Class 1").click();
    stroke(&page, (0.7, 0.7), (60, 40));
    let second = drawn(&page);
    assert!(second > first);
    page.button("Undo").click();
    assert_eq!(drawn(&page), first);
    page.button("Redo").click();
    assert_eq!(drawn(&page), second);
    // With keys: class 2 in the middle, another one beside it, and that one erased again.
    page.script("document.querySelector('.own-square').focus()", vec![]);
    keys(&page, &[("2", false), (" ", false), ("ArrowRight", false), ("ArrowRight", false), (" ", false)]);
    assert_eq!(drawn(&page), second + 2);
    keys(&page, &[("ArrowRight", false), ("Delete", false)]);
    assert!(drawn(&page) < second + 2);
    keys(&page, &[("z", true)]);
    assert_eq!(drawn(&page), second + 2);
    assert!(page.text("own-summary").contains("3 classes"), "{}", page.text("own-summary"));
    page.button("Use this data").click();
    page.wait_until("the run", SOON, |page| {
        page.link().contains("own=p1") && page.text("output-state").contains("3 logits")
    });
    page.wait_until("its first frame", SOON, |page| page.try_data("status").as_deref() == Some("ready"));
    page.button("Play").click();
    page.wait_until("it learns", SOON, |page| page.value("train-accuracy") > 0.6 && page.value("epoch") > 5.0);
    let link = page.link();
    let here = fingerprint_after(&page, &link);
    // In a browser that has never seen the points the link alone leads to the same bits.
    let elsewhere = Page::open("#/train");
    assert_eq!(fingerprint_after(&elsewhere, &link), here);
    // The address may have been left: what was drawn is kept, and can be drawn on.
    page.go("#/train?data=circle");
    wait_for(&page, "ready");
    page.radio("Data set", "Your own").click();
    page.wait_until("the points", SOON, |page| page.link().contains("own=p1"));
    page.reload();
    page.wait_until("the points", SOON, |page| {
        page.link().contains("own=p1") && page.try_data("status").as_deref() == Some("ready")
    });
    page.button("Draw points").click();
    page.wait_until("the drawing", SOON, |page| {
        !page.eval("document.querySelector('.own-square canvas')").is_null() && drawn(page) == second + 2
    });
    page.assert_clean();
    elsewhere.assert_clean();
}

#[test]
fn a_table_is_understood_and_its_problems_have_lines_and_reasons() {
    let page = open("#/train?hidden=6");
    page.button("Paste or open a file").click();
    page.wait_until("the field", SOON, |page| !page.eval("document.querySelector('.own-text')").is_null());
    let mut text = "height;weight;year;team\n".to_owned();
    for i in 0..20 {
        let (height, team) = if i % 2 == 0 { (160 + i, "red") } else { (180 + i, "blue") };
        let weight = if i == 6 { "heavy".to_owned() } else { format!("{},5", 50 + i) };
        text.extend([&height.to_string(), ";", &weight.to_string(), ";2024;", team, "\n"]);
    }
    page.field("Data as text").set(&text);
    page.wait_until("the preview", SOON, |page| page.try_data("data-rows").is_some());
    assert!(
        page.text("understood").starts_with("Semicolons between cells, decimal commas"),
        "{}",
        page.text("understood")
    );
    let data = |id: &str| page.data(id);
    assert_eq!(
        (data("data-rows"), data("data-columns"), data("data-classes"), data("data-problems")),
        ("19".into(), "2".into(), "2".into(), "2".into())
    );
    let problems = page.text("data-problems");
    assert!(
        problems.contains("Line 8: weight is \"heavy\", which is no number")
            && problems.contains("year is 2024 in every row"),
        "{problems}"
    );
    // Another column to learn, as values.
    page.field("To learn").set("height");
    page.wait_until("values", SOON, |page| page.radio("Learn as", "Values").is_on());
    assert!(page.text("own-summary").contains("values: height"), "{}", page.text("own-summary"));
    page.field("To learn").set("team");
    page.wait_until("classes", SOON, |page| page.radio("Learn as", "Classes").is_on());
    page.button("Use this data").click();
    page.wait_until("the run", SOON, |page| {
        page.link().contains("scale=minmax") && page.try_data("status").as_deref() == Some("ready")
    });
    page.button("Play").click();
    page.wait_until("it learns", SOON, |page| page.value("train-accuracy") == 1.0);
    // The workers of a comparison have the data too.
    let query = page.link().split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
    page.go(&format!("#/compare?{query}&values=relu,tanh&seeds=2&epochs=60"));
    page.wait_until("the page", SOON, |page| page.try_data("status").as_deref() == Some("ready"));
    page.button("Run").click();
    page.wait_until("all runs", SOON, |page| page.data("status") == "finished");
    page.assert_clean();
}

#[test]
fn a_link_that_needs_a_file_says_so_and_begins_when_it_is_dropped() {
    let file = include_str!("../../own/rows_5000.csv");
    let page = open("#/train?hidden=8&lr=0.3&batch=100");
    drop_file(&page, "rows.csv", file);
    page.wait_until("the preview", SOON, |page| page.try_data("data-rows").as_deref() == Some("2000"));
    assert!(page.text("data-problems").contains("There are 5000 rows; 2000 of them are taken"));
    page.button("Use this data").click();
    page.wait_until("the run", SOON, |page| {
        page.link().contains("own=f1") && page.try_data("status").as_deref() == Some("ready")
    });
    let link = page.link();
    // Kept over a reload.
    page.reload();
    wait_for(&page, "ready");
    assert_eq!(page.link(), link);
    let here = fingerprint_after(&page, &link);
    // Elsewhere the file is missing: the link says so.
    let elsewhere = Page::open(&format!("{link}&epochs=20"));
    let banner = |page: &Page| page.eval("document.querySelector('.banner')?.innerText ?? ''").to_string();
    elsewhere.wait_until("a message", SOON, |page| banner(page).contains("the link names a file with 2000 points"));
    elsewhere.button("Play").click();
    assert!(banner(&elsewhere).contains("does not hold them"));
    drop_file(&elsewhere, "other.csv", "a,b,class\n1,2,0\n3,1,1\n4,4,1\n");
    elsewhere.wait_until("a hint", SOON, |page| {
        page.eval("document.querySelector('.own-said')?.innerText ?? ''")
            .to_string()
            .contains("not the data of the link")
    });
    drop_file(&elsewhere, "rows.csv", file);
    let speed = elsewhere.field("Speed");
    speed.set(&speed.attribute("max").unwrap_or_else(|| "100".to_owned()));
    wait_for(&elsewhere, "finished");
    assert_eq!(elsewhere.data("fingerprint"), here);
    elsewhere.assert_clean();
}

#[test]
fn storage_that_refuses_and_damaged_links_are_told() {
    let page = open("#/train?own=p1AAAA");
    let notice = page.data("notice");
    assert!(notice.contains("the code of these points is damaged"), "{notice}");
    page.script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }", vec![]);
    drop_file(&page, "rows.csv", include_str!("../../own/rows_5000.csv"));
    page.wait_until("the preview", SOON, |page| page.try_data("data-rows").as_deref() == Some("2000"));
    page.button("Use this data").click();
    page.wait_until("the warning", SOON, |page| {
        page.eval("document.querySelector('.toasts').innerText")
            .to_string()
            .contains("after a reload their file is needed again")
    });
}

#[test]
fn pinned_links_of_own_points_end_with_the_bits_of_the_native_program() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("../../fingerprints.json")).expect("a list");
    let own: Vec<&Value> =
        rows.iter().filter(|row| row["link"].as_str().is_some_and(|link| link.contains("own="))).collect();
    assert!(!own.is_empty());
    let page = open("#/train");
    for row in own {
        let link = row["link"].as_str().expect("a link");
        assert_eq!(row["epochs"], 20, "{link}");
        assert_eq!(row["fingerprint"], fingerprint_after(&page, link), "{link}");
    }
}
