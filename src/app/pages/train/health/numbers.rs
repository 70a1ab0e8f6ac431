//! A unit in words and numbers.

use relu_lab::nn::choice::Row;
use relu_lab::plot::format;
use relu_lab::train::snapshot::{Death, Snapshot, UnitDetail, UnitId, UnitNumber};
use relu_lab::train::spec::Spec;

/// So many terms of a formula are written out.
const TERMS: usize = 8;

/// What a unit is given: features, or the outputs of the layer below.
pub fn input_names(spec: &Spec, layer: u32, count: usize) -> Vec<String> {
    if layer == 0 && spec.dimensions() > 2 {
        // Pixels, row by row.
        return (1..=count).map(|pixel| format!("x{}", subscript(pixel))).collect();
    }
    if layer == 0 {
        return spec.inputs().iter().map(|feature| feature.row().name().to_owned()).collect();
    }
    (1..=count).map(|unit| format!("a{}", subscript(unit))).collect()
}

fn subscript(number: usize) -> String {
    number.to_string().bytes().filter_map(|digit| char::from_u32(0x2080 + u32::from(digit - b'0'))).collect()
}

/// `a = ReLU(0.42·x₁ − 1.30·x₂ + 0.20)`, with the numbers as they are now.
pub fn formula(spec: &Spec, detail: &UnitDetail) -> String {
    let names = input_names(spec, detail.id.layer, detail.weights.len());
    let mut sum = String::new();
    let mut add = |value: f32, unit: &str| {
        let text = format::not_hidden(value.abs(), 2);
        let sign = match (sum.is_empty(), value < 0.0) {
            (true, true) => "−",
            (true, false) => "",
            (false, true) => " − ",
            (false, false) => " + ",
        };
        sum.extend([sign, &text, unit]);
    };
    for (weight, name) in detail.weights.iter().zip(&names).take(TERMS) {
        add(*weight, &format!("·{name}"));
    }
    let left_out = detail.weights.len().saturating_sub(TERMS);
    if left_out > 0 {
        add(detail.bias, &format!(" + {left_out} more terms"));
    } else {
        add(detail.bias, "");
    }
    let is_hidden = (detail.id.layer as usize) < spec.hidden.len();
    if is_hidden && spec.batch_norm {
        sum = format!("BN({sum})");
    }
    match detail.activation.id() {
        "identity" => format!("a = {sum}"),
        _ => format!("a = {}({sum})", detail.activation.name()),
    }
}

/// A number of the unit, if it has it.
pub fn number(detail: &UnitDetail, number: UnitNumber) -> Option<f32> {
    match number {
        UnitNumber::Weight(input) => detail.weights.get(input as usize).copied(),
        UnitNumber::Bias => Some(detail.bias),
        UnitNumber::BatchNormWeight => detail.batch_norm.map(|norm| norm.weight),
        UnitNumber::BatchNormBias => detail.batch_norm.map(|norm| norm.bias),
    }
}

/// A count of points as a share: `100 % of the 250 training points`.
pub fn share(count: u32, points: u32) -> String {
    let percent = 100.0 * count as f32 / points.max(1) as f32;
    // All and none are said only of all and none.
    let text = match (count, points) {
        (0, _) => "0".to_owned(),
        (count, points) if count == points => "100".to_owned(),
        _ => format::decimals(percent.clamp(0.1, 99.9), 1),
    };
    format!("{text} % of the {points} training points")
}

/// The death that the unit has not come back from.
pub fn last_death(frame: &Snapshot, id: UnitId) -> Option<&Death> {
    frame.deaths.iter().rev().find(|death| death.id == id).filter(|death| !death.revived)
}

/// The learned slope of a unit's layer, and its batch norm, where it has them.
pub fn learned(detail: &UnitDetail) -> Vec<String> {
    let n = |value| format::not_hidden(value, 3);
    let slope = detail.slope.map(|slope| format!("{} has learned a slope of {}", detail.activation.name(), n(slope)));
    let norm = detail.batch_norm.as_ref().map(|norm| {
        format!(
            "Batch norm: γ {}, β {}; mean {} and variance {} now, running {} and {}",
            n(norm.weight),
            n(norm.bias),
            n(norm.mean),
            n(norm.var),
            n(norm.running_mean),
            n(norm.running_var)
        )
    });
    slope.into_iter().chain(norm).collect()
}

/// Mean |a| over the layer's mean |a|.
pub fn dormancy(frame: &Snapshot, id: UnitId) -> Option<f32> {
    frame.layers.get(id.layer as usize)?.dormant_score.get(id.unit as usize).copied()
}

/// Where the line z = 0 of a unit of the first layer lies, if it lies beside the data.
pub fn hinge_words(spec: &Spec, detail: &UnitDetail) -> Option<&'static str> {
    // With more than two inputs there is no line, and no map.
    let inputs = spec.inputs();
    let plain = !inputs.is_empty() && inputs.iter().all(|feature| matches!(feature.id(), "x1" | "x2"));
    if detail.id.layer > 0 || spec.hidden.is_empty() || !plain || spec.batch_norm {
        return None;
    }
    let reach: f32 = detail.weights.iter().map(|weight| weight.abs()).sum();
    if reach == 0.0 {
        return None; // Without weights there is no line.
    }
    match detail.bias {
        bias if bias + reach < 0.0 => Some("Its line w·x + b = 0 lies outside of the map: z is below 0 on all of it."),
        bias if bias - reach > 0.0 => Some("Its line w·x + b = 0 lies outside of the map: z is above 0 on all of it."),
        _ => Some("Its line w·x + b = 0 crosses the map."),
    }
}

/// A number as it was typed: with a decimal comma or a true minus sign too.
pub fn parsed(text: &str) -> Option<f32> {
    text.trim().replace('−', "-").replace(',', ".").parse().ok().filter(|value: &f32| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detail(layer: u32, weights: &[f32], bias: f32) -> UnitDetail {
        UnitDetail {
            id: UnitId { layer, unit: 0 },
            activation: "relu".parse().expect("an activation"),
            slope: None,
            z_range: (-1.0, 1.0),
            counts: Vec::new(),
            zero_gradient: 0,
            small_gradient: 0,
            active: 0,
            points: 250,
            weights: weights.to_vec(),
            bias,
            batch_norm: None,
        }
    }

    #[test]
    fn formulas_have_live_numbers_and_the_bias() {
        let spec = Spec::from_query("hidden=8,8").0;
        assert_eq!(formula(&spec, &detail(0, &[0.42, -1.3], 0.2)), "a = ReLU(0.42·x₁ − 1.30·x₂ + 0.20)");
        let deep = formula(&spec, &detail(1, &[-1.0; 12], -0.5));
        assert!(deep.starts_with("a = ReLU(−1.00·a₁ − 1.00·a₂"), "{deep}");
        assert!(deep.ends_with("− 0.50 + 4 more terms)"), "{deep}");
    }

    #[test]
    fn learned_numbers_are_shown() {
        use relu_lab::train::session::Session;
        let shown = |query: &str| {
            let mut session = Session::new(Spec::from_query(query).0);
            session.step_epoch();
            let id = UnitId { layer: 1, unit: 2 };
            session.snapshot(false, 0.0, Some(id)).unit.map(|detail| learned(&detail)).unwrap_or_default()
        };
        assert!(shown("").is_empty());
        let slope = shown("act=prelu");
        assert!(slope.len() == 1 && slope[0].starts_with("PReLU has learned a slope of 0.2"), "{slope:?}");
        let both = shown("act=prelu&bn=on");
        assert!(
            both.len() == 2 && both[1].starts_with("Batch norm: γ ") && both[1].contains(" now, running "),
            "{both:?}"
        );
    }

    #[test]
    fn all_is_only_all() {
        assert_eq!(share(250, 250), "100 % of the 250 training points");
        assert_eq!(share(9999, 10_000), "99.9 % of the 10000 training points");
        assert_eq!(share(0, 250), "0 % of the 250 training points");
    }

    #[test]
    fn a_dead_line_is_outside() {
        let spec = Spec::from_query("hidden=8").0;
        assert!(hinge_words(&spec, &detail(0, &[0.5, 0.5], -20.0)).is_some_and(|text| text.contains("below")));
        assert!(hinge_words(&spec, &detail(0, &[0.5, 0.5], 0.2)).is_some_and(|text| text.contains("crosses")));
        assert_eq!(hinge_words(&spec, &detail(1, &[0.5], 0.0)), None);
        assert_eq!(hinge_words(&spec, &detail(0, &[0.0, 0.0], -1.0)), None);
        let digits = Spec::from_query("data=digits&hidden=8").0;
        assert_eq!(hinge_words(&digits, &detail(0, &[0.1; 64], 0.0)), None);
        let formula = formula(&digits, &detail(0, &[0.1; 64], 0.0));
        assert!(formula.starts_with("a = ReLU(0.10·x₁ + ") && formula.contains("56 more terms"), "{formula}");
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(parsed(" −0,5 "), Some(-0.5));
        assert_eq!(parsed("NaN"), None);
        assert_eq!(parsed("x"), None);
    }
}
