//! The losses of `torch.nn` with mean reduction, their gradients, and the accuracy that goes with each.

mod table;

use super::choice::{Choice, Parameter, Row};
use super::tensor::Tensor;

/// A loss.
pub type Loss = Choice<LossRow>;

/// A row of the table of losses.
#[derive(Debug)]
pub struct LossRow {
    id: &'static str,
    name: &'static str,
    /// The name where there is little room, as in `BCE`.
    pub short: &'static str,
    /// `PyTorch`'s class, as in `nn.BCEWithLogitsLoss`.
    pub torch: &'static str,
    /// The formula per element, in plain text.
    pub formula: &'static str,
    /// What it takes the outputs for.
    pub meaning: Meaning,
    value_and_gradient: fn(&Tensor, &Tensor, Option<&mut Tensor>) -> f32,
    gradient: fn(&Tensor, &Tensor, &mut Tensor) -> bool,
    infimum: fn((f32, f32), f32, usize) -> f32,
}

/// What a loss takes the outputs for, and so which class an answer is. The only place that knows where classes are divided:
/// accuracy, confusion, decision map and its lines all ask here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A logit, `log(p/(1 - p))` of the probability p of class 1.
    Logit,
    /// The probability of class 1, or a value that is to be near 0 for class 0 and near 1 for class 1.
    Value,
    /// One logit for each class.
    Logits,
}

impl Meaning {
    /// Class 1 is where the output is above this; of two logits, where the second minus the first is. Of more than two logits the
    /// largest decides.
    pub fn threshold(self) -> f32 {
        match self {
            Self::Logit | Self::Logits => 0.0,
            Self::Value => 0.5,
        }
    }
}

impl Row for LossRow {
    const WHAT: &'static str = "loss";

    fn table() -> &'static [Self] {
        table::TABLE
    }

    fn id(&self) -> &'static str {
        self.id
    }

    fn name(&self) -> &'static str {
        self.name
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[]
    }
}

impl Loss {
    /// The mean over all elements, and its gradient with respect to `output` if asked for (padding: zero).
    ///
    /// `target` has the shape of `output`; for cross-entropy it is one row of class indices.
    pub fn value_and_gradient(&self, output: &Tensor, target: &Tensor, d_output: Option<&mut Tensor>) -> f32 {
        (self.row().value_and_gradient)(output, target, d_output)
    }

    /// The gradient alone, as [`Loss::value_and_gradient`] gives it, and whether the loss is finite: all that a training step needs.
    pub fn gradient(&self, output: &Tensor, target: &Tensor, d_output: &mut Tensor) -> bool {
        (self.row().gradient)(output, target, d_output)
    }

    /// The infimum of the loss of one sample over all outputs between two ends (infinite ones too): what no network can go below
    /// whose last function has that range. `target`: the class or the value; `outputs`: how many there are.
    pub fn infimum(&self, range: (f32, f32), target: f32, outputs: usize) -> f32 {
        (self.row().infimum)(range, target, outputs)
    }

    /// The class that the output for a sample means: by its side of [`Meaning::threshold`], or the largest logit's. As in
    /// `torch.argmax` the first of equals counts, and NaN for more than any number.
    pub fn class(&self, output: &Tensor, sample: usize) -> usize {
        match self.row().meaning {
            Meaning::Logits => argmax(output, sample),
            meaning => usize::from(output.unit(0)[sample] > meaning.threshold()),
        }
    }

    /// The share of samples whose output means their class: it is on their side of [`Meaning::threshold`], or it is the largest
    /// logit (the first of equals).
    pub fn accuracy(&self, output: &Tensor, target: &Tensor) -> f32 {
        match self.row().meaning {
            Meaning::Logits => argmax_accuracy(output, target),
            meaning => threshold_accuracy(output, target, meaning.threshold()),
        }
    }
}

fn threshold_accuracy(output: &Tensor, target: &Tensor, threshold: f32) -> f32 {
    let right: usize = (0..output.units())
        .map(|unit| {
            let pairs = output.unit(unit).iter().zip(target.unit(unit));
            pairs.filter(|&(&a, &y)| (a > threshold) == (y > 0.5)).count()
        })
        .sum();
    right as f32 / (output.units() * output.samples()).max(1) as f32
}

/// The row with the largest output for a sample: the first of equals, and of NaN.
fn argmax(output: &Tensor, sample: usize) -> usize {
    let logit = |k: usize| output.unit(k)[sample];
    let is_larger = |a: f32, b: f32| a > b || (a.is_nan() && !b.is_nan());
    (1..output.units()).fold(0, |best, k| if is_larger(logit(k), logit(best)) { k } else { best })
}

fn argmax_accuracy(output: &Tensor, target: &Tensor) -> f32 {
    let is_right = |&(sample, &class): &(usize, &f32)| argmax(output, sample) == class as usize;
    target.unit(0).iter().enumerate().filter(is_right).count() as f32 / target.samples().max(1) as f32
}
