//! What nets of few and of many `ReLU` units make of a sine.

use crate::lessons::Lesson;
use crate::lessons::experiment::{Arm, Experiment, Line, linear, nothing};
use crate::lessons::figure::{Axes, Figure, Marks, Pointer, Reference};
use crate::lessons::opens::{Opens, Page};
use crate::lessons::probe::bends;
use crate::lessons::rule::{Condition, Rule, Verdict};
use crate::nn::math::sin_cos;
use crate::train::session::Session;

/// Largest error over the training points of sin(πx).
const fn sine(name: &'static str, query: &'static str) -> Arm {
    Arm::trained(name, query, 1500, nothing, |session| vec![largest_error(session)]).drawing(Line::End(bends))
}

/// What is to be approximated.
fn sin_pi(x: f32) -> f32 {
    sin_cos(std::f32::consts::PI * x).0
}

fn largest_error(session: &mut Session) -> f64 {
    let snapshot = session.snapshot(false, 0.0, None);
    let map = &snapshot.maps.map;
    let x = |i: usize| (2.0 * i as f64 + 1.0) / map.len() as f64 - 1.0;
    let error = |(i, &answer): (usize, &f32)| (f64::from(answer) - (std::f64::consts::PI * x(i)).sin()).abs();
    map.iter().enumerate().map(error).fold(0.0, f64::max)
}

pub(super) const UNIVERSAL: Lesson = Lesson {
    id: "universal",
    claim: "A ReLU net can approximate any function.",
    experiment: Experiment {
        quantities: &[linear("Largest error on sin(πx)")],
        arms: &[
            sine("1 unit", "data=sine&n=200&noise=0&hidden=1&bias=torch_default&opt=adam&lr=0.02&batch=full"),
            sine("2 units", "data=sine&n=200&noise=0&hidden=2&bias=torch_default&opt=adam&lr=0.02&batch=full"),
            sine("4 units", "data=sine&n=200&noise=0&hidden=4&bias=torch_default&opt=adam&lr=0.02&batch=full"),
            sine("8 units", "data=sine&n=200&noise=0&hidden=8&bias=torch_default&opt=adam&lr=0.02&batch=full"),
            sine("16 units", "data=sine&n=200&noise=0&hidden=16&bias=torch_default&opt=adam&lr=0.02&batch=full"),
        ],
        seeds: 6,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "the largest error with 16 units is at most a quarter of that with 2",
                holds: |m| m.median(4, 0) <= m.median(1, 0) / 4.0,
            },
            Condition { words: "with 1 unit it stays above 0.5", holds: |m| m.median(0, 0) > 0.5 },
        ],
        then: Verdict::Depends,
        otherwise: Verdict::False,
    },
    expected: Verdict::Depends,
    figure: Figure::Panels(Axes {
        marks: Marks::Bends,
        reference: Some(Reference { name: "sin(πx)", y: sin_pi }),
        ..Axes::new("x₁", "answer")
    }),
    pointer: Pointer::at(2),
    look: "the rings: each unit adds at most one bend to the line",
    question: "How many bends does a sine need to look round?",
    why: "A net with one hidden layer of n ReLU units is a line with at most n bends. With enough of them it comes as near to any \
          continuous function as one likes, on a bounded piece of the line; one ReLU alone has one bend. What can be \
          represented is another question than what training finds.",
    source: "Leshno et al. 1993; Hornik 1991",
    presets: &[],
    opens: &[Opens {
        page: Page::Compare,
        query: "vary=width&values=1,2,4,8,16&seeds=4&target=0.01&data=sine&n=200&noise=0&hidden=1&bias=torch_default&opt=adam&lr=0.02&batch=full&epochs=1500",
    }],
};
