//! Speed: of the function, and of learning.

use crate::lessons::experiment::{Arm, Clock, Experiment, Quantity, linear};
use crate::lessons::figure::{Figure, Panel, Pointer};
use crate::lessons::opens::{Opens, Page};
use crate::lessons::probe::epochs_to;
use crate::lessons::rule::{Condition, Rule, Verdict};
use crate::lessons::{Chapter, Lesson};
use crate::nn::activation::Activation;
use crate::train::bench;
use crate::train::spec::Spec;

/// The chapter.
pub const CHAPTER: Chapter =
    Chapter { id: "speed", name: "Speed", lessons: &[CHEAP, CONVERGES_FASTER], also_said: &[] };

/// Nanoseconds a number, and microseconds a step of 2-64-64-1: the least of some repeats, which nothing else has slowed down.
fn times(id: &str, clock: Clock) -> Vec<f64> {
    const NUMBERS: usize = 10_000;
    const REPEATS: usize = 12;
    const STEPS: u64 = 50;
    /// Browsers round their clocks to tenths of a millisecond: a repeat takes fifty of them.
    const MILLIS: f64 = 5.0;
    let activation: Activation = id.parse().unwrap_or_default();
    let z: Vec<f32> = (0..NUMBERS).map(|i| (i % 801) as f32 / 100.0 - 4.0).collect();
    let mut a = vec![0.0; NUMBERS];
    let (spec, _) = Spec::from_query(&format!("n=256&hidden=64,64&act={id}&batch=64&lr=0.01"));
    let (mut function, mut step) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..REPEATS {
        let start = clock();
        let (mut passes, mut millis) = (0_u32, 0.0);
        // A clock that stands still ends it too.
        while millis < MILLIS && (millis > 0.0 || passes < 1000) {
            for _ in 0..10 {
                activation.forward(&z, &mut a);
                // What is computed must be used, or it need not be computed.
                std::hint::black_box(&mut a);
            }
            passes += 10;
            millis = clock() - start;
        }
        function = function.min(millis * 1e6 / (f64::from(passes) * NUMBERS as f64));
        step = step.min(bench::train(&spec, STEPS, clock).milliseconds * 1e3 / STEPS as f64);
    }
    vec![function, step]
}

const TIMES: &[Quantity] = &[linear("Function, ns a number"), linear("Training step of 2-64-64-1, µs")];

const CHEAP: Lesson = Lesson {
    id: "cheap",
    claim: "ReLU is cheaper to compute.",
    experiment: Experiment {
        quantities: TIMES,
        arms: &[
            Arm::timed("ReLU", &[], |clock| times("relu", clock)),
            Arm::timed("Sigmoid", &[], |clock| times("sigmoid", clock)),
            Arm::timed("Tanh", &[], |clock| times("tanh", clock)),
            Arm::timed("GELU", &[], |clock| times("gelu", clock)),
        ],
        seeds: 5,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "sigmoid, tanh and GELU take more than twice as long as ReLU",
                holds: |m| (1..4).all(|arm| m.median(arm, 0) > 2.0 * m.median(0, 0)),
            },
            Condition {
                words: "a whole training step with sigmoid or tanh takes less than twice as long",
                holds: |m| (1..3).all(|arm| m.median(arm, 1) < 2.0 * m.median(0, 1)),
            },
        ],
        then: Verdict::Depends,
        otherwise: Verdict::True,
    },
    expected: Verdict::Depends,
    figure: Figure::Dots(&[Panel::Values(0), Panel::Values(1)]),
    pointer: Pointer::at(0).panel(1),
    look: "the function's time beside that of a whole step",
    question: "Where does the time of a step go, if not into the function?",
    why: "ReLU is a comparison, the others need an exponential. But a layer of n inputs spends n multiplications on every number before the \
          function is applied once: the wider the net, the less the function matters. Only GELU, whose error function takes as long as some \
          thirty multiplications, is to be seen in the whole step.",
    source: "measured on this machine, in this browser",
    presets: &[],
    opens: &[Opens {
        page: Page::Compare,
        query: "vary=act&values=relu,gelu,tanh,sigmoid&seeds=4&target=0.1&n=256&hidden=64,64&batch=64&lr=0.01&epochs=30",
    }],
};

/// The least epochs of four learning rates until the loss is at most 0.1, one step an epoch; infinite if none gets there in 400.
fn fastest(query: &str, seed: u32) -> Vec<f64> {
    let rates = ["0.1", "0.3", "1", "3"];
    let epochs =
        rates.map(|rate| epochs_to(&format!("n=192&hidden=16,16&batch=full&lr={rate}&{query}"), seed, 400, 0.1));
    vec![epochs.into_iter().fold(f64::INFINITY, f64::min)]
}

const CONVERGES_FASTER: Lesson = Lesson {
    id: "converges_faster",
    claim: "Nets of ReLU converge faster.",
    experiment: Experiment {
        quantities: &[linear("Steps to a loss of 0.1, at the best of four rates")],
        arms: &[
            Arm::alone("ReLU, He", &[], |s| fastest("act=relu", s)),
            Arm::alone("ReLU, PyTorch default", &[], |s| fastest("act=relu&init=torch_default&bias=torch_default", s)),
            Arm::alone("Tanh, Xavier", &[], |s| fastest("act=tanh&init=xavier_normal", s)),
            Arm::alone("Sigmoid, Xavier", &[], |s| fastest("act=sigmoid&init=xavier_normal", s)),
        ],
        seeds: 8,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "ReLU with He's weights needs at most half as many steps as tanh",
                holds: |m| 2.0 * m.median(0, 0) <= m.median(2, 0),
            },
            Condition {
                words: "ReLU with PyTorch's default is within a factor of 2 of tanh",
                holds: |m| (0.5..=2.0).contains(&(m.median(1, 0) / m.median(2, 0))),
            },
        ],
        then: Verdict::Depends,
        otherwise: Verdict::True,
    },
    expected: Verdict::Depends,
    figure: Figure::Dots(&[Panel::Values(0)]),
    pointer: Pointer::at(1),
    look: "the two rows of ReLU: the same function with two initialisations",
    question: "How much of ReLU's lead is left without He's weights?",
    why: "With weights that suit it, ReLU is several times as fast as tanh here. With PyTorch's default most of the lead is gone: it is initialisation, \
          and a larger usable rate, more than the function.",
    source: "Krizhevsky et al. 2012 (six times, with a rate chosen for each); measured here",
    presets: &[],
    opens: &[Opens {
        page: Page::Compare,
        query: "vary=act&values=relu,leaky_relu,tanh,sigmoid&rate=best&seeds=8&target=0.1&n=192&hidden=16,16&batch=full&epochs=400",
    }],
};
