//! What happens to a unit of the first layer that has died: nothing, or not quite nothing.
//!
//! The first layer's inputs never change, so that a dead unit there is dead for good under plain SGD.

use crate::lessons::Lesson;
use crate::lessons::experiment::{Arm, Experiment, Quantity, linear, share};
use crate::lessons::figure::{Figure, Panel, Pointer};
use crate::lessons::opens::{Opens, Page};
use crate::lessons::preset::{Next, Preset, SeenIn};
use crate::lessons::probe::run_until;
use crate::lessons::rule::{Condition, Rule, Verdict};
use crate::train::session::Session;

/// How many steps are watched after the first death.
const STEPS: u32 = 100;

/// Bits of the incoming weights and the bias of a unit of the first layer.
fn bits(session: &Session, unit: usize) -> Vec<u32> {
    let linear = &session.state().network.layers[0].linear;
    let weights = &linear.weight[unit * linear.fan_in..][..linear.fan_in];
    weights.iter().chain([&linear.bias[unit]]).map(|value| value.to_bits()).collect()
}

/// Units of the first layer that are dead, and those that are not.
fn dead_and_living(session: &Session) -> (Vec<usize>, Vec<usize>) {
    let dead: Vec<usize> = session.dead().iter().filter(|id| id.layer == 0).map(|id| id.unit as usize).collect();
    let units = session.state().network.layers[0].linear.fan_out;
    (0..units).partition(|unit| dead.contains(unit))
}

/// How many of so many numbers differ, as a share; NaN of none.
fn changed(before: &[Vec<u32>], session: &Session, units: &[usize]) -> f64 {
    let pairs =
        before.iter().zip(units).flat_map(|(before, &unit)| before.clone().into_iter().zip(bits(session, unit)));
    let (mut different, mut all) = (0.0, 0.0);
    for (before, now) in pairs {
        different += f64::from(u8::from(before != now));
        all += 1.0;
    }
    different / all
}

/// The largest gradient of the incoming weights of some units of the first layer, over the whole training set.
fn largest_gradient(session: &mut Session, units: &[usize]) -> f64 {
    let layer = &session.snapshot(false, 0.0, None).layers[0];
    let fan_in = layer.fan_in as usize;
    let of = |unit: &usize| layer.weight_gradients[unit * fan_in..][..fan_in].iter();
    units.iter().flat_map(of).fold(0.0, |largest, gradient| largest.max(f64::from(gradient.abs())))
}

/// Units with the bits that they had.
struct Watched {
    since: u32,
    dead: Vec<usize>,
    dead_bits: Vec<Vec<u32>>,
    living: Vec<usize>,
    living_bits: Vec<Vec<u32>>,
}

/// Trains until a unit of layer 1 has died that was alive at the start, then so many epochs of one step each.
///
/// Gives the largest gradient of the weights of units that were dead then, before each of these steps; the share of their
/// numbers that have changed after them, and that of the living units'. NaN where no unit died.
fn after_death(query: &str, seed: u32, steps: u32) -> Vec<f64> {
    let mut born_dead = None;
    let mut watched: Option<Watched> = None;
    let mut largest = 0.0_f64;
    let found = run_until(query, seed, 1000, |session| {
        let since = session.state().epoch;
        if let Some(Watched { since, dead, dead_bits, living, living_bits }) = &watched {
            let step = session.state().epoch - since;
            if step >= steps {
                return Some(vec![largest, changed(dead_bits, session, dead), changed(living_bits, session, living)]);
            }
            // A snapshot takes longer than a step.
            if step % 5 == 0 {
                largest = largest.max(largest_gradient(session, dead));
            }
            return None;
        }
        let (dead, living) = dead_and_living(session);
        let born = born_dead.get_or_insert_with(|| dead.clone());
        if dead.iter().any(|unit| !born.contains(unit)) && !living.is_empty() {
            largest = largest_gradient(session, &dead);
            let of = |units: &[usize]| units.iter().map(|&unit| bits(session, unit)).collect();
            let (dead_bits, living_bits) = (of(&dead), of(&living));
            watched = Some(Watched { since, dead, dead_bits, living, living_bits });
        }
        None
    });
    found.unwrap_or_else(|| vec![f64::NAN; 3])
}

const QUANTITIES: &[Quantity] = &[
    linear("Largest gradient of a dead unit's weights"),
    share("Weights and biases of dead units that changed"),
    share("Of living units"),
];

pub(super) const CAN_DIE: Lesson = Lesson {
    id: "can_die",
    claim: "A ReLU unit can die and stop learning.",
    experiment: Experiment {
        quantities: QUANTITIES,
        arms: &[Arm::alone("100 steps of plain SGD after a death in layer 1", &[Some(0.0), Some(0.0), None], |seed| {
            after_death("n=192&hidden=16,16&batch=full&lr=3", seed, STEPS)
        })],
        seeds: 10,
    },
    rule: Rule {
        conditions: &[
            Condition { words: "some unit of layer 1 died", holds: |m| !m.values(0, 0).is_empty() },
            Condition {
                words: "the gradient of every dead unit's weights is exactly 0",
                holds: |m| m.most(0, 0) == 0.0,
            },
            Condition { words: "not one bit of their weights and biases has changed", holds: |m| m.most(0, 1) == 0.0 },
        ],
        then: Verdict::True,
        otherwise: Verdict::False,
    },
    expected: Verdict::True,
    figure: Figure::Dots(&[
        Panel::Values(0),
        Panel::Rows("Weights and biases that changed in 100 steps", &[(1, "Of dead units"), (2, "Of living units")]),
    ]),
    pointer: Pointer::at(0).panel(1),
    look: "the weights of dead units that changed: none, beside those of living ones",
    question: "What would have to move for the unit to come back?",
    why: "Where z is at most 0 for every point the slope is 0 for every point, so the gradient of its weights is a sum of zeros. In the first \
          layer the inputs never change, and the unit is as it is for ever; in deeper layers the layers below can bring it back.",
    source: "PyTorch: the gradient of relu is 0 where the result is at most 0 (threshold_backward)",
    presets: &[Preset {
        id: "one_step_kills",
        name: "One step kills a unit",
        claim: "Press Play. All 16 units live and the loss falls; at epoch 8 one large step moves the bias of H1·2 from −0.88 to −1.90. Its z is then below 0 on every point, so plain SGD can never move it again. The others go on learning.",
        query: "lr=0.4&batch=2&seed=98",
        seen_in: SeenIn::Living,
        next: &[Next {
            label: "Learning rate 0.1",
            change: "lr=0.1",
            claim: "At a learning rate of 0.1 no step is so large: after 32 epochs all 16 units live, and the loss is below 0.1 as well.",
        }],
    }],
    opens: &[],
};

pub(super) const DEAD_UPDATES: Lesson = Lesson {
    id: "dead_updates",
    claim: "Units die because their weights keep being updated.",
    experiment: Experiment {
        quantities: QUANTITIES,
        arms: &[
            Arm::alone("Plain SGD", &[Some(0.0), Some(0.0), None], |seed| {
                after_death("n=192&hidden=16,16&batch=full&lr=3", seed, 1)
            }),
            Arm::alone("SGD with momentum 0.9", &[Some(0.0), None, None], |seed| {
                after_death("n=192&hidden=16,16&batch=full&lr=1&opt=sgd(momentum=0.9)", seed, 1)
            }),
            Arm::alone("SGD with weight decay 0.01", &[Some(0.0), None, None], |seed| {
                after_death("n=192&hidden=16,16&batch=full&lr=3&opt=sgd(weight_decay=0.01)", seed, 5)
            }),
        ],
        seeds: 8,
    },
    rule: Rule {
        conditions: &[
            Condition { words: "under plain SGD no weight of a dead unit changes", holds: |m| m.most(0, 1) == 0.0 },
            Condition { words: "with momentum some do, in the step after death", holds: |m| m.median(1, 1) > 0.0 },
            Condition { words: "with weight decay some do, in the same step", holds: |m| m.median(2, 1) > 0.0 },
            Condition {
                words: "in all three the gradient of their weights is 0",
                holds: |m| (0..3).all(|arm| m.most(arm, 0) == 0.0),
            },
        ],
        then: Verdict::False,
        otherwise: Verdict::True,
    },
    expected: Verdict::False,
    figure: Figure::Dots(&[Panel::Values(0), Panel::Values(1)]),
    pointer: Pointer::at(1).panel(1),
    look: "the gradient, which is 0 in every row, and what moves all the same",
    question: "If the gradient is 0, what moves the weights under momentum and under weight decay?",
    why: "A dead unit's output is 0, not negative, and it gets no update from the data at all. Momentum still carries the steps from before its \
          death for a while; weight decay pulls every weight towards 0, dead or not.",
    source: "torch.optim.SGD: buffer and weight_decay act without a gradient",
    presets: &[],
    opens: &[Opens {
        page: Page::Compare,
        query: "vary=opt&values=sgd,sgd(momentum=0.9),adam&seeds=4&target=0.1&n=192&hidden=16,16&lr=0.3&epochs=100",
    }],
};
