//! The Activations page: functions chosen, read off and tuned; links; the tensor console; the four programs.

use std::time::Duration;

use browser_tests::{Element, Page};
use thirtyfour::Key;

const LIMIT: Duration = Duration::from_secs(10);

fn open(link: &str) -> Page {
    let page = Page::open(link);
    page.wait_until("the page is there", LIMIT, |page| page.try_data("probe-x").is_some());
    page
}

fn press(element: &Element<'_>, keys: &[Key]) {
    for key in keys {
        element.press(key.clone() + "");
    }
}

/// The keys of a link and their values.
fn in_link(page: &Page, pair: &str) -> bool {
    page.link().split(['?', '&']).any(|part| part == pair)
}

#[test]
fn functions_are_chosen_and_read_off() {
    let page = open("#/activations?act=relu&x=0.5");
    assert!(page.tab("Activations").is_on());
    assert!(page.button("ReLU").is_on() && !page.button("Tanh").is_on());
    page.button("Tanh").click();
    page.wait_until("tanh is shown", LIMIT, |page| page.try_data("f-tanh").is_some());
    assert!((page.value("f-tanh") - 0.5_f64.tanh()).abs() < 1e-6);
    assert!((page.value("slope-tanh") - (1.0 - 0.5_f64.tanh().powi(2))).abs() < 1e-6);
    assert_eq!((page.value("f-relu"), page.value("slope-relu")), (0.5, 1.0));
    assert!(in_link(&page, "act=relu,tanh"), "{}", page.link());

    let figure = page.script("return document.querySelector('.curves canvas').getAttribute('aria-label')", vec![]);
    assert!(figure.as_str().is_some_and(|label| label.contains("Tanh: f = 0.462")), "{figure}");

    for name in ["Leaky ReLU", "ELU", "GELU", "SiLU"] {
        page.button(name).click();
    }
    let seventh = page.button("Sigmoid");
    assert_eq!(seventh.attribute("aria-disabled").as_deref(), Some("true"));
    assert!(seventh.attribute("title").is_some_and(|title| title.contains("max 6")));
    seventh.click();
    assert!(!page.button("Sigmoid").is_on());
    page.button("ELU").click();
    page.button("More").click();
    page.button("Mish").click();
    page.wait_until("mish is shown", LIMIT, |page| page.try_data("f-mish").is_some());
    page.assert_clean();
}

#[test]
fn the_probe_moves_by_keys_and_stands_on_the_kink() {
    let page = open("#/activations?act=relu,leaky_relu(0.1)&x=0.1");
    let x = page.field("x");
    press(&x, &[Key::Left, Key::Left]);
    page.wait_until("x is 0", LIMIT, |page| page.value("probe-x") == 0.0);
    assert_eq!((page.value("slope-relu"), page.value("slope-leaky_relu")), (0.0, 0.1));
    press(&page.field("x"), &[Key::Right]);
    page.wait_until("x is 0.05", LIMIT, |page| page.value("probe-x") == 0.05);
    assert!(in_link(&page, "x=0.05"), "{}", page.link());

    page.button("Zoom in").click();
    page.wait_until("half the axis", LIMIT, |page| in_link(page, "zoom=-2,2"));
    page.button("Pan right").click();
    page.wait_until("the probe stays in sight", LIMIT, |page| in_link(page, "zoom=-1,3"));
    page.button("Reset view").click();
    page.wait_until("all of it", LIMIT, |page| !page.link().contains("zoom="));
    page.assert_clean();
}

#[test]
fn parameters_move_curves_and_formulas() {
    let page = open("#/activations?act=relu,leaky_relu&x=-2");
    assert!((page.value("f-leaky_relu") + 0.02).abs() < 1e-6);
    page.field("negative_slope").set("0.2");
    page.wait_until("the readout follows", LIMIT, |page| (page.value("f-leaky_relu") + 0.4).abs() < 1e-6);
    assert_eq!(page.data("torch-line"), "nn.LeakyReLU(negative_slope=0.2)");
    let formula = page.script("return document.querySelector('.formula math').textContent", vec![]);
    assert!(formula.as_str().is_some_and(|text| text.contains("0.2")), "{formula}");
    assert_eq!(page.data("can-die-relu"), "yes");
    assert_eq!(page.data("can-die-leaky_relu"), "no");
    assert_eq!(page.data("range-relu"), "[0, ∞)");
    page.assert_clean();
}

#[test]
fn a_link_restores_the_view_and_back_undoes() {
    let link = "#/activations?act=tanh,leaky_relu(0.3)&card=tanh&x=1.5&zoom=-2,2&gain=output&init=torch_default&depth=12&tensor=[1,-1]&module=leaky_relu(0.3)&inplace=1";
    let page = open(link);
    assert_eq!(page.link(), link);
    assert_eq!((page.value("probe-x"), page.data("card")), (1.5, "tanh".to_owned()));
    assert_eq!(page.data("console-output"), "tensor([ 1.0000, -0.3000])");
    assert_eq!(page.data("console-input-after"), "tensor([ 1.0000, -0.3000])");
    assert_eq!((page.field("Layers").value(), page.radio("Quantity", "Outputs").is_on()), ("12".to_owned(), true));

    page.button("GELU").click();
    page.wait_until("gelu is shown", LIMIT, |page| page.try_data("f-gelu").is_some());
    page.script("history.back(); return null", vec![]);
    page.wait_until("gelu is gone", LIMIT, |page| page.try_data("f-gelu").is_none());
    assert_eq!(page.link(), link);

    page.edit_link("#/activations?act=relu,nothing&x=3");
    page.wait_until("a notice", LIMIT, |page| page.try_data("notice").is_some());
    let notice = page.data("notice");
    assert!(notice.starts_with("act=relu,nothing") && notice.contains("there are relu"), "{notice}");
    assert_eq!(page.value("f-relu"), 3.0);
    page.assert_clean();
}

#[test]
fn gains_are_measured_beside_the_theory() {
    let page = open("#/activations?act=relu,sigmoid&init=xavier");
    page.wait_until("both functions are known", Duration::from_secs(30), |page| page.value("gain-state") == 2.0);
    for (id, expected) in [("relu", -3.01), ("sigmoid", -12.59)] {
        let (theory, measured) = (page.value(&format!("gain-theory-{id}")), page.value(&format!("gain-measured-{id}")));
        assert!((theory - expected).abs() < 0.05, "{id}: {theory}");
        assert!((theory - measured).abs() < 0.5, "{id}: {theory} and {measured}");
    }
    page.field("Gain initialisation").set("He");
    page.wait_until("ReLU keeps the gradient", Duration::from_secs(30), |page| {
        page.value("gain-theory-relu").abs() < 0.01
    });
    page.assert_clean();
}

#[test]
fn the_console_prints_what_torch_prints() {
    let page = open("#/activations");
    page.field("Tensor").set("[-2, -0.5, 0, 3]");
    let input = "tensor([-2.0000, -0.5000,  0.0000,  3.0000])";
    assert_eq!(page.data("console-output"), "tensor([0., 0., 0., 3.])");
    assert_eq!(page.data("console-gradient"), "tensor([0., 0., 0., 1.])");
    assert_eq!(page.data("console-input-after"), input);
    assert!(page.text("console-kink").contains("ReLU has no slope at 0; PyTorch and this page use f'(0) = 0"));

    page.field("inplace").click();
    page.wait_until("the input is overwritten", LIMIT, |page| {
        page.data("console-input-after") == "tensor([0., 0., 0., 3.])"
    });
    assert!(page.text("console-fate").contains("2 values"), "{}", page.text("console-fate"));
    // A leaf that requires a gradient is refused, as in torch.
    assert!(
        page.data("console-gradient").starts_with("RuntimeError: a leaf Variable"),
        "{}",
        page.data("console-gradient")
    );

    page.field("Module").set("Tanh");
    page.wait_until("tanh has no inplace", LIMIT, |page| page.text("inplace-reason") == "nn.Tanh has no inplace");
    assert!(!page.field("inplace").is_on());
    assert_eq!(page.data("console-input-after"), input);

    page.field("Tensor").set("[[1, 2], [3, 4]]");
    page.wait_until("two dimensions", LIMIT, |page| {
        page.data("console-output").starts_with("tensor([[0.7616, 0.9640],\n")
    });
    assert!(page.text("console-difference").contains("int64"), "{}", page.text("console-difference"));
    page.field("Tensor").set("[1, two, 3]");
    page.wait_until("an error", LIMIT, |page| page.try_data("console-error").is_some());
    assert_eq!(page.data("console-error"), "line 1, column 5: \"two\" is not a number");
    assert!(page.try_data("console-output").is_none());
    page.assert_clean();
}

#[test]
fn the_console_is_what_its_address_says() {
    let page = open("#/activations?module=leaky_relu(0)&tensor=[-1,0,1]&inplace=1");
    assert_eq!(page.text("console-module"), "nn.LeakyReLU(negative_slope=0, inplace=True)");
    assert_eq!(page.data("console-output"), "tensor([-0., 0., 1.])");
    page.edit_link("#/activations?module=leaky_relu&tensor=[-1.,1.]");
    page.wait_until("torch's default", LIMIT, |page| page.data("console-output") == "tensor([-0.0100,  1.0000])");
    // The function above has another slope, and its name says so.
    assert!(page.text("f-leaky_relu") == "−0.1200", "{}", page.text("f-leaky_relu"));
    page.field("Module").set("Leaky ReLU (0.1)");
    page.wait_until("the one above", LIMIT, |page| page.data("console-output") == "tensor([-0.1000,  1.0000])");
    assert!(in_link(&page, "module=leaky_relu(0.1)"), "{}", page.link());
    page.assert_clean();
}

#[test]
fn values_that_differ_read_different() {
    let page = open("#/activations?act=gelu,gelu_tanh&x=-2.7");
    let (exact, tanh) = (page.text("f-gelu"), page.text("f-gelu_tanh"));
    assert!(exact != tanh && exact.starts_with('−'), "{exact} and {tanh}");
    page.assert_clean();
}

#[test]
fn four_programs_end_as_in_torch() {
    let page = open("#/activations");
    let effects: Vec<String> = (1..=4).map(|number| page.data(&format!("program-{number}"))).collect();
    assert_eq!(effects, ["fine", "errors", "changes the result", "errors"]);
    assert!(page.text("program-2-inplace").contains("has been modified by an inplace operation"));
    assert!(page.text("program-3-inplace").contains("tensor([0., 4.])"));
    page.assert_clean();
}

#[test]
fn train_with_it_keeps_the_rest_of_the_settings() {
    let page = Page::open("#/train?data=xor&lr=0.3");
    page.wait_until("the page is ready", LIMIT, |page| page.try_data("status").as_deref() == Some("ready"));
    page.tab("Activations").click();
    page.wait_until("the page is there", LIMIT, |page| page.try_data("probe-x").is_some());
    assert!(page.link().starts_with("#/activations"), "{}", page.link());
    page.button("Tanh").click();
    page.button("Train with it").click();
    page.wait_until("it is on Train", LIMIT, |page| page.link().starts_with("#/train"));
    for pair in ["data=xor", "lr=0.3", "act=tanh"] {
        assert!(in_link(&page, pair), "{pair} in {}", page.link());
    }
    page.wait_until("tanh is on", LIMIT, |page| page.radio("Activation", "Tanh").is_on());
    page.tab("Activations").click();
    page.wait_until("and back", LIMIT, |page| page.try_data("f-tanh").is_some());
    page.assert_clean();
}
