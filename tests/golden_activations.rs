//! Every activation against `torch.nn`: values, derivatives (those at kinks too), special inputs.

mod reference;

use reference::{Comparison, activation, list, load, number, numbers};

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
            let (got, want) = (activation.value(x as f32), number(want));
            // Where PyTorch has a NaN for an infinite input, the limit is right too.
            if !(want.is_nan() && x.is_infinite()) {
                comparison.check(got, want, || format!("{activation}({x})"));
            }
            assert!(!got.is_nan() || x.is_nan(), "{activation}({x}) is NaN");
        }
    }
    comparison.report("activations.json", functions.len());
}
