//! The products of a linear layer against naive float64 loops, for all small and odd sizes; and the short way to a loss's gradient
//! against the long one.

use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use relu_lab::nn::choice::Row;
use relu_lab::nn::linear::{Linear, PackingBuffers};
use relu_lab::nn::loss::{Loss, LossRow};
use relu_lab::nn::random::normal;
use relu_lab::nn::tensor::Tensor;

/// A tensor of draws from N(0, 1). Gradients are zero in the padding, activations repeat their last sample there.
fn draw(units: usize, samples: usize, gradient: bool, rng: &mut ChaCha8Rng) -> Tensor {
    let mut tensor = Tensor::zeros(units, samples);
    for unit in 0..units {
        tensor.unit_mut(unit).fill_with(|| normal(rng));
    }
    if !gradient {
        tensor.fill_padding();
    }
    tensor
}

/// Whether `got` is the float32 of a sum of products with these float64 terms, up to rounding.
fn is_sum(got: f32, terms: impl Iterator<Item = f64>) -> Result<(), TestCaseError> {
    let (mut sum, mut size, mut count) = (0.0, 0.0, 0.0);
    for term in terms {
        sum += term;
        size += term.abs();
        count += 1.0;
    }
    let error = (f64::from(got) - sum).abs();
    // Every product and every addition is off by half a unit in the last place at most.
    prop_assert!(error <= (count + 1.0) * f64::from(f32::EPSILON) * size, "got {got}, want {sum}");
    Ok(())
}

fn check(fan_in: usize, fan_out: usize, samples: usize, packing: &mut PackingBuffers) -> Result<(), TestCaseError> {
    let mut rng = ChaCha8Rng::seed_from_u64((fan_in * 10_000 + fan_out * 100 + samples) as u64);
    let mut linear = Linear::zeros(fan_in, fan_out);
    linear.weight.fill_with(|| normal(&mut rng));
    linear.bias.fill_with(|| normal(&mut rng));
    let a = draw(fan_in, samples, false, &mut rng);
    let d_z = draw(fan_out, samples, true, &mut rng);
    // What is in the outputs before must not matter.
    let (mut z, mut d_a) = (draw(fan_out, samples, false, &mut rng), draw(fan_in, samples, false, &mut rng));
    let (mut d_weight, mut d_bias) = (vec![f32::NAN; fan_in * fan_out], vec![f32::NAN; fan_out]);
    linear.forward(&a, &mut z, packing);
    linear.backward_input(&d_z, &mut d_a, packing);
    Linear::backward_weight(&d_z, &a, &mut d_weight, &mut d_bias, packing);

    let product = |x: f32, y: f32| f64::from(x) * f64::from(y);
    let weight = |o: usize, i: usize| linear.weight[o * fan_in + i];
    for s in 0..samples {
        for o in 0..fan_out {
            let terms = (0..fan_in).map(|i| product(weight(o, i), a.unit(i)[s]));
            is_sum(z.unit(o)[s], terms.chain([f64::from(linear.bias[o])]))?;
        }
        for i in 0..fan_in {
            is_sum(d_a.unit(i)[s], (0..fan_out).map(|o| product(weight(o, i), d_z.unit(o)[s])))?;
        }
    }
    for o in 0..fan_out {
        is_sum(d_bias[o], d_z.unit(o).iter().map(|&d| f64::from(d)))?;
        for i in 0..fan_in {
            is_sum(d_weight[o * fan_in + i], (0..samples).map(|s| product(d_z.unit(o)[s], a.unit(i)[s])))?;
        }
    }
    for o in 0..fan_out {
        let last = z.unit(o)[samples - 1];
        prop_assert!(z.padded(o)[samples..].iter().all(|&z| z == last), "padding repeats the last sample");
    }
    for i in 0..fan_in {
        prop_assert!(d_a.padded(i)[samples..].iter().all(|&d| d == 0.0), "gradients are zero in the padding");
    }
    Ok(())
}

/// All pairs of sizes with one batch size each, which walks through 1 to 67.
#[test]
fn all_sizes() {
    // What an earlier product left in it must not matter.
    let mut packing = PackingBuffers::default();
    for fan_in in 1..=33 {
        for fan_out in 1..=33 {
            let samples = 1 + (fan_in * 29 + fan_out * 13) % 67;
            let checked = check(fan_in, fan_out, samples, &mut packing);
            checked.unwrap_or_else(|error| panic!("{fan_in} to {fan_out}, {samples}: {error}"));
        }
    }
}

/// All batch sizes for sizes below, on and above a tile.
#[test]
fn all_batches() {
    let mut packing = PackingBuffers::default();
    for samples in 1..=67 {
        for (fan_in, fan_out) in [(1, 1), (2, 4), (3, 5), (4, 3), (5, 2), (8, 8), (7, 9), (33, 33)] {
            let checked = check(fan_in, fan_out, samples, &mut packing);
            checked.unwrap_or_else(|error| panic!("{fan_in} to {fan_out}, {samples}: {error}"));
        }
    }
}

/// For all sizes of a batch, with one output that is not finite and without.
#[test]
fn a_gradient_alone_is_the_gradient_beside_the_value() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for loss in LossRow::table().iter().map(Loss::of) {
        for samples in 1..=67 {
            let outputs = if loss.id() == "ce" { 3 } else { 1 };
            let mut output = draw(outputs, samples, false, &mut rng);
            let target = Tensor::from_units(&[(0..samples).map(|s| (s % 2) as f32).collect::<Vec<_>>()]);
            for odd in [None, Some(f32::NAN), Some(f32::INFINITY)] {
                if let Some(odd) = odd {
                    output.unit_mut(outputs - 1)[samples / 2] = odd;
                    output.fill_padding();
                }
                let (mut got, mut want) = (Tensor::default(), Tensor::default());
                let is_finite = loss.gradient(&output, &target, &mut got);
                let value = loss.value_and_gradient(&output, &target, Some(&mut want));
                assert_eq!(is_finite, value.is_finite(), "{}, {samples} samples, {odd:?}", loss.id());
                let bits = |tensor: &Tensor| tensor.data().iter().map(|d| d.to_bits()).collect::<Vec<_>>();
                if is_finite {
                    assert_eq!(bits(&got), bits(&want), "{}, {samples} samples", loss.id());
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn any_size(fan_in in 1_usize..=33, fan_out in 1_usize..=33, samples in 1_usize..=67) {
        check(fan_in, fan_out, samples, &mut PackingBuffers::default())?;
    }
}
