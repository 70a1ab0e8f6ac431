//! Initial weights and biases, as `torch.nn.init` and the papers define them.
//!
//! What a scheme draws depends on the seed and the shapes alone, never on the activation: the Kaiming schemes take the gain √2 of ReLU and the
//! Xavier schemes the gain 1, whatever follows. So a switch of the activation starts from the very same weights.

use rand_chacha::ChaCha8Rng;

use super::choice::{Choice, Parameter, Row};
use super::linear::Linear;
use super::random::{beta_2_1, normal, uniform, uniform_integer};

/// A scheme for the initial weights.
pub type Init = Choice<InitRow>;

/// A scheme for the initial biases.
pub type BiasInit = Choice<BiasInitRow>;

/// A row of the table of initialisers.
#[derive(Debug)]
pub struct InitRow {
    id: &'static str,
    name: &'static str,
    parameters: &'static [Parameter],
    /// The rule, in plain text.
    pub rule: &'static str,
    /// Where the rule comes from.
    pub source: &'static str,
    /// Whether the scheme sets the biases too, so that the choice of a [`BiasInit`] does not count.
    pub sets_bias: bool,
    fill: fn(&mut Linear, &[f32], &mut ChaCha8Rng),
}

/// A row of the table of bias initialisers.
#[derive(Debug)]
pub struct BiasInitRow {
    id: &'static str,
    name: &'static str,
    parameters: &'static [Parameter],
    /// The rule, in plain text.
    pub rule: &'static str,
    /// Whether the output layer's bias starts at 0 all the same.
    pub hidden_only: bool,
    fill: fn(&mut Linear, &[f32], &mut ChaCha8Rng),
}

impl Row for InitRow {
    const WHAT: &'static str = "initialisation";

    fn table() -> &'static [Self] {
        TABLE
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

impl Row for BiasInitRow {
    const WHAT: &'static str = "bias initialisation";

    fn table() -> &'static [Self] {
        BIAS_TABLE
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

impl Init {
    /// Draws the weights of a layer (and its biases, if the scheme [sets them](InitRow::sets_bias)), row by row.
    pub fn fill(&self, linear: &mut Linear, rng: &mut ChaCha8Rng) {
        (self.row().fill)(linear, self.values(), rng);
    }
}

impl BiasInit {
    /// Sets the biases of a layer.
    pub fn fill(&self, linear: &mut Linear, rng: &mut ChaCha8Rng) {
        (self.row().fill)(linear, self.values(), rng);
    }
}

const TORCH_INIT: &str = "https://docs.pytorch.org/docs/stable/nn.init.html";
const TORCH_LINEAR: &str = "https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html";

static TABLE: &[InitRow] = &[
    InitRow {
        id: "kaiming_normal",
        name: "Kaiming normal (He)",
        parameters: &[],
        rule: "N(0, 2/fan_in)",
        source: "He et al. 2015, arXiv 1502.01852; torch.nn.init.kaiming_normal_(nonlinearity='relu')",
        sets_bias: false,
        fill: |linear, _, rng| fill_normal(linear, (2.0 / linear.fan_in as f32).sqrt(), rng),
    },
    InitRow {
        id: "kaiming_uniform",
        name: "Kaiming uniform (He)",
        parameters: &[],
        rule: "U(-b, b), b = √(6/fan_in)",
        source: "He et al. 2015, arXiv 1502.01852; torch.nn.init.kaiming_uniform_(nonlinearity='relu')",
        sets_bias: false,
        fill: |linear, _, rng| fill_uniform(linear, (6.0 / linear.fan_in as f32).sqrt(), rng),
    },
    InitRow {
        id: "xavier_normal",
        name: "Xavier normal (Glorot)",
        parameters: &[],
        rule: "N(0, 2/(fan_in + fan_out))",
        source: "Glorot & Bengio 2010; torch.nn.init.xavier_normal_",
        sets_bias: false,
        fill: |linear, _, rng| fill_normal(linear, (2.0 / (linear.fan_in + linear.fan_out) as f32).sqrt(), rng),
    },
    InitRow {
        id: "xavier_uniform",
        name: "Xavier uniform (Glorot)",
        parameters: &[],
        rule: "U(-b, b), b = √(6/(fan_in + fan_out))",
        source: "Glorot & Bengio 2010; torch.nn.init.xavier_uniform_",
        sets_bias: false,
        fill: |linear, _, rng| fill_uniform(linear, (6.0 / (linear.fan_in + linear.fan_out) as f32).sqrt(), rng),
    },
    InitRow {
        id: "torch_default",
        name: "PyTorch's default",
        parameters: &[],
        rule: "U(-b, b), b = 1/√fan_in",
        source: TORCH_LINEAR,
        sets_bias: false,
        fill: |linear, _, rng| fill_uniform(linear, 1.0 / (linear.fan_in as f32).sqrt(), rng),
    },
    InitRow {
        id: "orthogonal",
        name: "Orthogonal",
        parameters: &[Parameter::number("gain", 1.0, 0.0, 10.0)],
        rule: "gain · Q of a QR decomposition of N(0, 1) draws, with positive diagonal of R",
        source: "Saxe et al. 2013, arXiv 1312.6120; torch.nn.init.orthogonal_",
        sets_bias: false,
        fill: |linear, values, rng| fill_orthogonal(linear, values[0], rng),
    },
    InitRow {
        id: "lecun_normal",
        name: "LeCun normal (for SELU)",
        parameters: &[],
        rule: "N(0, 1/fan_in)",
        source: "LeCun et al. 1998; Klambauer et al. 2017, arXiv 1706.02515; torch.nn.init.kaiming_normal_(nonlinearity='linear')",
        sets_bias: false,
        fill: |linear, _, rng| fill_normal(linear, (1.0 / linear.fan_in as f32).sqrt(), rng),
    },
    InitRow {
        id: "normal",
        name: "Normal",
        parameters: &[Parameter::number("std", 1.0, 0.0, 100.0)],
        rule: "N(0, std²)",
        source: TORCH_INIT,
        sets_bias: false,
        fill: |linear, values, rng| fill_normal(linear, values[0], rng),
    },
    InitRow {
        id: "zeros",
        name: "Zeros",
        parameters: &[],
        rule: "0",
        source: TORCH_INIT,
        sets_bias: false,
        fill: |linear, _, _| linear.weight.fill(0.0),
    },
    InitRow {
        id: "rai",
        name: "Randomised asymmetric (RAI)",
        parameters: &[],
        rule: "[W b] ~ N(0, 0.6007²/fan_in), then one random entry of each row is drawn from Beta(2, 1)",
        source: "Lu, Shin, Su & Karniadakis 2020, \"Dying ReLU and Initialization\", arXiv 1903.06733",
        sets_bias: true,
        fill: |linear, _, rng| fill_rai(linear, rng),
    },
];

static BIAS_TABLE: &[BiasInitRow] = &[
    BiasInitRow {
        id: "zeros",
        name: "Zeros",
        parameters: &[],
        rule: "0",
        hidden_only: false,
        fill: |linear, _, _| linear.bias.fill(0.0),
    },
    BiasInitRow {
        id: "constant",
        name: "Constant",
        parameters: &[Parameter::usual("c", 0.1, -100.0, 100.0)],
        rule: "c in the hidden layers, 0 in the output",
        hidden_only: true,
        fill: |linear, values, _| linear.bias.fill(values[0]),
    },
    BiasInitRow {
        id: "torch_default",
        name: "PyTorch's default",
        parameters: &[],
        rule: "U(-b, b), b = 1/√fan_in",
        hidden_only: false,
        fill: |linear, _, rng| {
            let bound = 1.0 / (linear.fan_in as f32).sqrt();
            linear.bias.fill_with(|| uniform(rng, bound));
        },
    },
];

fn fill_normal(linear: &mut Linear, std: f32, rng: &mut ChaCha8Rng) {
    linear.weight.fill_with(|| std * normal(rng));
}

fn fill_uniform(linear: &mut Linear, bound: f32, rng: &mut ChaCha8Rng) {
    linear.weight.fill_with(|| uniform(rng, bound));
}

/// `sw` of the RAI paper, the positive root of `sw²/2 + √(2/π)·(2/3)·sw + 1/2 = 1`:
/// with it the second moment of a layer's outputs is bounded by that of its inputs.
const RAI_STD: f32 = 0.600_747;

fn fill_rai(linear: &mut Linear, rng: &mut ChaCha8Rng) {
    let std = RAI_STD / (linear.fan_in as f32).sqrt();
    for (weights, bias) in linear.weight.chunks_exact_mut(linear.fan_in).zip(&mut linear.bias) {
        weights.fill_with(|| std * normal(rng));
        *bias = std * normal(rng);
        let position = uniform_integer(rng, weights.len() as u32) as usize;
        *weights.get_mut(position).unwrap_or(bias) = beta_2_1(rng);
    }
}

/// Gram-Schmidt with every projection taken twice, in float64: the `Q` that a QR decomposition with `R`'s diagonal positive has.
fn fill_orthogonal(linear: &mut Linear, gain: f32, rng: &mut ChaCha8Rng) {
    let (rows, columns) = (linear.fan_out, linear.fan_in);
    // The shorter side is made orthonormal: rows of a wide matrix, columns of a tall one.
    let (count, length) = (rows.min(columns), rows.max(columns));
    let mut vectors: Vec<Vec<f64>> = Vec::with_capacity(count);
    while vectors.len() < count {
        let mut vector: Vec<f64> = (0..length).map(|_| f64::from(normal(rng))).collect();
        for _ in 0..2 {
            for other in &vectors {
                let along = dot(other, &vector);
                vector.iter_mut().zip(other).for_each(|(v, o)| *v -= along * o);
            }
        }
        let norm = dot(&vector, &vector).sqrt();
        // A draw that (almost) lies in the span of the earlier ones has no direction left; take another.
        if norm > 1e-6 {
            vectors.push(vector.into_iter().map(|v| v / norm).collect());
        }
    }
    for (index, weight) in linear.weight.iter_mut().enumerate() {
        let (row, column) = (index / columns, index % columns);
        *weight = gain * (if rows <= columns { vectors[row][column] } else { vectors[column][row] }) as f32;
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
