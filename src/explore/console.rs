//! The tensor console: a tensor through a module of `torch.nn`, its gradient, and what becomes of the input.

use crate::explore::tensor_text::TextTensor;
use crate::nn::activation::{Activation, ActivationRow};
use crate::nn::choice::Row;

/// Rows whose class in `torch.nn` takes `inplace`.
const WITH_INPLACE: &[&str] =
    &["relu", "relu6", "leaky_relu", "elu", "celu", "selu", "silu", "mish", "hardtanh", "hardsigmoid", "hardswish"];

/// Whether the class in `torch.nn` has an argument `inplace`.
pub fn has_inplace(activation: &Activation) -> bool {
    WITH_INPLACE.contains(&activation.id())
}

/// The functions that are modules of `torch.nn`, in the order of the table.
pub fn modules() -> impl Iterator<Item = &'static ActivationRow> {
    ActivationRow::table().iter().filter(|row| row.torch.starts_with("nn."))
}

/// The line that makes the module: `nn.ReLU(inplace=True)`.
pub fn module_line(module: &Activation, inplace: bool) -> String {
    let line = module.to_torch();
    match (inplace && has_inplace(module), line.strip_suffix("()"), line.strip_suffix(')')) {
        (true, Some(name), _) => format!("{name}(inplace=True)"),
        (true, None, Some(rest)) => format!("{rest}, inplace=True)"),
        _ => line,
    }
}

/// A number of the input at which the function has a kink, and the slope that is taken there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AtKink {
    /// The number.
    pub x: f32,
    /// f' there, by `PyTorch`'s convention.
    pub slope: f32,
}

/// What comes of a tensor.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// f of every number.
    pub output: TextTensor,
    /// The gradient of the output's sum: f' of every number.
    pub gradient: TextTensor,
    /// The input after the call.
    pub input_after: TextTensor,
    /// How many numbers of the input are no longer what they were.
    pub overwritten: usize,
    /// The numbers that lie at a kink, each once.
    pub at_kinks: Vec<AtKink>,
}

/// Sends a tensor through a module. `inplace` counts only where the module has it.
pub fn call(module: &Activation, inplace: bool, input: &TextTensor) -> Answer {
    let mapped =
        |f: &dyn Fn(f32) -> f32| TextTensor { values: input.values.iter().map(|&x| f(x)).collect(), ..input.clone() };
    let output = mapped(&|x| module.value(x));
    let input_after = if inplace && has_inplace(module) { output.clone() } else { input.clone() };
    let same = |(before, after): &(&f32, &f32)| before == after || (before.is_nan() && after.is_nan());
    let kept = input.values.iter().zip(&input_after.values).filter(same).count();
    let mut at_kinks: Vec<AtKink> = Vec::new();
    for &x in &input.values {
        if is_kink(module, x) && at_kinks.iter().all(|kink| kink.x != x) {
            at_kinks.push(AtKink { x, slope: module.derivative(x) });
        }
    }
    Answer {
        gradient: mapped(&|x| module.derivative(x)),
        overwritten: input.values.len() - kept,
        output,
        input_after,
        at_kinks,
    }
}

/// Whether the slopes on both sides differ by more than a bend explains.
fn is_kink(module: &Activation, x: f32) -> bool {
    let near = 1e-4 * x.abs().max(1.0);
    x.is_finite() && (module.derivative(x + near) - module.derivative(x - near)).abs() > 5e-3
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explore::tensor_text::{parse, print};

    fn through(module: &str, inplace: bool, text: &str) -> Answer {
        call(&module.parse().unwrap(), inplace, &parse(text).unwrap())
    }

    #[test]
    fn relu_as_torch_prints_it() {
        let answer = through("relu", false, "[-2, -0.5, 0, 3]");
        assert_eq!(print(&answer.output), "tensor([0., 0., 0., 3.])");
        assert_eq!(print(&answer.gradient), "tensor([0., 0., 0., 1.])");
        assert_eq!(print(&answer.input_after), "tensor([-2.0000, -0.5000,  0.0000,  3.0000])");
        assert_eq!(answer.overwritten, 0);
        assert_eq!(answer.at_kinks, [AtKink { x: 0.0, slope: 0.0 }]);
    }

    #[test]
    fn inplace_overwrites_the_input_of_modules_that_have_it() {
        let answer = through("relu", true, "[-2, -0.5, 0, 3]");
        assert_eq!(answer.input_after, answer.output);
        assert_eq!(answer.overwritten, 2);
        assert_eq!(through("tanh", true, "[1, 2]").overwritten, 0);
        assert_eq!(module_line(&"relu".parse().unwrap(), true), "nn.ReLU(inplace=True)");
        assert_eq!(module_line(&"elu".parse().unwrap(), true), "nn.ELU(alpha=1, inplace=True)");
        assert_eq!(module_line(&"tanh".parse().unwrap(), true), "nn.Tanh()");
    }

    #[test]
    fn kinks_are_found_where_they_are() {
        let at = |module: &str, text: &str| -> Vec<f32> {
            through(module, false, text).at_kinks.iter().map(|k| k.x).collect()
        };
        assert_eq!(at("relu6", "[0, 6, 6, 1]"), [0.0, 6.0]);
        assert_eq!(at("softshrink(0.3)", "[0.3, -0.3, 0]"), [0.3, -0.3]);
        assert!(at("gelu", "[0, 1, -0.5]").is_empty() && at("elu", "0").is_empty());
        assert_eq!(through("selu", false, "0").at_kinks.len(), 1);
    }

    #[test]
    fn every_row_with_inplace_is_a_module() {
        let ids: Vec<&str> = modules().map(Row::id).collect();
        assert!(WITH_INPLACE.iter().all(|id| ids.contains(id)), "{ids:?}");
        assert!(!ids.contains(&"sine") && ids.len() > 20);
    }
}
