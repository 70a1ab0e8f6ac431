//! Noise: what `ReLU` does to it.

use crate::lessons::experiment::{Arm, Experiment, Line, linear};
use crate::lessons::figure::{Axes, Figure, Marks, Pointer, Reference};
use crate::lessons::opens::{Opens, Page};
use crate::lessons::rule::{Condition, Rule, Verdict};
use crate::lessons::{Chapter, Lesson};
use crate::nn::activation::Activation;
use crate::nn::math::sin_cos;
use crate::nn::random::{normal, stream};
use rand_chacha::ChaCha8Rng;

/// The chapter.
pub const CHAPTER: Chapter = Chapter { id: "noise", name: "Noise", lessons: &[DENOISES], also_said: &[] };

/// Numbers in one period of the sine.
const PERIOD: u32 = 1000;

/// The clean signal after this share of a period.
fn clean(period: f32) -> f32 {
    sin_cos(std::f32::consts::TAU * period).0
}

/// Noise of standard deviation 0.5.
fn noise(rng: &mut ChaCha8Rng) -> f32 {
    0.5 * normal(rng)
}

/// Correlation with the clean signal, mean squared distance from it, and the mean of `f` of the noise alone.
fn noisy(f: impl Fn(f32) -> f32, seed: u32) -> Vec<f64> {
    const COUNT: u32 = 20 * PERIOD;
    let mut rng = stream(u64::from(seed), 0);
    let (mut sums, mut bias) = ([0.0_f64; 6], 0.0_f64);
    for i in 0..COUNT {
        let clean = clean((i % PERIOD) as f32 / PERIOD as f32);
        let noise = noise(&mut rng);
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

/// Every fifth number of the first period.
fn first_period(f: impl Fn(f32) -> f32, seed: u32) -> Vec<(f32, f32)> {
    let mut rng = stream(u64::from(seed), 0);
    let all = (0..PERIOD).map(|i| i as f32 / PERIOD as f32).map(|x| (x, f(clean(x) + noise(&mut rng))));
    all.step_by(5).collect()
}

fn relu(x: f32) -> f32 {
    Activation::default().value(x)
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
            Arm::alone("Sine with noise", &[Some(0.8165), Some(0.25), Some(0.0)], |seed| noisy(|x| x, seed))
                .drawing(Line::Drawn(|seed| first_period(|x| x, seed))),
            Arm::alone("ReLU of it", &[None, None, Some(0.1995)], |seed| noisy(relu, seed))
                .drawing(Line::Drawn(|seed| first_period(relu, seed))),
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
    figure: Figure::Panels(Axes {
        marks: Marks::Dots,
        reference: Some(Reference { name: "clean sine", y: clean }),
        ..Axes::new("time in periods", "signal")
    }),
    pointer: Pointer::at(1).x(0.75),
    look: "the lower half: the sine is gone there, and what is left of the noise lies above 0",
    question: "What has become of the lower half of the sine?",
    why: "ReLU cannot tell noise from signal. It removes the negative half of both, and turns noise around 0 into a bias of 1/√(2π) = 0.40 of its \
          standard deviation. Nets suppress noise by averaging, which is the weights' work.",
    source: "E[max(0, s)] = σ/√(2π) for s ~ N(0, σ²)",
    presets: &[],
    opens: &[Opens { page: Page::Activations, query: "act=relu&card=relu" }],
};
