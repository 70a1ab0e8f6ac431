//! Several classes against PyTorch: softmax and cross-entropy over up to ten logits, with up to 64 inputs, under every optimizer.
//!
//! `tests/torch/classes.py` computed the values. Tolerances are those of `golden_training`.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod reference;

use reference::{Comparison, activation, floats, list, network, number, numbers, tensor, text};
use relu_lab::nn::gradients::Gradients;
use relu_lab::nn::layer::Mode;
use relu_lab::nn::loss::Loss;
use relu_lab::nn::network::Network;
use relu_lab::nn::optimizer::{Optimizer, OptimizerState};
use relu_lab::nn::tensor::Tensor;
use relu_lab::nn::workspace::Workspace;
use serde_json::Value;

fn file() -> Value {
    serde_json::from_str(include_str!("torch/classes.json")).unwrap()
}

fn cross_entropy() -> Loss {
    "ce".parse().unwrap()
}

/// An optimizer of `torch.optim` with its keyword arguments, and the learning rate.
fn optimizer(value: &Value) -> (Optimizer, f32) {
    let mut optimizer = Optimizer::from_id(text(&value["name"])).unwrap();
    let mut learning_rate = optimizer.row().default_learning_rate;
    for (key, value) in value["params"].as_object().unwrap() {
        let value = value.as_bool().map_or_else(|| number(value), |flag| f64::from(u8::from(flag))) as f32;
        match key.as_str() {
            "lr" => learning_rate = value,
            key => optimizer = optimizer.with(key, value).unwrap(),
        }
    }
    (optimizer, learning_rate)
}

/// Row by row.
fn flat(weights: &Value) -> Vec<f64> {
    list(weights).iter().flat_map(numbers).collect()
}

fn compare_outputs(comparison: &mut Comparison, output: &Tensor, want: &Value, what: &str) {
    for (sample, want) in list(want).iter().enumerate() {
        let got: Vec<f32> = (0..output.units()).map(|unit| output.unit(unit)[sample]).collect();
        comparison.check_all(&got, &numbers(want), || format!("{what}, sample {sample}"));
    }
}

fn compare_weights(comparison: &mut Comparison, network: &Network, want: &Value, label: &str) {
    for (index, (layer, want)) in network.layers.iter().zip(list(want)).enumerate() {
        comparison.check_all(&layer.linear.weight, &flat(&want["weight"]), || format!("{label}, weight {index}"));
        comparison.check_all(&layer.linear.bias, &numbers(&want["bias"]), || format!("{label}, bias {index}"));
    }
}

fn run(case: &Value, comparison: &mut Comparison) {
    let label = text(&case["label"]);
    let function = activation(&case["activation"], &serde_json::json!({}));
    let mut network = network(&case["init"], function, case["batch_norm"] == true);
    let (optimizer, learning_rate) = optimizer(&case["optimiser"]);
    let (x, y, loss) = (tensor(&case["x"]), Tensor::from_units(&[floats(&case["y"])]), cross_entropy());
    let expect = &case["expect"];
    let (mut batch_x, mut batch_y) = (Tensor::default(), Tensor::default());
    let (mut workspace, mut gradients, mut state) = (Workspace::new(), Gradients::default(), OptimizerState::new());
    for (step, indices) in list(&case["batches"]).iter().enumerate() {
        let indices: Vec<u32> = list(indices).iter().map(|index| index.as_u64().unwrap() as u32).collect();
        batch_x.gather(&x, &indices);
        batch_y.gather(&y, &indices);
        network.forward(&batch_x, &mut workspace, Mode::Train);
        if step == 0 {
            compare_outputs(comparison, workspace.output(), &expect["first"]["logits"], &format!("{label}, logits"));
        }
        let value = workspace.loss(&loss, &batch_y);
        comparison.check(value, number(&expect["batch_loss"][step]), || format!("{label}, loss of step {step}"));
        network.backward(&batch_x, &mut workspace, &mut gradients);
        if step == 0 {
            for (index, (got, want)) in gradients.layers.iter().zip(list(&expect["first"]["gradients"])).enumerate() {
                comparison.check_all(&got.weight, &flat(&want["weight"]), || format!("{label}, gradient {index}"));
                comparison.check_all(&got.bias, &numbers(&want["bias"]), || format!("{label}, of biases {index}"));
            }
        }
        state.step(&optimizer, &mut network, &gradients, learning_rate);
    }
    compare_weights(comparison, &network, &expect["final"], label);
    network.evaluate(&x, &mut workspace);
    let output = workspace.output();
    compare_outputs(comparison, output, &expect["final_logits"], &format!("{label}, logits at the end"));
    let value = loss.value_and_gradient(output, &y, None);
    comparison.check(value, number(&expect["final_loss"]), || format!("{label}, loss at the end"));
    let classes: Vec<u64> = (0..output.samples()).map(|sample| loss.class(output, sample) as u64).collect();
    let want: Vec<u64> = list(&expect["final_classes"]).iter().map(|class| class.as_u64().unwrap()).collect();
    assert_eq!(classes, want, "{label}: answers");
    comparison.check(loss.accuracy(output, &y), number(&expect["final_accuracy"]), || format!("{label}, accuracy"));
}

#[test]
fn golden_networks_of_several_classes() {
    let file = file();
    let cases = list(&file["networks"]);
    let (mut plain, mut with_batch_norm) = (Comparison::new(2e-4, 2e-3), Comparison::new(5e-3, 2e-2));
    for case in cases {
        run(case, if case["batch_norm"] == true { &mut with_batch_norm } else { &mut plain });
    }
    let batch_norms = cases.iter().filter(|case| case["batch_norm"] == true).count();
    plain.report("classes.json", cases.len() - batch_norms);
    with_batch_norm.report("classes.json with batch norm", batch_norms);
}

/// Of one sample: PyTorch's float32 against ours, at logits as large as there are.
#[test]
fn golden_cross_entropy_of_single_samples() {
    let (file, loss) = (file(), cross_entropy());
    let mut comparison = Comparison::new(1e-6, 1e-6);
    for case in list(&file["losses"]) {
        let logits: Vec<Vec<f32>> = floats(&case["logits"]).into_iter().map(|z| vec![z]).collect();
        let (output, target) = (Tensor::from_units(&logits), Tensor::from_units(&[[number(&case["y"]) as f32]]));
        let mut d_output = Tensor::default();
        let value = loss.value_and_gradient(&output, &target, Some(&mut d_output));
        let label = format!("{} for class {}", case["logits"], case["y"]);
        let want = number(&case["loss"]);
        if !want.is_finite() {
            // An infinite loss ends a run, as one that is not a number does.
            assert!(!value.is_finite(), "{label}: {value}, PyTorch says {want}");
            continue;
        }
        comparison.check(value, want, || label.clone());
        let got: Vec<f32> = (0..d_output.units()).map(|unit| d_output.unit(unit)[0]).collect();
        comparison.check_all(&got, &numbers(&case["gradient"]), || format!("gradient of {label}"));
    }
    comparison.report("classes.json, losses", list(&file["losses"]).len());
}

/// The first of equals, and NaN before any number.
#[test]
fn golden_answers_where_logits_are_equal_or_not_finite() {
    for case in list(&file()["argmax"]) {
        let logits: Vec<Vec<f32>> = floats(&case["logits"]).into_iter().map(|z| vec![z]).collect();
        let answer = cross_entropy().class(&Tensor::from_units(&logits), 0);
        assert_eq!(answer as u64, case["class"].as_u64().unwrap(), "{}", case["logits"]);
    }
}
