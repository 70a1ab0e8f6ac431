//! The two ways in which numbers are written: lists in lists, and lines without brackets.

use super::numbers::Numbers;
use super::tokens::{Token, Tokens};
use super::{Problem, TextProblem, TextTensor, Written};

/// The most dimensions taken.
const MOST_DIMENSIONS: usize = 8;

/// A list that is open: where it began, how many entries it has.
struct Open {
    at: usize,
    entries: usize,
    /// Whether a comma is the last thing in it.
    after_comma: bool,
}

/// Lists in lists, as Python and numpy write them. `in_call`: keyword arguments may follow.
pub(super) fn nested(tokens: &mut Tokens, in_call: bool) -> Result<(TextTensor, Written), Problem> {
    let mut numbers = Numbers::default();
    let mut open: Vec<Open> = Vec::new();
    let mut shape: Vec<Option<usize>> = Vec::new();
    let mut has_numbers = false;
    while let Some((at, token)) = tokens.next() {
        let is_done = open.is_empty() && !shape.is_empty();
        match token {
            Token::NewLine => {}
            Token::Separator(',') if is_done && in_call && is_keywords(&tokens.text[tokens.position..]) => break,
            Token::Word(word) if open.is_empty() => return Err((at, TextProblem::OutsideBrackets(word.to_owned()))),
            Token::Separator(sign) if open.is_empty() => {
                return Err((at, TextProblem::OutsideBrackets(sign.to_string())));
            }
            Token::Open if is_done => return Err((at, TextProblem::OutsideBrackets("[".to_owned()))),
            Token::Open => {
                if open.len() == MOST_DIMENSIONS {
                    return Err((at, TextProblem::TooManyDimensions { most: MOST_DIMENSIONS }));
                }
                if has_numbers && open.len() == shape.len() {
                    return Err((at, TextProblem::ListAmongNumbers));
                }
                if let Some(list) = open.last_mut() {
                    list.entries += 1;
                    list.after_comma = false;
                }
                open.push(Open { at, entries: 0, after_comma: false });
                if open.len() > shape.len() {
                    shape.push(None);
                }
            }
            Token::Word(word) => {
                if open.len() < shape.len() {
                    return Err((at, TextProblem::NumberAmongLists));
                }
                numbers.push(at, word)?;
                has_numbers = true;
                if let Some(list) = open.last_mut() {
                    list.entries += 1;
                    list.after_comma = false;
                }
            }
            Token::Separator(',') => match open.last_mut() {
                Some(list) if list.entries > 0 && !list.after_comma => list.after_comma = true,
                _ => return Err((at, TextProblem::NothingBeforeComma)),
            },
            Token::Separator(sign) => return Err((at, TextProblem::NotANumber(sign.to_string()))),
            Token::Close => {
                let list = open.pop().ok_or((at, TextProblem::UnopenedBracket))?;
                let length = &mut shape[open.len()];
                let first = *length.get_or_insert(list.entries);
                if first != list.entries {
                    return Err((list.at, TextProblem::UnequalLengths { length: list.entries, first }));
                }
            }
        }
    }
    if !open.is_empty() {
        return Err((tokens.text.len(), TextProblem::UnclosedBracket));
    }
    Ok(numbers.into_tensor(shape.into_iter().flatten().collect()))
}

/// What `print` and people write behind the numbers: it changes none of them.
fn is_keywords(text: &str) -> bool {
    let known = ["requires_grad=", "grad_fn=<", "dtype=torch.float32", "size=("];
    known.iter().any(|keyword| text.trim_start().starts_with(keyword))
}

/// Numbers without brackets.
pub(super) fn bare(tokens: &mut Tokens) -> Result<(TextTensor, Written), Problem> {
    let mut numbers = Numbers::default();
    // Length of each line with numbers, and where it begins.
    let mut rows: Vec<(usize, usize)> = Vec::new();
    let (mut is_new_row, mut after_comma, mut has_comma) = (true, false, false);
    for (at, token) in tokens.by_ref() {
        match token {
            Token::Word(word) => {
                numbers.push(at, word)?;
                match rows.last_mut() {
                    Some((length, _)) if !is_new_row => *length += 1,
                    _ => rows.push((1, at)),
                }
                (is_new_row, after_comma) = (false, false);
            }
            Token::NewLine => (is_new_row, after_comma) = (true, false),
            Token::Close => return Err((at, TextProblem::UnopenedBracket)),
            _ if is_new_row || after_comma => return Err((at, TextProblem::NothingBeforeComma)),
            _ => (after_comma, has_comma) = (true, true),
        }
    }
    let Some(&(columns, _)) = rows.first() else { return Err((tokens.text.len(), TextProblem::Empty)) };
    if let Some(&(length, at)) = rows.iter().find(|(length, _)| *length != columns) {
        return Err((at, TextProblem::UnequalLengths { length, first: columns }));
    }
    let shape = match (rows.len(), columns) {
        (1, 1) if !has_comma => vec![],
        (1, _) => vec![columns],
        _ => vec![rows.len(), columns],
    };
    Ok(numbers.into_tensor(shape))
}
