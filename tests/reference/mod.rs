//! Reading the reference values, and comparing with them.

#![allow(dead_code, reason = "each test file that includes this module uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::PathBuf;

use relu_lab::nn::activation::Activation;
use relu_lab::nn::layer::Layer;
use relu_lab::nn::network::Network;
use relu_lab::nn::tensor::Tensor;
use serde_json::Value;

/// The file with this name in the folder named by `GOLDEN_DIR` (default: `tests/golden`).
pub fn load(name: &str) -> Value {
    let folder = std::env::var_os("GOLDEN_DIR").map_or_else(|| PathBuf::from("tests/golden"), PathBuf::from);
    let path = folder.join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A number, or one of the strings "inf", "-inf" and "nan".
pub fn number(value: &Value) -> f64 {
    match value {
        Value::Number(number) => number.as_f64().unwrap(),
        Value::String(text) => text.parse().unwrap(),
        other => panic!("{other} is not a number"),
    }
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is not a list"))
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a text"))
}

pub fn numbers(value: &Value) -> Vec<f64> {
    list(value).iter().map(number).collect()
}

pub fn floats(value: &Value) -> Vec<f32> {
    list(value).iter().map(|value| number(value) as f32).collect()
}

/// `[sample][unit]` of a file as a tensor.
pub fn tensor(value: &Value) -> Tensor {
    let samples: Vec<Vec<f32>> = list(value).iter().map(floats).collect();
    let units: Vec<Vec<f32>> =
        (0..samples[0].len()).map(|u| samples.iter().map(|sample| sample[u]).collect()).collect();
    Tensor::from_units(&units)
}

/// `{name, params}` of `torch.nn`.
pub fn activation(name: &Value, params: &Value) -> Activation {
    let arguments: Vec<(String, String)> = params
        .as_object()
        .unwrap()
        .iter()
        .map(|(key, value)| (key.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect();
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    Activation::from_torch(text(name), &arguments).unwrap_or_else(|error| panic!("{error}"))
}

/// The network of a case: `init[]`, its activation after every layer but the last.
pub fn network(init: &Value, activation: Activation, batch_norm: bool) -> Network {
    let init = list(init);
    let layer = |(index, values): (usize, &Value)| {
        let rows: Vec<Vec<f32>> = list(&values["weight"]).iter().map(floats).collect();
        let last = index + 1 == init.len();
        let after = if last { "identity".parse().unwrap() } else { activation };
        let mut layer = Layer::zeros(rows[0].len(), rows.len(), after, batch_norm && !last);
        layer.linear.weight = rows.concat();
        layer.linear.bias = floats(&values["bias"]);
        layer
    };
    Network { layers: init.iter().enumerate().map(layer).collect() }
}

/// The largest error so far as a share of the tolerance `absolute + relative * |want|`.
pub struct Comparison {
    pub absolute: f64,
    pub relative: f64,
    pub worst: f64,
    pub worst_at: String,
}

impl Comparison {
    pub fn new(absolute: f64, relative: f64) -> Self {
        Self { absolute, relative, worst: 0.0, worst_at: String::new() }
    }

    /// Panics if `got` is farther from `want` than allowed.
    pub fn check(&mut self, got: f32, want: f64, place: impl Fn() -> String) {
        let got = f64::from(got);
        let share = if got == want || (got.is_nan() && want.is_nan()) {
            0.0
        } else {
            (got - want).abs() / (self.absolute + self.relative * want.abs())
        };
        assert!(share <= 1.0, "{}: got {got}, want {want}, {share:.3} of the tolerance", place());
        if share > self.worst {
            self.worst = share;
            self.worst_at = place();
        }
    }

    pub fn check_all(&mut self, got: &[f32], want: &[f64], place: impl Fn() -> String) {
        assert_eq!(got.len(), want.len(), "{}: number of values", place());
        for (index, (&got, &want)) in got.iter().zip(want).enumerate() {
            self.check(got, want, || format!("{}[{index}]", place()));
        }
    }

    pub fn report(&self, file: &str, rows: usize) {
        let Self { worst, worst_at, .. } = self;
        println!("{file}: {rows} rows, largest error {worst:.4} of the tolerance, at {worst_at}");
    }
}
