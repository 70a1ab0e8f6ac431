//! Data of several classes: the confusion matrix beside the accuracy.

use std::time::Duration;

use browser_tests::{Page, Viewport};
use thirtyfour::Key;

const SOON: Duration = Duration::from_secs(20);

fn is_open(page: &Page) -> bool {
    page.eval("document.querySelector('dialog.confusion').open") == true
}

fn press(page: &Page, key: &Key) {
    page.press_key(key.value());
}

/// The sum of the cells, and what the foot says of all points.
fn sum_and_all(page: &Page) -> (f64, f64) {
    let sums = page.eval(
        "[[...document.querySelectorAll('.confusion .count')].reduce((sum, cell) => sum + Number(cell.innerText), 0),
          Number(document.querySelector('.confusion tfoot td:nth-last-child(2)').innerText)]",
    );
    (sums[0].as_f64().unwrap_or(f64::NAN), sums[1].as_f64().unwrap_or(f64::NAN))
}

#[test]
fn the_confusion_matrix_counts_every_point_and_gives_the_focus_back() {
    let page = Page::open_train("#/train?data=rings&classes=4");
    page.button("Play").click();
    page.wait_until("some epochs", SOON, |page| page.value("epoch") > 3.0);
    page.button("Pause").click();
    page.wait_until_paused();
    let [train, test] = ["train-accuracy", "test-accuracy"].map(|id| page.text(id));
    for viewport in [Viewport::DESKTOP, Viewport::PHONE] {
        page.set_viewport(viewport);
        page.eval("document.querySelector('.by-class').focus()");
        press(&page, &Key::Enter);
        page.wait_until("the table", SOON, |page| is_open(page) && sum_and_all(page).1 > 0.0);
        assert_eq!(page.all(".confusion .count", None).len(), 16);
        for (set, accuracy) in [("Test points", &test), ("Training points", &train)] {
            page.radio("Points counted", set).click();
            let foot = "document.querySelector('.confusion tfoot td:last-child').innerText";
            page.wait_until(set, SOON, |page| page.eval(foot) == accuracy.as_str());
            let (sum, all) = sum_and_all(&page);
            assert!(sum == all && sum > 100.0, "{set}: {sum} of {all}");
        }
        let wider = page.eval(
            "(dialog => dialog.scrollWidth > dialog.clientWidth || dialog.getBoundingClientRect().right > innerWidth
                || document.documentElement.scrollWidth > innerWidth)(document.querySelector('dialog.confusion'))",
        );
        assert_eq!(wider, false, "{}: wider than the screen", viewport.name);
        page.screenshot(&format!("confusion-{}", viewport.name));
        press(&page, &Key::Escape);
        page.wait_until("closed", SOON, |page| !is_open(page));
        assert_eq!(page.eval("document.activeElement.classList.contains('by-class')"), true);
    }
    page.assert_clean();
}
