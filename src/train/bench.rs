//! The bare training core against the clock: forward, loss, backward, update, and nothing else.
//!
//! The same loop runs in a terminal (`relu-lab bench`) and in the page's own worker ([`Command::Bench`]), so that both can
//! be timed, and must end with the same bits. [`WORKLOADS`] is the one place that says what is measured.
//!
//! [`Command::Bench`]: crate::protocol::Command::Bench

use serde::{Deserialize, Serialize};

use crate::data::samples::Samples;
use crate::nn::loss::Loss;
use crate::nn::network::Network;
use crate::nn::workspace::Workspace;
use crate::train::spec::Spec;
use crate::train::state::{State, Trainer};

/// A net and its data, whose training is timed.
#[derive(Debug)]
pub struct Workload {
    /// Short and fixed: `W1`.
    pub id: &'static str,
    /// The net in words.
    pub net: &'static str,
    /// What to run, as in a link.
    pub query: &'static str,
    /// Steps of one measurement of the training core: some tenths of a second.
    pub steps: u64,
    /// Samples per second aimed at, in WebAssembly; none for a workload that is measured on the page, drawing included.
    pub aim: Option<f64>,
}

impl Workload {
    /// What to run.
    pub fn spec(&self) -> Spec {
        Spec::from_query(self.query).0
    }
}

/// What is measured. Training sets are half of `n`, of the digits four fifths.
pub const WORKLOADS: [Workload; 6] = [
    Workload {
        id: "W1",
        net: "2-4-2-1 tanh, batch 10 of 250",
        query: "data=circle&n=500&hidden=4,2&act=tanh&batch=10&lr=0.03",
        steps: 800_000,
        aim: Some(20e6),
    },
    Workload {
        id: "W2",
        net: "2-[32]x10-1 ReLU, batch 32 of 1000",
        query: "data=circle&n=2000&hidden=32,32,32,32,32,32,32,32,32,32&act=relu&batch=32&lr=0.03",
        steps: 6_000,
        aim: Some(0.40e6),
    },
    Workload {
        id: "W3",
        net: "2-64-64-64-1 ReLU, batch 64 of 1000",
        query: "data=circle&n=2000&hidden=64,64,64&act=relu&batch=64&lr=0.03",
        steps: 4_000,
        aim: Some(0.50e6),
    },
    Workload {
        id: "W5",
        net: "digits, 64-64-32-10 ReLU, softmax, batch 32 of 1438",
        query: "data=digits&n=1797&noise=0&train=0.8&hidden=64,32&act=relu&batch=32&lr=0.03",
        steps: 10_000,
        aim: Some(0.80e6),
    },
    Workload {
        id: "W4a",
        net: "2-4-2-1 tanh, batch 10, the whole page",
        query: "data=circle&n=500&hidden=4,2&act=tanh&batch=10&lr=0.03",
        steps: 800_000,
        aim: None,
    },
    Workload {
        id: "W4b",
        net: "2-[8]x6-1 ReLU, batch 30, the whole page",
        query: "data=circle&n=500&hidden=8,8,8,8,8,8&act=relu&batch=30&lr=0.03",
        steps: 60_000,
        aim: None,
    },
];

/// Others that do the same work take so many steps from our first weights, in our order, and must come to our loss.
pub const AGREEMENT_STEPS: u64 = 10;

/// Additions and multiplications that a sample costs: three products a layer, but no gradient of the inputs.
pub fn flops_per_sample(spec: &Spec) -> u64 {
    let mut fan_in = spec.input_count() as u64;
    let widths = spec.hidden.iter().map(|&units| u64::from(units)).chain([spec.outputs() as u64]);
    let layer = |(index, units): (usize, u64)| {
        let weights = units * std::mem::replace(&mut fan_in, units);
        2 * weights * if index == 0 { 2 } else { 3 }
    };
    widths.enumerate().map(layer).sum()
}

/// What came of a measurement, and that the work was really done.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Timed {
    /// Samples that went through forward, backward and update.
    pub samples: u64,
    /// The time that took.
    pub milliseconds: f64,
    /// Loss over the training set before.
    pub first_loss: f32,
    /// Loss over the training set after.
    pub last_loss: f32,
    /// 64-bit FNV-1a over all parameters at the end.
    pub fingerprint: u64,
}

/// Takes so many steps from the start of a run and times them. `now_millis`: a clock.
///
/// A run that stops being finite is over before its time: its last loss says so.
pub fn train(spec: &Spec, steps: u64, now_millis: impl Fn() -> f64) -> Timed {
    let points = spec.points();
    let samples = Samples::new(&points, points.training(), &spec.inputs());
    let (mut state, mut trainer) = (State::new(spec), Trainer::default());
    let first_loss = loss(&state.network, &samples, &spec.resolved_loss());
    let start = now_millis();
    while state.step < steps && trainer.step(&mut state, spec, &samples).is_ok() {}
    let milliseconds = now_millis() - start;
    Timed {
        samples: u64::from(state.epoch) * u64::from(points.train) + state.position as u64,
        milliseconds,
        first_loss,
        last_loss: loss(&state.network, &samples, &spec.resolved_loss()),
        fingerprint: state.network.fingerprint(),
    }
}

fn loss(network: &Network, samples: &Samples, loss: &Loss) -> f32 {
    let mut workspace = Workspace::new();
    network.evaluate(&samples.inputs, &mut workspace);
    loss.value_and_gradient(workspace.output(), &samples.targets, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::session::Session;

    #[test]
    fn the_timed_loop_is_the_training_of_a_session() {
        crate::data::digits::provide(include_bytes!("../../assets/digits.bin")).unwrap();
        for workload in &WORKLOADS {
            let (spec, notices) = Spec::from_query(workload.query);
            assert!(notices.is_empty(), "{}: {notices:?}", workload.id);
            let timed = train(&spec, 70, || 0.0);
            let mut session = Session::new(spec);
            for _ in 0..70 {
                session.step().unwrap();
            }
            assert_eq!(timed.fingerprint, session.state().network.fingerprint(), "{}", workload.id);
            assert!(timed.last_loss < timed.first_loss, "{}: {timed:?}", workload.id);
        }
    }

    #[test]
    fn samples_and_operations_are_counted() {
        // 7 batches of 32 and one of 26, then one more.
        let timed = train(&Spec::from_query("n=500&batch=32").0, 9, || 0.0);
        assert_eq!(timed.samples, 250 + 32);
        // 8 + 8 + 2 weights, the first 8 of them two products, the others three.
        assert_eq!(flops_per_sample(&WORKLOADS[0].spec()), 2 * (2 * 8 + 3 * 8 + 3 * 2));
    }
}
