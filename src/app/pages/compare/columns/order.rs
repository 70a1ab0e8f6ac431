//! The rows in the order of a column.

use std::cmp::Ordering;

use super::COLUMNS;
use relu_lab::compare::summary::Row;

/// The rows in the order of a column (`None`: the plan's own), best first or last. What never got there, and what has
/// nothing to say, comes last in both.
pub fn ordered(rows: &[Row], column: Option<usize>, reversed: bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let Some(column) = column.and_then(|index| COLUMNS.get(index)) else {
        if reversed {
            order.reverse();
        }
        return order;
    };
    let key = |row: &Row| match (column.key)(row) {
        Some(key) if key.is_finite() => (0, if reversed == column.larger_is_better { key } else { -key }),
        Some(_) => (1, 0.0),
        None => (2, 0.0),
    };
    let compare = |a: &Row, b: &Row| -> Ordering {
        let ((first, a_key), (second, b_key)) = (key(a), key(b));
        let then = || (column.then)(a).total_cmp(&(column.then)(b));
        first.cmp(&second).then(a_key.total_cmp(&b_key)).then_with(then)
    };
    order.sort_by(|&a, &b| compare(&rows[a], &rows[b]));
    order
}

/// The direction in which the numbers of a column stand, for `aria-sort`.
pub fn direction(column: Option<usize>, reversed: bool) -> &'static str {
    let larger_first = column.and_then(|index| COLUMNS.get(index)).is_some_and(|column| column.larger_is_better);
    if larger_first == reversed { "ascending" } else { "descending" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::compare::columns::cells::tests::{cell, column, row, texts};

    #[test]
    fn what_never_got_there_comes_last_in_both_directions() {
        let rows = [row(0, 30.0), row(1, f64::INFINITY), row(2, 10.0), Row { epochs_to_target: None, ..row(3, 0.0) }];
        let epochs = Some(column("epochs"));
        assert_eq!(ordered(&rows, epochs, false), [2, 0, 1, 3]);
        assert_eq!(ordered(&rows, epochs, true), [0, 2, 1, 3]);
        assert_eq!(ordered(&rows, None, true), [3, 2, 1, 0]);
    }

    #[test]
    fn results_are_ordered_as_they_are() {
        // One unit, two units, three units, four units: 0, 12, 7 and 12 of 16 have solved it.
        let of_16 = |value: usize, solved: u32, median: f64| Row { runs: 16, solved, ..row(value, median) };
        let rows = [of_16(0, 0, f64::INFINITY), of_16(1, 12, 80.0), of_16(2, 7, f64::INFINITY), of_16(3, 12, 60.0)];
        assert_eq!(ordered(&rows, Some(column("solved")), false), [3, 1, 2, 0]);
        assert_eq!(ordered(&rows, Some(column("solved")), true), [0, 2, 3, 1]);
        assert_eq!(ordered(&rows, Some(column("epochs")), false), [3, 1, 2, 0]);
        assert_eq!(cell("epochs", &rows[2]), texts("7 of 16", "reached it"));
        assert_eq!(cell("epochs", &rows[0]).0, "never reached");
        // What the heads tell is what the numbers do.
        assert_eq!(direction(Some(column("solved")), false), "descending");
        assert_eq!(direction(Some(column("epochs")), false), "ascending");
        assert_eq!(direction(None, true), "descending");
    }
}
