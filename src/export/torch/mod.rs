//! A run as a program for `PyTorch`: `run.py`, which repeats the training and compares, with the data and weights that it needs.
//!
//! - [`python`]: the experiment in Python, line by line; `program`: the whole of `run.py`.
//! - `repeated`: the steps that are repeated, from the very start: first weights, order of the samples, early weights.
//! - `tensors`: networks and samples as files of `safetensors`.
//! - `archive`: all files in one.
//! - [`differences`]: what of a run its program does not repeat.

use safetensors::{SafeTensorError, SafeTensors};

use crate::data::samples::Samples;
use crate::export::curves;
use crate::nn::activation::Activation;
use crate::nn::loss::Meaning;
use crate::train::session::Session;
use crate::train::spec::Spec;

mod program;
pub mod python;
mod repeated;
mod tensors;

mod archive;
pub mod differences;

pub use archive::{is_own_zip, zip};

use program::Now;
use repeated::Repeated;

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name, without a folder.
    pub name: &'static str,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// The names of all files, in the order in which a person reads them.
pub const NAMES: [&str; 7] = [
    "run.py",
    "experiment.json",
    "curves.csv",
    "data.safetensors",
    "start.safetensors",
    "early.safetensors",
    "now.safetensors",
];

/// Why a run cannot be exported.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TorchExportError {
    /// The class of `torch.nn` refuses what the lab allows.
    #[error("PyTorch cannot build {activation}: {torch} needs {needs}")]
    Activation {
        /// The function as it is set.
        activation: Activation,
        /// The class.
        torch: &'static str,
        /// What it needs.
        needs: &'static str,
    },
    /// The points of the data set are in a file that is not there yet.
    #[error("the data set {0} is not loaded")]
    DataMissing(&'static str),
    /// A file could not be put together.
    #[error("{name} could not be made: {message}")]
    File {
        /// Which.
        name: &'static str,
        /// What the library says.
        message: String,
    },
}

/// Whether a spec can be exported: all that can be said before it has run.
///
/// # Errors
/// [`TorchExportError`].
pub fn check(spec: &Spec) -> Result<(), TorchExportError> {
    if spec.lacks_data() {
        return Err(TorchExportError::DataMissing(spec.data.name()));
    }
    python::modules(spec).map(|_| ())
}

/// The files of a run as it is now.
///
/// `run.py` repeats the run from its start, as many steps as are affordable. If the user changed something while it trained, it
/// repeats the settings as they are now, and says so. A run that diverged is exported as it was at the end of its last finite
/// epoch.
///
/// # Errors
/// [`TorchExportError`].
pub fn files(session: &Session) -> Result<Vec<File>, TorchExportError> {
    let spec = session.spec();
    check(spec)?;
    let modules = python::modules(spec)?;
    let now = session.last_finite();
    let repeated = Repeated::of(spec, session.start(), now.step);
    // What was changed on the way is in the curves of the session, and not in those of the steps that are repeated.
    let is_changed = repeated.is_not(session);
    let curves = curves::file(if is_changed { &repeated.session } else { session });

    let points = spec.points();
    let inputs = spec.inputs();
    let train = Samples::new(&points, points.training(), &inputs);
    let test = Samples::new(&points, points.test(), &inputs);
    let now = Now::new(session, is_changed, &train, &test);
    let program = program::text(spec, &modules, &repeated, &now);

    let has_class_numbers = spec.resolved_loss().row().meaning == Meaning::Logits;
    let text = |name, text: String| Ok(File { name, bytes: text.into_bytes() });
    let binary = |name, bytes: Result<Vec<u8>, SafeTensorError>| {
        let bytes = bytes.map_err(|error| TorchExportError::File { name, message: error.to_string() })?;
        Ok(File { name, bytes })
    };
    let [run, experiment, curve, data, start, early, present] = NAMES;
    [
        text(run, program),
        text(experiment, experiment_json(spec)),
        text(curve, curves),
        binary(data, tensors::data(&train, &test, &repeated, has_class_numbers)),
        binary(start, tensors::weights(&repeated.start, 0)),
        binary(early, tensors::weights(&repeated.early, repeated.early_steps)),
        binary(present, tensors::weights(now.network(), now.steps())),
    ]
    .into_iter()
    .collect()
}

/// The weights of a run as they are now, `now.safetensors` of [`files`] alone: names and shapes as `load_state_dict` takes them.
///
/// # Errors
/// [`TorchExportError::File`].
pub fn weights(session: &Session) -> Result<Vec<u8>, TorchExportError> {
    let now = session.last_finite();
    let failed = |error: SafeTensorError| TorchExportError::File { name: NAMES[6], message: error.to_string() };
    tensors::weights(&now.network, now.step).map_err(failed)
}

/// The experiment as a file of JSON.
pub fn experiment_json(spec: &Spec) -> String {
    format!("{:#}\n", spec.to_json())
}

/// Whether a file of this name is one that [`files`] made, of this run or another.
pub fn is_own(name: &str, bytes: &[u8]) -> bool {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match name.rsplit_once('.') {
        Some((_, "py")) => bytes.starts_with(program::FIRST_LINE.as_bytes()),
        Some((_, "json")) => Spec::from_json(&text(bytes)).is_ok(),
        Some((_, "csv")) => bytes.starts_with(b"epoch,train_loss,test_loss,"),
        Some((_, "safetensors")) => {
            let read = SafeTensors::read_metadata(bytes);
            let note = read.ok().and_then(|(_, header)| header.metadata().as_ref()?.get(tensors::NOTE.0).cloned());
            note.as_deref() == Some(tensors::NOTE.1)
        }
        _ => false,
    }
}
