//! Sentences that every page can show: a value that could not be taken, and what was done instead; a worker that is gone.

use relu_lab::data::own::code::CodeError;
use relu_lab::nn::choice::ChoiceError;
use relu_lab::train::notice::{Bound, Notice, Problem};

use crate::pages::train::own::words::no_data;
use crate::state::run::Trouble;

/// Why nothing comes from the worker.
pub fn trouble(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Gone(reason) | Trouble::NoData(reason) => format!("{reason}."),
        Trouble::NoOwnData(points) => no_data(*points),
        Trouble::Silent(seconds) => silence(*seconds),
    }
}

/// A worker that says nothing.
pub fn silence(seconds: u32) -> String {
    format!("the worker that trains the network has not answered for {seconds} seconds; it is busy, or gone.")
}

/// `lr=500: allowed is 0.00001 to 100; 100 is used`.
pub fn notice(notice: &Notice) -> String {
    let Notice { key, value, correction } = notice;
    let used = correction.used.as_ref().map_or_else(String::new, |used| format!("; {used} is used"));
    format!("{key}={value}: {}{used}", problems(&correction.problems))
}

fn problems(problems: &[Problem]) -> String {
    problems.iter().map(problem).collect::<Vec<_>>().join("; ")
}

fn problem(problem: &Problem) -> String {
    match problem {
        Problem::OutOfRange { min, max, or } | Problem::NotANumber { min, max, or } => range(*min, *max, *or),
        Problem::NotPositive => "allowed is a number above 0".to_owned(),
        Problem::DecimalComma => "decimals stand behind a point".to_owned(),
        Problem::NotAnInterval => "give two numbers, as in -4,4".to_owned(),
        Problem::IntervalOutOfRange { min, max, narrowest } => {
            format!("allowed is {min} to {max}, at least {narrowest} apart")
        }
        Problem::UnknownWord { allowed } => format!("allowed is {}", alternatives(allowed)),
        Problem::Choice(error) => choice(error),
        Problem::UnknownKey { known } => format!("there is no such setting; there are {}", known.join(", ")),
        Problem::MoreUnknownKeys(count) => format!("{count} more settings are unknown"),
        Problem::TooMany { max } => format!("at most {max} are taken"),
        Problem::Empty => "at least one is needed".to_owned(),
        Problem::Repeated(name) => format!("{name} is taken once"),
        Problem::Item { value, problems: wrong } => format!("{value}: {}", problems(wrong)),
        Problem::MoreItems(count) => format!("{count} more like these"),
        Problem::RestNotRead => "the rest of the list is not read".to_owned(),
        Problem::Widths { max_layers, max_units } => {
            format!("allowed are 0 to {max_layers} widths of 1 to {max_units}")
        }
        Problem::NoHiddenLayer => "0 is read as no hidden layer at all".to_owned(),
        Problem::NotOnePerLayer { layers } => {
            format!("give one function, or one for each of the {layers} hidden layers")
        }
        Problem::BatchAbovePoints { points } => format!("allowed is 1 to {points}, the number of points"),
        Problem::DataHasPoints { data, points } => format!("{data} has {points} points"),
        Problem::OwnCode(error) => own_code(*error),
        Problem::OnlyOwnDataAreScaled => "only your own data are scaled".to_owned(),
        Problem::BatchNormNeedsTwo => "batch norm needs at least 2 points in every batch".to_owned(),
        Problem::LossNeedsClasses { data } | Problem::NoChoiceOfClasses { data, classes: None } => {
            format!("{data} has values, not classes")
        }
        Problem::NoChoiceOfClasses { data, classes: Some(classes) } => format!("{data} always has {classes} classes"),
        Problem::LossNeedsTwoClasses { classes } => {
            format!("it takes one output, and {classes} classes have one each")
        }
        Problem::SigmoidTwice => "a sigmoid output is a probability already, no logit".to_owned(),
        Problem::LossNeedsProbability { output } => format!("a {output} output is no probability"),
        Problem::NesterovNeedsMomentum => "nesterov needs a momentum above 0 and a dampening of 0".to_owned(),
        Problem::UnknownControl => "there is no such control".to_owned(),
        Problem::NotAUnit => "a unit is written as in u1-3, the third of the first hidden layer".to_owned(),
        Problem::NoSuchUnit => "the network has no such unit".to_owned(),
        Problem::WeightsCode(error) => format!("these are no weights: {error}; the run starts as the seed says"),
        Problem::WeightsDoNotFit(error) => format!("the run cannot start from these weights: {error}"),
        Problem::NoTorchModule(name) => format!("torch.nn has no module {name}"),
    }
}

/// A code of own points that cannot be read.
fn own_code(error: CodeError) -> String {
    match error {
        CodeError::Unknown => "this is no code of points; open their file instead".to_owned(),
        CodeError::Version(version) => {
            format!("these points are of version {version}, and this page reads version 1; load the page again")
        }
        CodeError::Damaged => "the code of these points is damaged: part of the link may be missing".to_owned(),
    }
}

fn range(min: Bound, max: Bound, or: Option<&str>) -> String {
    format!("allowed is {min} to {max}{}", or.map_or_else(String::new, |word| format!(" or \"{word}\"")))
}

/// What is wrong with a name of a table or with its parameters.
pub fn choice(error: &ChoiceError) -> String {
    match error {
        ChoiceError::Unknown { what, id, known } => {
            format!("there is no {what} \"{id}\"; there are {}", known.join(", "))
        }
        ChoiceError::UnknownParameter { id, parameter, known } => {
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            format!("{id} has no parameter \"{parameter}\"; it has {known}")
        }
        ChoiceError::Unnamed { id, value, known } => {
            format!("\"{value}\" stands behind a value with a name and needs one too; {id} has {}", known.join(", "))
        }
        ChoiceError::Repeated { id, parameter } => {
            format!("{parameter} of {id} is given twice; the first one is taken")
        }
        ChoiceError::Parentheses { text } => format!("\"{text}\" is to have its parameters in one pair of parentheses"),
        ChoiceError::OutOfRange { id, parameter, value, min, max } => {
            format!("{parameter} of {id} is {value}; allowed is {min} to {max}")
        }
    }
}

/// `on or off`, `linear, relu, sigmoid or tanh`.
fn alternatives(words: &[&str]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use relu_lab::compare::plan::Plan;
    use relu_lab::explore::setup::Setup;
    use relu_lab::train::spec::Spec;

    use super::*;

    #[test]
    fn a_bad_setting_is_named_with_what_is_allowed_and_what_is_used() {
        for (bad, said) in [
            ("lr=500", "lr=500: allowed is 0.00001 to 100; 100 is used"),
            ("lr=fast", "lr=fast: allowed is 0.00001 to 100; 0.1 is used"),
            ("lr=0,3", "lr=0,3: decimals stand behind a point; 0.3 is used"),
            ("n=3.7", "n=3.7: allowed is 16 to 2000; 16 is used"),
            ("clip=none", "clip=none: allowed is 0.00001 to 100000 or \"off\"; off is used"),
            ("batch=0", "batch=0: allowed is 1 to 2000 or \"full\"; 1 is used"),
            ("batch=1999", "batch=1999: allowed is 1 to 500, the number of points; full is used"),
            ("act=leaky_relu(9)", "negative_slope of leaky_relu is 9; allowed is 0 to 1; leaky_relu(1) is used"),
            (
                "act=softplus(beta=1,5)",
                "\"5\" stands behind a value with a name and needs one too; softplus has beta, threshold",
            ),
            ("act=softplus(1,beta=2)", "beta of softplus is given twice; the first one is taken; softplus is used"),
            ("act=leaky_relu(0.2", "parameters in one pair of parentheses; leaky_relu(0.2) is used"),
            ("act=relu(2)", "relu has no parameter \"2\"; it has none; relu is used"),
            ("data=cirle", "data=cirle: there is no data set \"cirle\"; there are circle, "),
            ("hidden=8,900", "hidden=8,900: allowed are 0 to 32 widths of 1 to 128; 8,128 is used"),
            ("hidden=0", "hidden=0: 0 is read as no hidden layer at all; none is used"),
            ("features=x9", "there is no feature \"x9\""),
            ("bn=maybe", "bn=maybe: allowed is on or off; off is used"),
            ("out=gelu", "out=gelu: allowed is linear, relu, sigmoid or tanh; linear is used"),
            ("loss=hinge", "auto is used"),
            ("colour=red", "colour=red: there is no such setting; there are data, own, scale, classes, n, noise"),
            ("data=plane&loss=bce", "has values, not classes; mse is used"),
            (
                "out=sigmoid&loss=bce",
                "loss=bce: a sigmoid output is a probability already, no logit; bce_probability is used",
            ),
            ("out=tanh&loss=bce_probability", "a tanh output is no probability; bce is used"),
        ] {
            let (_, notices) = Spec::from_query(bad);
            let found: Vec<_> = notices.iter().map(notice).collect();
            assert!(found.len() == 1 && found[0].contains(said), "{bad}: {found:?}");
        }
    }

    #[test]
    fn a_bad_plan_and_a_bad_setup_are_named_too() {
        let plan = |query: &str| Plan::from_query(query).1;
        let setup = |query: &str| Setup::from_query(query).1;
        for (notices, said) in [
            (plan("target=0,3"), "target=0,3: decimals stand behind a point; 0.3 is used"),
            (plan("vary=lr&values=0,3"), "0: allowed is 0.00001 to 100; decimals stand behind a point"),
            (plan("rate=fast"), "allowed is same or best; same is used"),
            (setup("act=relu,nonsense"), "there is no activation \"nonsense\""),
            (setup("act="), "at least one"),
            (setup("act=relu,relu6,elu,selu,celu,gelu,silu"), "at most 6"),
            (setup("zoom=4"), "two numbers"),
            (setup("init=lecun"), "allowed is he, xavier or torch_default"),
            (setup("module=sine"), "torch.nn has no module"),
        ] {
            let found: Vec<_> = notices.iter().map(notice).collect();
            assert!(found.len() == 1 && found[0].contains(said), "{said}: {found:?}");
        }
    }
}
