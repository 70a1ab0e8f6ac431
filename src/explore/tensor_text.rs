//! Tensors as text: read as people type and paste them, written as `torch` prints them.

use crate::nn::choice::parse_f32;

/// A tensor of one or two dimensions.
#[derive(Debug, Clone, PartialEq)]
pub struct TextTensor {
    /// The numbers, row by row.
    pub values: Vec<f32>,
    /// Length of a row.
    pub columns: usize,
    /// Whether it has two dimensions, even if there is only one row.
    pub is_matrix: bool,
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
    /// There is no number in it.
    Empty,
    /// This word is not a number.
    NotANumber(String),
    /// This word stands before or behind the brackets.
    OutsideBrackets(String),
    /// A bracket closes nothing.
    UnopenedBracket,
    /// A bracket is not closed.
    UnclosedBracket,
    /// More than two brackets are open.
    TooManyDimensions,
    /// A row is not as long as the first one.
    UnequalRows {
        /// The row, counted from 1.
        row: usize,
        /// Its numbers.
        length: usize,
        /// The numbers of the first row.
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
const MOST: usize = 1000;

/// Reads numbers in brackets (`[-2, 0, 3]`, `[[1, 2], [3, 4]]`, also inside `torch.tensor(…)`), or bare ones
/// separated by commas, spaces, tabs or semicolons: one line is a vector, several lines are the rows of a matrix.
///
/// # Errors
/// The place and the problem, for anything else.
pub fn parse(text: &str) -> Result<TextTensor, TextError> {
    let at = |position: usize, problem: TextProblem| {
        let before = &text[..position.min(text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        TextError { line, column, problem }
    };
    let (start, end) = inside_call(text);
    let body = &text[start..end];
    let bracketed = body.contains('[');
    let mut rows: Vec<Vec<f32>> = vec![Vec::new()];
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    let mut position = 0;
    while position < body.len() {
        let rest = &body[position..];
        let Some(character) = rest.chars().next() else { break };
        let here = start + position;
        match character {
            '[' => {
                depth += 1;
                deepest = deepest.max(depth);
                if depth > 2 {
                    return Err(at(here, TextProblem::TooManyDimensions));
                }
                if depth == 2 && rows.last().is_some_and(|row| !row.is_empty()) {
                    rows.push(Vec::new());
                }
                position += 1;
            }
            ']' => {
                depth = depth.checked_sub(1).ok_or_else(|| at(here, TextProblem::UnopenedBracket))?;
                position += 1;
            }
            '\n' if !bracketed => {
                if rows.last().is_some_and(|row| !row.is_empty()) {
                    rows.push(Vec::new());
                }
                position += 1;
            }
            ',' | ';' => position += 1,
            _ if character.is_whitespace() => position += character.len_utf8(),
            _ => {
                let length = rest.find(|c: char| c.is_whitespace() || ",;[]".contains(c)).unwrap_or(rest.len());
                let word = &rest[..length];
                if bracketed && depth == 0 {
                    return Err(at(here, TextProblem::OutsideBrackets(word.to_owned())));
                }
                let value = number(word).ok_or_else(|| at(here, TextProblem::NotANumber(word.to_owned())))?;
                if let Some(row) = rows.last_mut() {
                    row.push(value);
                }
                position += length;
            }
        }
    }
    if depth > 0 {
        return Err(at(end, TextProblem::UnclosedBracket));
    }
    rows.retain(|row| !row.is_empty());
    let columns = rows.first().map_or(0, Vec::len);
    if columns == 0 {
        return Err(at(start, TextProblem::Empty));
    }
    if let Some((index, row)) = rows.iter().enumerate().find(|(_, row)| row.len() != columns) {
        let problem = TextProblem::UnequalRows { row: index + 1, length: row.len(), first: columns };
        return Err(TextError { line: if bracketed { 1 } else { index + 1 }, column: 1, problem });
    }
    let values = rows.concat();
    if values.len() > MOST {
        return Err(at(start, TextProblem::TooLong { length: values.len(), most: MOST }));
    }
    Ok(TextTensor { is_matrix: deepest == 2 || (!bracketed && rows.len() > 1), values, columns })
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

/// A number as Python writes it; a minus sign pasted from typeset text is taken too.
fn number(word: &str) -> Option<f32> {
    let plain = word.replace('\u{2212}', "-").replace('_', "");
    let starts_well = plain.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    let is_word = ["nan", "inf", "-inf", "+inf"].contains(&plain.to_ascii_lowercase().as_str());
    if starts_well || is_word { parse_f32(&plain) } else { None }
}

/// The tensor as `print(x)` of `PyTorch` writes it, with its default options (4 digits, lines of 80 characters).
pub fn print(tensor: &TextTensor) -> String {
    let style = Style::for_values(&tensor.values);
    let cells: Vec<String> = tensor.values.iter().map(|&value| style.cell(value)).collect();
    // `torch` takes the width from the numbers that are neither zero nor infinite nor NaN.
    let counts = |value: f32| value.is_finite() && value != 0.0;
    let sized = cells.iter().zip(&tensor.values).filter(|(_, value)| counts(**value));
    let width = sized.map(|(cell, _)| cell.len()).max().unwrap_or(1);
    // `tensor(` and the brackets indent every further line.
    let indent = 8 + usize::from(tensor.is_matrix);
    let per_line = ((80 - (indent - 1)) / (width + 2)).max(1);
    let (open, close) = if tensor.is_matrix { ("tensor([[", "]])") } else { ("tensor([", "])") };
    let mut text = open.to_owned();
    for (index, cell) in cells.iter().enumerate() {
        let column = index % tensor.columns;
        if index > 0 && column == 0 {
            text.push_str("],\n");
            text.push_str(&" ".repeat(indent - 1));
            text.push('[');
        } else if index > 0 && column.is_multiple_of(per_line) {
            text.push_str(",\n");
            text.push_str(&" ".repeat(indent));
        } else if index > 0 {
            text.push_str(", ");
        }
        text.push_str(&" ".repeat(width.saturating_sub(cell.len())));
        text.push_str(cell);
    }
    text + close
}

/// How `torch` chooses to print a tensor's numbers: by the smallest and the largest of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Whole,
    WholeScientific,
    Fixed,
    Scientific,
}

impl Style {
    fn for_values(values: &[f32]) -> Self {
        let sizes = values.iter().map(|v| f64::from(v.abs())).filter(|v| v.is_finite() && *v != 0.0);
        let (low, high) = sizes.clone().fold((f64::INFINITY, 0.0_f64), |(low, high), v| (low.min(v), high.max(v)));
        let whole = sizes.clone().all(|v| v == v.ceil());
        let wide = high / low > 1000.0 || high > 1e8;
        match (sizes.count(), whole) {
            (0, _) => Self::Whole,
            (_, true) if wide => Self::WholeScientific,
            (_, true) => Self::Whole,
            (_, false) if wide || low < 1e-4 => Self::Scientific,
            (_, false) => Self::Fixed,
        }
    }

    fn cell(self, value: f32) -> String {
        if value.is_nan() {
            return "nan".to_owned();
        }
        if value.is_infinite() {
            return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
        }
        match self {
            Self::Whole => format!("{value:.0}."),
            Self::Fixed => format!("{value:.4}"),
            Self::WholeScientific | Self::Scientific => scientific(value),
        }
    }
}

/// `1.0000e-05`, as Python's `{:.4e}` writes it.
fn scientific(value: f32) -> String {
    let text = format!("{value:.4e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    format!("{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> String {
        print(&parse(text).unwrap())
    }

    // Each right-hand side is what `print(torch.tensor(…))` writes.
    #[test]
    fn tensors_are_printed_as_torch_prints_them() {
        assert_eq!(printed("[-2, -0.5, 0, 3]"), "tensor([-2.0000, -0.5000,  0.0000,  3.0000])");
        assert_eq!(printed("[0, 0, 3]"), "tensor([0., 0., 3.])");
        assert_eq!(printed("[-1, 10]"), "tensor([-1., 10.])");
        assert_eq!(printed("[[1, 2.5], [3, 4]]"), "tensor([[1.0000, 2.5000],\n        [3.0000, 4.0000]])");
        assert_eq!(printed("1 0.00001"), "tensor([1.0000e+00, 1.0000e-05])");
        assert_eq!(printed("nan inf 1"), "tensor([nan, inf, 1.])");
        assert_eq!(printed("[-0.0, 1]"), "tensor([-0., 1.])");
        assert_eq!(printed("1000.5 0.5"), "tensor([1.0005e+03, 5.0000e-01])");
        assert_eq!(printed("100.5 0.5"), "tensor([100.5000,   0.5000])");
        let long = printed(&["0.5"; 12].join(" "));
        assert_eq!(long.lines().count(), 2, "{long}");
        assert!(long.lines().nth(1).unwrap().starts_with("        0.5000"));
    }

    #[test]
    fn numbers_are_read_as_people_paste_them() {
        let vector = |text: &str| parse(text).unwrap().values;
        assert_eq!(vector("torch.tensor([-1., 2])"), [-1.0, 2.0]);
        assert_eq!(vector("-1\u{2009}, \u{2212}2;3\t4"), [-1.0, -2.0, 3.0, 4.0]);
        let pasted = parse("1,2\n3,4\n").unwrap();
        assert_eq!((pasted.values, pasted.columns, pasted.is_matrix), (vec![1.0, 2.0, 3.0, 4.0], 2, true));
        assert!(parse("[[1, 2]]").unwrap().is_matrix);
    }

    #[test]
    fn everything_else_is_an_error_with_its_place() {
        let word = |word: &str| word.to_owned();
        for (text, line, column, problem) in [
            ("[1, two, 3]", 1, 5, TextProblem::NotANumber(word("two"))),
            ("1 2\n3 x", 2, 3, TextProblem::NotANumber(word("x"))),
            ("[1, 2", 1, 6, TextProblem::UnclosedBracket),
            ("1, 2]", 1, 5, TextProblem::UnopenedBracket),
            ("", 1, 1, TextProblem::Empty),
            ("[[[1]]]", 1, 3, TextProblem::TooManyDimensions),
            ("[[1, 2], [3]]", 1, 1, TextProblem::UnequalRows { row: 2, length: 1, first: 2 }),
            ("[1] 2", 1, 5, TextProblem::OutsideBrackets(word("2"))),
            ("infinity", 1, 1, TextProblem::NotANumber(word("infinity"))),
            (&"1 ".repeat(1001), 1, 1, TextProblem::TooLong { length: 1001, most: 1000 }),
        ] {
            assert_eq!(parse(text), Err(TextError { line, column, problem }), "{text}");
        }
    }
}
