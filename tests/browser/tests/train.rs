//! The Train page as people use it: play, pause, step, reset, switch, break, share.

use std::thread;
use std::time::Duration;

use browser_tests::{Options, Page, Viewport};

const SOON: Duration = Duration::from_secs(10);

fn open(link: &str) -> Page {
    let page = Page::open(link);
    page.wait_until("the first frame", SOON, |page| page.try_data("status").is_some_and(|status| status != "loading"));
    page
}

fn status(page: &Page) -> String {
    page.data("status")
}

fn wait_for_status(page: &Page, wanted: &str) {
    page.wait_until(&format!("status {wanted}"), Duration::from_secs(30), |page| status(page) == wanted);
}

fn full_speed(page: &Page) {
    let field = page.field("Speed");
    let end = field.attribute("max").unwrap_or_else(|| "100".to_owned());
    field.set(&end);
}

#[test]
fn play_learns_pause_freezes_step_steps_and_reset_returns() {
    let page = open("#/train");
    assert_eq!((status(&page).as_str(), page.value("step")), ("ready", 0.0));
    let start = page.data("fingerprint");
    page.button("Play").click();
    page.wait_until("loss below 0.1", SOON, |page| page.value("train-loss") < 0.1);
    assert_eq!(status(&page), "training");

    page.button("Pause").click();
    page.wait_until_paused();
    let frozen = (page.value("step"), page.data("fingerprint"));
    page.settle(Duration::from_millis(500));
    assert_eq!((page.value("step"), page.data("fingerprint")), frozen);

    page.button("Step").click();
    page.wait_until("one more step", SOON, |page| page.value("step") != frozen.0);
    page.settle(Duration::from_millis(300));
    assert_eq!(page.value("step"), frozen.0 + 1.0);

    page.button("Reset").click();
    page.wait_until("step 0", SOON, |page| page.value("step") == 0.0);
    assert_eq!((page.data("fingerprint"), status(&page).as_str()), (start, "ready"));
    page.assert_clean();
}

#[test]
fn pause_acts_at_once_at_full_speed() {
    let page = open("#/train?hidden=64,64,64&batch=full&n=2000");
    full_speed(&page);
    page.button("Play").click();
    page.wait_until("training", SOON, |page| page.value("step") > 10.0);
    page.button("Pause").click();
    page.settle(Duration::from_millis(400));
    let step = page.value("step");
    page.settle(Duration::from_millis(400));
    assert_eq!((page.value("step"), status(&page).as_str()), (step, "paused"));
}

#[test]
fn keep_weights_goes_on_and_restart_starts_again() {
    let page = open("#/train");
    page.button("Play").click();
    page.wait_until("some steps", SOON, |page| page.value("step") > 100.0);

    page.radio("On switch", "Keep weights").click();
    page.radio("Activation", "Tanh").click();
    page.wait_until("Tanh", SOON, |page| page.radio("Activation", "Tanh").is_on());
    let step = page.value("step");
    assert!(step > 100.0, "step {step}");
    page.wait_until("it goes on", SOON, |page| page.value("step") > step + 50.0);
    assert_eq!((status(&page).as_str(), page.data("past-runs").as_str()), ("training", "0"));

    page.radio("On switch", "Restart").click();
    let before = page.value("step");
    page.radio("Activation", "ReLU").click();
    page.wait_until("a new start", SOON, |page| page.value("step") < before);
    assert_eq!(page.data("past-runs"), "1");
    page.wait_until("still playing", SOON, |page| status(page) == "training" && page.value("step") > 10.0);
    assert!(page.has_button("Clear earlier runs"));
    page.button("Clear earlier runs").click();
    page.wait_until("cleared", SOON, |page| page.data("past-runs") == "0");
    page.assert_clean();
}

#[test]
fn a_high_learning_rate_kills_relu_and_not_leaky_relu() {
    let page = open("#/train?lr=5");
    page.button("Play").click();
    page.wait_until("a death", SOON, |page| page.value("dead-total") > 0.0);
    assert!(page.value("units-total") >= page.value("dead-total"));
    page.radio("Activation", "Leaky ReLU").click();
    page.wait_until("the same start, another function", SOON, |page| page.radio("Activation", "Leaky ReLU").is_on());
    thread::sleep(Duration::from_secs(2));
    assert_eq!(page.value("dead-total"), 0.0);
    assert!(page.value("step") > 50.0);
}

#[test]
fn every_data_set_trains() {
    let page = open("#/train");
    for name in ["XOR", "Gauss", "Spiral", "Moons", "Plane", "Multi Gauss", "Sine", "Abs", "Circle"] {
        page.radio("Data set", name).click();
        page.wait_until(name, SOON, |page| page.radio("Data set", name).is_on());
        if status(&page) != "training" {
            page.button("Play").click();
        }
        page.wait_until("steps", SOON, |page| page.value("step") > 30.0);
        assert!(page.value("train-loss").is_finite(), "{name}");
    }
    page.assert_clean();
}

#[test]
fn a_bad_key_is_named_and_the_rest_is_kept() {
    let page = open("#/train?data=xor&lr=500&seed=4");
    assert!(page.text("notice").contains("lr=500"), "{}", page.text("notice"));
    assert!(page.radio("Data set", "XOR").is_on());
    assert_eq!(page.field("Seed").value(), "4");
    let page = open("#/train?colour=red");
    assert!(page.text("notice").contains("colour"));
}

#[test]
fn divergence_names_layer_and_step_and_can_be_left() {
    let page = open("#/train?data=plane&act=identity&lr=50");
    page.button("Play").click();
    wait_for_status(&page, "diverged");
    let message = page.text("divergence");
    assert!(message.contains("Step ") && (message.contains("Hidden ") || message.contains("Output")), "{message}");
    page.button("Halve the learning rate").click();
    page.wait_until("finite again", SOON, |page| status(page) != "diverged");
    assert!(page.value("train-loss").is_finite());
}

#[test]
fn the_bare_address_opens_the_first_run_and_its_story_can_be_watched() {
    let page = open("");
    wait_for_status(&page, "ready");
    assert!(page.link().ends_with("lr=0.4&batch=2&seed=98"), "{}", page.link());
    assert_eq!((page.value("step"), page.value("dead-total"), page.value("alive-total")), (0.0, 0.0, 16.0));
    page.button("Play").click();
    page.wait_until("the death", Duration::from_secs(10), |page| page.value("dead-total") == 1.0);
    page.button("Pause").click();
    let entry = &page.all("button", Some("Deaths"))[0];
    assert!(entry.text().contains("moved its bias from −0.88 to −1.90"), "{}", entry.text());
    // The link to the page means what it did: the usual settings.
    page.go("#/train");
    page.wait_until("the usual settings", SOON, |page| page.field("Learning rate").value() == "0.1");
    page.assert_clean();
}

#[test]
fn a_regression_has_no_accuracy() {
    let page = open("#/train?data=sine");
    wait_for_status(&page, "ready");
    assert!(page.try_data("train-accuracy").is_none() && page.try_data("train-loss").is_some());
}

#[test]
fn the_address_bar_holds_the_experiment() {
    let page = open("#/train");
    page.radio("Activation", "Tanh").click();
    page.wait_until("act=tanh in the link", SOON, |page| page.link().contains("act=tanh"));
    page.radio("Data set", "XOR").click();
    page.wait_until("data=xor in the link", SOON, |page| page.link().contains("data=xor"));
    page.script("history.back(); return null", vec![]);
    page.wait_until("Back", SOON, |page| page.radio("Data set", "Circle").is_on() && !page.link().contains("xor"));
    page.script("history.forward(); return null", vec![]);
    page.wait_until("Forward", SOON, |page| page.radio("Data set", "XOR").is_on());
    page.edit_link("#/train?act=sigmoid&hidden=3");
    page.wait_until("edited by hand", SOON, |page| {
        page.radio("Activation", "Sigmoid").is_on() && page.value("units-total") == 3.0
    });
    page.reload();
    page.wait_until("after a reload", SOON, |page| page.try_data("units-total").as_deref() == Some("3"));
    page.go("");
    page.wait_until("settings survive", SOON, |page| page.try_data("units-total").as_deref() == Some("3"));
}

#[test]
fn one_link_gives_one_fingerprint_at_any_speed_and_in_a_hidden_tab() {
    let link = "#/train?epochs=50&act=gelu&opt=adam&lr=0.02&seed=5";
    let finish = |page: &Page| {
        wait_for_status(page, "finished");
        assert_eq!(page.value("epoch"), 50.0);
        page.data("fingerprint")
    };
    let page = open(link);
    page.button("Play").click();
    let usual = finish(&page);

    let page = open(link);
    full_speed(&page);
    page.button("Play").click();
    assert_eq!(finish(&page), usual);

    let page = open(link);
    page.button("Play").click();
    page.wait_until("under way", SOON, |page| page.value("step") > 20.0);
    // Another tab in front: this one gets no animation frames until it is back.
    let here = page.wait(page.driver().window()).unwrap_or_else(|error| panic!("no window: {error}"));
    page.wait(page.driver().new_tab()).unwrap_or_else(|error| panic!("no tab: {error}"));
    thread::sleep(Duration::from_secs(2));
    page.wait(page.driver().switch_to_window(here)).unwrap_or_else(|error| panic!("no way back: {error}"));
    assert_eq!(finish(&page), usual);
}

#[test]
fn a_dead_worker_is_told_and_replaced() {
    let page = Page::open("");
    // The first worker of every page has no file; the one that Restart makes has.
    let source = "const Real = Worker; let made = 0;
        window.Worker = class extends Real { constructor(url, options) { super(made++ ? url : './missing.js', options); } };";
    page.devtools("Page.addScriptToEvaluateOnNewDocument", serde_json::json!({ "source": source }));
    page.go("#/train?hidden=5");
    page.wait_until("a message", SOON, |page| page.has_button("Restart"));
    page.button("Restart").click();
    page.wait_until("a run with the same settings", SOON, |page| {
        page.try_data("units-total").as_deref() == Some("5") && status(page) == "ready"
    });
    page.button("Play").click();
    page.wait_until("it trains", SOON, |page| page.value("step") > 5.0);
}

#[test]
fn nothing_is_clipped_and_the_laptop_needs_no_scrolling() {
    for viewport in Viewport::ALL {
        let page = Page::open_with(&Options { viewport, ..Options::default() }, "#/train");
        page.wait_until("the first frame", SOON, |page| {
            page.try_data("status").is_some_and(|status| status != "loading")
        });
        page.button("Play").click();
        page.wait_until("some steps", SOON, |page| page.value("step") > 50.0);
        assert_eq!(hidden(&page, "html", "Width"), 0, "{}: the page scrolls sideways", viewport.name);
        if viewport == Viewport::DESKTOP {
            assert_eq!(hidden(&page, "html", "Height"), 0, "the page scrolls at {}", viewport.name);
            for name in ["ReLU", "Leaky ReLU", "Sigmoid"] {
                page.radio("Activation", name).click();
                all_chips_are_whole(&page, name);
            }
        }
    }
    // One more than there are places for.
    for id in ["relu6", "squared_relu"] {
        let page = Page::open(&format!("#/train?act={id}"));
        page.wait_until("the first frame", SOON, |page| {
            page.try_data("status").is_some_and(|status| status != "loading")
        });
        all_chips_are_whole(&page, id);
    }
}

/// Pixels of an element that only scrolling shows.
fn hidden(page: &Page, selector: &str, side: &str) -> serde_json::Value {
    let script = format!("const e = document.querySelector('{selector}'); return e.scroll{side} - e.client{side}");
    page.script(&script, vec![])
}

fn all_chips_are_whole(page: &Page, chosen: &str) {
    assert_eq!(hidden(page, ".chip-row", "Width"), 0, "{chosen}: the row of activations is cut off");
}
