//! What the Activations page says in sentences: the figures for screen readers, and why a text is not a tensor.

use relu_lab::explore::console::Difference;
use relu_lab::explore::measured::{Gain, GainQuantity};
use relu_lab::explore::pieces::{Break, Join, Pieces};
use relu_lab::explore::setup::Setup;
use relu_lab::explore::tensor_text::{TextError, TextProblem, Written};
use relu_lab::nn::activation::Activation;
use relu_lab::plot::format;

/// The functions and their slopes, and what they are at the probe.
pub fn curves(setup: &Setup) -> String {
    let (lo, hi) = setup.zoom;
    let column = |read: fn(&Activation, f32) -> f32| {
        format::column(&setup.functions.iter().map(|f| read(f, setup.x)).collect::<Vec<f32>>())
    };
    let (values, slopes) = (column(Activation::value), column(Activation::derivative));
    let at = |((f, value), slope): ((&Activation, String), String)| {
        format!("{}: f = {value}, f′ = {slope}", format::named(f))
    };
    let values: Vec<String> = setup.functions.iter().zip(values).zip(slopes).map(at).collect();
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
            format!("{} {} (measured {})", format::named(function), last(theory), last(measured))
        }
        None => format!("{} not computed yet", format::named(function)),
    };
    let all: Vec<String> = functions.iter().map(at).collect();
    format!("{what} after {} with {scheme} initialisation, wide nets: {}.", layers(depth), all.join("; "))
}

/// `1 layer`, `20 layers`.
pub fn layers(depth: usize) -> String {
    format!("{depth} {}", if depth == 1 { "layer" } else { "layers" })
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

/// What holds where the pieces of a function meet, for the card. All functions with such places are `PyTorch`'s.
pub fn joins(function: &Activation) -> String {
    let joins = Pieces::of(function).map(|pieces| pieces.joins()).unwrap_or_default();
    let number = |value: f64| format::rounded(value as f32, 4);
    let sentence = |place: &Break| {
        let (x, slope) = (number(place.x), number(place.slope.there));
        let step = place.value.after - place.value.before;
        match place.join {
            Join::Kink => Some(format!("At the kink x = {x} f′ is {slope}, as in PyTorch.")),
            Join::Jump => Some(format!(
                "At x = {x} f jumps from {} to {}; f′ is {slope} there, as in PyTorch.",
                number(clean(place.value.before)),
                number(clean(place.value.after))
            )),
            Join::Smooth if step.abs() > 1e-11 * place.x.abs().max(1.0) => {
                Some(format!("At x = {x} f steps by {}, less than float32 can show.", number(step)))
            }
            Join::Smooth if (place.slope.there - place.slope.before).abs() > 1e-9 => Some(format!(
                "At x = {x} f′ is {slope}, as in PyTorch, though it is {} on both sides.",
                number(place.slope.before)
            )),
            Join::Smooth => None,
        }
    };
    let sentences: Vec<String> = joins.iter().filter_map(sentence).collect();
    if sentences.is_empty() { "Neither f nor f′ jumps.".to_owned() } else { sentences.join(" ") }
}

/// A limit that was found a hair beside its place: what is nearly 0 is 0.
fn clean(limit: f64) -> f64 {
    if limit.abs() < 1e-11 { 0.0 } else { limit }
}

/// What is said of a number of the console's tensor at which pieces of the function meet.
pub fn at_join(function: &Activation, place: &Break) -> String {
    let number = |value: f64| format::rounded(clean(value) as f32, 4);
    let (name, x, slope) = (format::named(function), number(place.x), number(place.slope.there));
    match place.join {
        Join::Kink => format!(
            "{name} has no slope at {x}; PyTorch and this page use f'({x}) = {slope}. Left of it the slope is {}, right of it {}.",
            number(place.slope.before),
            number(place.slope.after)
        ),
        Join::Jump => format!(
            "{name} jumps at {x} from {} to {}; PyTorch and this page use f({x}) = {} and f'({x}) = {slope}.",
            number(place.value.before),
            number(place.value.after),
            number(place.value.there)
        ),
        Join::Smooth => {
            format!(
                "{name} has the slope {} on both sides of {x}; PyTorch and this page use f'({x}) = {slope}.",
                number(place.slope.before)
            )
        }
    }
}

/// In what PyTorch itself would do otherwise with the tensor of the console.
pub fn difference(difference: Difference) -> &'static str {
    match difference {
        Difference::NotFloats(Written::Booleans) => {
            "True and False are read as 1 and 0 in float32 here. torch.tensor makes a bool tensor of them, which most modules refuse."
        }
        Difference::NotFloats(_) => {
            "Whole numbers without a point are read as float32 here. torch.tensor makes int64 of them, which most modules refuse and which cannot have a gradient."
        }
        Difference::Subnormal => "Exponentials below about 1e−38 are 0 here; PyTorch's go on to 1.4e−45.",
        Difference::Overflow => {
            "For such large numbers steps of PyTorch's own can give inf or nan; this page gives the value or the limit."
        }
        Difference::Cancellation => {
            "Here float32 of PyTorch loses digits to a cancellation and can be off by more than 1 %; this page is not."
        }
    }
}

/// Why a text is not a tensor: where, what is wrong, and what would be right.
pub fn not_a_tensor(error: &TextError) -> String {
    let problem = match &error.problem {
        TextProblem::Empty => "type a number, or a list as in [-2, -0.5, 0, 3]".to_owned(),
        TextProblem::NotANumber(word) => format!("\"{word}\" is not a number"),
        TextProblem::OutsideBrackets(word) => format!("\"{word}\" stands outside the brackets"),
        TextProblem::UnopenedBracket => "this bracket closes nothing".to_owned(),
        TextProblem::UnclosedBracket => "a bracket is not closed".to_owned(),
        TextProblem::NothingBeforeComma => "there is nothing before this comma".to_owned(),
        TextProblem::NumberAmongLists => "a number stands here where the others of its depth are lists".to_owned(),
        TextProblem::ListAmongNumbers => "a list stands here where the others of its depth are numbers".to_owned(),
        TextProblem::TooManyDimensions { most } => format!("a tensor here has at most {most} dimensions"),
        TextProblem::UnequalLengths { length, first } => {
            format!("this list has length {length}, the first one of its depth has {first}")
        }
        TextProblem::TooLong { length, most } => format!("{length} numbers; at most {most} are taken here"),
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
        assert!(text.contains("x from −4 to 4") && text.contains("At x = −1.2: ReLU: f = 0, f′ = 0"), "{text}");
    }

    #[test]
    fn gains_say_theory_and_measurement_or_that_there_is_none_yet() {
        let gain = Gain { gradient_theory: vec![0.0, -1.0], gradient_measured: vec![0.0, -1.3], ..Gain::default() };
        let functions = [("relu".parse().unwrap(), Some(gain)), ("tanh".parse().unwrap(), None)];
        assert_eq!(
            gains(&functions, GainQuantity::Gradient, 1, "He"),
            "Gradient left after 1 layer with He initialisation, wide nets: ReLU 0.10 (measured 0.05); Tanh not computed yet."
        );
    }

    #[test]
    fn where_pieces_meet_is_said_per_function_and_parameter() {
        let card = |text: &str| joins(&text.parse().unwrap());
        assert_eq!(card("relu"), "At the kink x = 0 f′ is 0, as in PyTorch.");
        assert_eq!(card("leaky_relu(0.2)"), "At the kink x = 0 f′ is 0.2, as in PyTorch.");
        assert_eq!(card("elu"), "Neither f nor f′ jumps.");
        assert_eq!(card("elu(0.996)"), "At the kink x = 0 f′ is 0.996, as in PyTorch.");
        assert_eq!(card("gelu"), "Neither f nor f′ jumps.");
        assert_eq!(
            card("relu6"),
            "At the kink x = 0 f′ is 0, as in PyTorch. At the kink x = 6 f′ is 0, as in PyTorch."
        );
        assert_eq!(card("softplus"), "At x = 20 f steps by −2.061e−9, less than float32 can show.");
        assert_eq!(card("softplus(threshold=0)"), "At x = 0 f jumps from 0.6931 to 0; f′ is 0.5 there, as in PyTorch.");
        assert!(
            card("hardshrink").contains("At x = 0.5 f jumps from 0 to 0.5; f′ is 0 there"),
            "{}",
            card("hardshrink")
        );
        assert_eq!(card("hardshrink(0)"), "At x = 0 f′ is 0, as in PyTorch, though it is 1 on both sides.");
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
            ("", "line 1, column 1: type a number, or a list as in [-2, -0.5, 0, 3]"),
            ("[[[[[[[[[1]]]]]]]]]", "line 1, column 9: a tensor here has at most 8 dimensions"),
            ("[[1, 2], [3]]", "line 1, column 10: this list has length 1, the first one of its depth has 2"),
            ("[[1, 2], 3]", "line 1, column 10: a number stands here where the others of its depth are lists"),
            ("[1, [2]]", "line 1, column 5: a list stands here where the others of its depth are numbers"),
            ("[1,,2]", "line 1, column 4: there is nothing before this comma"),
            (&"1 ".repeat(10_001), "line 1, column 1: 10001 numbers; at most 10000 are taken here"),
        ] {
            assert_eq!(not_a_tensor(&parse(text).unwrap_err()), words);
        }
    }
}
