//! The table of activations. To add a function, add its row.
//!
//! This file is long because it is one table: everything about a function stands in its row.
//!
//! A row's `kernels!` closure takes the constants of [`math`](super::super::math), x and the values of the row's first two parameters and gives `(f(x), f'(x))`;
//! formula and derivative are the same in [text](super::super::formula), which a test compares with the closure on a grid.
//! The order is that of the page: the first rows are those of the switch, the rest is behind "More".
//!
//! Every row keeps NaN, so that a divergence can not look like a dead unit: `if x <= 0.0 { 0.0 } else { x }` does, `x.max(0.0)` does not.
//! At ±∞ it gives the limits, no NaN out of `∞ · 0`: hence [`clamp_to_finite`] and `clamp_min(x, f32::MIN)` where a factor may vanish.

use super::super::choice::Parameter;
use super::super::math::{
    clamp_max, clamp_min, clamp_to_finite, exp, exp_and_exp_m1_of_negative, exp_of_minus_square,
    one_plus_erf_and_gaussian, sigmoid_and_derivative, sigmoid_and_ln_1p_exp, sin_cos, tanh, tanh_and_derivative,
};
use super::{ActivationRow, Family, InPlace, Kernels, forward, forward_with_derivative, kernels, sum_of_pairs};

/// 1/√(2π)
const INVERSE_SQRT_2_PI: f32 = 0.398_942_3;

/// 2·√(2/π)
const SQRT_8_OVER_PI: f32 = 1.595_769_2;

/// `min(max(low, x), high)` and its derivative, which is 0 at both ends. As in `PyTorch`, -0 stays -0.
#[inline(always)]
fn clamp_and_derivative(x: f32, low: f32, high: f32) -> (f32, f32) {
    (clamp_max(clamp_min(x, low), high), if x <= low || x >= high { 0.0 } else { 1.0 })
}

/// `x · factor` for x ≤ 0, or a factor that goes to 0 only as x goes to -∞: then it is 0, not the NaN that `-∞ · 0` is. Keeps NaN.
#[inline(always)]
fn times_vanishing(x: f32, factor: f32) -> f32 {
    if factor == 0.0 && x <= 0.0 { -0.0 } else { x * factor }
}

pub(super) static TABLE: &[ActivationRow] = &[
    ActivationRow {
        id: "relu",
        name: "ReLU",
        torch: "nn.ReLU",
        torch_arguments: &[],
        parameters: &[],
        formula: "max(0, x)",
        derivative: "0 if x <= 0 else 1",
        kink: "0 at x = 0",
        family: Family::Rectifier,
        can_be_zero: true,
        source: "Nair & Hinton 2010; Glorot, Bordes & Bengio 2011",
        kernels: kernels!(|_, x, _| (clamp_min(x, 0.0), if x <= 0.0 { 0.0 } else { 1.0 })),
        in_place: Some(InPlace::Relu),
        d_parameter: None,
    },
    ActivationRow {
        id: "leaky_relu",
        name: "Leaky ReLU",
        torch: "nn.LeakyReLU",
        torch_arguments: &[],
        parameters: &[Parameter::number("negative_slope", 0.01, 0.0, 1.0)],
        formula: "x if x > 0 else negative_slope*x",
        derivative: "1 if x > 0 else negative_slope",
        kink: "negative_slope at x = 0",
        family: Family::Rectifier,
        can_be_zero: false,
        source: "Maas, Hannun & Ng 2013",
        kernels: kernels!(|_, x, [slope, _]| if x > 0.0 { (x, 1.0) } else { (times_vanishing(x, slope), slope) }),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "elu",
        name: "ELU",
        torch: "nn.ELU",
        torch_arguments: &[],
        parameters: &[Parameter::number("alpha", 1.0, 0.0, 10.0)],
        formula: "x if x > 0 else alpha*(exp(x) - 1)",
        derivative: "1 if x > 0 else alpha*exp(x)",
        kink: "alpha at x = 0",
        family: Family::Smooth,
        can_be_zero: false,
        source: "Clevert, Unterthiner & Hochreiter 2015, arXiv 1511.07289",
        kernels: kernels!(|c, x, [alpha, _]| {
            let (exp, exp_m1) = exp_and_exp_m1_of_negative(c, clamp_max(x, 0.0));
            if x <= 0.0 { (alpha * exp_m1, alpha * exp) } else { (x, 1.0) }
        }),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "gelu",
        name: "GELU",
        torch: "nn.GELU",
        torch_arguments: &[("approximate", "none")],
        parameters: &[],
        formula: "x*(1 + erf(x/sqrt(2)))/2",
        derivative: "(1 + erf(x/sqrt(2)))/2 + x*exp(-x^2/2)/sqrt(2*pi)",
        kink: "",
        family: Family::Smooth,
        can_be_zero: false,
        source: "Hendrycks & Gimpel 2016, arXiv 1606.08415",
        kernels: kernels!(|_, x, _| {
            let (one_plus_erf, gaussian) = one_plus_erf_and_gaussian(x);
            // Halved first: of more than half of the largest float32 the product with 1 + erf = 2 is infinite.
            let half = 0.5 * one_plus_erf;
            (times_vanishing(x, half), half + clamp_to_finite(x) * (gaussian * INVERSE_SQRT_2_PI))
        }),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "silu",
        name: "SiLU",
        torch: "nn.SiLU",
        torch_arguments: &[],
        parameters: &[],
        formula: "x/(1 + exp(-x))",
        derivative: "sigmoid(x) + x*sigmoid(x)*sigmoid(-x)",
        kink: "",
        family: Family::Smooth,
        can_be_zero: false,
        source: "Elfwing, Uchibe & Doya 2017, arXiv 1702.03118",
        kernels: kernels!(|c, x, _| {
            let (sigmoid, d_sigmoid) = sigmoid_and_derivative(c, x);
            (clamp_min(x, f32::MIN) * sigmoid, sigmoid + clamp_to_finite(x) * d_sigmoid)
        }),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "tanh",
        name: "Tanh",
        torch: "nn.Tanh",
        torch_arguments: &[],
        parameters: &[],
        formula: "tanh(x)",
        derivative: "1 - tanh(x)^2",
        kink: "",
        family: Family::Saturating,
        can_be_zero: false,
        source: "LeCun et al. 1998, \"Efficient BackProp\"",
        kernels: kernels!(|c, x, _| tanh_and_derivative(c, x)),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "sigmoid",
        name: "Sigmoid",
        torch: "nn.Sigmoid",
        torch_arguments: &[],
        parameters: &[],
        formula: "1/(1 + exp(-x))",
        derivative: "sigmoid(x)*sigmoid(-x)",
        kink: "",
        family: Family::Saturating,
        can_be_zero: false,
        source: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html",
        kernels: kernels!(|c, x, _| sigmoid_and_derivative(c, x)),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "identity",
        name: "Identity",
        torch: "nn.Identity",
        torch_arguments: &[],
        parameters: &[],
        formula: "x",
        derivative: "1",
        kink: "",
        family: Family::Other,
        can_be_zero: false,
        source: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Identity.html",
        kernels: kernels!(|_, x, _| (x, 1.0)),
        in_place: Some(InPlace::Identity),
        d_parameter: None,
    },
    ActivationRow {
        id: "relu6",
        name: "ReLU6",
        torch: "nn.ReLU6",
        torch_arguments: &[],
        parameters: &[],
        formula: "min(max(0, x), 6)",
        derivative: "0 if x <= 0 else 0 if x >= 6 else 1",
        kink: "0 at x = 0 and at x = 6",
        family: Family::Rectifier,
        can_be_zero: true,
        source: "Krizhevsky 2010, \"Convolutional Deep Belief Networks on CIFAR-10\"",
        kernels: kernels!(|_, x, _| clamp_and_derivative(x, 0.0, 6.0)),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "prelu",
        name: "PReLU",
        torch: "nn.PReLU",
        torch_arguments: &[],
        parameters: &[Parameter::number("init", 0.25, 0.0, 1.0)],
        formula: "x if x > 0 else a*x",
        derivative: "1 if x > 0 else a",
        kink: "a at x = 0",
        family: Family::Rectifier,
        can_be_zero: false,
        source: "He et al. 2015, arXiv 1502.01852",
        kernels: kernels!(|_, x, [a, _]| if x > 0.0 { (x, 1.0) } else { (times_vanishing(x, a), a) }),
        in_place: None,
        d_parameter: Some(|z, d_a| sum_of_pairs(z, d_a, |x, d_a| if x > 0.0 { 0.0 } else { x * d_a })),
    },
    ActivationRow {
        id: "celu",
        name: "CELU",
        torch: "nn.CELU",
        torch_arguments: &[],
        parameters: &[Parameter::number("alpha", 1.0, 0.01, 10.0)],
        formula: "x if x > 0 else alpha*(exp(x/alpha) - 1)",
        derivative: "1 if x > 0 else exp(x/alpha)",
        kink: "",
        family: Family::Smooth,
        can_be_zero: false,
        source: "Barron 2017, arXiv 1704.07483",
        kernels: kernels!(|c, x, [alpha, _]| {
            let (exp, exp_m1) = exp_and_exp_m1_of_negative(c, clamp_max(x / alpha, 0.0));
            if x <= 0.0 { (alpha * exp_m1, exp) } else { (x, 1.0) }
        }),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "selu",
        name: "SELU",
        torch: "nn.SELU",
        torch_arguments: &[],
        parameters: &[],
        formula: "1.0507009873554805*(x if x > 0 else 1.6732632423543772*(exp(x) - 1))",
        derivative: "1.0507009873554805*(1 if x > 0 else 1.6732632423543772*exp(x))",
        kink: "1.7581, the left one, at x = 0",
        family: Family::Smooth,
        can_be_zero: false,
        source: "Klambauer et al. 2017, arXiv 1706.02515",
        kernels: kernels!(|c, x, _| {
            const SCALE: f32 = 1.050_701;
            const ALPHA: f32 = 1.673_263_2;
            let (exp, exp_m1) = exp_and_exp_m1_of_negative(c, clamp_max(x, 0.0));
            if x <= 0.0 { (SCALE * ALPHA * exp_m1, SCALE * ALPHA * exp) } else { (SCALE * x, SCALE) }
        }),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "gelu_tanh",
        name: "GELU (tanh)",
        torch: "nn.GELU",
        torch_arguments: &[("approximate", "tanh")],
        parameters: &[],
        formula: "x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3)))/2",
        derivative: "sigmoid(2*sqrt(2/pi)*(x + 0.044715*x^3))*(1 + x*sigmoid(-2*sqrt(2/pi)*(x + 0.044715*x^3))*2*sqrt(2/pi)*(1 + 0.134145*x^2))",
        kink: "",
        family: Family::Smooth,
        can_be_zero: false,
        source: "Hendrycks & Gimpel 2016, arXiv 1606.08415",
        kernels: kernels!(|c, x, _| {
            // (1 + tanh(u))/2 = sigmoid(2u), which keeps its digits on the left; beyond 20 it is 0 or 1.
            let near = clamp_max(clamp_min(x, -20.0), 20.0);
            let square = near * near;
            let (sigmoid, d_sigmoid) = sigmoid_and_derivative(c, SQRT_8_OVER_PI * (near + 0.044_715 * (near * square)));
            let d_inner = SQRT_8_OVER_PI * (1.0 + 0.134_145 * square);
            (clamp_min(x, f32::MIN) * sigmoid, sigmoid + near * (d_sigmoid * d_inner))
        }),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "mish",
        name: "Mish",
        torch: "nn.Mish",
        torch_arguments: &[],
        parameters: &[],
        formula: "x*tanh(log(1 + exp(x)))",
        derivative: "tanh(log(1 + exp(x))) + x*sigmoid(x)*(1 - tanh(log(1 + exp(x)))^2)",
        kink: "",
        family: Family::Smooth,
        can_be_zero: false,
        source: "Misra 2019, arXiv 1908.08681",
        kernels: kernels!(|c, x, _| {
            // With e = exp(-|x|), tanh(log(1 + exp(x))) = top/bottom and 1 - tanh² = gap·(top + bottom)/bottom², nothing cancels or overflows.
            let e = exp(c, -x.abs());
            let top = if x < 0.0 { e * (e + 2.0) } else { 1.0 + 2.0 * e };
            let gap = if x < 0.0 { 2.0 } else { 2.0 * (e * e) };
            let bottom = top + gap;
            let tanh = top / bottom;
            let sigmoid = (if x < 0.0 { e } else { 1.0 }) / (1.0 + e);
            let derivative = tanh + clamp_to_finite(x) * (sigmoid * (gap * (top + bottom) / (bottom * bottom)));
            (clamp_min(x, f32::MIN) * tanh, derivative)
        }),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "softplus",
        name: "Softplus",
        torch: "nn.Softplus",
        torch_arguments: &[],
        parameters: &[Parameter::number("beta", 1.0, 0.01, 100.0), Parameter::number("threshold", 20.0, 0.0, 1000.0)],
        formula: "x if beta*x > threshold else log(1 + exp(beta*x))/beta",
        derivative: "1 if beta*x > threshold else sigmoid(beta*x)",
        kink: "1 beyond beta*x = threshold",
        family: Family::Smooth,
        can_be_zero: false,
        source: "Dugas et al. 2001; https://docs.pytorch.org/docs/stable/generated/torch.nn.Softplus.html",
        kernels: kernels!(|c, x, [beta, threshold]| {
            let u = beta * x;
            let positive = if u <= 0.0 { 0.0 } else { u };
            let (sigmoid, rest) = sigmoid_and_ln_1p_exp(c, u);
            if u > threshold { (x, 1.0) } else { ((positive + rest) / beta, sigmoid) }
        }),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "log_sigmoid",
        name: "LogSigmoid",
        torch: "nn.LogSigmoid",
        torch_arguments: &[],
        parameters: &[],
        formula: "-log(1 + exp(-x))",
        derivative: "sigmoid(-x)",
        kink: "",
        family: Family::Other,
        can_be_zero: false,
        source: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html",
        kernels: kernels!(|c, x, _| {
            let (sigmoid, rest) = sigmoid_and_ln_1p_exp(c, -x);
            ((if x >= 0.0 { 0.0 } else { x }) - rest, sigmoid)
        }),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "hardtanh",
        name: "Hardtanh",
        torch: "nn.Hardtanh",
        torch_arguments: &[],
        parameters: &[Parameter::number("min_val", -1.0, -100.0, 0.0), Parameter::number("max_val", 1.0, 0.0, 100.0)],
        formula: "min(max(min_val, x), max_val)",
        derivative: "0 if x <= min_val else 0 if x >= max_val else 1",
        kink: "0 at both ends",
        family: Family::Saturating,
        can_be_zero: false,
        source: "Collobert 2004; https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html",
        kernels: kernels!(|_, x, [min, max]| clamp_and_derivative(x, min, max)),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "hardsigmoid",
        name: "Hardsigmoid",
        torch: "nn.Hardsigmoid",
        torch_arguments: &[],
        parameters: &[],
        formula: "min(max(0, x + 3), 6)/6",
        derivative: "0 if x <= -3 else 0 if x >= 3 else 1/6",
        kink: "0 at x = -3 and at x = 3",
        family: Family::Saturating,
        can_be_zero: true,
        source: "Courbariaux, Bengio & David 2015, arXiv 1511.00363; https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html",
        kernels: kernels!(|_, x, _| (
            clamp_and_derivative(x + 3.0, 0.0, 6.0).0 / 6.0,
            if x > -3.0 && x < 3.0 { 1.0 / 6.0 } else { 0.0 }
        )),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "hardswish",
        name: "Hardswish",
        torch: "nn.Hardswish",
        torch_arguments: &[],
        parameters: &[],
        formula: "x*min(max(0, x + 3), 6)/6",
        derivative: "0 if x <= -3 else 1 if x >= 3 else (2*x + 3)/6",
        kink: "0 at x = -3, 1 at x = 3",
        family: Family::Other,
        can_be_zero: true,
        source: "Howard et al. 2019, arXiv 1905.02244",
        kernels: kernels!(|_, x, _| {
            let value = clamp_min(x, f32::MIN) * clamp_and_derivative(x + 3.0, 0.0, 6.0).0 / 6.0;
            let slope = if x >= 3.0 { 1.0 } else { (2.0 * x + 3.0) / 6.0 };
            // The product with 6 of the largest numbers is infinite.
            (
                if x > f32::MAX / 6.0 { x } else { value },
                if x <= -3.0 {
                    0.0
                } else if x.is_nan() {
                    1.0
                } else {
                    slope
                },
            )
        }),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "softsign",
        name: "Softsign",
        torch: "nn.Softsign",
        torch_arguments: &[],
        parameters: &[],
        formula: "x/(1 + |x|)",
        derivative: "1/(1 + |x|)^2",
        kink: "",
        family: Family::Saturating,
        can_be_zero: false,
        source: "Bergstra et al. 2009; Turian, Bergstra & Bengio 2009",
        kernels: kernels!(|_, x, _| {
            let reciprocal = 1.0 / (1.0 + x.abs());
            (clamp_to_finite(x) / (1.0 + clamp_to_finite(x).abs()), reciprocal * reciprocal)
        }),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "tanhshrink",
        name: "Tanhshrink",
        torch: "nn.Tanhshrink",
        torch_arguments: &[],
        parameters: &[],
        formula: "x - tanh(x)",
        derivative: "tanh(x)^2",
        kink: "",
        family: Family::Other,
        can_be_zero: false,
        source: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html",
        kernels: kernels!(|c, x, _| (x - tanh(c, x), tanh(c, x) * tanh(c, x))),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "softshrink",
        name: "Softshrink",
        torch: "nn.Softshrink",
        torch_arguments: &[],
        parameters: &[Parameter::number("lambd", 0.5, 0.0, 100.0)],
        formula: "0 if |x| <= lambd else x + lambd if x < 0 else x - lambd",
        derivative: "0 if |x| <= lambd else 1",
        kink: "0 at x = -lambd and at x = lambd",
        family: Family::Other,
        can_be_zero: true,
        source: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Softshrink.html",
        kernels: kernels!(|_, x, [lambd, _]| {
            let value = if x < 0.0 { x + lambd } else { x - lambd };
            if x.abs() <= lambd { (0.0, 0.0) } else { (value, 1.0) }
        }),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "hardshrink",
        name: "Hardshrink",
        torch: "nn.Hardshrink",
        torch_arguments: &[],
        parameters: &[Parameter::number("lambd", 0.5, 0.0, 100.0)],
        formula: "0 if |x| <= lambd else x",
        derivative: "0 if |x| <= lambd else 1",
        kink: "0 at x = -lambd and at x = lambd",
        family: Family::Other,
        can_be_zero: true,
        source: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardshrink.html",
        kernels: kernels!(|_, x, [lambd, _]| if x.abs() <= lambd { (0.0, 0.0) } else { (x, 1.0) }),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "swish",
        name: "Swish",
        torch: "x * torch.sigmoid(beta * x)",
        torch_arguments: &[],
        parameters: &[Parameter::usual("beta", 1.0, 0.0, 100.0)],
        formula: "x/(1 + exp(-beta*x))",
        derivative: "sigmoid(beta*x) + beta*x*sigmoid(beta*x)*sigmoid(-beta*x)",
        kink: "",
        family: Family::Smooth,
        can_be_zero: false,
        source: "Ramachandran, Zoph & Le 2017, arXiv 1710.05941",
        kernels: kernels!(|c, x, [beta, _]| {
            // beta = 0 makes it x/2, also at ±∞.
            let u = clamp_to_finite(beta * clamp_to_finite(x));
            let (sigmoid, d_sigmoid) = sigmoid_and_derivative(c, u);
            (times_vanishing(x, sigmoid), sigmoid + u * d_sigmoid)
        }),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "squared_relu",
        name: "Squared ReLU",
        torch: "torch.relu(x) ** 2",
        torch_arguments: &[],
        parameters: &[],
        formula: "max(0, x)^2",
        derivative: "2*max(0, x)",
        kink: "",
        family: Family::Rectifier,
        can_be_zero: true,
        source: "So et al. 2021, arXiv 2109.08668",
        kernels: kernels!(|_, x, _| if x <= 0.0 { (0.0, 0.0) } else { (x * x, 2.0 * x) }),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "sine",
        name: "Sine",
        torch: "torch.sin(x)",
        torch_arguments: &[],
        parameters: &[],
        formula: "sin(x)",
        derivative: "cos(x)",
        kink: "",
        family: Family::Other,
        can_be_zero: false,
        source: "Sitzmann et al. 2020, arXiv 2006.09661",
        kernels: kernels!(|_, x, _| sin_cos(x)),
        in_place: None,
        d_parameter: None,
    },
    ActivationRow {
        id: "gaussian",
        name: "Gaussian",
        torch: "torch.exp(-x * x)",
        torch_arguments: &[],
        parameters: &[],
        formula: "exp(-x^2)",
        derivative: "-2*x*exp(-x^2)",
        kink: "",
        family: Family::Other,
        can_be_zero: false,
        source: "Broomhead & Lowe 1988",
        kernels: kernels!(|_, x, _| {
            let value = exp_of_minus_square(x);
            (value, -2.0 * (clamp_to_finite(x) * value))
        }),
        in_place: None,
        d_parameter: None,
    },
];
