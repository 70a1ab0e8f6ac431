//! Settings that could not be taken as they were written, and what was done instead: as data, without words.
//!
//! The page and the command line each make their own sentences of a [`Notice`].

use std::fmt;

use crate::data::own::code::CodeError as OwnCodeError;
use crate::link::weights::CodeError;
use crate::nn::choice::ChoiceError;
use crate::train::start::StartError;

/// A value that could not be taken as it was written, and what was done instead.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// The key, as in links.
    pub key: String,
    /// The value that was asked for.
    pub value: String,
    /// What is wrong with it, and what is used now.
    pub correction: Correction,
}

/// What is wrong with a value, and what is used in its place: the error of everything that reads a setting from text.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// What is wrong, at least one thing.
    pub problems: Vec<Problem>,
    /// The value that is used now, as links write it; `None` where that needs no word.
    pub used: Option<String>,
}

/// One thing that is wrong with a value, and what is allowed.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// A number outside its range, or one with decimals where a whole number is wanted.
    OutOfRange {
        /// The smallest value allowed.
        min: Bound,
        /// The largest value allowed.
        max: Bound,
        /// A word that is allowed too: `off`, `full`.
        or: Option<&'static str>,
    },
    /// The text is no number, or NaN.
    NotANumber {
        /// The smallest value allowed.
        min: Bound,
        /// The largest value allowed.
        max: Bound,
        /// A word that is allowed too: `off`, `full`.
        or: Option<&'static str>,
    },
    /// A finite number above 0 is wanted.
    NotPositive,
    /// The decimals stand behind a comma, `0,3`; they were taken as `0.3`.
    DecimalComma,
    /// Two numbers are wanted, the ends of an interval.
    NotAnInterval,
    /// The ends of an interval are out of range or too close.
    IntervalOutOfRange {
        /// The smallest end allowed.
        min: f32,
        /// The largest end allowed.
        max: f32,
        /// The least distance of the ends.
        narrowest: f32,
    },
    /// The text is none of the words that are allowed.
    UnknownWord {
        /// The words.
        allowed: Vec<&'static str>,
    },
    /// The text is not in a table, or its parameters are not those of the row.
    Choice(ChoiceError),
    /// There is no setting with this key.
    UnknownKey {
        /// The keys there are.
        known: Vec<&'static str>,
    },
    /// So many more settings are unknown.
    MoreUnknownKeys(usize),
    /// A list has more items than are taken.
    TooMany {
        /// The most items.
        max: usize,
    },
    /// A list has no item that can be taken.
    Empty,
    /// A list names an item twice; here its name on the page.
    Repeated(&'static str),
    /// An item of a list could not be taken and is left out.
    Item {
        /// The item.
        value: String,
        /// What is wrong with it.
        problems: Vec<Problem>,
    },
    /// So many more items of a list could not be taken.
    MoreItems(usize),
    /// The rest of the list was not read.
    RestNotRead,
    /// The hidden layers are too many, or one is too wide or has no units.
    Widths {
        /// The most hidden layers.
        max_layers: usize,
        /// The most units in a layer.
        max_units: u32,
    },
    /// A single 0 was given where widths are listed: it is taken for the number of layers.
    NoHiddenLayer,
    /// The activations are neither one nor one for each hidden layer.
    NotOnePerLayer {
        /// Number of hidden layers.
        layers: usize,
    },
    /// A batch is larger than the number of points.
    BatchAbovePoints {
        /// Number of points.
        points: u32,
    },
    /// More points were asked for than the data set has.
    DataHasPoints {
        /// The data set's name on the page.
        data: &'static str,
        /// How many it has.
        points: u32,
    },
    /// The code of own points cannot be read.
    OwnCode(OwnCodeError),
    /// Scaling was asked for, but the data are not the user's own.
    OnlyOwnDataAreScaled,
    /// Batch norm needs at least two points in every batch.
    BatchNormNeedsTwo,
    /// A loss over classes was asked for, but the data have values.
    LossNeedsClasses {
        /// The data set's name on the page.
        data: &'static str,
    },
    /// The number of classes was given, but the data have no choice of it.
    NoChoiceOfClasses {
        /// The data set's name on the page.
        data: &'static str,
        /// How many classes it has; `None` for values.
        classes: Option<u32>,
    },
    /// A loss over one output was asked for, but the data have more than two classes: each of them has an output.
    LossNeedsTwoClasses {
        /// How many classes there are.
        classes: u32,
    },
    /// Binary cross-entropy from logits was asked for, but the output is a sigmoid: it is a probability already.
    SigmoidTwice,
    /// Binary cross-entropy of probabilities was asked for, but the output is none.
    LossNeedsProbability {
        /// The output's word in links.
        output: &'static str,
    },
    /// Nesterov momentum needs a momentum above 0 and a dampening of 0.
    NesterovNeedsMomentum,
    /// A link hides a control that there is not.
    UnknownControl,
    /// A link pins something that is not written as a unit: `u1-3`.
    NotAUnit,
    /// A link pins a unit that the network does not have.
    NoSuchUnit,
    /// A link holds weights that cannot be read.
    WeightsCode(CodeError),
    /// A link holds weights that the run cannot start from.
    WeightsDoNotFit(StartError),
    /// `torch.nn` has no module for a function; here the function's name on the page.
    NoTorchModule(&'static str),
}

/// The end of a range of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// Any number between is allowed.
    Real(f32),
    /// Only whole numbers are allowed.
    Whole(u32),
}

impl From<f32> for Bound {
    fn from(number: f32) -> Self {
        Self::Real(number)
    }
}

impl From<u32> for Bound {
    fn from(number: u32) -> Self {
        Self::Whole(number)
    }
}

/// The shortest decimal that reads back as the same number.
impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Real(number) => number.fmt(f),
            Self::Whole(number) => number.fmt(f),
        }
    }
}

impl Problem {
    /// This problem, and what is used in place of the value.
    pub(crate) fn instead(self, used: &(impl fmt::Display + ?Sized)) -> Correction {
        Correction { problems: vec![self], used: Some(used.to_string()) }
    }

    /// The same with its texts cut to what can be shown.
    fn shortened(self) -> Self {
        match self {
            Self::Choice(error) => Self::Choice(match error {
                ChoiceError::Unknown { what, id, known } => {
                    ChoiceError::Unknown { what, id: shortened(&id, SHOWN), known }
                }
                ChoiceError::UnknownParameter { id, parameter, known } => {
                    ChoiceError::UnknownParameter { id, parameter: shortened(&parameter, SHOWN), known }
                }
                ChoiceError::Unnamed { id, value, known } => {
                    ChoiceError::Unnamed { id, value: shortened(&value, SHOWN), known }
                }
                ChoiceError::Parentheses { text } => ChoiceError::Parentheses { text: shortened(&text, SHOWN) },
                ChoiceError::Repeated { id, parameter } => ChoiceError::Repeated { id, parameter },
                ChoiceError::OutOfRange { id, parameter, value, min, max } => {
                    ChoiceError::OutOfRange { id, parameter, value: shortened(&value, SHOWN), min, max }
                }
            }),
            Self::Item { value, problems } => Self::Item {
                value: shortened(&value, SHOWN),
                problems: problems.into_iter().map(Self::shortened).collect(),
            },
            other => other,
        }
    }
}

impl From<Problem> for Correction {
    fn from(problem: Problem) -> Self {
        Self { problems: vec![problem], used: None }
    }
}

impl From<ChoiceError> for Problem {
    fn from(error: ChoiceError) -> Self {
        Self::Choice(error)
    }
}

/// So many characters of a key, a value or a piece of one are kept.
const SHOWN: usize = 80;

impl Notice {
    /// A notice whose texts are cut to what can be shown: a link may hold a value of a megabyte.
    pub fn new(key: &str, value: &str, correction: Correction) -> Self {
        let Correction { problems, used } = correction;
        Self {
            key: shortened(key, SHOWN),
            value: shortened(value, SHOWN),
            correction: Correction {
                problems: problems.into_iter().map(Problem::shortened).collect(),
                used: used.map(|used| shortened(&used, 500)),
            },
        }
    }
}

/// So many settings that there are not get a notice of their own; a link of a megabyte can hold 200,000 of them.
const UNKNOWN_NAMED: usize = 8;

/// Gives each value to `set`, which knows the keys `known` and answers `None` for all others; says what was not taken.
pub(crate) fn take_pairs(
    pairs: impl IntoIterator<Item = (String, String)>,
    known: &[&'static str],
    mut set: impl FnMut(&str, &str) -> Option<Result<(), Correction>>,
) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut unknown = 0;
    for (key, value) in pairs {
        match set(&key, &value) {
            Some(Ok(())) => {}
            Some(Err(correction)) => notices.push(Notice::new(&key, &value, correction)),
            None => {
                unknown += 1;
                if unknown <= UNKNOWN_NAMED {
                    let problem = Problem::UnknownKey { known: known.to_vec() };
                    notices.push(Notice::new(&key, &value, problem.into()));
                }
            }
        }
    }
    if unknown > UNKNOWN_NAMED
        && let Some(last) = notices.last_mut()
    {
        last.correction.problems.push(Problem::MoreUnknownKeys(unknown - UNKNOWN_NAMED));
    }
    notices
}

/// The beginning of a text that is too long to be shown.
fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
