//! How the scale of activations and gradients changes from layer to layer in a wide random net.
//!
//! With q the mean square of the pre-activations, weights of variance `sw2 / fan_in` and biases of variance `sb2`:
//!
//! ```text
//! q'  = sw2 · E[f(√q z)²] + sb2        z ~ N(0, 1)
//! chi = sw2 · E[f'(√q z)²]
//! ```
//!
//! Going back through a layer multiplies the gradient's norm by √chi (Poole et al. 2016, Schoenholz et al. 2017).
//! chi = 1 is critical: ReLU reaches it at `sw2` = 2, whatever q is.

use crate::nn::activation::Activation;

/// The variance of weights and biases of an initialisation, as a wide net sees them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variance {
    /// Variance of a weight times `fan_in`.
    pub weight: f64,
    /// Variance of a bias.
    pub bias: f64,
}

/// An initialisation on the page: its variances, and the spec's way to say it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scheme {
    /// The name on the page.
    pub name: &'static str,
    /// Its variances.
    pub variance: Variance,
    /// `init=…&bias=…` of a spec that draws such weights.
    pub query: &'static str,
}

/// Width of the measured nets, and of the bias variance of `PyTorch`'s default.
pub const WIDTH: u32 = 64;

/// He's, critical for `ReLU`.
pub const HE: Scheme =
    Scheme { name: "He", variance: Variance { weight: 2.0, bias: 0.0 }, query: "init=kaiming_normal" };
/// Glorot's, on square layers.
pub const XAVIER: Scheme =
    Scheme { name: "Xavier", variance: Variance { weight: 1.0, bias: 0.0 }, query: "init=xavier_normal" };
/// That of `torch.nn.Linear`.
pub const TORCH_DEFAULT: Scheme = Scheme {
    name: "PyTorch default",
    variance: Variance { weight: 1.0 / 3.0, bias: 1.0 / (3.0 * WIDTH as f64) },
    query: "init=torch_default&bias=torch_default",
};

/// The initialisations that are compared.
pub const SCHEMES: &[Scheme] = &[HE, XAVIER, TORCH_DEFAULT];

/// A layer of the mean-field picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerScale {
    /// Mean square of the pre-activations.
    pub q: f64,
    /// Mean square of the outputs.
    pub output: f64,
    /// What the gradient's norm is multiplied by, going back through the layer.
    pub gradient_factor: f64,
}

/// The mean of `g(z)` for z ~ N(0, 1): the midpoint rule on [-9, 9], exact to many digits for smooth g.
/// No point lies on 0, where most kinks are: a kink's convention must not count.
pub fn gaussian_mean(g: impl Fn(f64) -> f64) -> f64 {
    const HALF: i32 = 4500;
    const STEP: f64 = 0.002;
    let (mut sum, mut weight) = (0.0, 0.0);
    for i in -HALF..HALF {
        let z = (f64::from(i) + 0.5) * STEP;
        let density = (-0.5 * z * z).exp();
        sum += density * g(z);
        weight += density;
    }
    sum / weight
}

/// The layers of a net of this depth, fed with inputs of mean square 1: `q` of the first layer is `sw2 + sb2`.
pub fn layers(activation: &Activation, variance: Variance, depth: usize) -> Vec<LayerScale> {
    let mut q = variance.weight + variance.bias;
    let square = |value: f32| f64::from(value) * f64::from(value);
    let mut layers = Vec::with_capacity(depth);
    for _ in 0..depth {
        let deviation = q.sqrt();
        let at = |z: f64| (deviation * z) as f32;
        let output = gaussian_mean(|z| square(activation.value(at(z))));
        let slope = gaussian_mean(|z| square(activation.derivative(at(z))));
        layers.push(LayerScale { q, output, gradient_factor: (variance.weight * slope).sqrt() });
        q = variance.weight * output + variance.bias;
    }
    layers
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Published factors per layer (geometric mean over 20 layers): PyTorch default, Xavier, He.
    #[allow(clippy::approx_constant, reason = "the published digits")]
    const TABLE: [(&str, [f64; 3]); 14] = [
        ("identity", [0.577, 1.0, 1.414]),
        ("relu", [0.4082, 0.7071, 1.0]),
        ("leaky_relu(0.01)", [0.4082, 0.7071, 1.0]),
        ("leaky_relu(0.2)", [0.416, 0.721, 1.0198]),
        ("sigmoid", [0.141, 0.235, 0.315]),
        ("tanh", [0.565, 0.920, 1.030]),
        ("elu", [0.553, 0.907, 1.077]),
        ("selu", [0.767, 1.037, 1.175]),
        ("gelu", [0.294, 0.519, 0.870]),
        ("silu", [0.291, 0.510, 0.761]),
        ("mish", [0.349, 0.611, 0.972]),
        ("softplus", [0.295, 0.538, 0.864]),
        ("softsign", [0.497, 0.850, 0.954]),
        ("hardtanh", [0.576, 0.973, 1.150]),
    ];

    #[test]
    fn the_factors_per_layer_are_the_published_ones() {
        for (id, expected) in TABLE {
            let activation: Activation = id.parse().unwrap();
            for (name, expected) in ["PyTorch default", "Xavier", "He"].into_iter().zip(expected) {
                let scheme = SCHEMES.iter().find(|scheme| scheme.name == name).unwrap();
                let layers = layers(&activation, scheme.variance, 20);
                let over_20: f64 = layers.iter().map(|layer| layer.gradient_factor).product();
                let got = over_20.powf(1.0 / 20.0);
                println!("{id:18} {name:16} {got:.4} a layer (published {expected}), {over_20:.3e} over 20");
                assert!((got / expected - 1.0).abs() < 0.01, "{id}, {name}: {got:.4}, published {expected}");
            }
        }
    }

    #[test]
    fn selu_keeps_its_second_moment() {
        let selu: Activation = "selu".parse().unwrap();
        let layers = layers(&selu, Variance { weight: 1.0, bias: 0.0 }, 3);
        assert!(layers.iter().all(|layer| (layer.q - 1.0).abs() < 1e-4), "{layers:?}");
        // In closed form: scale² (1/2 + alpha² e² Φ(-2)).
        let (scale, alpha) = (1.050_700_987_355_480_5_f64, 1.673_263_242_354_377_2_f64);
        let phi = 0.5 * libm::erfc(2.0 / std::f64::consts::SQRT_2);
        let expected = scale * scale * (0.5 + alpha * alpha * (2.0_f64).exp() * phi);
        let got = layers[0].gradient_factor * layers[0].gradient_factor;
        assert!((got - expected).abs() < 1e-4, "{got}, in closed form {expected}");
    }
}
