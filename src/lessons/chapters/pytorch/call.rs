//! What three lines of Python give: a module or a tensor. Modules and their calls are modelled as `torch.nn` has them.

use crate::lessons::Lesson;
use crate::lessons::experiment::{Arm, Experiment, Line, Quantity, linear};
use crate::lessons::figure::{Came, Figure, Pointer, Snippet};
use crate::lessons::measured::Measured;
use crate::lessons::opens::{Opens, Page};
use crate::lessons::rule::{Condition, Rule, Verdict};
use crate::nn::activation::Activation;

/// A value of the little language.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    /// `torch.tensor([…])`
    Tensor(Vec<f32>),
    /// `False`
    False,
    /// `nn.ReLU(inplace=…)`: the constructor keeps whatever it is given.
    Module(Box<Value>),
}

/// `nn.ReLU(inplace)`.
fn nn_relu(inplace: Value) -> Value {
    Value::Module(Box::new(inplace))
}

/// `F.relu(x)`; nothing but a tensor can be given.
fn f_relu(x: &Value) -> Option<Value> {
    let Value::Tensor(x) = x else { return None };
    let relu = Activation::default();
    Some(Value::Tensor(x.iter().map(|&x| relu.value(x)).collect()))
}

/// `module(x)`: whether in place is asked of the module's setting, and a tensor of several numbers is neither true nor false.
fn call(module: &Value, x: &Value) -> Option<Value> {
    match module {
        Value::Module(inplace) if **inplace == Value::False => f_relu(x),
        _ => None,
    }
}

/// What a line gives for x = [-2, -0.5, 0, 3]; `None` is an error.
fn line(number: usize) -> Option<Value> {
    let x = Value::Tensor(vec![-2.0, -0.5, 0.0, 3.0]);
    match number {
        0 => Some(nn_relu(x)),
        1 => call(&nn_relu(Value::False), &x),
        _ => f_relu(&x),
    }
}

/// 1 if a line gives relu(x) as a tensor, and 1 if it gives a module.
fn kind(number: usize) -> Vec<f64> {
    let (result, applied) = (line(number), Value::Tensor(vec![0.0, 0.0, 0.0, 3.0]));
    let is = |holds: bool| f64::from(u8::from(holds));
    vec![is(result.as_ref() == Some(&applied)), is(matches!(result, Some(Value::Module(_))))]
}

/// The numbers of the tensor that a line gives.
fn numbers(number: usize) -> Vec<(f32, f32)> {
    let Some(Value::Tensor(numbers)) = line(number) else { return Vec::new() };
    numbers.into_iter().enumerate().map(|(i, number)| (i as f32, number)).collect()
}

/// What came of a line.
fn came(m: &Measured, arm: usize) -> Option<Came> {
    if m.most(arm, 1) == 1.0 { Some(Came::Module) } else { Came::tensor(m, arm) }
}

const KINDS: &[Quantity] = &[linear("Gives relu(x)"), linear("Gives a module")];

pub(super) const CALL_RELU: Lesson = Lesson {
    id: "call_relu",
    claim: "nn.ReLU(x) applies ReLU to x.",
    experiment: Experiment {
        quantities: KINDS,
        arms: &[
            Arm::alone("nn.ReLU(x)", &[Some(0.0), Some(1.0)], |_| kind(0)).drawing(Line::Drawn(|_| numbers(0))),
            Arm::alone("nn.ReLU()(x)", &[Some(1.0), Some(0.0)], |_| kind(1)).drawing(Line::Drawn(|_| numbers(1))),
            Arm::alone("F.relu(x)", &[Some(1.0), Some(0.0)], |_| kind(2)).drawing(Line::Drawn(|_| numbers(2))),
        ],
        seeds: 1,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "nn.ReLU(x) gives a module, and not relu(x)",
                holds: |m| m.most(0, 0) == 0.0 && m.least(0, 1) == 1.0,
            },
            Condition {
                words: "nn.ReLU()(x) and F.relu(x) give relu(x)",
                holds: |m| m.least(1, 0) == 1.0 && m.least(2, 0) == 1.0,
            },
        ],
        then: Verdict::False,
        otherwise: Verdict::True,
    },
    expected: Verdict::False,
    figure: Figure::Code(&[
        Snippet { code: "x = torch.tensor([-2, -0.5, 0, 3])\ny = nn.ReLU(x)", arms: &[0], came },
        Snippet { code: "y = nn.ReLU()(x)", arms: &[1], came },
        Snippet { code: "y = F.relu(x)", arms: &[2], came },
    ]),
    pointer: Pointer::at(0),
    look: "what each line gives: one of them gives no tensor",
    question: "What does x become in nn.ReLU(x)?",
    why: "nn.ReLU is a class: calling it makes a module, and its first argument is inplace. x is kept as that setting. The module is applied by calling \
          it: nn.ReLU()(x). F.relu(x) and torch.relu(x) are the function itself.",
    source: "torch.nn.ReLU(inplace=False)",
    presets: &[],
    opens: &[Opens { page: Page::Activations, query: "module=relu&tensor=[-2,-0.5,0,3]" }],
};
