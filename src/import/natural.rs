//! The order of names with numbers in them: `layers.2` before `layers.10`.

use std::cmp::Ordering;

/// Compares two names: runs of digits by their value, everything else byte by byte.
pub fn compare(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    while !a.is_empty() && !b.is_empty() {
        let ((first, a_rest), (second, b_rest)) = (part(a), part(b));
        let order = match (number(first), number(second)) {
            // By their lengths first: a number of any length can be compared so.
            (Some(first), Some(second)) => first.len().cmp(&second.len()).then_with(|| first.cmp(second)),
            _ => first.cmp(second),
        };
        if order != Ordering::Equal {
            return order;
        }
        (a, b) = (a_rest, b_rest);
    }
    a.len().cmp(&b.len())
}

/// The first run of digits or of anything else, and what follows.
fn part(text: &str) -> (&str, &str) {
    let is_digit = |c: char| c.is_ascii_digit();
    let begins_with_digit = text.starts_with(is_digit);
    text.split_at(text.find(|c: char| is_digit(c) != begins_with_digit).unwrap_or(text.len()))
}

/// The digits of a number without leading zeros.
fn number(part: &str) -> Option<&str> {
    part.starts_with(|c: char| c.is_ascii_digit()).then(|| part.trim_start_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_by_their_value() {
        let mut names = ["layers.10", "fc2", "layers.2", "fc10", "layers.002.x", "layers", "fc", "layers.2.5", "ü1"];
        names.sort_by(|a, b| compare(a, b));
        assert_eq!(names, ["fc", "fc2", "fc10", "layers", "layers.2", "layers.2.5", "layers.002.x", "layers.10", "ü1"]);
        let huge = format!("a{}", "9".repeat(50));
        assert_eq!(compare(&huge, "a1"), Ordering::Greater);
    }
}
