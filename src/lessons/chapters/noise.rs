//! Noise: what `ReLU` does to it.

use crate::lessons::experiment::Measure::Alone;
use crate::lessons::experiment::{Arm, Experiment, linear};
use crate::lessons::rule::{Condition, Rule, Verdict};
use crate::lessons::{Chapter, Lesson};
use crate::nn::activation::Activation;
use crate::nn::math::sin_cos;
use crate::nn::random::{normal, stream};

/// The chapter.
pub const CHAPTER: Chapter = Chapter { id: "noise", name: "Noise", lessons: &[DENOISES], also_said: &[] };

/// Correlation with the clean signal, mean squared distance from it, and the mean of `f` of the noise alone.
fn noisy(f: impl Fn(f32) -> f32, seed: u32) -> Vec<f64> {
    const COUNT: u32 = 20_000;
    const DEVIATION: f32 = 0.5;
    let mut rng = stream(u64::from(seed), 0);
    let (mut sums, mut bias) = ([0.0_f64; 6], 0.0_f64);
    for i in 0..COUNT {
        let clean = sin_cos(std::f32::consts::TAU * (i % 1000) as f32 / 1000.0).0;
        let noise = DEVIATION * normal(&mut rng);
        let (x, y) = (f64::from(clean), f64::from(f(clean + noise)));
        for (sum, value) in sums.iter_mut().zip([x, y, x * x, y * y, x * y, (x - y) * (x - y)]) {
            *sum += value;
        }
        bias += f64::from(f(noise));
    }
    let [x, y, xx, yy, xy, error] = sums.map(|sum| sum / f64::from(COUNT));
    let correlation = (xy - x * y) / ((xx - x * x) * (yy - y * y)).sqrt();
    vec![correlation, error, bias / f64::from(COUNT)]
}

const DENOISES: Lesson = Lesson {
    id: "denoises",
    claim: "ReLU suppresses noise.",
    experiment: Experiment {
        quantities: &[
            linear("Correlation with the clean sine"),
            linear("Mean squared distance from it"),
            linear("Mean of what the noise alone becomes"),
        ],
        arms: &[
            Arm {
                name: "Sine with noise",
                theory: &[Some(0.8165), Some(0.25), Some(0.0)],
                measure: Alone(|seed| noisy(|x| x, seed)),
            },
            Arm {
                name: "ReLU of it",
                theory: &[None, None, Some(0.1995)],
                measure: Alone(|seed| noisy(|x| Activation::default().value(x), seed)),
            },
        ],
        seeds: 8,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "after ReLU the correlation with the clean sine is lower",
                holds: |m| m.median(1, 0) < m.median(0, 0),
            },
            Condition {
                words: "after ReLU the distance from it is larger",
                holds: |m| m.median(1, 1) > m.median(0, 1),
            },
        ],
        then: Verdict::False,
        otherwise: Verdict::True,
    },
    expected: Verdict::False,
    look: "the mean of the noise alone: it was 0, and is 0.4 of its deviation",
    question: "What has become of the lower half of the sine?",
    why: "ReLU cannot tell noise from signal. It removes the negative half of both, and turns noise around 0 into a bias of 1/√(2π) = 0.40 of its \
          standard deviation. Nets suppress noise by averaging, which is the weights' work.",
    source: "E[max(0, s)] = σ/√(2π) for s ~ N(0, σ²)",
};
