//! The time cursor: one line in all plots over time, pinned and read off; the way back to it; the pause at a death.

use std::time::Duration;

use browser_tests::Page;
use relu_lab::train::session::Session;
use relu_lab::train::spec::Spec;

const SOON: Duration = Duration::from_secs(20);
/// Unit 2 of the first hidden layer dies at epoch 8, step 1000.
const DEADLY: &str = "lr=0.4&batch=2&seed=98";

fn open(link: &str) -> Page {
    let page = Page::open(link);
    page.wait_until("the first frame", SOON, |page| page.try_data("status").is_some_and(|status| status != "loading"));
    page
}

fn full_speed(page: &Page) {
    let speed = page.field("Speed");
    speed.set(&speed.attribute("max").unwrap_or_else(|| "100".to_owned()));
}

/// Trains until this epoch and pauses.
fn train(page: &Page, epoch: f64) {
    page.button("Play").click();
    page.wait_until("epochs", SOON, |page| page.value("epoch") >= epoch);
    page.button("Pause").click();
    page.wait_until_paused();
}

/// The epochs of the lines that are shown, one a plot: its own place translated back by its slider.
fn epochs(page: &Page) -> Vec<String> {
    let script = "return [...document.querySelectorAll('.time-cursor')].filter(e => e.querySelector('.time-line'))
        .map(e => e.dataset.epoch + ' ' + e.querySelector('.time-tag strong').innerText)";
    let found = page.script(script, vec![]);
    found.as_array().into_iter().flatten().map(|epoch| epoch.as_str().unwrap_or_default().to_owned()).collect()
}

/// Moves the pointer over the loss plot to this share of its width.
fn hover(page: &Page, share: f64) {
    let script = "const e = document.querySelector('.plot.loss .time-cursor'), r = e.getBoundingClientRect();
        e.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientX: r.left + r.width * arguments[0], clientY: r.top + r.height / 2 }));
        return null";
    page.script(script, vec![share.into()]);
}

fn press(page: &Page, keys: &[&str]) {
    let script = "const e = document.querySelector('.plot.loss .time-cursor'); e.focus();
        for (const key of arguments[0]) {
            const shiftKey = key.startsWith('Shift+');
            e.dispatchEvent(new KeyboardEvent('keydown', { key: key.replace('Shift+', ''), shiftKey, bubbles: true, cancelable: true }));
        }
        return null";
    page.script(script, vec![keys.into()]);
}

fn slider(page: &Page, attribute: &str) -> String {
    let script = "return document.querySelector('.plot.loss .time-cursor').getAttribute(arguments[0])";
    page.script(script, vec![attribute.into()]).as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_pointer_draws_the_line_in_all_plots_and_a_click_pins_it() {
    let page = open("#/train");
    full_speed(&page);
    train(&page, 40.0);
    assert!(epochs(&page).is_empty());
    hover(&page, 0.4);
    page.wait_until("a line in every plot over time", SOON, |page| epochs(page).len() == 3);
    let shown = epochs(&page);
    assert!(shown.iter().all(|epoch| *epoch == shown[0]), "{shown:?}");
    // The map and the network show the present all the same.
    let script = "const e = document.querySelector('.plot.loss .time-cursor'); e.dispatchEvent(new PointerEvent('pointerleave')); return null";
    page.script(script, vec![]);
    page.wait_until("no line", SOON, |page| epochs(page).is_empty());
    page.all(".plot.loss .time-cursor", None)[0].click();
    page.wait_until("a pinned epoch", SOON, |page| page.try_data("marked-epoch").is_some());
    let pinned = page.data("marked-epoch");
    // It stays while training goes on.
    page.script(script, vec![]);
    train(&page, page.value("epoch") + 50.0);
    assert_eq!(page.data("marked-epoch"), pinned);
    assert!(epochs(&page).len() == 3 && epochs(&page)[0].starts_with(&pinned), "{:?}", epochs(&page));
    // Another view of the gradients is over time too, and one of this moment has no line.
    page.field("Gradient view").set("Update ratio");
    page.wait_until("its line", SOON, |page| epochs(page).len() == 3);
    page.field("Gradient view").set("Norm by layer");
    page.wait_until("no line there", SOON, |page| epochs(page).len() == 2);
    page.button(&format!("Unpin epoch {pinned}")).click();
    page.wait_until("no pin", SOON, |page| page.try_data("marked-epoch").is_none());
    page.assert_clean();
}

#[test]
fn keys_move_pin_and_release_it() {
    let page = open("#/train");
    full_speed(&page);
    train(&page, 40.0);
    press(&page, &["Home"]);
    page.wait_until("the start", SOON, |page| slider(page, "aria-valuenow") == "0");
    press(&page, &["Shift+ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowRight"]);
    page.wait_until("12", SOON, |page| slider(page, "aria-valuenow") == "12");
    assert!(slider(&page, "aria-valuetext").starts_with("Epoch 12"), "{}", slider(&page, "aria-valuetext"));
    assert!(slider(&page, "aria-valuetext").contains("test 0."), "{}", slider(&page, "aria-valuetext"));
    press(&page, &["Enter"]);
    page.wait_until("pinned", SOON, |page| page.try_data("marked-epoch").as_deref() == Some("12"));
    assert!(slider(&page, "aria-valuetext").ends_with("; pinned"));
    press(&page, &["End"]);
    let last = page.data("epoch");
    page.wait_until("the end", SOON, |page| slider(page, "aria-valuenow") == last);
    press(&page, &["Escape"]);
    page.wait_until("released", SOON, |page| page.try_data("marked-epoch").is_none() && epochs(page).is_empty());
    page.assert_clean();
}

#[test]
fn going_back_gives_the_bits_of_a_run_that_stopped_there() {
    let page = open("#/train?opt=adam&lr=0.01&bn=on");
    full_speed(&page);
    train(&page, 60.0);
    press(&page, &["Home", "Shift+ArrowRight", "Shift+ArrowRight", "Enter"]);
    page.wait_until("pinned", SOON, |page| page.try_data("marked-epoch").as_deref() == Some("20"));
    page.button("Go back to epoch 20").click();
    page.wait_until("it is there", SOON, |page| page.data("epoch") == "20" && page.data("status") == "paused");
    let mut native = Session::new(Spec::from_query("opt=adam&lr=0.01&bn=on").0);
    (0..20).for_each(|_| native.step_epoch());
    assert_eq!(page.data("fingerprint"), format!("{:016x}", native.state().network.fingerprint()));
    assert_eq!(page.data("step"), native.state().step.to_string());
    // The later part stays as an earlier run, and another function goes on from here.
    assert_eq!(page.data("past-runs"), "1");
    page.radio("On switch", "Keep weights").click();
    page.radio("Activation", "Tanh").click();
    train(&page, 30.0);
    assert!(page.link().contains("act=tanh"));
    page.assert_clean();
}

#[test]
fn a_run_pauses_where_a_unit_dies_and_says_which_and_why() {
    let page = open(&format!("#/train?{DEADLY}"));
    full_speed(&page);
    page.button("Settings").click();
    page.field("Pause when a unit dies (X)").click();
    page.button("Close settings").click();
    page.button("Play").click();
    page.wait_until("it has paused", SOON, |page| page.data("status") == "paused" && page.has_button("Play"));
    page.wait_until("the sentence", SOON, |page| {
        toast(page).starts_with("Paused: unit 2 of Hidden 1 (H1·2) died at epoch 8")
    });
    assert!(toast(&page).contains("moved its bias from −0.88 to −1.90"), "{}", toast(&page));
    assert_eq!(
        (page.data("epoch"), page.data("step"), page.data("marked-epoch")),
        ("8".into(), "1000".into(), "8".into())
    );
    // On, and back to before it.
    page.button("Play").click();
    page.wait_until("it goes on", SOON, |page| page.value("epoch") > 20.0);
    page.button("Pause").click();
    page.wait_until_paused();
    page.button("Go back to just before H1·2 died").click();
    page.wait_until("back before it", SOON, |page| page.value("step") < 1000.0);
    assert_eq!(page.value("dead-total"), 0.0);
    // It is remembered, and no setting of the run.
    assert!(!page.link().contains("pause"));
    page.reload();
    page.wait_until("the first frame", SOON, |page| page.try_data("status").is_some_and(|status| status == "ready"));
    page.button("Settings").click();
    assert!(page.field("Pause when a unit dies (X)").is_on());
    page.assert_clean();
}

fn toast(page: &Page) -> String {
    page.script("return document.querySelector('.toast')?.innerText ?? ''", vec![])
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn the_calm_view_has_the_cursor_and_not_the_option() {
    let page = open("");
    page.button("Play").click();
    page.wait_until("epochs", SOON, |page| page.value("epoch") >= 4.0);
    page.button("Pause").click();
    page.wait_until_paused();
    hover(&page, 0.2);
    page.wait_until("the line", SOON, |page| !epochs(page).is_empty());
    press(&page, &["Home", "ArrowRight", "Enter"]);
    page.wait_until("pinned", SOON, |page| page.try_data("marked-epoch").as_deref() == Some("1"));
    page.button("Go back to epoch 1").click();
    page.wait_until("it is there", SOON, |page| page.data("epoch") == "1");
    let before = toast(&page);
    page.script(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'x', bubbles: true })); return null",
        vec![],
    );
    page.settle(Duration::from_millis(300));
    assert_eq!(toast(&page), before);
    page.assert_clean();
}
