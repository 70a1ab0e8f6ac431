//! Digits by hand: the drawing pad, the images behind the confusion matrix, and the mean images of deeper units.

use std::time::Duration;

use browser_tests::{Page, Viewport};
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);
const LINK: &str = "#/train?data=digits&n=1797&noise=0&train=0.8&hidden=64,32&lr=0.1&batch=32";

fn open(link: &str) -> Page {
    let page = Page::open(link);
    page.wait_until("the first frame", SOON, |page| page.try_data("status").as_deref() == Some("ready"));
    page
}

/// Trains until it reads 95 % of the test images, and pauses.
fn trained() -> Page {
    let page = open(LINK);
    let speed = page.field("Speed");
    speed.set(&speed.attribute("max").unwrap_or_else(|| "100".to_owned()));
    page.button("Play").click();
    page.wait_until("95 % of the test images", SOON, |page| page.value("test-accuracy") >= 0.95);
    page.button("Pause").click();
    page.wait_until_paused();
    page
}

fn open_pad(page: &Page) {
    page.button("Draw a digit").click();
    page.wait_until("an answer", SOON, |page| page.try_data("pad-probability-0").is_some_and(|p| p != "NaN"));
}

/// Draws a line on the sheet with a real pointer; places are shares of the sheet.
fn stroke(page: &Page, places: &[(f64, f64)]) {
    let rect = page.eval(
        "(r => [r.x, r.y, r.width, r.height])(document.querySelector('[data-testid=pad-sheet]').getBoundingClientRect())",
    );
    let number = |i: usize| rect[i].as_f64().unwrap_or(f64::NAN);
    let mouse = |kind: &str, (x, y): (f64, f64)| {
        let (x, y) = (number(0) + x * number(2), number(1) + y * number(3));
        let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1 });
        page.devtools("Input.dispatchMouseEvent", event);
    };
    mouse("mousePressed", places[0]);
    for place in places {
        mouse("mouseMoved", *place);
    }
    mouse("mouseReleased", places[places.len() - 1]);
}

fn image(page: &Page) -> Vec<f64> {
    page.data("pad-image").split(' ').filter_map(|ink| ink.parse().ok()).collect()
}

fn probabilities(page: &Page) -> Vec<f64> {
    (0..10).map(|class| page.value(&format!("pad-probability-{class}"))).collect()
}

fn most_probable(page: &Page) -> usize {
    let all = probabilities(page);
    (0..10).fold(0, |best, class| if all[class] > all[best] { class } else { best })
}

#[test]
fn a_vertical_stroke_is_seen_as_1_and_units_fire_while_training_goes_on_too() {
    let page = trained();
    open_pad(&page);
    assert!(page.text("pad-seen").contains("Nothing is drawn"));
    assert_eq!(image(&page), vec![0.0; 64]);
    let blank = page.data("pad-probability-1");
    stroke(&page, &[(0.5, 0.2), (0.5, 0.5), (0.5, 0.8)]);
    page.wait_until("another answer", SOON, |page| page.data("pad-probability-1") != blank);
    let ink = image(&page);
    assert!(ink[3] > 8.0 && ink[60] > 8.0 && ink[0] == 0.0 && ink[63] == 0.0, "{ink:?}");
    page.wait_until("a 1", SOON, |page| page.text("pad-seen").starts_with("Seen as 1"));
    let all = probabilities(&page);
    assert!((all.iter().sum::<f64>() - 1.0).abs() < 1e-4 && all[1] > 0.5, "{all:?}");
    for (layer, units) in [(1, 64.0), (2, 32.0)] {
        let firing = page.value(&format!("pad-firing-{layer}"));
        assert!(firing > 0.0 && firing < units, "layer {layer}: {firing}");
    }
    // Training goes on behind the pad, and the answer follows.
    let before = page.data("pad-probability-1");
    page.button("Train on").click();
    page.wait_until("the answer of other weights", SOON, |page| page.data("pad-probability-1") != before);
    page.button("Pause training").click();
    page.button("Clear").click();
    page.wait_until("blank paper", SOON, |page| image(page) == vec![0.0; 64]);
    page.press_key(thirtyfour::Key::Escape.value());
    page.wait_until("closed", SOON, |page| page.eval("document.querySelector('dialog.pad').open") == false);
    assert_eq!(page.eval("document.activeElement.classList.contains('draw-digit')"), true);
    page.assert_clean();
}

#[test]
fn an_image_of_the_data_is_told_as_the_data_say() {
    let page = trained();
    open_pad(&page);
    let mut right = 0;
    for _ in 0..10 {
        let before = page.data("pad-image");
        page.button("Take one from the data").click();
        page.wait_until("an image", SOON, |page| page.data("pad-image") != before);
        page.wait_until("its answer", SOON, |page| page.text("pad-seen").starts_with("Seen as"));
        page.settle(Duration::from_millis(300));
        let words = page.eval("document.querySelector('.pad-given p').innerText");
        let class = words.as_str().and_then(|words| words.strip_prefix("Test image of ")).and_then(|n| n.parse().ok());
        right += usize::from(class == Some(most_probable(&page)));
    }
    // 95 % of all test images are told right.
    assert!(right >= 7, "{right} of 10");
    page.assert_clean();
}

#[test]
fn the_pad_works_with_keys_alone() {
    let page = open(LINK);
    page.eval("document.querySelector('.draw-digit').focus()");
    page.press_key(thirtyfour::Key::Enter.value());
    page.wait_until("an answer", SOON, |page| page.try_data("pad-probability-0").is_some_and(|p| p != "NaN"));
    let is_on_sheet = |page: &Page| page.eval("document.activeElement.dataset.testid ?? ''") == "pad-sheet";
    for _ in 0..4 {
        if !is_on_sheet(&page) {
            page.press_key(thirtyfour::Key::Tab.value());
        }
    }
    assert!(is_on_sheet(&page), "the sheet is among the first stops of the Tab key");
    let blank = probabilities(&page);
    let (down, space) = (thirtyfour::Key::Down, thirtyfour::Key::Space);
    page.press_key(space.value());
    page.press_key(down.value());
    page.press_key(space.value());
    page.wait_until("two pixels", SOON, |page| image(page).iter().sum::<f64>() == 32.0);
    page.wait_until("another answer", SOON, |page| probabilities(page) != blank);
    assert_eq!(page.text("pad-cursor"), "Row 5, column 4: ink 16/16");
    assert_eq!(page.data("status"), "ready", "Space does not play here");
    page.press_key(thirtyfour::Key::Delete.value());
    page.wait_until("one pixel", SOON, |page| image(page).iter().sum::<f64>() == 16.0);
    page.assert_clean();
}

#[test]
fn wrong_answers_are_shown_as_images_the_surest_first() {
    let page = open(LINK);
    page.button("Play").click();
    page.wait_until("an epoch", SOON, |page| page.value("epoch") >= 2.0);
    page.button("Pause").click();
    page.wait_until_paused();
    page.eval("document.querySelector('.by-class').click()");
    page.wait_until("the list", SOON, |page| page.text("listed").contains("test images are told wrong"));
    let shares = || -> Vec<f64> {
        let all = page.eval("[...document.querySelectorAll('.listed .number')].map(one => Number(one.dataset.value))");
        all.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect()
    };
    let wrong = shares();
    assert!(!wrong.is_empty() && wrong.windows(2).all(|pair| pair[0] >= pair[1]), "{wrong:?}");
    let same =
        "[...document.querySelectorAll('.listed-words')].filter(e => /^(\\d) taken for \\1$/.test(e.innerText)).length";
    assert_eq!(page.eval(same), 0);
    // Those in sight are painted, and no two are the same.
    page.eval("document.querySelector('.listed').scrollIntoView()");
    let first = wrong.len().min(3);
    page.wait_until("images", SOON, |page| {
        let different =
            "new Set([...document.querySelectorAll('.listed canvas')].slice(0, 3).map(c => c.toDataURL())).size";
        page.eval(different).as_u64() == Some(first as u64)
    });
    // A cell of the diagonal: as many as it says, right ones.
    page.eval("document.querySelector('[data-confusion=\"3-3\"]').click()");
    page.wait_until("right ones", SOON, |page| page.text("listed").contains("test images of 3 are told right"));
    let count = page.eval("Number(document.querySelector('[data-confusion=\"3-3\"]').innerText)").as_u64();
    assert!(page.text("listed").starts_with(&count.unwrap_or_default().to_string()));
    assert_eq!(page.eval("document.querySelectorAll('.listed-words').length").as_u64(), count.map(|n| n.min(24)));
    page.eval("document.querySelector('[data-confusion=\"3-3\"]').focus()");
    page.press_key(thirtyfour::Key::Right.value());
    assert_eq!(page.eval("document.activeElement.dataset.confusion"), "3-4");
    page.button("All wrong answers").click();
    page.wait_until("all", SOON, |page| page.text("listed").contains("told wrong"));
    page.assert_clean();
}

#[test]
fn deeper_units_show_the_mean_image_of_what_excites_them() {
    let page = trained();
    page.pin("u1-3");
    page.wait_until("its mean image", SOON, |page| page.text("mean-image").contains("Σ max(a, 0) x / Σ max(a, 0)"));
    let words = page.eval("document.querySelector('.map h2').innerText");
    assert_eq!(words, "Mean image H2·4");
    // It is painted: ink and paper.
    let colours = "(c => { const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data, s = new Set();
        for (let i = 0; i < d.length; i += 4) if (d[i + 3]) s.add(d[i]);
        return s.size })(document.querySelector('.images-figure canvas'))";
    page.wait_until("many shades", SOON, |page| page.eval(colours).as_u64().is_some_and(|shades| shades > 20));
    page.assert_clean();
}

#[test]
fn at_a_learning_rate_of_1_units_die_on_digits_and_a_dead_one_has_an_empty_image() {
    let page = open("#/train?data=digits&hidden=64,32&lr=1&batch=32");
    page.button("Play").click();
    page.wait_for_a_death_with_its_cause();
    page.button("Pause").click();
    page.wait_until_paused();
    let dead = "[...document.querySelectorAll('[data-cell^=\"u1-\"]')].find(c => c.ariaLabel.includes(', dead'))?.dataset.cell ?? ''";
    let cell = page.eval(dead);
    let cell = cell.as_str().unwrap_or_default();
    assert!(!cell.is_empty(), "no unit of the second layer is dead");
    page.pin(cell);
    page.wait_until("why it is empty", SOON, |page| {
        page.text("mean-image").contains("is dead: no training image excites it")
    });
    page.assert_clean();
}

#[test]
fn the_pad_fits_every_screen() {
    let page = trained();
    open_pad(&page);
    stroke(&page, &[(0.3, 0.25), (0.65, 0.25), (0.45, 0.8)]);
    page.wait_until("an answer", SOON, |page| page.text("pad-seen").starts_with("Seen as"));
    for viewport in [Viewport::DESKTOP, Viewport::PHONE] {
        page.set_viewport(viewport);
        let wider = page.eval(
            "(dialog => dialog.scrollWidth > dialog.clientWidth || dialog.getBoundingClientRect().right > innerWidth
                || document.documentElement.scrollWidth > innerWidth)(document.querySelector('dialog.pad'))",
        );
        assert_eq!(wider, false, "{}: wider than the screen", viewport.name);
        page.screenshot(&format!("pad-{}", viewport.name));
    }
    page.assert_clean();
}
