//! Units die, the page says why, and something brings them back.

use std::time::Duration;

use browser_tests::Page;

const SOON: Duration = Duration::from_secs(10);

fn open(link: &str) -> Page {
    let page = Page::open(link);
    page.wait_until("the first frame", SOON, |page| page.try_data("status").is_some_and(|status| status != "loading"));
    page
}

fn dead(page: &Page) -> f64 {
    page.value("dead-total")
}

/// A page on which the preset "Learning rate too high" has killed units, still training.
fn broken() -> Page {
    let page = open("#/train");
    page.field("Preset").set("Learning rate too high");
    page.button("Play").click();
    page.wait_until("deaths", Duration::from_secs(5), |page| dead(page) > 3.0 && deaths(page) > 3);
    page
}

fn deaths(page: &Page) -> usize {
    page.all("button", Some("Deaths")).len()
}

fn wait_for_status(page: &Page, wanted: &str) {
    page.wait_until(&format!("status {wanted}"), SOON, |page| page.data("status") == wanted);
}

#[test]
fn a_death_leads_back_to_just_before_it_and_on_with_half_the_rate() {
    let page = broken();
    assert!(page.text("claim").contains("push whole units off the data"));
    page.button("Pause").click();
    page.wait_until_paused();
    let (dead_then, step) = (dead(&page), page.value("step"));
    let entries = page.all("button", Some("Deaths"));
    let words = entries[0].text();
    assert!(words.contains("died at epoch") && words.contains("step"), "{words}");
    assert!(words.contains("no training point reaches it any more"), "{words}");
    // The last one in the list died first.
    entries[entries.len() - 1].click();
    page.wait_until("back before it", SOON, |page| page.value("step") < step);
    assert!(dead(&page) < dead_then, "{} of {dead_then}", dead(&page));
    // Before the very first step it is "ready".
    assert_ne!(page.data("status"), "training");

    let step = page.value("step");
    page.button("Halve the learning rate").click();
    page.wait_until("half the rate", SOON, |page| page.field("Learning rate").value() == "5");
    page.button("Play").click();
    page.wait_until("it goes on", SOON, |page| page.value("step") > step + 20.0);
    page.assert_clean();
}

#[test]
fn a_preset_waits_for_play_and_keeps_its_caption_while_somebody_follows_it() {
    let page = open("#/train");
    page.field("Preset").set("Batch norm to the rescue");
    page.wait_until("the preset", SOON, |page| page.link().contains("bn=on"));
    wait_for_status(&page, "ready");
    assert_eq!((page.value("step"), page.has_button("Play")), (0.0, true));
    assert!(page.text("claim").contains("with batch norm the loss is below 0.2"));
    // What it suggests, by its button and by the switch itself.
    page.button("Batch norm off").click();
    page.wait_until("without", SOON, |page| page.text("claim").starts_with("Without batch norm"));
    assert!(!page.field("Batch norm").is_on());
    page.button("Back to the preset").click();
    page.wait_until("with", SOON, |page| page.field("Batch norm").is_on());
    page.radio("Activation", "Tanh").click();
    page.wait_until("another function", SOON, |page| page.link().contains("act=tanh"));
    assert!(page.text("claim").contains("with batch norm the loss is below 0.2"));
    // Another experiment has no caption.
    page.radio("Data set", "XOR").click();
    page.wait_until("no caption", SOON, |page| page.text("claim").is_empty());
    page.assert_clean();
}

#[test]
fn those_dead_from_the_start_are_one_entry() {
    let page = open("#/train?hidden=16&bias=constant(-20)");
    page.wait_until("all dead", SOON, |page| dead(page) == 16.0);
    let entries = page.all("button", Some("Deaths"));
    assert_eq!((entries.len(), entries[0].text()), (1, "16 units were dead from the start".to_owned()));
    entries[0].click();
    page.wait_until("their names", SOON, |page| deaths(page) == 17);
    page.assert_clean();
}

#[test]
fn reinitialising_revives() {
    let page = broken();
    page.button("Pause").click();
    page.wait_until_paused();
    let before = dead(&page);
    page.button("Re-initialise dead units").click();
    page.wait_until("revived", SOON, |page| dead(page) < before);
    page.assert_clean();
}

#[test]
fn the_inspector_says_that_all_points_lie_where_there_is_no_slope() {
    let page = open("#/train?hidden=8&bias=constant(-20)");
    page.wait_until("all dead", SOON, |page| dead(page) == 8.0);
    page.button("All units").click();
    page.button("H1·3").click();
    page.button("Inspect").click();
    page.wait_until("its numbers", SOON, |page| page.try_data("unit-zero-gradient").is_some_and(|v| !v.is_empty()));
    assert_eq!(page.value("unit-zero-gradient"), 1.0);
    assert_eq!(page.text("unit-zero-gradient"), "100 % of the 250 training points");
    assert!(page.text("unit-formula").contains("− 20.00"), "{}", page.text("unit-formula"));

    // A bias that brings the data back.
    page.field("bias").set("3");
    page.wait_until("revived", SOON, |page| dead(page) == 7.0);
    page.wait_until("its slope", SOON, |page| page.value("unit-zero-gradient") < 1.0);
    assert!(page.text("unit-formula").contains("+ 3.00"), "{}", page.text("unit-formula"));
    page.assert_clean();
}

#[test]
fn leaky_relu_lets_the_gradient_of_a_dead_net_leave_zero() {
    let page = open("#/train?hidden=8&bias=constant(-20)");
    page.wait_until("all dead", SOON, |page| dead(page) == 8.0);
    assert_eq!(page.value("layer-1-gradient"), 0.0);
    page.radio("On switch", "Keep weights").click();
    page.radio("Activation", "Leaky ReLU").click();
    page.wait_until("a gradient", SOON, |page| page.value("layer-1-gradient") > 0.0);
    assert_eq!(dead(&page), 0.0);
}

#[test]
fn batch_norm_goes_into_the_running_net_and_the_page_knows() {
    let page = open("#/train?hidden=8&bias=constant(-20)");
    page.wait_until("all dead", SOON, |page| dead(page) == 8.0);
    page.all("summary", Some("Interventions"))[0].click();
    page.button("Batch norm on").click();
    page.wait_until("units live", SOON, |page| dead(page) < 8.0);
    page.wait_until("the switch", SOON, |page| page.field("Batch norm").is_on());
    page.button("Play").click();
    page.wait_until("steps", SOON, |page| page.value("step") > 0.0);
    page.assert_clean();
}

/// Frames carry histograms only while somebody looks at them.
#[test]
fn the_gradient_plot_shows_histograms_and_their_course() {
    let page = open("#/train?hidden=6,5&act=tanh");
    page.button("Play").click();
    let says = |page: &Page, words: &[&str]| {
        let label = "return document.querySelector('.plot.gradient canvas').getAttribute('aria-label')";
        let label = page.script(label, vec![]);
        words.iter().all(|word| label.as_str().unwrap_or_default().contains(word))
    };
    page.wait_until("norms", SOON, |page| says(page, &["Hidden 2"]) && !says(page, &["Histograms"]));
    page.field("Gradient view").set("Histograms");
    page.wait_until("histograms", SOON, |page| says(page, &["Histograms", "Hidden 1: z", "Output: z", "gradient ±"]));
    page.field("Gradient view").set("Spread over time");
    page.wait_until("the course", SOON, |page| says(page, &["Hidden 1: z", "Output: z", ", then"]));
    // After another start they are still wanted.
    page.field("Gradient view").set("Histograms");
    page.button("Reset").click();
    page.wait_until("histograms of the start", SOON, |page| {
        page.value("step") == 0.0 && says(page, &["Histograms", "Hidden 1: z"])
    });
}
