//! Whole trainings against PyTorch: the loss of every step, the gradient norms, the weights at the end.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod reference;

use reference::{Comparison, activation, floats, list, load, network, number, numbers, tensor, text};
use relu_lab::nn::gradients::Gradients;
use relu_lab::nn::layer::Mode;
use relu_lab::nn::loss::Loss;
use relu_lab::nn::network::Network;
use relu_lab::nn::optimizer::{Optimizer, OptimizerState, clip_grad_norm};
use relu_lab::nn::tensor::Tensor;
use relu_lab::nn::workspace::Workspace;
use serde_json::Value;

/// An optimizer of `torch.optim` with its keyword arguments, and the learning rate.
fn optimizer(value: &Value) -> (Optimizer, f32) {
    let name = text(&value["name"]);
    let mut optimizer = Optimizer::from_id(name).unwrap_or_else(|error| panic!("{error}"));
    let mut learning_rate = optimizer.row().default_learning_rate;
    let set = |optimizer: &mut Optimizer, key: &str, value: f64| {
        *optimizer = optimizer.with(key, value as f32).unwrap_or_else(|error| panic!("{error}"));
    };
    for (key, value) in value["params"].as_object().unwrap() {
        match (key.as_str(), value) {
            ("lr", value) => learning_rate = number(value) as f32,
            ("betas", value) => {
                set(&mut optimizer, "beta1", number(&value[0]));
                set(&mut optimizer, "beta2", number(&value[1]));
            }
            (key, Value::Bool(flag)) => set(&mut optimizer, key, f64::from(u8::from(*flag))),
            (key, value) => set(&mut optimizer, key, number(value)),
        }
    }
    (optimizer, learning_rate)
}

fn loss(name: &str) -> Loss {
    let id = match name {
        "bce_with_logits" => "bce",
        "mse" => "mse",
        "cross_entropy" => "ce",
        other => panic!("there is no loss {other}"),
    };
    id.parse().unwrap()
}

fn compare_layers(comparison: &mut Comparison, network: &Network, want: &Value, label: &str) {
    assert_eq!(network.layers.len(), list(want).len());
    for (index, (layer, want)) in network.layers.iter().zip(list(want)).enumerate() {
        let weight: Vec<f64> = list(&want["weight"]).iter().flat_map(numbers).collect();
        comparison.check_all(&layer.linear.weight, &weight, || format!("{label}, final weight of layer {index}"));
        comparison
            .check_all(&layer.linear.bias, &numbers(&want["bias"]), || format!("{label}, final bias of layer {index}"));
    }
}

fn run(case: &Value, comparison: &mut Comparison) {
    let label = text(&case["label"]);
    let batch_norm = case["batch_norm"].as_bool().unwrap();
    let mut network =
        network(&case["init"], activation(&case["activation"]["name"], &case["activation"]["params"]), batch_norm);
    let loss = loss(text(&case["loss"]));
    let (optimizer, learning_rate) = optimizer(&case["optimiser"]);
    let x = tensor(&case["x"]);
    let y = if loss.id() == "ce" { Tensor::from_units(&[floats(&case["y"])]) } else { tensor(&case["y"]) };
    let expect = &case["expect"];
    let (batch_loss, norms) = (numbers(&expect["batch_loss"]), list(&expect["grad_norms"]));
    let (mut batch_x, mut batch_y) = (Tensor::default(), Tensor::default());
    let (mut workspace, mut gradients, mut state) = (Workspace::new(), Gradients::default(), OptimizerState::new());
    for (step, indices) in list(&case["batches"]).iter().enumerate() {
        let indices: Vec<u32> = list(indices).iter().map(|index| index.as_u64().unwrap() as u32).collect();
        batch_x.gather(&x, &indices);
        batch_y.gather(&y, &indices);
        network.forward(&batch_x, &mut workspace, Mode::Train);
        let value = workspace.loss(&loss, &batch_y);
        comparison.check(value, batch_loss[step], || format!("{label}, loss of step {step}"));
        network.backward(&batch_x, &mut workspace, &mut gradients);
        for (index, (layer, want)) in gradients.layers.iter().zip(list(&norms[step])).enumerate() {
            let got = [layer.weight_norm(), layer.bias_norm()];
            comparison
                .check_all(&got, &numbers(want), || format!("{label}, gradient norms of step {step}, layer {index}"));
        }
        if let Some(max_norm) = case["clip_grad_norm"].as_f64() {
            clip_grad_norm(&mut gradients, max_norm as f32);
        }
        state.step(&optimizer, &mut network, &gradients, learning_rate);
    }
    compare_layers(comparison, &network, &expect["final"], label);
    network.evaluate(&x, &mut workspace);
    let output = workspace.output();
    for (sample, want) in list(&expect["final_eval_output"]).iter().enumerate() {
        let got: Vec<f32> = (0..output.units()).map(|unit| output.unit(unit)[sample]).collect();
        comparison.check_all(&got, &numbers(want), || format!("{label}, output for sample {sample}"));
    }
    let value = loss.value_and_gradient(output, &y, None);
    comparison.check(value, number(&expect["final_eval_loss"]), || format!("{label}, final loss"));
}

#[test]
fn golden_training() {
    let file = load("training.json");
    let cases = list(&file["training"]);
    let mut plain = Comparison::new(2e-4, 2e-3);
    let mut with_batch_norm = Comparison::new(5e-3, 2e-2);
    for case in cases {
        run(case, if case["batch_norm"] == true { &mut with_batch_norm } else { &mut plain });
    }
    let batch_norms = cases.iter().filter(|case| case["batch_norm"] == true).count();
    plain.report("training.json", cases.len() - batch_norms);
    with_batch_norm.report("training.json with batch norm", batch_norms);
}
