//! `BatchNorm1d` against `torch.nn`: training steps forward and backward, running statistics, evaluation.

mod reference;

use reference::{Comparison, floats, list, load, numbers, tensor};
use relu_lab::nn::batch_norm::{BatchNorm, BatchNormCache, BatchNormGradients, EPS, MOMENTUM};
use relu_lab::nn::tensor::Tensor;
use serde_json::Value;

fn compare(comparison: &mut Comparison, got: &Tensor, want: &Value, what: &str) {
    for (sample, want) in list(want).iter().enumerate() {
        let got: Vec<f32> = (0..got.units()).map(|unit| got.unit(unit)[sample]).collect();
        comparison.check_all(&got, &numbers(want), || format!("{what}[{sample}]"));
    }
}

#[test]
fn golden_batchnorm() {
    let file = load("batchnorm.json");
    let file = &file["batchnorm"];
    assert_eq!(file["eps"].as_f64().unwrap() as f32, EPS);
    assert_eq!(file["momentum"].as_f64().unwrap() as f32, MOMENTUM);
    let mut norm = BatchNorm::new(list(&file["weight"]).len());
    norm.weight = floats(&file["weight"]);
    norm.bias = floats(&file["bias"]);
    let mut comparison = Comparison::new(2e-5, 0.0);
    let steps = list(&file["train_steps"]);
    for (index, step) in steps.iter().enumerate() {
        let (mut x, mut d) = (tensor(&step["x"]), tensor(&step["grad_output"]));
        let (mut normalised, mut gradients) = (BatchNormCache::default(), BatchNormGradients::default());
        gradients.weight.resize(norm.weight.len(), 0.0);
        gradients.bias.resize(norm.bias.len(), 0.0);
        norm.forward(&mut x, &mut normalised);
        norm.update_running(&normalised);
        norm.backward(&mut d, &normalised, &mut gradients);
        let at = |what: &str| format!("step {index}, {what}");
        compare(&mut comparison, &x, &step["y"], &at("y"));
        compare(&mut comparison, &d, &step["grad_input"], &at("grad_input"));
        for (what, got) in [
            ("grad_weight", &gradients.weight),
            ("grad_bias", &gradients.bias),
            ("running_mean", &norm.running_mean),
            ("running_var", &norm.running_var),
        ] {
            comparison.check_all(got, &numbers(&step[what]), || at(what));
        }
    }
    let mut x = tensor(&file["eval"]["x"]);
    norm.forward_running(&mut x);
    compare(&mut comparison, &x, &file["eval"]["y"], "eval");
    comparison.report("batchnorm.json", steps.len() + 1);
}
