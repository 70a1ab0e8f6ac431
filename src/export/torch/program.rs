//! The whole of `run.py`: its text with the experiment filled in.

use super::differences::wander;
use super::python;
use super::repeated::Repeated;
use crate::data::samples::Samples;
use crate::data::sets::Task;
use crate::link::hash;
use crate::nn::network::Network;
use crate::train::evaluation::Measurer;
use crate::train::session::Session;
use crate::train::spec::Spec;
use crate::train::start::Start;

/// The text, with `{{names}}` where the experiment goes.
const TEXT: &str = include_str!("run.py");

/// How every program begins, whatever the experiment.
pub const FIRST_LINE: &str = "\"\"\"An experiment of ReLU Lab, repeated in PyTorch";

/// How the run of the lab stands.
pub struct Now<'a> {
    session: &'a Session,
    /// Whether the user changed something while it trained.
    is_changed: bool,
    /// Training and test loss.
    losses: [f32; 2],
}

impl<'a> Now<'a> {
    /// Measures the losses.
    pub fn new(session: &'a Session, is_changed: bool, train: &Samples, test: &Samples) -> Self {
        let (spec, network) = (session.spec(), &session.last_finite().network);
        let has_classes = spec.task() == Task::Classification;
        let measured = Measurer::default().evaluate(network, train, test, &spec.resolved_loss(), has_classes);
        Self { session, is_changed, losses: [measured.train_loss, measured.test_loss] }
    }

    /// The network.
    pub fn network(&self) -> &'a Network {
        &self.session.last_finite().network
    }

    /// Steps done.
    pub fn steps(&self) -> u64 {
        self.session.last_finite().step
    }
}

/// A number in Python.
fn number(value: f32) -> String {
    if value.is_finite() { value.to_string() } else { format!("float(\"{value}\")") }
}

/// The program. `modules`: the lines of [`python::modules`].
pub fn text(spec: &Spec, modules: &[String], repeated: &Repeated, now: &Now) -> String {
    let is_whole = repeated.steps == now.steps() && !now.is_changed;
    let why_steps = match () {
        () if now.is_changed => "; the lab's own run was changed while it trained",
        () if is_whole => ": all of them",
        () => "; the order of the samples is not exported further",
    };
    // In use, a batch norm subtracts a mean of earlier batches, and with it the linear layer's bias as it was. That bias moves by
    // nothing but rounding, which all optimizers but SGD divide by its own size.
    let compares_epochs = if wander(spec) {
        "COMPARES_EPOCHS = False  # the biases before a batch norm wander, and its running mean lags behind them: shown only"
    } else {
        "COMPARES_EPOCHS = True"
    };
    let note = if now.is_changed {
        "    print(\"The run in the lab was changed while it trained; now.safetensors holds what came of that.\")\n    \
             print(\"Repeated here: the settings as they are now, from the start.\\n\")\n"
    } else {
        ""
    };
    let batch = spec.batch_size();
    let rest = spec.train_count() % batch;
    let batches = match (spec.batch_size() == spec.train_count(), rest) {
        (true, _) => "the whole training set".to_owned(),
        (false, 0) => "points per step".to_owned(),
        (false, rest) => format!("points per step; {rest} in the last step of an epoch"),
    };
    let (init, bias) = (spec.init.row(), spec.bias.row());
    let biases = if init.sets_bias { String::new() } else { format!("; biases: {}, {}", spec.bias, bias.rule) };
    let (init, beside) = match now.session.start() {
        Start::Drawn => (format!(", as the lab drew them: {}, {}{biases}", spec.init, init.rule), ""),
        Start::Weights(_) => {
            (", from a file that the lab began with".to_owned(), " (and the weights in start.safetensors)")
        }
    };
    let fill = |text: String, (name, value): (&str, String)| text.replace(&format!("{{{{{name}}}}}"), &value);
    [
        ("link", hash("train", &spec.to_query()) + beside),
        ("function", python::function_class(spec)),
        ("modules", modules.iter().map(|line| format!("        {line},")).collect::<Vec<_>>().join("\n")),
        ("optimizer", python::optimizer(&spec.optimizer, spec.learning_rate)),
        ("loss", python::loss(&spec.resolved_loss())),
        ("batch", batch.to_string()),
        ("batches", batches),
        ("columns", python::columns(spec)),
        ("target", python::target(spec).to_owned()),
        ("init", init),
        ("gradients", python::gradients(spec)),
        ("steps", repeated.steps.to_string()),
        ("why_steps", why_steps.to_owned()),
        ("steps_per_epoch", spec.train_count().div_ceil(batch).to_string()),
        ("early_steps", repeated.early_steps.to_string()),
        ("now_steps", now.steps().to_string()),
        ("compares_epochs", compares_epochs.to_owned()),
        ("is_now_repeated", if is_whole { "True" } else { "False" }.to_owned()),
        ("now_losses", now.losses.map(number).join(", ")),
        ("start_fingerprint", format!("{:016x}", repeated.start.fingerprint())),
        ("early_fingerprint", format!("{:016x}", repeated.early.fingerprint())),
        ("now_fingerprint", format!("{:016x}", now.network().fingerprint())),
        ("note", note.to_owned()),
    ]
    .into_iter()
    .fold(TEXT.to_owned(), fill)
}
