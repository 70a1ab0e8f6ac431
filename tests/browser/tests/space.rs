//! What takes the place of the map: the space view, predicted against true values, the confusion matrix.

use std::time::Duration;

use browser_tests::{Page, Viewport};
use thirtyfour::Key;

const SOON: Duration = Duration::from_secs(20);
/// The picture in the panel of the map.
const CANVAS: &str = "document.querySelector('.map .view-area canvas')";

fn label(page: &Page) -> String {
    page.eval(&format!("{CANVAS}?.getAttribute('aria-label') ?? ''")).as_str().unwrap_or_default().to_owned()
}

fn open_space(page: &Page) {
    page.radio("View", "Space").click();
    page.wait_until("the view", SOON, |page| {
        page.try_data("space-share").is_some() && label(page).contains("two dimensions")
    });
}

/// Where the picture is dark or coloured once it is painted, on a raster of 24 × 24 fields, as it is and mirrored: across, down,
/// both.
fn pictures(page: &Page) -> [Vec<f64>; 4] {
    // The words beside the picture are there before it.
    page.wait_until_painted();
    let read = format!(
        "(canvas => {{
            const small = document.createElement('canvas');
            small.width = small.height = 24;
            const at = small.getContext('2d', {{ willReadFrequently: true }});
            // The middle of the plot: its axes and its key do not turn.
            at.drawImage(canvas, canvas.width * 0.2, canvas.height * 0.1, canvas.width * 0.6, canvas.height * 0.7, 0, 0, 24, 24);
            const pixels = at.getImageData(0, 0, 24, 24).data;
            return Array.from({{ length: 576 }}, (_, i) => (pixels[4 * i] - pixels[4 * i + 2]) * pixels[4 * i + 3] / 65025);
        }})({CANVAS})"
    );
    let values: Vec<f64> = page
        .eval(&read)
        .as_array()
        .map(|list| list.iter().filter_map(serde_json::Value::as_f64).collect())
        .unwrap_or_default();
    assert_eq!(values.len(), 576);
    let turned = |flip: fn(usize, usize) -> (usize, usize)| {
        (0..576).map(|i| flip(i % 24, i / 24)).map(|(x, y)| values[24 * y + x]).collect()
    };
    [turned(|x, y| (x, y)), turned(|x, y| (23 - x, y)), turned(|x, y| (x, 23 - y)), turned(|x, y| (23 - x, 23 - y))]
}

fn apart(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| (a - b).abs()).sum()
}

#[test]
fn the_space_view_says_what_it_shows_and_moves_with_the_run() {
    let page = Page::open_train("#/train?data=rings&classes=3&hidden=16,2&lr=0.03");
    let size =
        |page: &Page| page.eval("JSON.stringify(document.querySelector('.map .picture').getBoundingClientRect())");
    let map = size(&page);
    open_space(&page);
    assert_eq!(size(&page), map, "the panel keeps its size");
    // The last hidden layer at first: two units, as they are.
    assert_eq!(
        (page.field("Layer").value(), page.text("space-share")),
        ("2".into(), "Two dimensions, shown as they are.".into())
    );
    page.field("Layer").set("Hidden 1");
    page.wait_until("another layer", SOON, |page| page.text("space-share").contains("2 of 16 dimensions hold"));
    assert!(
        label(&page).starts_with("Hidden 1 in two dimensions, 250 training points, on the grid of inputs"),
        "{}",
        label(&page)
    );
    let (share, words) = (page.value("space-share"), page.text("space-share"));
    assert!((0.3..=1.0).contains(&share) && words.contains(&format!("{:.0}", 100.0 * share)), "{share}: {words}");
    // From one step to the next the picture is nearer to the one before than a mirrored one would be.
    let mut before = pictures(&page);
    for _ in 0..12 {
        let step = page.value("step");
        page.button("Step").click();
        page.wait_until("a step", SOON, |page| page.value("step") > step);
        let now = pictures(&page);
        let moved = apart(&before[0], &now[0]);
        let mirrored = before[1..].iter().map(|mirrored| apart(mirrored, &now[0])).fold(f64::INFINITY, f64::min);
        assert!(0.0 < moved && moved < 0.7 * mirrored, "after step {step}: {moved}, of a mirrored one {mirrored}");
        before = now;
    }
    let start = label(&page);
    page.button("Play").click();
    page.wait_until("other words", SOON, |page| page.value("epoch") > 20.0 && label(page) != start);
    page.wait_until("another share", SOON, |page| (page.value("space-share") - share).abs() > 1e-4);
    page.button("Pause").click();
    page.wait_until_paused();
    // The inputs are the plane itself; the output has three logits.
    page.field("Layer").set("Inputs");
    page.wait_until("the inputs", SOON, |page| label(page).starts_with("Inputs in two dimensions"));
    page.field("Layer").set("Output");
    page.wait_until("the output", SOON, |page| page.text("space-share").contains("2 of 3 dimensions hold"));
    // By keys: the arrow goes to the choice before, Esc and O to the map.
    page.eval("[...document.querySelectorAll('.map .panel-head input')].at(-1).focus()");
    page.press_key(Key::Left.value());
    page.wait_until("the map", SOON, |page| label(page).is_empty());
    // What was chosen is kept, and nothing of it is in the link.
    open_space(&page);
    assert_eq!(page.field("Layer").value(), "3");
    assert!(!page.link().contains("space"), "{}", page.link());
    page.assert_clean();
}

#[test]
fn a_layer_that_is_dead_says_so() {
    let page = Page::open_train("#/train?hidden=6&init=zeros");
    open_space(&page);
    page.wait_until("words", SOON, |page| page.text("space-share").contains("no unit tells them apart"));
    page.assert_clean();
}

#[test]
fn values_have_a_fit_and_are_seen_against_what_is_true() {
    for data in ["sine", "plane"] {
        let page = Page::open_train(&format!("#/train?data={data}&hidden=8"));
        page.radio("View", "Fit").click();
        page.wait_until("the view", SOON, |page| label(page).starts_with("Predicted against true values"));
        page.button("Play").click();
        page.wait_until("a fit", SOON, |page| page.value("test-r2") > 0.8);
        page.button("Pause").click();
        page.wait_until_paused();
        page.wait_until("words", SOON, |page| label(page).contains(&format!("R² {}", page.text("train-r2"))));
        assert!(page.text("rmse").contains("in training"), "{}", page.text("rmse"));
        // The mean squared error is the loss here.
        let loss = page.value("test-loss");
        let rmse: f64 =
            page.text("rmse").split(", ").nth(1).and_then(|text| text.split(' ').next()?.parse().ok()).unwrap_or(0.0);
        assert!((rmse * rmse - loss).abs() < 2e-3, "{rmse}² is not {loss}");
        open_space(&page);
        page.radio("View", "Output").click();
        page.wait_until("the map", SOON, |page| label(page).is_empty());
        page.assert_clean();
    }
}

#[test]
fn the_digits_have_a_confusion_matrix_in_place_of_a_map() {
    let page = Page::open("#/train?data=digits&n=600&hidden=24&lr=0.1");
    page.wait_until("the matrix", SOON, |page| page.all(".in-panel .count", None).len() == 100);
    let sum =
        "[...document.querySelectorAll('.in-panel .count')].reduce((sum, cell) => sum + Number(cell.innerText), 0)";
    assert_eq!(page.eval(sum), 300.0);
    for viewport in [Viewport::DESKTOP, Viewport::SMALL_DESKTOP, Viewport::PHONE, Viewport::SMALL_PHONE] {
        page.set_viewport(viewport);
        page.radio("View", "Output").click();
        let fits = page.eval("(m => m.scrollWidth <= m.clientWidth && m.scrollHeight <= m.clientHeight + 1)(document.querySelector('.in-panel'))");
        assert_eq!(fits, true, "{}", viewport.name);
        page.screenshot(&format!("matrix-{}", viewport.name));
        open_space(&page);
        page.wait_until("words", SOON, |page| page.text("space-share").contains("2 of 24 dimensions hold"));
        assert!(!label(&page).contains("grid"), "{}", label(&page));
        page.screenshot(&format!("space-{}", viewport.name));
    }
    page.assert_clean();
}
