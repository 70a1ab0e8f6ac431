//! The words of a tensor as numbers, and the type that `torch` would give them.

use super::{Problem, TextProblem, TextTensor, Written};
use crate::nn::choice::parse_f32;

/// The numbers as they are read, and what `torch` would make of them.
#[derive(Default)]
pub(super) struct Numbers {
    values: Vec<f32>,
    integers: usize,
    booleans: usize,
}

impl Numbers {
    pub(super) fn push(&mut self, at: usize, word: &str) -> Result<(), Problem> {
        let value = number(word).ok_or_else(|| (at, TextProblem::NotANumber(word.to_owned())))?;
        let is_whole = |c: char| c.is_ascii_digit() || "+-_\u{2212}".contains(c);
        self.booleans += usize::from(["True", "False"].contains(&word));
        self.integers += usize::from(word.chars().all(is_whole));
        self.values.push(value);
        Ok(())
    }

    pub(super) fn into_tensor(self, shape: Vec<usize>) -> (TextTensor, Written) {
        let written = match self.values.len() {
            0 => Written::Floats,
            all if all == self.booleans => Written::Booleans,
            all if all == self.booleans + self.integers => Written::Integers,
            _ => Written::Floats,
        };
        (TextTensor { values: self.values, shape }, written)
    }
}

/// A number as Python writes it; a minus sign pasted from typeset text is taken too.
fn number(word: &str) -> Option<f32> {
    match word {
        "True" => return Some(1.0),
        "False" => return Some(0.0),
        _ => {}
    }
    let plain = word.replace('\u{2212}', "-").replace('_', "");
    let starts_well = plain.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    let ends_well = plain.ends_with(|c: char| c.is_ascii_digit() || c == '.');
    let is_word = ["nan", "-nan", "inf", "-inf", "+inf"].contains(&plain.to_ascii_lowercase().as_str());
    if (starts_well && ends_well) || is_word { parse_f32(&plain) } else { None }
}
