//! The tensor console against PyTorch itself: what it prints, raises, takes as defaults and gives for special numbers
//! (`tests/torch/console.json`, made by `tests/torch/generate.py` with PyTorch 2.15).

use relu_lab::explore::console::{Difference, call, has_inplace, modules};
use relu_lab::explore::programs::{PROGRAMS, Relu};
use relu_lab::explore::tensor_print::print;
use relu_lab::explore::tensor_text::{TextTensor, Written, parse};
use relu_lab::nn::activation::{Activation, ActivationRow};
use relu_lab::nn::choice::Row;
use serde_json::Value;

fn torch() -> Value {
    serde_json::from_str(include_str!("torch/console.json")).expect("a JSON file")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The modules of the file with the functions that they are here.
fn rows(file: &Value) -> Vec<(&Value, Activation)> {
    let mut rows = Vec::new();
    for row in list(&file["modules"]) {
        rows.push((row, Activation::from_torch(text(&row["name"]), &[]).unwrap_or_else(|error| panic!("{error}"))));
    }
    rows
}

#[test]
fn tensors_are_printed_as_torch_prints_them() {
    let file = torch();
    let mut wrong = Vec::new();
    for case in list(&file["prints"]) {
        let (tensor, _) = parse(text(&case["text"])).unwrap_or_else(|error| panic!("{case}: {error:?}"));
        let (got, want) = (print(&tensor), text(&case["printed"]));
        if got != want {
            wrong.push(format!("{}\n{got}\nshould be\n{want}", text(&case["text"])));
        }
        // What was printed is read again, if it is all there.
        if !want.contains("...") && !want.contains("size=") {
            assert_eq!(parse(want).map(|(tensor, _)| tensor.shape), Ok(tensor.shape), "{want}");
        }
    }
    assert!(list(&file["prints"]).len() > 200 && wrong.is_empty(), "{} wrong, for example\n{}", wrong.len(), wrong[0]);
}

#[test]
fn special_numbers_are_as_in_torch_or_the_page_says_that_they_are_not() {
    let file = torch();
    for (row, activation) in rows(&file) {
        for case in list(&row["special"]) {
            let [x, y, slope] = [0, 1, 2].map(|i| text(&case[i]).parse::<f64>().expect("a number") as f32);
            let answer = call(&activation, false, &(TextTensor { values: vec![x], shape: vec![] }, Written::Floats));
            let same = |a: f32, b: f32| {
                (a.is_nan() && b.is_nan())
                    || (a == b && a.is_sign_negative() == b.is_sign_negative())
                    || (a - b).abs() <= 1e-44 + 1e-5 * b.abs()
            };
            let gradient = answer.gradient.expect("not in place").values[0];
            // The sign of a gradient that is 0 is not shown as anything else.
            let agrees = same(answer.output.values[0], y) && same(gradient + 0.0, slope + 0.0);
            assert!(
                agrees || !answer.differences.is_empty(),
                "{activation} of {x:e}: {} and {gradient}, PyTorch {y} and {slope}",
                answer.output.values[0]
            );
            // At NaN nothing is excused.
            assert!(agrees || !x.is_nan(), "{activation} of NaN: {gradient}, PyTorch {slope}");
        }
    }
}

#[test]
fn defaults_are_those_of_torch() {
    let file = torch();
    for (row, activation) in rows(&file) {
        for parameter in activation.row().parameters() {
            let default = row["defaults"][parameter.name].as_f64().map(|value| value as f32);
            assert_eq!(default, Some(parameter.default), "{} of {activation}", parameter.name);
        }
        let names: Vec<&str> = activation.row().parameters().iter().map(|p| p.name).collect();
        let unknown =
            row["defaults"].as_object().expect("an object").keys().filter(|name| !names.contains(&name.as_str()));
        let unknown: Vec<&String> = unknown.collect();
        assert!(unknown.iter().all(|name| ["approximate", "num_parameters"].contains(&name.as_str())), "{unknown:?}");
    }
    assert_eq!(
        Activation::from_torch("LeakyReLU", &[]).map(|f| f.to_torch()),
        Ok("nn.LeakyReLU(negative_slope=0.01)".into())
    );
}

#[test]
fn inplace_is_where_torch_has_it_and_a_leaf_is_refused_with_its_words() {
    let file = torch();
    for (row, activation) in rows(&file) {
        assert_eq!(row["inplace"].as_bool(), Some(has_inplace(&activation)), "{activation}");
        if has_inplace(&activation) {
            let error = call(&activation, true, &parse("[-1., 2.]").expect("a tensor")).gradient.expect_err("a leaf");
            assert_eq!(error.to_string(), text(&row["leaf"]));
        }
    }
}

#[test]
fn most_modules_refuse_integers_and_booleans() {
    let file = torch();
    for kind in ["integers", "booleans"] {
        let refused = rows(&file).into_iter().filter(|(row, _)| row[kind].is_string()).count();
        assert!(refused * 2 > rows(&file).len(), "{kind}: {refused}");
    }
    assert!(text(&file["integers_have_no_gradient"]).contains("can require gradients"));
}

#[test]
fn slopes_at_kinks_are_those_that_torch_takes() {
    let file = torch();
    for (row, activation) in rows(&file) {
        for case in list(&row["kinks"]) {
            let [x, slope] = [0, 1].map(|i| case[i].as_f64().expect("a number") as f32);
            let got = activation.derivative(x);
            assert!((got - slope).abs() <= 2e-6, "{activation}'({x}) = {got}, PyTorch {slope}");
        }
    }
}

#[test]
fn programs_end_as_in_torch() {
    let file = torch();
    let modified = PROGRAMS[1].run(Relu::InPlace).expect_err("an error");
    assert_eq!(modified.to_string(), text(&file["modified"]));
    for (relu, want) in [Relu::New, Relu::InPlace].into_iter().zip(list(&file["residual"])) {
        let run = PROGRAMS[2].run(relu).expect("no error");
        let numbers =
            |value: &Value| -> Vec<f32> { list(value).iter().filter_map(Value::as_f64).map(|v| v as f32).collect() };
        assert_eq!((run.y, run.gradient), (numbers(&want[0]), numbers(&want[1])));
    }
}

#[test]
fn where_torch_loses_digits_the_page_says_so() {
    let file = torch();
    for row in modules() {
        let ends = &file["digits_lost"][row.id()];
        let says = |x: f64| {
            let tensor = TextTensor { values: vec![x as f32], shape: vec![] };
            call(&Activation::of(row), false, &(tensor, Written::Floats))
                .differences
                .contains(&Difference::Cancellation)
        };
        for (end, inward) in [(&ends[0], 1.0 / 64.0), (&ends[1], -1.0 / 64.0)] {
            match end.as_f64() {
                Some(x) => assert!(says(x) && !says(x + inward), "{} at {x}", row.id()),
                None => assert!(!says(-16.0 * inward.signum()), "{}", row.id()),
            }
        }
    }
}

/// README and page name what is in the table beside `torch.nn` and what of `torch.nn` is not in it.
#[test]
fn the_counts_of_functions_are_those_of_the_table() {
    let file = torch();
    let readme = include_str!("../README.md");
    let rows = ActivationRow::table();
    let names = |of: &dyn Fn(&ActivationRow) -> bool| -> Vec<&str> {
        rows.iter().filter(|row| of(row)).map(Row::name).collect()
    };
    let (with, without) = (names(&|row| row.torch.starts_with("nn.")), names(&|row| !row.torch.starts_with("nn.")));
    assert!(readme.contains(&format!("\n{} functions with their derivatives", rows.len())), "{}", rows.len());
    assert!(readme.contains(&format!("\n{} of them are modules of `torch.nn`", with.len())), "{}", with.len());
    let [others @ .., last] = &without[..] else { panic!("none") };
    assert!(readme.contains(&format!("{} and {last} have no class in `torch.nn`", others.join(", "))), "{without:?}");
    assert_eq!((modules().count(), rows.iter().filter(|row| row.torch == "nn.GELU").count()), (with.len(), 2));
    // Identity is listed with the layers that do nothing; AdaptiveLogSoftmaxWithLoss with the losses.
    let has = |class: &str| rows.iter().any(|row| row.torch == format!("nn.{class}"));
    let missing: Vec<&str> = list(&file["classes"]).iter().map(text).filter(|class| !has(class)).collect();
    let left_out = readme.lines().find(|line| line.starts_with("Left out are ")).expect("a line of what is left out");
    for class in &missing {
        assert!(left_out.contains(class), "{class} is not among those left out");
    }
    assert_eq!(missing.len(), 8, "{missing:?}");
}
