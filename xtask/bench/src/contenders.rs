//! Who is measured: a row each, in the order of the table.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use relu_lab::data::samples::Samples;
use relu_lab::protocol::{self, Event};
use relu_lab::train::bench::{AGREEMENT_STEPS, Workload, train};
use relu_lab::train::spec::Spec;
use relu_lab::train::state::{State, Trainer};
use serde_json::{Value, json};
use xtask::process;

use crate::lab::Lab;
use crate::peers;
use crate::pytorch::Torch;
use crate::results::Measured;

/// Our training core in WebAssembly: what all others are compared with.
pub const WASM: &str = "ReLU Lab, WebAssembly";

/// How long one measurement of a peer takes.
pub const PEER_MILLIS: u64 = 700;

/// How often a contender may begin anew.
const ATTEMPTS: usize = 3;

/// Trains a fresh net.
type Measure<'a> = Box<dyn FnMut(&Workload) -> Result<Measured> + 'a>;

/// One who does the work.
pub struct Contender<'a> {
    /// As the table shows it.
    pub name: &'static str,
    /// Trains a fresh net for some tenths of a second.
    measure: Measure<'a>,
}

impl Contender<'_> {
    /// One measurement of work that was really done: the loss fell.
    ///
    /// Others draw their own first weights, and in ten layers one such draw in many learns nothing in so short a time:
    /// they may try again.
    pub fn measured(&mut self, workload: &Workload) -> Result<Measured> {
        let wanted = train(&workload.spec(), AGREEMENT_STEPS, || 0.0).last_loss;
        let mut result = (self.measure)(workload)?.agreeing(wanted.into())?.checked();
        for _ in 1..ATTEMPTS {
            if result.is_err() {
                result = (self.measure)(workload)?.checked();
            }
        }
        result.with_context(|| format!("{} on {}, {ATTEMPTS} times", self.name, workload.id))
    }
}

/// All that are to be had here; who is missing is said.
pub fn all(lab: &Lab) -> Result<Vec<Contender<'_>>> {
    let program = |variable: &str| {
        let path = std::env::var_os(variable).with_context(|| format!("{variable} must name the program `relu-lab`"));
        path.map(PathBuf::from)
    };
    let (portable, native_cpu) = (program("RELU_LAB")?, program("RELU_LAB_NATIVE_CPU")?);
    let mut contenders = vec![
        Contender { name: WASM, measure: Box::new(|workload| core(lab, workload)) },
        Contender {
            name: "ReLU Lab, WebAssembly, all diagnostics",
            measure: Box::new(|workload| lab.session(&workload.spec(), PEER_MILLIS)),
        },
        Contender { name: "ReLU Lab, native", measure: Box::new(move |workload| native(&portable, workload)) },
        Contender {
            name: "ReLU Lab, native, for this processor",
            measure: Box::new(move |workload| native(&native_cpu, workload)),
        },
    ];
    for peer in peers::PEERS {
        contenders.push(Contender { name: peer.name, measure: Box::new(|workload| lab.peer(peer.job, workload)) });
    }
    match Torch::start()? {
        Some(mut torch) => contenders
            .push(Contender { name: "PyTorch, native, 1 thread", measure: Box::new(move |w| torch.measure(w)) }),
        None => println!("PyTorch is left out: no Python with torch (RELU_LAB_PYTHON names another interpreter)"),
    }
    Ok(contenders)
}

/// The bare core in the worker that the page uses.
fn core(lab: &Lab, workload: &Workload) -> Result<Measured> {
    let answer = lab.ask(&protocol::Command::Bench(workload.spec(), workload.steps))?;
    let Event::Bench(timed) = answer else { anyhow::bail!("the worker answers {answer:?}") };
    Ok(Measured {
        samples: timed.samples as f64,
        milliseconds: timed.milliseconds,
        first_loss: timed.first_loss.into(),
        last_loss: timed.last_loss.into(),
        fingerprint: Some(format!("{:016x}", timed.fingerprint)),
        agreement_loss: None,
    })
}

/// The same core, the same number of steps, without a browser.
fn native(program: &Path, workload: &Workload) -> Result<Measured> {
    let mut command = Command::new(program);
    command.args(["bench", &format!("#/train?{}", workload.query), "--steps", &workload.steps.to_string()]);
    let output = command.output().with_context(|| format!("cannot start {}", process::spelled(&command)))?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Measured::from_json(&serde_json::from_slice(&output.stdout)?)
}

/// A workload for those who do not know our specs: the net, the settings and the very points; of more than two classes, how many.
///
/// `start` is our first weights and biases, and the samples of our first steps: from there all must come to the same loss.
pub fn for_others(spec: &Spec) -> Value {
    let points = spec.points();
    let of_training = |numbers: &[f32]| numbers[points.training()].to_vec();
    let samples = Samples::new(&points, points.training(), &spec.inputs());
    let mut state = State::new(spec);
    let layers: Vec<_> = state.network.layers.iter().map(|layer| layer.linear.clone()).collect();
    // The first step draws the order of the first epoch.
    let _ = Trainer::default().step(&mut state, spec, &samples);
    let first = AGREEMENT_STEPS as usize * spec.batch_size() as usize;
    json!({
        "hidden": spec.hidden,
        "activation": spec.activation(0).id(),
        "batch": spec.batch_size(),
        "lr": spec.learning_rate,
        "x": points.inputs.iter().map(|numbers| of_training(numbers)).collect::<Vec<_>>(),
        "y": of_training(&points.target.numbers()),
        "classes": points.target.classes().filter(|classes| *classes > 2),
        "start": {
            "weights": layers.iter().map(|layer| &layer.weight).collect::<Vec<_>>(),
            "biases": layers.iter().map(|layer| &layer.bias).collect::<Vec<_>>(),
            "order": &state.order[..first.min(state.order.len())],
        },
    })
}
