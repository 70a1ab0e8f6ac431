//! Activation functions: one table, one row per function, with everything there is to know about it.
//!
//! A row's function gives the value and the derivative together; all kernels are made from it.
//! At a kink the derivative is the one that `PyTorch` takes.

pub(super) mod in_place;
mod table;
pub mod torch;

pub use self::in_place::InPlace;
use super::choice::{Choice, Parameter, Row};
use super::math::{Constants, constants};
use super::sums::sum_of_pairs;
use super::tensor::{LANES, Tensor};

/// An activation function and the values of its parameters.
pub type Activation = Choice<ActivationRow>;

/// What kind of function it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Linear pieces with a kink at 0, or close to one.
    Rectifier,
    /// Smooth relatives of the rectifiers.
    Smooth,
    /// Flat at both ends.
    Saturating,
    /// Everything else.
    Other,
}

/// A row of the table of activations.
#[derive(Debug)]
pub struct ActivationRow {
    id: &'static str,
    name: &'static str,
    /// `PyTorch`'s class (`nn.LeakyReLU`), or where there is none an expression in `x` and the parameters' names.
    pub torch: &'static str,
    /// Arguments of `PyTorch`'s class that make it this row, as in `approximate='tanh'`.
    pub torch_arguments: &'static [(&'static str, &'static str)],
    parameters: &'static [Parameter],
    /// f(x), in the language of `relu_lab::explore::formula`. A learned parameter is called `a`.
    pub formula: &'static str,
    /// f'(x), in the same language.
    pub derivative: &'static str,
    /// The derivative taken where there is none, in words; empty if the function is smooth.
    pub kink: &'static str,
    /// What kind of function it is.
    pub family: Family,
    /// Whether it is exactly 0 with derivative 0 on an interval, so that units can be dead.
    pub can_be_zero: bool,
    /// Where it comes from.
    pub source: &'static str,
    kernels: Kernels,
    /// How training overwrites z with f(z), if it does.
    in_place: Option<InPlace>,
    /// `Σ d_a · ∂f/∂parameter` for the first parameter, if that one is learned.
    d_parameter: Option<BackwardParameter>,
}

/// Values of the first parameters, as the functions of the table take them.
type Values = [f32; 2];

/// The gradient of a parameter from z and `d_a`.
type BackwardParameter = fn(&[f32], &[f32]) -> f64;

/// Loops over whole SIMD vectors, to which the rows of tensors are padded; the remainder of other slices is left to the caller.
#[derive(Debug)]
struct Kernels {
    forward: fn(&[f32], &mut [f32], Values),
    forward_with_derivative: fn(&[f32], &mut [f32], &mut [f32], Values),
}

impl Row for ActivationRow {
    const WHAT: &'static str = "activation";

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
        self.parameters
    }
}

impl ActivationRow {
    /// Whether the first parameter is learned along with the weights, one per layer.
    pub fn learned(&self) -> bool {
        self.d_parameter.is_some()
    }
}

impl Activation {
    /// f(x).
    pub fn value(&self, x: f32) -> f32 {
        self.value_and_derivative(x, None).0
    }

    /// f'(x).
    pub fn derivative(&self, x: f32) -> f32 {
        self.value_and_derivative(x, None).1
    }

    fn value_and_derivative(&self, x: f32, learned: Option<f32>) -> (f32, f32) {
        let (mut a, mut derivative) = ([0.0; LANES], [0.0; LANES]);
        (self.row().kernels.forward_with_derivative)(&[x; LANES], &mut a, &mut derivative, self.first_values(learned));
        (a[0], derivative[0])
    }

    /// `a = f(z)`.
    pub fn forward(&self, z: &[f32], a: &mut [f32]) {
        self.forward_learned(None, z, a);
    }

    /// `a = f(z)` and `derivative = f'(z)`.
    pub fn forward_with_derivative(&self, z: &[f32], a: &mut [f32], derivative: &mut [f32]) {
        self.forward_with_derivative_learned(None, z, a, derivative);
    }

    /// The initial value of the learned parameter; `None` if there is none.
    pub fn initial_slope(&self) -> Option<f32> {
        self.row().learned().then(|| self.values()[0])
    }

    /// [`Activation::forward`] with the learned value, if any, in place of the first parameter.
    pub(super) fn forward_learned(&self, learned: Option<f32>, z: &[f32], a: &mut [f32]) {
        (self.row().kernels.forward)(z, a, self.first_values(learned));
        for index in z.len() / LANES * LANES..z.len() {
            a[index] = self.value_and_derivative(z[index], learned).0;
        }
    }

    /// [`Activation::forward_with_derivative`] with the learned value, if any, in place of the first parameter.
    pub(super) fn forward_with_derivative_learned(
        &self,
        learned: Option<f32>,
        z: &[f32],
        a: &mut [f32],
        derivative: &mut [f32],
    ) {
        (self.row().kernels.forward_with_derivative)(z, a, derivative, self.first_values(learned));
        for index in z.len() / LANES * LANES..z.len() {
            (a[index], derivative[index]) = self.value_and_derivative(z[index], learned);
        }
    }

    /// How training overwrites z with f(z); `None` if the derivative cannot be computed from f(z).
    pub(super) fn in_place(&self) -> Option<InPlace> {
        self.row().in_place
    }

    /// The gradient of the learned parameter: `Σ d_a · ∂f/∂parameter` over all units and samples.
    pub(super) fn backward_slope(&self, z: &Tensor, d_a: &Tensor) -> f32 {
        self.row().d_parameter.map_or(0.0, |backward| backward(z.data(), d_a.data()) as f32)
    }

    fn first_values(&self, learned: Option<f32>) -> Values {
        let mut values = Values::default();
        for (to, from) in values.iter_mut().zip(self.values()) {
            *to = *from;
        }
        if let Some(learned) = learned {
            values[0] = learned;
        }
        values
    }
}

/// The kernels of a function that gives `(f(x), f'(x))` for constants, `x` and the values of the parameters.
macro_rules! kernels {
    ($function:expr) => {
        Kernels {
            forward: |z, a, values| forward($function, z, a, values),
            forward_with_derivative: |z, a, derivative, values| {
                forward_with_derivative($function, z, a, derivative, values)
            },
        }
    };
}
use kernels;

#[inline(always)]
fn forward(function: impl Fn(&Constants, f32, Values) -> (f32, f32), z: &[f32], a: &mut [f32], values: Values) {
    let (count, constants) = (z.len() / LANES * LANES, constants());
    for (a, &z) in a[..count].iter_mut().zip(&z[..count]) {
        *a = function(constants, z, values).0;
    }
}

#[inline(always)]
fn forward_with_derivative(
    function: impl Fn(&Constants, f32, Values) -> (f32, f32),
    z: &[f32],
    a: &mut [f32],
    derivative: &mut [f32],
    values: Values,
) {
    let (count, constants) = (z.len() / LANES * LANES, constants());
    for ((a, derivative), &z) in a[..count].iter_mut().zip(&mut derivative[..count]).zip(&z[..count]) {
        (*a, *derivative) = function(constants, z, values);
    }
}
