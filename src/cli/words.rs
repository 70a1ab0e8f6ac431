//! What the command line says on standard error, in one short line each: values that could not be taken, a divergence.

use relu_lab::nn::choice::ChoiceError;
use relu_lab::train::event::{Divergence, NotFinite};
use relu_lab::train::json::JsonError;
use relu_lab::train::notice::{Notice, Problem};
use relu_lab::train::spec::Spec;

/// `lr=500: allowed is 0.00001 to 100; using 100`.
pub fn notice(notice: &Notice) -> String {
    let Notice { key, value, correction } = notice;
    let used = correction.used.as_ref().map_or_else(String::new, |used| format!("; using {used}"));
    format!("{key}={value}: {}{used}", problems(&correction.problems))
}

/// What is wrong, without what is used instead.
pub fn problems(problems: &[Problem]) -> String {
    problems.iter().map(problem).collect::<Vec<_>>().join("; ")
}

fn problem(problem: &Problem) -> String {
    match problem {
        Problem::OutOfRange { min, max, or } | Problem::NotANumber { min, max, or } => {
            format!("allowed is {min} to {max}{}", or.map_or_else(String::new, |word| format!(" or {word}")))
        }
        Problem::NotPositive => "must be above 0".to_owned(),
        Problem::DecimalComma => "decimal comma, not point".to_owned(),
        Problem::NotAnInterval => "must be two numbers".to_owned(),
        Problem::IntervalOutOfRange { min, max, narrowest } => {
            format!("allowed is {min} to {max}, at least {narrowest} apart")
        }
        Problem::UnknownWord { allowed } => format!("allowed is {}", allowed.join(", ")),
        Problem::Choice(error) => choice(error),
        Problem::UnknownKey { known } => format!("unknown setting; there are {}", known.join(", ")),
        Problem::MoreUnknownKeys(count) => format!("{count} more unknown settings"),
        Problem::TooMany { max } => format!("at most {max}"),
        Problem::Empty => "at least one is needed".to_owned(),
        Problem::Repeated(name) => format!("{name} is repeated"),
        Problem::Item { value, problems: wrong } => format!("{value}: {}", problems(wrong)),
        Problem::MoreItems(count) => format!("{count} more errors"),
        Problem::RestNotRead => "rest of the list not read".to_owned(),
        Problem::Widths { max_layers, max_units } => {
            format!("allowed are 0 to {max_layers} widths of 1 to {max_units}")
        }
        Problem::NoHiddenLayer => "0 is read as no hidden layer".to_owned(),
        Problem::NotOnePerLayer { layers } => format!("must be one, or one per hidden layer ({layers})"),
        Problem::BatchAbovePoints { points } => format!("more than the {points} points"),
        Problem::DataHasPoints { data, points } => format!("{data} has {points} points"),
        Problem::OwnCode(error) => format!("{error}"),
        Problem::OnlyOwnDataAreScaled => "only own data are scaled".to_owned(),
        Problem::BatchNormNeedsTwo => "batch norm needs at least 2 points per batch".to_owned(),
        Problem::LossNeedsClasses { data } | Problem::NoChoiceOfClasses { data, classes: None } => {
            format!("{data} has no classes")
        }
        Problem::NoChoiceOfClasses { data, classes: Some(classes) } => format!("{data} has {classes} classes"),
        Problem::LossNeedsTwoClasses { classes } => format!("not for {classes} classes"),
        Problem::SigmoidTwice => "a sigmoid output is a probability, no logit".to_owned(),
        Problem::LossNeedsProbability { output } => format!("{output} output is no probability"),
        Problem::NesterovNeedsMomentum => "nesterov needs momentum > 0 and dampening = 0".to_owned(),
        Problem::UnknownControl => "no such control".to_owned(),
        Problem::NotAUnit => "a unit is written as in u1-3".to_owned(),
        Problem::NoSuchUnit => "the network has no such unit".to_owned(),
        Problem::WeightsCode(error) => format!("no weights: {error}"),
        Problem::WeightsDoNotFit(error) => format!("the run cannot start from these weights: {error}"),
        Problem::NoTorchModule(name) => format!("no torch.nn module for {name}"),
    }
}

fn choice(error: &ChoiceError) -> String {
    match error {
        ChoiceError::Unknown { known, .. } | ChoiceError::UnknownParameter { known, .. } if !known.is_empty() => {
            format!("{error}; there are {}", known.join(", "))
        }
        error => error.to_string(),
    }
}

/// `diverged at step 340 (epoch 42): weights of hidden layer 2 not finite`.
pub fn divergence(divergence: &Divergence) -> String {
    let Divergence { step, epoch, layer, is_output, what, .. } = divergence;
    let layer = if *is_output { "the output layer".to_owned() } else { format!("hidden layer {}", layer + 1) };
    let what = match what {
        NotFinite::Outputs => "outputs",
        NotFinite::Loss => "loss",
        NotFinite::Gradient => "gradient",
        NotFinite::Weights => "weights",
    };
    format!("diverged at step {step} (epoch {epoch}): {what} of {layer} not finite")
}

/// Why a text is not an experiment.
pub fn json(error: &JsonError) -> String {
    match error {
        JsonError::Syntax(at) => format!("not JSON: {at}"),
        JsonError::NotAnObject => "not an experiment: not a JSON object".to_owned(),
        JsonError::NoVersion => format!("not an experiment: no \"version\": {}", Spec::VERSION),
        JsonError::OtherVersion(version) => {
            format!("not an experiment: version {version}, this program reads {}", Spec::VERSION)
        }
    }
}
