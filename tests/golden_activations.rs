//! Every activation against `torch.nn`: values, derivatives (those at kinks too), special inputs.

mod reference;

use reference::{Comparison, activation, list, load, number, numbers};
use relu_lab::explore::formula::Formula;
use relu_lab::nn::activation::Activation;
use relu_lab::nn::choice::Row;

/// f(x) of the formula on the page, in float64.
fn formula(activation: &Activation, x: f64) -> f64 {
    let parameters = activation.row().parameters().iter().zip(activation.values());
    // In formulas a learned parameter is called a.
    let name = |name| if activation.row().learned() { "a" } else { name };
    let mut values: Vec<(&str, f64)> = parameters.map(|(p, value)| (name(p.name), f64::from(*value))).collect();
    values.push(("x", x));
    Formula::parse(activation.row().formula).and_then(|f| f.evaluate(&values)).expect("a formula of the table")
}

#[test]
fn golden_activations() {
    let file = load("activations.json");
    let file = &file["activations"];
    let (grid, special) = (numbers(&file["grid"]), numbers(&file["special"]));
    let mut comparison = Comparison::new(2e-6, 4e-6);
    let functions = list(&file["functions"]);
    for row in functions {
        let activation = activation(&row["name"], &row["params"]);
        let (y, dy) = (numbers(&row["y"]), numbers(&row["dy"]));
        let (mut a, mut slope) = (vec![0.0; grid.len()], vec![0.0; grid.len()]);
        let z: Vec<f32> = grid.iter().map(|&x| x as f32).collect();
        activation.forward_with_derivative(&z, &mut a, &mut slope);
        for (index, &x) in z.iter().enumerate() {
            comparison.check(a[index], y[index], || format!("{activation}({x})"));
            comparison.check(slope[index], dy[index], || format!("{activation}'({x})"));
            assert_eq!(activation.value(x).to_bits(), a[index].to_bits(), "{activation}({x}) alone and in a slice");
            assert_eq!(
                activation.derivative(x).to_bits(),
                slope[index].to_bits(),
                "{activation}'({x}) alone and in a slice"
            );
        }
        activation.forward(&z, &mut slope);
        assert_eq!(a, slope, "{activation} with and without its derivative");

        for (&x, want) in special.iter().zip(list(&row["special_y"])) {
            let (got, mut want) = (activation.value(x as f32), number(want));
            // PyTorch's kernels for short tensors let x·2 (GELU) and x·6 (Hardswish) overflow before they divide: the value itself is right.
            let truth = formula(&activation, x);
            if x.is_finite() && want.is_infinite() && truth.abs() <= f64::from(f32::MAX) {
                want = truth;
            }
            // Where PyTorch has a NaN for an infinite input, the limit is right too.
            if !(want.is_nan() && x.is_infinite()) {
                comparison.check(got, want, || format!("{activation}({x})"));
            }
            assert!(!got.is_nan() || x.is_nan(), "{activation}({x}) is NaN");
        }
    }
    comparison.report("activations.json", functions.len());
}
