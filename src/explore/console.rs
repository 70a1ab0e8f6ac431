//! The tensor console: a tensor through a module of `torch.nn`, its gradient, and what becomes of the input.

use crate::explore::formula::Formula;
use crate::explore::pieces::Break;
use crate::explore::properties::breaks;
use crate::explore::tape::TapeError;
use crate::explore::tensor_text::{TextTensor, Written};
use crate::nn::activation::{Activation, ActivationRow};
use crate::nn::choice::Row;

/// Rows whose class in `torch.nn` takes `inplace`.
const WITH_INPLACE: &[&str] =
    &["relu", "relu6", "leaky_relu", "elu", "celu", "selu", "silu", "mish", "hardtanh", "hardsigmoid", "hardswish"];

/// Rows of which `PyTorch` gives NaN, or an infinity that is none, at ±∞ or for the largest numbers.
const OVERFLOWING: &[&str] = &["gelu", "gelu_tanh", "silu", "mish", "hardswish", "softsign"];

/// From here on an intermediate result of `PyTorch` can overflow: the cube of it is infinite.
const LARGE: f32 = 1e12;

/// Where `PyTorch`'s float32 loses more than 1 % of f or f' to a cancellation: at and beyond these ends. Measured in steps of 1/64 up to 16.
const CANCELLING: &[(&str, f32, f32)] = &[
    ("gelu", -4.765_625, f32::INFINITY),
    ("gelu_tanh", -4.5625, f32::INFINITY),
    ("sigmoid", f32::NEG_INFINITY, 12.125),
    ("tanh", -6.906_25, 6.906_25),
];

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

/// Something in which `PyTorch` itself would do otherwise with this tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// `torch.tensor` of the text as it stands is no float32.
    NotFloats(Written),
    /// Results smaller than the smallest normal float32 are 0 here.
    Subnormal,
    /// Where an intermediate result of `PyTorch` is infinite or NaN, here stands the value or the limit.
    Overflow,
    /// `PyTorch`'s float32 loses digits to a cancellation.
    Cancellation,
}

/// What comes of a tensor.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// f of every number.
    pub output: TextTensor,
    /// The gradient of the output's sum: f' of every number. With `inplace`, the error that `torch` raises instead.
    pub gradient: Result<TextTensor, TapeError>,
    /// The input after the call.
    pub input_after: TextTensor,
    /// How many numbers of the input are no longer what they were.
    pub overwritten: usize,
    /// Places in the input where f or f' jumps, or where the derivative that is taken is that of neither side; each once.
    pub at_breaks: Vec<Break>,
    /// In what `PyTorch` differs.
    pub differences: Vec<Difference>,
}

/// Sends a tensor through a module. `inplace` counts only where the module has it.
pub fn call(module: &Activation, inplace: bool, (input, written): &(TextTensor, Written)) -> Answer {
    let inplace = inplace && has_inplace(module);
    let mapped =
        |f: &dyn Fn(f32) -> f32| TextTensor { values: input.values.iter().map(|&x| f(x)).collect(), ..input.clone() };
    let output = mapped(&|x| module.value(x));
    let input_after = if inplace { output.clone() } else { input.clone() };
    let same = |(before, after): &(&f32, &f32)| before == after || (before.is_nan() && after.is_nan());
    let kept = input.values.iter().zip(&input_after.values).filter(same).count();
    let mut at_breaks = breaks(module);
    // A place that is no float32 is met by no number.
    at_breaks.retain(|place| input.values.iter().any(|&x| f64::from(x) == place.x));
    Answer {
        gradient: if inplace { Err(TapeError::Leaf) } else { Ok(mapped(&|x| module.derivative(x))) },
        overwritten: input.values.len() - kept,
        output,
        input_after,
        at_breaks,
        differences: differences(module, &input.values, *written),
    }
}

fn differences(module: &Activation, input: &[f32], written: Written) -> Vec<Difference> {
    let cancels = |x: f32| CANCELLING.iter().any(|&(id, low, high)| id == module.id() && (x <= low || x >= high));
    let overflows = |x: f32| OVERFLOWING.contains(&module.id()) && x.abs() >= LARGE;
    let mut all = Vec::new();
    if written != Written::Floats {
        all.push(Difference::NotFloats(written));
    }
    if input.iter().any(|&x| overflows(x)) {
        all.push(Difference::Overflow);
    }
    if input.iter().any(|&x| cancels(x) && x.is_finite()) {
        all.push(Difference::Cancellation);
    }
    if input.iter().any(|&x| is_flushed(module, x)) {
        all.push(Difference::Subnormal);
    }
    all
}

/// Whether f or f' is 0 here and a small number by the formula.
fn is_flushed(module: &Activation, x: f32) -> bool {
    let row = module.row();
    // Only far out do functions that are not 0 come so near to it.
    if !x.is_finite() || x.abs() < 1e-3 {
        return false;
    }
    let name = |name| if row.learned() { "a" } else { name };
    let parameters = row.parameters().iter().zip(module.values());
    let mut names: Vec<(&str, f64)> = parameters.map(|(p, value)| (name(p.name), f64::from(*value))).collect();
    names.push(("x", x.into()));
    let exact = |text| Formula::parse(text).and_then(|f| f.evaluate(&names)).unwrap_or(0.0) as f32;
    (module.derivative(x) == 0.0 && exact(row.derivative) != 0.0)
        || (module.value(x) == 0.0 && exact(row.formula) != 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explore::pieces::Join;
    use crate::explore::tensor_print::print;
    use crate::explore::tensor_text::parse;

    fn through(module: &str, inplace: bool, text: &str) -> Answer {
        call(&module.parse().unwrap(), inplace, &parse(text).unwrap())
    }

    #[test]
    fn relu_as_torch_prints_it() {
        let answer = through("relu", false, "[-2., -0.5, 0, 3]");
        assert_eq!(print(&answer.output), "tensor([0., 0., 0., 3.])");
        assert_eq!(print(&answer.gradient.unwrap()), "tensor([0., 0., 0., 1.])");
        assert_eq!(print(&answer.input_after), "tensor([-2.0000, -0.5000,  0.0000,  3.0000])");
        assert_eq!((answer.overwritten, answer.differences), (0, vec![]));
        assert_eq!(answer.at_breaks.len(), 1);
        // A slope of 0 keeps the sign of 0 as a product does.
        assert_eq!(print(&through("leaky_relu(0)", false, "[-1., 0, -0., 1]").output), "tensor([-0., 0., -0., 1.])");
        // Next to 0 there is no kink.
        let near = through("relu", false, "[1e-5, -1e-5, 1e-40]");
        assert_eq!((near.at_breaks, near.gradient.unwrap().values), (vec![], vec![1.0, 0.0, 1.0]));
    }

    #[test]
    fn inplace_overwrites_the_input_and_is_refused_where_a_gradient_is_asked_for() {
        let answer = through("relu", true, "[-2., -0.5, 0, 3]");
        assert_eq!(answer.input_after, answer.output);
        assert_eq!((answer.overwritten, answer.gradient), (2, Err(TapeError::Leaf)));
        let tanh = through("tanh", true, "[1., 2]");
        assert!(tanh.overwritten == 0 && tanh.gradient.is_ok());
        assert_eq!(module_line(&"relu".parse().unwrap(), true), "nn.ReLU(inplace=True)");
        assert_eq!(module_line(&"elu".parse().unwrap(), true), "nn.ELU(alpha=1, inplace=True)");
        assert_eq!(module_line(&"tanh".parse().unwrap(), true), "nn.Tanh()");
    }

    #[test]
    fn kinks_and_jumps_are_found_where_they_are_and_nowhere_else() {
        let at = |module: &str, text: &str| -> Vec<(f64, Join)> {
            through(module, false, text).at_breaks.iter().map(|place| (place.x, place.join)).collect()
        };
        let (jump, kink) = (Join::Jump, Join::Kink);
        assert_eq!(at("relu6", "[0, 6, 6, 1]"), [(0.0, kink), (6.0, kink)]);
        assert_eq!(at("relu", "[-0., 5]"), [(0.0, kink)]);
        assert_eq!(at("softshrink", "[0.5, -0.5, 0, 0.501]"), [(-0.5, kink), (0.5, kink)]);
        assert_eq!(at("hardshrink", "0.5"), [(0.5, jump)]);
        assert_eq!(at("softplus(threshold=1)", "1."), [(1.0, jump)]);
        assert_eq!(at("elu(0.996)", "0"), [(0.0, kink)]);
        assert_eq!(at("selu", "0"), [(0.0, kink)]);
        // The slope that is taken, 0, is that of neither side.
        assert_eq!(at("hardshrink(0)", "0"), [(0.0, Join::Smooth)]);
        for smooth in ["gelu", "elu", "celu", "celu(0.01)", "softplus", "squared_relu", "softsign", "leaky_relu(1)"] {
            assert_eq!(at(smooth, "[0, 1, -0.5, 20]"), [], "{smooth}");
        }
    }

    #[test]
    fn what_torch_does_otherwise_is_said() {
        let said = |module: &str, text: &str| through(module, false, text).differences;
        assert_eq!(said("relu", "[1, 2]"), [Difference::NotFloats(Written::Integers)]);
        assert_eq!(said("relu", "[True, False]"), [Difference::NotFloats(Written::Booleans)]);
        assert_eq!(said("gelu", "[-inf, 1.]"), [Difference::Overflow]);
        assert_eq!(said("gelu", "[-6., 1.]"), [Difference::Cancellation]);
        assert_eq!(said("sigmoid", "[-90., 1.]"), [Difference::Subnormal]);
        assert_eq!(said("elu", "[-100., 1.]"), [Difference::Subnormal]);
        for plain in ["[-1., 0., 3.5]", "[]", "-4."] {
            for row in modules() {
                assert_eq!(said(row.id(), plain), [], "{} of {plain}", row.id());
            }
        }
    }

    #[test]
    fn every_row_with_inplace_is_a_module() {
        let ids: Vec<&str> = modules().map(Row::id).collect();
        assert!(WITH_INPLACE.iter().all(|id| ids.contains(id)), "{ids:?}");
        assert!(!ids.contains(&"sine") && ids.len() > 20);
    }
}
