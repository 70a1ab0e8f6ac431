//! What the Activations page says in sentences: the figures for screen readers, and why a text is not a tensor.

use relu_lab::explore::measured::{Gain, GainQuantity};
use relu_lab::explore::setup::Setup;
use relu_lab::explore::tensor_text::{TextError, TextProblem};
use relu_lab::nn::activation::Activation;
use relu_lab::plot::format;

/// The functions and their slopes, and what they are at the probe.
pub fn curves(setup: &Setup) -> String {
    let (lo, hi) = setup.zoom;
    let at = |f: &Activation| {
        let (value, slope) = (f.value(setup.x), f.derivative(setup.x));
        format!("{}: f = {}, f′ = {}", f.name(), format::decimals(value, 3), format::decimals(slope, 3))
    };
    let values: Vec<String> = setup.functions.iter().map(at).collect();
    format!(
        "Functions and, below, their slopes for x from {} to {}. At x = {}: {}.",
        format::tick(lo),
        format::tick(hi),
        format::tick(setup.x),
        values.join("; ")
    )
}

/// What is left of the gradient, or of the outputs, after all layers. `scheme`: the name of the initialisation.
pub fn gains(functions: &[(Activation, Option<Gain>)], quantity: GainQuantity, depth: usize, scheme: &str) -> String {
    let what = match quantity {
        GainQuantity::Gradient => "Gradient left",
        GainQuantity::Output => "Size of the outputs",
    };
    let last = |line: &[f32]| line.last().map_or_else(|| "–".to_owned(), |log| power_of_ten(*log));
    let at = |(function, gain): &(Activation, Option<Gain>)| match gain {
        Some(gain) => {
            let (theory, measured) = gain.lines(quantity);
            format!("{} {} (measured {})", function.name(), last(theory), last(measured))
        }
        None => format!("{} not computed yet", function.name()),
    };
    let all: Vec<String> = functions.iter().map(at).collect();
    format!("{what} after {depth} layers with {scheme} initialisation, wide nets: {}.", all.join("; "))
}

/// A value given by its decimal logarithm: `1`, `0.19`, `2.6e−13`.
pub fn power_of_ten(log: f32) -> String {
    if log == f32::NEG_INFINITY {
        return "0".to_owned();
    }
    if !log.is_finite() {
        return "not finite".to_owned();
    }
    if (-2.0..3.0).contains(&log) {
        return format::short(10f64.powf(f64::from(log)) as f32);
    }
    let exponent = log.floor();
    format!("{:.1}e{}", 10f64.powf(f64::from(log - exponent)) as f32, format::tick(exponent)).replace(".0e", "e")
}

/// Why a text is not a tensor: where, what is wrong, and what would be right.
pub fn not_a_tensor(error: &TextError) -> String {
    let problem = match &error.problem {
        TextProblem::Empty => "type at least one number, as in [-2, -0.5, 0, 3]".to_owned(),
        TextProblem::NotANumber(word) => format!("\"{word}\" is not a number"),
        TextProblem::OutsideBrackets(word) => format!("\"{word}\" stands outside the brackets"),
        TextProblem::UnopenedBracket => "this bracket closes nothing".to_owned(),
        TextProblem::UnclosedBracket => "a bracket is not closed".to_owned(),
        TextProblem::TooManyDimensions => "a tensor here has at most two dimensions".to_owned(),
        TextProblem::UnequalRows { row, length, first } => {
            format!("row {row} has {length} numbers, row 1 has {first}")
        }
        TextProblem::TooLong { length, most } => format!("{length} numbers; at most {most} are shown here"),
    };
    format!("line {}, column {}: {problem}", error.line, error.column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use relu_lab::explore::tensor_text::parse;

    #[test]
    fn curves_say_what_is_read_off() {
        let text = curves(&Setup::from_query("act=relu&x=-1.2").0);
        assert!(text.contains("x from −4 to 4") && text.contains("At x = −1.2: ReLU: f = 0.000, f′ = 0.000"), "{text}");
    }

    #[test]
    fn gains_say_theory_and_measurement_or_that_there_is_none_yet() {
        let gain = Gain { gradient_theory: vec![0.0, -1.0], gradient_measured: vec![0.0, -1.3], ..Gain::default() };
        let functions = [("relu".parse().unwrap(), Some(gain)), ("tanh".parse().unwrap(), None)];
        assert_eq!(
            gains(&functions, GainQuantity::Gradient, 1, "He"),
            "Gradient left after 1 layers with He initialisation, wide nets: ReLU 0.10 (measured 0.05); Tanh not computed yet."
        );
    }

    #[test]
    fn values_far_from_one_have_a_text() {
        assert_eq!(power_of_ten(0.0), "1.0");
        assert_eq!(power_of_ten(-43.0), "1e−43");
        assert_eq!(power_of_ten(-12.585), "2.6e−13");
        assert_eq!(power_of_ten(f32::NEG_INFINITY), "0");
        assert_eq!(power_of_ten(f32::NAN), "not finite");
    }

    #[test]
    fn every_problem_of_a_tensor_has_its_place_and_its_words() {
        for (text, words) in [
            ("[1, two, 3]", "line 1, column 5: \"two\" is not a number"),
            ("[1] 2", "line 1, column 5: \"2\" stands outside the brackets"),
            ("[1, 2", "line 1, column 6: a bracket is not closed"),
            ("1, 2]", "line 1, column 5: this bracket closes nothing"),
            ("", "line 1, column 1: type at least one number, as in [-2, -0.5, 0, 3]"),
            ("[[[1]]]", "line 1, column 3: a tensor here has at most two dimensions"),
            ("[[1, 2], [3]]", "line 1, column 1: row 2 has 1 numbers, row 1 has 2"),
            (&"1 ".repeat(1001), "line 1, column 1: 1001 numbers; at most 1000 are shown here"),
        ] {
            assert_eq!(not_a_tensor(&parse(text).unwrap_err()), words);
        }
    }
}
