//! What an experiment is in Python: the lines of its network, its optimizer, its loss.

use std::fmt::Write as _;

use super::TorchExportError;
use crate::nn::activation::Activation;
use crate::nn::batch_norm::{EPS, MOMENTUM};
use crate::nn::choice::{ParameterKind, Row};
use crate::nn::loss::{Loss, Meaning};
use crate::nn::optimizer::Optimizer;
use crate::train::spec::Spec;

/// The modules of the network, in the order of `nn.Sequential`, one line each: a linear layer, its batch norm, its activation.
///
/// # Errors
/// [`TorchExportError::Activation`] for values of parameters that the class of `torch.nn` refuses.
pub fn modules(spec: &Spec) -> Result<Vec<String>, TorchExportError> {
    let mut lines = Vec::new();
    let mut fan_in = spec.input_count();
    for (layer, &units) in spec.hidden.iter().enumerate() {
        lines.push(format!("nn.Linear({fan_in}, {units})"));
        if spec.batch_norm {
            lines.push(format!("nn.BatchNorm1d({units}, eps={EPS:e}, momentum={MOMENTUM})"));
        }
        lines.push(module(spec.activation(layer))?);
        fan_in = units as usize;
    }
    lines.push(format!("nn.Linear({fan_in}, {})", spec.outputs()));
    if spec.output.id() != "identity" {
        lines.push(module(spec.output)?);
    }
    Ok(lines)
}

/// `nn.LeakyReLU(negative_slope=0.2)`, or `Function(lambda x: torch.sin(x))` where `torch.nn` has no class.
///
/// # Errors
/// [`TorchExportError::Activation`].
pub fn module(activation: Activation) -> Result<String, TorchExportError> {
    // https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html asserts max_val > min_val.
    if activation.id() == "hardtanh" && activation.parameter("min_val") >= activation.parameter("max_val") {
        return Err(TorchExportError::Activation {
            activation,
            torch: activation.row().torch,
            needs: "min_val < max_val",
        });
    }
    let text = activation.to_torch();
    Ok(if has_class(activation) { text } else { format!("Function(lambda x: {text})") })
}

/// Whether `torch.nn` has the function as a class.
pub fn has_class(activation: Activation) -> bool {
    activation.row().torch.starts_with("nn.")
}

/// The class that makes a module of a formula, with a comment that names the functions which need it; nothing if none does.
pub fn function_class(spec: &Spec) -> String {
    let mut names: Vec<&str> = Vec::new();
    for activation in (0..spec.hidden.len()).map(|layer| spec.activation(layer)).filter(|f| !has_class(*f)) {
        if !names.contains(&activation.name()) {
            names.push(activation.name());
        }
    }
    if names.is_empty() {
        return String::new();
    }
    format!(
        "class Function(nn.Module):\n    \"\"\"A function that torch.nn has no class for; here: {}.\"\"\"\n\n    \
         def __init__(self, function):\n        super().__init__()\n        self.forward = function\n\n\n",
        names.join(", ")
    )
}

/// `torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)`: what differs from `PyTorch`'s defaults is named. Numbers have a
/// decimal point, for Adam refuses whole ones among its `betas`.
pub fn optimizer(optimizer: &Optimizer, learning_rate: f32) -> String {
    let row = optimizer.row();
    let mut text = format!("{}(model.parameters(), lr={learning_rate:?}", row.torch);
    if let (Some(beta_1), Some(beta_2)) = (optimizer.parameter("beta1"), optimizer.parameter("beta2")) {
        let _ = write!(text, ", betas=({beta_1:?}, {beta_2:?})");
    }
    for (parameter, &value) in row.parameters().iter().zip(optimizer.values()) {
        if value == parameter.default || parameter.name.starts_with("beta") {
            continue;
        }
        let value = match parameter.kind {
            ParameterKind::Flag => "True".to_owned(),
            ParameterKind::Number => format!("{value:?}"),
        };
        let _ = write!(text, ", {}={value}", parameter.name);
    }
    text.push(')');
    text
}

/// `nn.BCEWithLogitsLoss()`; all of them take the mean, as the lab does.
pub fn loss(loss: &Loss) -> String {
    format!("{}()", loss.row().torch)
}

/// What is done to the gradients between `backward` and the step: L1 penalty on the weights, clipping of the whole norm.
pub fn gradients(spec: &Spec) -> String {
    let mut text = String::new();
    if spec.l1 > 0.0 {
        let _ = write!(
            text,
            "            for layer in model:  # L1 penalty: the gradient of {l1} * |w|, for the weights of linear layers\n                \
             if isinstance(layer, nn.Linear):\n                    layer.weight.grad += {l1} * layer.weight.detach().sign()\n",
            l1 = spec.l1
        );
    }
    if let Some(clip) = spec.clip {
        let _ = writeln!(text, "            nn.utils.clip_grad_norm_(model.parameters(), {clip})");
    }
    text
}

/// What y holds.
pub fn target(spec: &Spec) -> &'static str {
    match (spec.class_count(), spec.resolved_loss().row().meaning) {
        (Some(_), Meaning::Logits) => "the class of each row, counted from 0",
        (Some(_), _) => "the class of each row, 0 or 1",
        (None, _) => "the value of each row",
    }
}

/// What the columns of X are: the features, or the numbers of a point.
pub fn columns(spec: &Spec) -> String {
    let inputs = spec.inputs();
    if inputs.is_empty() {
        return format!("the {} numbers of {}", spec.input_count(), spec.data);
    }
    inputs.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
