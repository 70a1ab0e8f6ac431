//! Born dead: how many nets are constant before the first step, by width and depth (Lu et al. 2019, arXiv 1903.06733).
//!
//! One input, no biases, L layers of weights, hence L - 1 hidden layers. Such a net is piecewise linear with one kink at 0: its answers to
//! all inputs are known from those to +1 and to -1.

use crate::lessons::Lesson;
use crate::lessons::experiment::{Arm, Experiment, Quantity, share};
use crate::lessons::figure::{Cell, Figure, Grid, Pointer};
use crate::lessons::measured::Measured;
use crate::lessons::opens::{Opens, Page};
use crate::lessons::preset::{Next, Preset, SeenIn};
use crate::lessons::rule::{Condition, Rule, Verdict};
use crate::nn::math::powi;
use crate::nn::random::{normal, stream};

/// Nets of a width for each seed.
const NETS: u32 = 400;
/// The widths, an arm each.
const WIDTHS: [usize; 4] = [2, 3, 4, 5];
/// The smallest depth L, the first quantity; the others follow one by one.
const FIRST_DEPTH: usize = 3;
/// Depths.
const DEPTHS: usize = 8;

/// For each depth from 3 to 10 the share of nets whose last hidden layer is silent for +1 and for -1.
fn born_dead(width: usize, seed: u32) -> Vec<f64> {
    let mut dead = [0_u32; DEPTHS];
    for net in 0..NETS {
        let mut rng = stream(u64::from(seed), (width as u64) << 32 | u64::from(net));
        // The answers to +1 and to -1. Weights of any variance: signs do not depend on it.
        let mut a = vec![[1.0_f32, -1.0]];
        let mut first_silent = usize::MAX;
        for hidden in 1..FIRST_DEPTH + DEPTHS - 1 {
            let mut next = Vec::with_capacity(width);
            for _ in 0..width {
                let mut z = [0.0_f32; 2];
                for below in &a {
                    let weight = normal(&mut rng);
                    z[0] += weight * below[0];
                    z[1] += weight * below[1];
                }
                next.push(z.map(|z| if z > 0.0 { z } else { 0.0 }));
            }
            a = next;
            if a.iter().all(|unit| *unit == [0.0, 0.0]) {
                first_silent = hidden;
                break;
            }
        }
        for (index, dead) in dead.iter_mut().enumerate() {
            // A net of L layers has L - 1 hidden ones.
            *dead += u32::from(first_silent < FIRST_DEPTH + index);
        }
    }
    dead.iter().map(|&dead| f64::from(dead) / f64::from(NETS)).collect()
}

/// The bounds of Lu et al. on the share of nets that are born dead: one input, no biases, L layers of width N.
pub fn bounds(width: usize, depth: usize) -> (f64, f64) {
    let (n, l) = (width as u32, depth as u32);
    let half = |exponent: u32| powi(0.5, exponent);
    let high = 1.0 - powi(1.0 - half(n), l - 1);
    let a1 = 1.0 - half(n);
    let a2 = 1.0 - half(n - 1) - f64::from(n - 1) * half(2 * n);
    let c = (1.0 - half(n - 1)) * (1.0 - half(n)) / (1.0 + f64::from(n - 1) * half(n));
    let low = 1.0 - powi(a1, l - 2) + c * (powi(a2, l - 2) - powi(a1, l - 2));
    (low, high)
}

const QUANTITIES: &[Quantity] = &[
    share("Constant, 3 layers"),
    share("4 layers"),
    share("5 layers"),
    share("6 layers"),
    share("7 layers"),
    share("8 layers"),
    share("9 layers"),
    share("10 layers"),
];

/// The share of all nets of a width and a depth, beside the bounds; it fits them if it lies between, with four standard errors
/// to both sides.
fn cell(m: &Measured, arm: usize, quantity: usize) -> Cell {
    let (low, high) = bounds(WIDTHS[arm], FIRST_DEPTH + quantity);
    let runs = m.values(arm, quantity).len() as u32;
    let count = NETS * runs;
    let share = m.mean(arm, quantity);
    let error = |p: f64| 4.0 * (p * (1.0 - p) / f64::from(count)).sqrt();
    let fits = (count > 0).then(|| share >= low - error(low) && share <= high + error(high));
    Cell { share, count, theory: Some((low, high)), fits }
}

const GRID: Grid = Grid {
    rows: "Units in a layer",
    row_names: &["2", "3", "4", "5"],
    columns: "Layers",
    column_names: &["3", "4", "5", "6", "7", "8", "9", "10"],
    cell,
};

fn all_within_bounds(m: &Measured) -> bool {
    (0..WIDTHS.len()).all(|arm| (0..DEPTHS).all(|quantity| cell(m, arm, quantity).fits == Some(true)))
}

pub(super) const BORN_DEAD: Lesson = Lesson {
    id: "born_dead",
    claim: "The deeper and the narrower they are, the more nets are born dead.",
    experiment: Experiment {
        quantities: QUANTITIES,
        arms: &[
            Arm::alone("Width 2", &[Some(0.156_25)], |seed| born_dead(2, seed)),
            Arm::alone("Width 3", &[Some(0.042_97)], |seed| born_dead(3, seed)),
            Arm::alone("Width 4", &[Some(0.011_23)], |seed| born_dead(4, seed)),
            Arm::alone("Width 5", &[Some(0.002_87)], |seed| born_dead(5, seed)),
        ],
        seeds: 5,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "over all seeds, every share lies within 4 standard errors of the interval that theory gives",
                holds: all_within_bounds,
            },
            Condition {
                words: "of the nets of width 2 with 3 layers 5/32 are constant, within 4 standard errors",
                holds: |m| {
                    let nets = f64::from(NETS) * m.values(0, 0).len() as f64;
                    let exact = 5.0 / 32.0;
                    (m.mean(0, 0) - exact).abs() <= 4.0 * (exact * (1.0 - exact) / nets).sqrt()
                },
            },
            Condition {
                words: "at every width 10 layers give more constant nets than 3",
                holds: |m| (0..4).all(|arm| m.mean(arm, 7) > m.mean(arm, 0)),
            },
            Condition {
                words: "with 10 layers every narrower width gives more than the next wider one",
                holds: |m| (0..3).all(|arm| m.mean(arm, 7) > m.mean(arm + 1, 7)),
            },
        ],
        then: Verdict::True,
        otherwise: Verdict::False,
    },
    expected: Verdict::True,
    figure: Figure::Grid(&GRID),
    pointer: Pointer::at(0).panel(7),
    look: "the corner of width 2 and 10 layers: almost nine of ten",
    question: "Each unit is silent on a side with probability one half: when are all units of a layer silent on both?",
    why: "In a layer of N units all are silent on one side of the input with probability 2^−N. Once a layer is silent on both sides, the net is a \
          constant and stays one: no gradient reaches any weight before it. Every layer is another chance for that.",
    source: "Lu, Shin, Su & Karniadakis 2019, arXiv 1903.06733",
    presets: &[Preset {
        id: "born_dead",
        name: "Born dead",
        claim: "Two units wide and nine hidden layers deep, about 88 of 100 ReLU nets give the same answer everywhere before the first step; training then moves only that one answer.",
        query: "data=abs&hidden=2,2,2,2,2,2,2,2,2&opt=adam&lr=0.005",
        seen_in: SeenIn::Living,
        next: &[Next {
            label: "Ten units wide",
            change: "hidden=10,10,10,10,10,10,10,10,10",
            claim: "Ten units wide, about 1 net in 100 is born dead; the others fit |x| within 10 epochs.",
        }],
    }],
    opens: &[Opens {
        page: Page::Compare,
        query: "vary=width&values=2,3,4,5&seeds=8&target=0.01&data=abs&hidden=2,2,2,2,2,2,2,2,2&opt=adam&lr=0.005&epochs=100",
    }],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_the_published_ones() {
        for (width, depth, low, high) in [
            (2, 3, 0.1562, 0.4375),
            (3, 3, 0.0430, 0.2344),
            (5, 3, 0.0029, 0.0615),
            (2, 10, 0.8703, 0.9249),
            (3, 10, 0.5134, 0.6993),
            (4, 10, 0.2042, 0.4406),
            (5, 10, 0.0640, 0.2485),
        ] {
            let (found_low, found_high) = bounds(width, depth);
            assert!(
                (found_low - low).abs() < 6e-5 && (found_high - high).abs() < 6e-5,
                "{width}, {depth}: {found_low}, {found_high}"
            );
        }
    }
}
