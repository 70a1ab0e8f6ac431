//! The table of properties against theory, for every function at the smallest, the usual and the largest value of every parameter.
//! What is right stands here a second time, in closed form or found from a formula that is written down here.

use std::f64::consts::{E, SQRT_2, TAU};

use relu_lab::explore::pieces::Join::{self, Jump, Kink};
use relu_lab::explore::properties::Properties;
use relu_lab::nn::activation::{Activation, ActivationRow};
use relu_lab::nn::choice::Row;

const INF: f64 = f64::INFINITY;

/// What theory says of a function.
#[derive(Debug)]
struct Theory {
    /// Infimum and supremum, each with whether it is taken.
    range: (f64, bool, f64, bool),
    /// Supremum of |f'| and whether it is taken.
    slope: (f64, bool),
    flat: Vec<(f64, f64)>,
    saturates: (bool, bool),
    can_die: bool,
    breaks: Vec<(f64, Join)>,
    monotone: bool,
    /// Whether the mean under N(0, 1) is 0 to six digits.
    centred: bool,
}

/// Increasing from -∞ to ∞ with the largest slope 1; what differs is set beside it.
fn line() -> Theory {
    Theory {
        range: (-INF, false, INF, false),
        slope: (1.0, true),
        flat: vec![],
        saturates: (false, false),
        can_die: false,
        breaks: vec![],
        monotone: true,
        centred: false,
    }
}

fn relu() -> Theory {
    Theory {
        range: (0.0, true, INF, false),
        flat: vec![(-INF, 0.0)],
        saturates: (true, false),
        can_die: true,
        breaks: vec![(0.0, Kink)],
        ..line()
    }
}

/// Falls to `low` left of 0 and rises again; steepest with `slope`.
fn dip(low: f64, slope: f64) -> Theory {
    Theory { range: (low, true, INF, false), slope: (slope, true), saturates: (true, false), monotone: false, ..line() }
}

/// The smallest value of f and the largest of its difference quotients for -5 < x < 5.
fn dip_of(f: impl Fn(f64) -> f64) -> Theory {
    let places = || (-50_000..50_000).map(|i| f64::from(i) * 1e-4);
    let low = places().map(&f).fold(INF, f64::min);
    let slope = places().map(|x| (f(x + 1e-5) - f(x - 1e-5)) / 2e-5).fold(0.0, f64::max);
    dip(low, slope)
}

fn clamp(low: f64, high: f64, slope: f64, (left, right): (f64, f64)) -> Theory {
    if left >= right {
        let range = (low, true, high, true);
        return Theory {
            range,
            slope: (0.0, true),
            flat: vec![(-INF, INF)],
            saturates: (true, true),
            can_die: low == 0.0,
            centred: low == 0.0,
            ..line()
        };
    }
    Theory {
        range: (low, true, high, true),
        slope: (slope, true),
        flat: vec![(-INF, left), (right, INF)],
        saturates: (true, true),
        can_die: low == 0.0 || high == 0.0,
        breaks: vec![(left, Kink), (right, Kink)],
        centred: (low + high).abs() < 1e-6 || (low < -6.0 && high > 6.0),
        ..line()
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn theory(id: &str, p: &[f64]) -> Theory {
    let centred = Theory { centred: true, ..line() };
    match id {
        "leaky_relu" | "prelu" if p[0] == 1.0 => centred,
        "leaky_relu" | "prelu" if p[0] > 0.0 => {
            Theory { breaks: vec![(0.0, Kink)], centred: (1.0 - p[0]).abs() < 1e-6, ..line() }
        }
        "elu" if p[0] > 0.0 => Theory {
            range: (-p[0], false, INF, false),
            slope: (p[0].max(1.0), true),
            saturates: (true, false),
            breaks: if p[0] == 1.0 { vec![] } else { vec![(0.0, Kink)] },
            ..line()
        },
        "relu" | "leaky_relu" | "prelu" | "elu" => relu(),
        "celu" => Theory { range: (-p[0], false, INF, false), saturates: (true, false), ..line() },
        "selu" => Theory {
            range: (-1.758_099_340_847_376_6, false, INF, false),
            slope: (1.758_099_340_847_376_6, true),
            saturates: (true, false),
            breaks: vec![(0.0, Kink)],
            centred: true,
            ..line()
        },
        // f' = Φ + xφ is largest where f'' = (2 - x²)φ = 0.
        "gelu" => dip(-0.169_971_206, 0.5 * libm::erfc(-1.0) + SQRT_2 * (-1.0_f64).exp() / TAU.sqrt()),
        "gelu_tanh" => dip_of(|x| x * sigmoid((8.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x.powi(3)))),
        // The minimum is -W(1/e), and scaling x scales only the value.
        "silu" => dip(-0.278_464_542_761, 1.099_839_320_8),
        "swish" if p[0] == 0.0 => Theory { slope: (0.5, true), ..centred },
        "swish" => dip(-0.278_464_542_761 / p[0], 1.099_839_320_8),
        "mish" => dip_of(|x| x * x.exp().ln_1p().tanh()),
        "tanh" | "softsign" => {
            Theory { range: (-1.0, false, 1.0, false), saturates: (true, true), centred: true, ..line() }
        }
        "sigmoid" => Theory { range: (0.0, false, 1.0, false), slope: (0.25, true), saturates: (true, true), ..line() },
        "identity" => centred,
        "relu6" => clamp(0.0, 6.0, 1.0, (0.0, 6.0)),
        "hardtanh" => clamp(p[0], p[1], 1.0, (p[0], p[1])),
        "hardsigmoid" => clamp(0.0, 1.0, 1.0 / 6.0, (-3.0, 3.0)),
        // Beyond threshold/beta it is x itself; the step there is log(1 + exp(-threshold))/beta.
        "softplus" => Theory {
            range: (0.0, false, INF, false),
            saturates: (true, false),
            breaks: if p[1] < 14.0 { vec![(p[1] / p[0], Jump)] } else { vec![] },
            monotone: p[1] > 14.0,
            ..line()
        },
        "log_sigmoid" => {
            Theory { range: (-INF, false, 0.0, false), slope: (1.0, false), saturates: (false, true), ..line() }
        }
        "hardswish" => Theory {
            range: (-0.375, true, INF, false),
            slope: (1.5, false),
            flat: vec![(-INF, -3.0)],
            saturates: (true, false),
            can_die: true,
            breaks: vec![(-3.0, Kink), (3.0, Kink)],
            monotone: false,
            centred: false,
        },
        "tanhshrink" => Theory { slope: (1.0, false), ..centred },
        "softshrink" | "hardshrink" if p[0] == 0.0 => centred,
        "softshrink" | "hardshrink" => {
            let kind = if id == "softshrink" { Kink } else { Jump };
            Theory { flat: vec![(-p[0], p[0])], can_die: true, breaks: vec![(-p[0], kind), (p[0], kind)], ..centred }
        }
        "squared_relu" => Theory { slope: (INF, false), breaks: vec![], ..relu() },
        "sine" => Theory { range: (-1.0, true, 1.0, true), monotone: false, ..centred },
        "gaussian" => Theory {
            range: (0.0, false, 1.0, true),
            slope: ((2.0 / E).sqrt(), true),
            saturates: (true, true),
            monotone: false,
            ..line()
        },
        other => panic!("no theory of {other}"),
    }
}

/// A row with each of its parameters at the smallest, the usual and the largest value, in all combinations, and at some in between.
fn settings(row: &'static ActivationRow) -> Vec<Activation> {
    let mut all = vec![Activation::of(row)];
    for p in row.parameters() {
        let between = [0.005_f32, 0.3, 0.996, 0.999_999_9, 1.000_000_1, 3.0, 13.0, -0.001, -7.5];
        let values =
            [p.min, p.default, p.max].into_iter().chain(between.into_iter().filter(|v| (p.min..=p.max).contains(v)));
        let values: Vec<f32> = values.collect();
        all = all.iter().flat_map(|a| values.iter().map(|value| a.with(p.name, *value).expect("allowed"))).collect();
    }
    all
}

#[test]
fn every_property_of_every_function_is_that_of_theory() {
    let mut wrong = Vec::new();
    for row in ActivationRow::table() {
        for activation in settings(row) {
            let p: Vec<f64> = activation.values().iter().map(|value| f64::from(*value)).collect();
            let (theory, found) = (theory(row.id(), &p), Properties::of(&activation).expect("a formula of the table"));
            let mut check = |what: &str, is: bool| {
                if !is {
                    wrong.push(format!("{activation}, {what}\n    {theory:?}\n    {found:?}"));
                }
            };
            let near = |a: f64, b: f64| a == b || (a - b).abs() <= 1e-6 * b.abs();
            let (low, takes_low, high, takes_high) = theory.range;
            check("smallest value", near(found.low.at, low) && found.low.taken == takes_low);
            check("largest value", near(found.high.at, high) && found.high.taken == takes_high);
            check(
                "largest slope",
                near(found.largest_slope.at, theory.slope.0) && found.largest_slope.taken == theory.slope.1,
            );
            let flat = found.flat.iter().zip(&theory.flat).all(|(a, b)| near(a.0, b.0) && near(a.1, b.1));
            check("flat", flat && found.flat.len() == theory.flat.len());
            check("saturates", (found.saturates_left, found.saturates_right) == theory.saturates);
            check("can die", found.can_die == theory.can_die);
            let breaks = found.breaks.iter().zip(&theory.breaks).all(|(a, b)| near(a.x, b.0) && a.join == b.1);
            check("smooth", breaks && found.breaks.len() == theory.breaks.len());
            check("monotone", found.monotone == theory.monotone);
            check("zero-centred", found.is_zero_centred == theory.centred);
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.iter().take(12).cloned().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn what_can_die_in_the_table_is_what_can_die_with_the_usual_parameters() {
    for row in ActivationRow::table() {
        let found = Properties::of(&Activation::of(row)).expect("a formula of the table");
        assert_eq!(found.can_die, row.can_be_zero, "{}", row.id());
    }
}

#[test]
fn formulas_and_code_agree_at_0_and_on_the_mean() {
    for (function, mean) in [("relu", 0.398_942), ("gelu", 0.282_095), ("sigmoid", 0.5), ("softplus", 0.806_059)] {
        let found = Properties::of(&function.parse().unwrap()).expect("a formula of the table");
        assert!((f64::from(found.gaussian_mean) - mean).abs() < 1e-5, "{function}: {}", found.gaussian_mean);
    }
    let at = |function: &str| {
        let found = Properties::of(&function.parse().unwrap()).expect("a formula of the table");
        (found.at_zero, found.slope_at_zero)
    };
    assert_eq!((at("relu"), at("leaky_relu(0.2)"), at("sigmoid")), ((0.0, 0.0), (0.0, 0.2), (0.5, 0.25)));
}
