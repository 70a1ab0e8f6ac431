//! Tensors as text: read as people type and paste them.

mod notation;
mod numbers;
mod tokens;

use notation::{bare, nested};
use tokens::Tokens;

/// A tensor of float32 of any number of dimensions, also none.
#[derive(Debug, Clone, PartialEq)]
pub struct TextTensor {
    /// The numbers, the last index running fastest.
    pub values: Vec<f32>,
    /// The length of each dimension; empty for a single number.
    pub shape: Vec<usize>,
}

impl TextTensor {
    /// A tensor of one dimension.
    pub fn vector(values: &[f32]) -> Self {
        Self { values: values.to_vec(), shape: vec![values.len()] }
    }
}

/// What `torch.tensor` would make of the numbers as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// At least one has a point or an exponent, or is `inf` or `nan`: float32, as here. So is an empty list.
    Floats,
    /// Whole numbers without a point, perhaps with `True` and `False` among them: int64.
    Integers,
    /// Only `True` and `False`: bool.
    Booleans,
}

/// Why a text is not a tensor: what is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextError {
    /// Line, counted from 1.
    pub line: usize,
    /// Character in the line, counted from 1.
    pub column: usize,
    /// What is wrong.
    pub problem: TextProblem,
}

/// What is wrong with a text that is not a tensor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextProblem {
    /// There is nothing in it.
    Empty,
    /// This word is not a number.
    NotANumber(String),
    /// This word stands before or behind the brackets.
    OutsideBrackets(String),
    /// A bracket closes nothing.
    UnopenedBracket,
    /// A bracket is not closed.
    UnclosedBracket,
    /// A comma without a number before it.
    NothingBeforeComma,
    /// A number where the others of its depth are lists.
    NumberAmongLists,
    /// A list where the others of its depth are numbers.
    ListAmongNumbers,
    /// More brackets are open than dimensions are taken.
    TooManyDimensions {
        /// How many are taken.
        most: usize,
    },
    /// A list is not as long as the first one of its depth.
    UnequalLengths {
        /// Its length.
        length: usize,
        /// The length of the first one.
        first: usize,
    },
    /// More numbers than are taken.
    TooLong {
        /// How many there are.
        length: usize,
        /// How many are taken.
        most: usize,
    },
}

/// The most numbers taken.
const MOST: usize = 10_000;

/// A problem and the byte at which it is.
type Problem = (usize, TextProblem);

/// Reads a single number, numbers in brackets (`[-2, 0, 3]`, `[[1, 2], [3, 4]]`, also inside `torch.tensor(…)` and as `print` writes
/// them), or bare ones separated by commas, spaces, tabs or semicolons: one line is a vector, several lines are the rows of a matrix.
///
/// # Errors
/// The place and the problem, for anything else.
pub fn parse(text: &str) -> Result<(TextTensor, Written), TextError> {
    let at = |position: usize, problem: TextProblem| {
        let before = &text[..position.min(text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        TextError { line, column, problem }
    };
    let (start, end) = inside_call(text);
    let mut tokens = Tokens { text: &text[..end], position: start };
    let is_list = text[start..end].contains('[');
    let parsed = if is_list { nested(&mut tokens, start > 0) } else { bare(&mut tokens) };
    let (tensor, written) = parsed.map_err(|(position, problem)| at(position, problem))?;
    if tensor.values.len() > MOST {
        return Err(at(start, TextProblem::TooLong { length: tensor.values.len(), most: MOST }));
    }
    Ok((tensor, written))
}

/// Where the argument of `torch.tensor(…)` begins and ends; the whole text without such a call.
fn inside_call(text: &str) -> (usize, usize) {
    let call = ["torch.tensor(", "tensor("].iter().find_map(|call| Some((text.find(call)?, call.len())));
    match (call, text.rfind(')')) {
        (Some((at, length)), Some(close)) if text[..at].trim().is_empty() && close >= at + length => {
            (at + length, close)
        }
        _ => (0, text.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_paste_them() {
        let read = |text: &str| parse(text).unwrap().0;
        assert_eq!(read("torch.tensor([-1., 2])"), TextTensor::vector(&[-1.0, 2.0]));
        assert_eq!(read("tensor([-1., 2.], grad_fn=<ReluBackward0>)"), TextTensor::vector(&[-1.0, 2.0]));
        assert_eq!(read("-1\u{2009}, \u{2212}2;3\t4"), TextTensor::vector(&[-1.0, -2.0, 3.0, 4.0]));
        assert_eq!(read("[1, 2,]"), TextTensor::vector(&[1.0, 2.0]));
        assert_eq!(read("[[1 2]\n [3 4]]").shape, [2, 2]);
        assert_eq!(read("1,2\n3,4\n"), TextTensor { values: vec![1.0, 2.0, 3.0, 4.0], shape: vec![2, 2] });
        for (text, shape) in [
            ("3", &[][..]),
            ("torch.tensor(-0.5)", &[]),
            ("3,", &[1]),
            ("[3]", &[1]),
            ("[]", &[0]),
            ("[[], []]", &[2, 0]),
            ("[[[]]]", &[1, 1, 0]),
            ("[[1, 2]]", &[1, 2]),
            ("[[[1, 2]], [[3, 4]], [[5, 6]]]", &[3, 1, 2]),
        ] {
            assert_eq!(read(text).shape, shape, "{text}");
        }
        assert_eq!(
            read("[nan, -inf, 1e40, 1e-50, 1_000]").values[1..],
            [f32::NEG_INFINITY, f32::INFINITY, 0.0, 1000.0]
        );
    }

    #[test]
    fn what_torch_would_make_of_them_is_known() {
        let written = |text: &str| parse(text).unwrap().1;
        assert_eq!(written("[-2, 0, 3]"), Written::Integers);
        assert_eq!(written("[True, 2]"), Written::Integers);
        assert_eq!(written("[True, False]"), Written::Booleans);
        for text in ["[True, 1.5]", "[1, 2.]", "[1e3]", "[]", "[1, inf]"] {
            assert_eq!(written(text), Written::Floats, "{text}");
        }
        assert_eq!(parse("[True, False]").unwrap().0.values, [1.0, 0.0]);
    }

    #[test]
    fn everything_else_is_an_error_with_its_place() {
        let word = |word: &str| word.to_owned();
        for (text, line, column, problem) in [
            ("[1, two, 3]", 1, 5, TextProblem::NotANumber(word("two"))),
            ("1 2\n3 x", 2, 3, TextProblem::NotANumber(word("x"))),
            ("[1, 2", 1, 6, TextProblem::UnclosedBracket),
            ("1, 2]", 1, 5, TextProblem::UnopenedBracket),
            ("]", 1, 1, TextProblem::UnopenedBracket),
            ("[1]]", 1, 4, TextProblem::UnopenedBracket),
            ("", 1, 1, TextProblem::Empty),
            ("  \n", 2, 1, TextProblem::Empty),
            ("[[[[[[[[[1]]]]]]]]]", 1, 9, TextProblem::TooManyDimensions { most: 8 }),
            ("[[1, 2], [3]]", 1, 10, TextProblem::UnequalLengths { length: 1, first: 2 }),
            ("[[1, 2],\n [3]]", 2, 2, TextProblem::UnequalLengths { length: 1, first: 2 }),
            ("[[[1], [2]], [[3]]]", 1, 14, TextProblem::UnequalLengths { length: 1, first: 2 }),
            ("[[], [1]]", 1, 6, TextProblem::UnequalLengths { length: 1, first: 0 }),
            ("1 2\n3", 2, 1, TextProblem::UnequalLengths { length: 1, first: 2 }),
            ("[[1, 2], 3]", 1, 10, TextProblem::NumberAmongLists),
            ("[[], 1]", 1, 6, TextProblem::NumberAmongLists),
            ("[1, [2]]", 1, 5, TextProblem::ListAmongNumbers),
            ("[[1], [[2]]]", 1, 8, TextProblem::ListAmongNumbers),
            ("[1,,2]", 1, 4, TextProblem::NothingBeforeComma),
            ("[, 1]", 1, 2, TextProblem::NothingBeforeComma),
            ("[,]", 1, 2, TextProblem::NothingBeforeComma),
            ("1,,2", 1, 3, TextProblem::NothingBeforeComma),
            (",1", 1, 1, TextProblem::NothingBeforeComma),
            ("[1; 2]", 1, 3, TextProblem::NotANumber(word(";"))),
            ("[1] 2", 1, 5, TextProblem::OutsideBrackets(word("2"))),
            ("[1], [2]", 1, 4, TextProblem::OutsideBrackets(word(","))),
            ("[1] [2]", 1, 5, TextProblem::OutsideBrackets(word("["))),
            ("infinity", 1, 1, TextProblem::NotANumber(word("infinity"))),
            ("-infinity", 1, 1, TextProblem::NotANumber(word("-infinity"))),
            ("[1, None]", 1, 5, TextProblem::NotANumber(word("None"))),
            (&"1 ".repeat(10_001), 1, 1, TextProblem::TooLong { length: 10_001, most: 10_000 }),
        ] {
            assert_eq!(parse(text).map(|_| ()), Err(TextError { line, column, problem }), "{text}");
        }
    }
}
