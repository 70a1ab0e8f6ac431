//! What of a run its program for `PyTorch` does not repeat, or repeats in another way: known before the export.

use super::repeated::limit;
use super::{TorchExportError, check, python};
use crate::train::event::{Change, Intervention, Mark};
use crate::train::spec::Spec;
use crate::train::state::State;

/// One thing to know.
#[derive(Debug, Clone, PartialEq)]
pub enum Difference {
    /// There can be no program.
    Refused(TorchExportError),
    /// The user changed something while it trained: the settings as they are now are repeated from the start.
    Changed,
    /// So many of the steps are repeated, from the first.
    Steps {
        /// That are repeated.
        repeated: u64,
        /// That were done.
        done: u64,
    },
    /// Losses of epochs are shown and not compared, as biases before a batch norm wander by rounding.
    BatchNormBiases,
    /// A function that `torch.nn` has no class for is written as a formula; its name.
    Formula(&'static str),
}

/// Whether what the user did to a run leads elsewhere than its settings from the start.
pub fn is_changed(marks: &[Mark]) -> bool {
    let matters = |change: &Change| !matches!(change, Change::Epochs(_));
    marks.iter().any(|mark| match &mark.intervention {
        Intervention::Changed(changes) => changes.iter().any(matters),
        _ => true,
    })
}

/// What is known of a run after so many steps.
pub fn differences(spec: &Spec, marks: &[Mark], done: u64) -> Vec<Difference> {
    if let Err(error) = check(spec) {
        return vec![Difference::Refused(error)];
    }
    let mut found = Vec::new();
    if is_changed(marks) {
        found.push(Difference::Changed);
    }
    let repeated = limit(spec, State::new(spec).network.parameter_count()).min(done);
    if repeated < done {
        found.push(Difference::Steps { repeated, done });
    }
    if wander(spec) {
        found.push(Difference::BatchNormBiases);
    }
    for layer in 0..spec.hidden.len() {
        let activation = spec.activation(layer);
        let formula = Difference::Formula(activation.name());
        if !python::has_class(activation) && !found.contains(&formula) {
            found.push(formula);
        }
    }
    found
}

/// Whether the biases before batch norms move by rounding alone: an optimizer that divides by a gradient's own size makes steps
/// of it.
pub(super) fn wander(spec: &Spec) -> bool {
    spec.batch_norm && spec.optimizer.id() != "sgd"
}
