//! Normalisation: what batch norm is needed for, and what it is good for.

use crate::explore::mean_field::HE;
use crate::lessons::experiment::{Arm, Experiment, Line, Quantity, linear, nothing, share};
use crate::lessons::figure::{Axes, Cell, Figure, Grid, Pointer};
use crate::lessons::measured::Measured;
use crate::lessons::opens::{Opens, Page};
use crate::lessons::preset::{Next, Preset, SeenIn};
use crate::lessons::probe::{batch_norm_growth, batch_norm_line, gradient_left, gradient_line, loss};
use crate::lessons::rule::{Condition, Rule, Verdict};
use crate::lessons::{Chapter, Lesson};

/// The chapter.
pub const CHAPTER: Chapter =
    Chapter { id: "normalisation", name: "Normalisation", lessons: &[BN_NEEDED, BN_HELPS], also_said: &[] };

const BN_NEEDED: Lesson = Lesson {
    id: "bn_needed",
    claim: "Without batch norm gradients vanish or explode.",
    experiment: Experiment {
        quantities: &[linear("Factor of the gradient a layer, going back")],
        arms: &[
            Arm::alone("He, without batch norm, 20 layers", &[Some(1.0)], |s| {
                vec![10.0_f64.powf(gradient_left("relu", HE.query, s) / 20.0)]
            })
            .drawing(Line::Drawn(|s| gradient_line("relu", HE.query, s))),
            Arm::alone("He, with batch norm, 16 layers of 32, batch 32", &[Some(1.2112)], |s| {
                vec![batch_norm_growth(16, 32, s)]
            })
            .drawing(Line::Drawn(|s| batch_norm_line(16, 32, s))),
        ],
        seeds: 12,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "without batch norm the gradient stays within a factor of 5 of 1 over 20 layers",
                holds: |m| (20.0 * m.median(0, 0).log10()).abs() < 0.7,
            },
            Condition {
                words: "with batch norm it grows by 1.15 to 1.30 a layer before the first step",
                holds: |m| (1.15..=1.30).contains(&m.median(1, 0)),
            },
        ],
        then: Verdict::False,
        otherwise: Verdict::True,
    },
    expected: Verdict::False,
    figure: Figure::Lines(Axes {
        log10: true,
        ..Axes::new("layers back from the last one", "gradient norm relative to the last layer")
    }),
    pointer: Pointer::at(1),
    look: "the line with batch norm: it rises by the same factor in every layer, before the first step",
    question: "How much is 1.21 to the power of 50?",
    why: "He's weights alone keep the gradient. Batch norm divides by the spread of what ReLU let through, √((π − 1)/π) = 0.83 of that before, and \
          so multiplies the gradient by 1.21 in every layer: deep plain nets with batch norm explode at their start.",
    source: "Yang et al. 2019, arXiv 1902.08129: √(π/(π − 1)) = 1.2112 a layer",
    presets: &[Preset {
        id: "batch_norm_explodes",
        name: "Batch norm explodes at the start",
        claim: "Before the first step ∂L/∂a of a batch-normed ReLU net grows by a factor of 1.21 a layer on its way down, and by more near the two inputs. It can be trained all the same: the loss is below 0.5 after 100 epochs.",
        query: "n=64&hidden=32,32,32,32,32,32,32,32,32,32,32,32,32,32,32,32&bn=on&batch=full&lr=0.01",
        seen_in: SeenIn::OutputGradient,
        next: &[Next {
            label: "Batch norm off",
            change: "bn=off",
            claim: "Without batch norm, under He initialisation, ∂L/∂a of the first and the last layer differ by less than a factor of 10.",
        }],
    }],
    opens: &[Opens {
        page: Page::Compare,
        query: "vary=bn&values=off,on&seeds=4&target=0.5&n=64&hidden=32,32,32,32,32,32,32,32,32,32,32,32,32,32,32,32&batch=full&lr=0.01&epochs=100",
    }],
};

/// The ladder of learning rates, the same with and without batch norm.
const RATES: [f64; 6] = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0];

const SOLVED: &[Quantity] = &[share("Loss below 0.2 after 100 epochs"), linear("Loss")];

const fn ladder(name: &'static str, query: &'static str) -> Arm {
    Arm::trained(name, query, 100, nothing, |session| vec![f64::from(u8::from(loss(session) < 0.2)), loss(session)])
}

/// How many runs solve at each rate.
const LADDER: Grid = Grid {
    rows: "Batch norm",
    row_names: &["With", "Without"],
    columns: "Learning rate",
    column_names: &["0.01", "0.03", "0.1", "0.3", "1", "3"],
    cell: |m, row, column| {
        let arm = row * RATES.len() + column;
        Cell { share: m.mean(arm, 0), count: m.values(arm, 0).len() as u32, theory: None, fits: None }
    },
};

/// The largest rate of some arms, in the order of [`RATES`], at which at least half of the runs solve; 0 if there is none.
fn largest_rate(m: &Measured, arms: std::ops::Range<usize>) -> f64 {
    arms.zip(RATES).filter(|(arm, _)| m.mean(*arm, 0) >= 0.5).map(|(_, rate)| rate).fold(0.0, f64::max)
}

const BN_HELPS: Lesson = Lesson {
    id: "bn_helps",
    claim: "Batch norm and good initialisation make training easier.",
    experiment: Experiment {
        quantities: SOLVED,
        arms: &[
            ladder(
                "With batch norm, rate 0.01",
                "n=400&hidden=16,16,16,16,16,16,16,16,16&init=torch_default&bias=torch_default&bn=on&lr=0.01",
            ),
            ladder(
                "With batch norm, rate 0.03",
                "n=400&hidden=16,16,16,16,16,16,16,16,16&init=torch_default&bias=torch_default&bn=on&lr=0.03",
            ),
            ladder(
                "With batch norm, rate 0.1",
                "n=400&hidden=16,16,16,16,16,16,16,16,16&init=torch_default&bias=torch_default&bn=on&lr=0.1",
            ),
            ladder(
                "With batch norm, rate 0.3",
                "n=400&hidden=16,16,16,16,16,16,16,16,16&init=torch_default&bias=torch_default&bn=on&lr=0.3",
            ),
            ladder(
                "With batch norm, rate 1",
                "n=400&hidden=16,16,16,16,16,16,16,16,16&init=torch_default&bias=torch_default&bn=on&lr=1",
            ),
            ladder(
                "With batch norm, rate 3",
                "n=400&hidden=16,16,16,16,16,16,16,16,16&init=torch_default&bias=torch_default&bn=on&lr=3",
            ),
            ladder(
                "Without, rate 0.01",
                "n=400&hidden=16,16,16,16,16,16,16,16,16&init=torch_default&bias=torch_default&lr=0.01",
            ),
            ladder(
                "Without, rate 0.03",
                "n=400&hidden=16,16,16,16,16,16,16,16,16&init=torch_default&bias=torch_default&lr=0.03",
            ),
            ladder(
                "Without, rate 0.1",
                "n=400&hidden=16,16,16,16,16,16,16,16,16&init=torch_default&bias=torch_default&lr=0.1",
            ),
            ladder(
                "Without, rate 0.3",
                "n=400&hidden=16,16,16,16,16,16,16,16,16&init=torch_default&bias=torch_default&lr=0.3",
            ),
            ladder(
                "Without, rate 1",
                "n=400&hidden=16,16,16,16,16,16,16,16,16&init=torch_default&bias=torch_default&lr=1",
            ),
            ladder(
                "Without, rate 3",
                "n=400&hidden=16,16,16,16,16,16,16,16,16&init=torch_default&bias=torch_default&lr=3",
            ),
        ],
        seeds: 5,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "with batch norm some rate brings at least half of the runs below 0.2",
                holds: |m| largest_rate(m, 0..6) > 0.0,
            },
            Condition {
                words: "the largest such rate is at least 10 times the largest one without batch norm",
                holds: |m| largest_rate(m, 0..6) >= 10.0 * largest_rate(m, 6..12) * (1.0 - 1e-9),
            },
        ],
        then: Verdict::True,
        otherwise: Verdict::Depends,
    },
    expected: Verdict::True,
    figure: Figure::Grid(&LADDER),
    pointer: Pointer::at(0).panel(4),
    look: "how far to the right the runs still solve, with and without",
    question: "What does a tenfold range of usable rates save who has to choose one?",
    why: "Batch norm brings every unit's input back to mean 0 and variance 1, whatever the weights below have become. Steps that would throw \
          an unnormalised net off its data do no harm.",
    source: "Ioffe & Szegedy 2015, arXiv 1502.03167",
    presets: &[Preset {
        id: "batch_norm_rescues",
        name: "Batch norm to the rescue",
        claim: "Nine hidden layers under PyTorch's default initialisation: with batch norm the loss is below 0.2 after 10 epochs.",
        query: "hidden=16,16,16,16,16,16,16,16,16&init=torch_default&bias=torch_default&bn=on&lr=0.3",
        seen_in: SeenIn::Loss,
        next: &[Next {
            label: "Batch norm off",
            change: "bn=off",
            claim: "Without batch norm the loss stays near ln 2 = 0.69 for the first 100 epochs; about half of the seeds have learned after 5000.",
        }],
    }],
    opens: &[Opens {
        page: Page::Compare,
        query: "vary=bn&values=off,on&rate=best&seeds=4&target=0.2&n=400&hidden=16,16,16,16,16,16,16,16,16&init=torch_default&bias=torch_default&lr=0.1&epochs=100",
    }],
};
