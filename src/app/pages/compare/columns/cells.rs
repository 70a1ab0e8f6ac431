//! What stands in the cells of the table of results: a number, and its spread or base beside it.

use crate::pages::compare::words::figures::{loss, rough_loss};
use relu_lab::compare::statistics::Quartiles;
use relu_lab::compare::summary::{Edge, Rate, Row};
use relu_lab::plot::format;

fn dash() -> (String, String) {
    ("–".to_owned(), String::new())
}

pub(super) fn solved_share(row: &Row) -> f64 {
    f64::from(row.solved) / f64::from(row.runs.max(1))
}

pub(super) fn percent(share: f64) -> (String, String) {
    (format::percent(share as f32, 0), String::new())
}

/// A share in percent without the sign, which stands in the head.
pub(super) fn in_percent(share: f64) -> String {
    format::percent(share as f32, 1).trim_end_matches("\u{2009}%").to_owned()
}

/// Median, and the middle half with `text` of its own.
pub(super) fn spread(quartiles: Quartiles, number: fn(f64) -> String, text: fn(f64) -> String) -> (String, String) {
    let text = |value: f64| if value.is_finite() { text(value) } else { "∞".to_owned() };
    let (low, high) = (text(quartiles.low), text(quartiles.high));
    let half = if quartiles.low == quartiles.high { String::new() } else { format!("[{low}–{high}]") };
    (number(quartiles.median), half)
}

fn whole_or_half(epochs: f64) -> String {
    format::decimals(epochs as f32, usize::from(epochs.fract() != 0.0))
}

pub(super) fn epochs(row: &Row) -> (String, String) {
    match row.epochs_to_target {
        _ if row.runs == 0 => dash(),
        None => ("not yet".to_owned(), String::new()),
        Some(q) if q.median.is_finite() => spread(q, whole_or_half, whole_or_half),
        Some(_) if row.solved > 0 => (format!("{} of {}", row.solved, row.runs), "reached it".to_owned()),
        Some(_) => ("never reached".to_owned(), String::new()),
    }
}

/// A loss at the end; how many runs have diverged, if any has.
pub(super) fn end_loss(quartiles: Option<Quartiles>, row: &Row) -> (String, String) {
    let diverged = || format!("{} of {}", row.diverged, row.runs);
    match quartiles {
        None => dash(),
        Some(q) if !q.median.is_finite() => (diverged(), "diverged".to_owned()),
        Some(q) if row.diverged > 0 => {
            let (number, half) = spread(q, loss, rough_loss);
            (number, format!("{half} {} diverged", diverged()).trim_start().to_owned())
        }
        Some(q) => spread(q, loss, rough_loss),
    }
}

/// What is over the runs that have not diverged; over how many of them, if not over all.
pub(super) fn of_measured(row: &Row, text: Option<(String, String)>) -> (String, String) {
    let Some((number, beside)) = text else {
        return if row.runs > 0 && row.measured() == 0 {
            ("–".to_owned(), "all diverged".to_owned())
        } else {
            dash()
        };
    };
    if row.diverged == 0 {
        return (number, beside);
    }
    (number, format!("{beside} of {}/{} runs", row.measured(), row.runs).trim_start().to_owned())
}

/// The learning rate of a row where each value takes its best, and what is to be known of it.
pub fn rate(row: &Row) -> (String, &'static str) {
    let rate = row.learning_rate.to_string();
    match row.rate {
        _ if row.runs == 0 => ("–".to_owned(), ""),
        Rate::Given | Rate::Best(None) => (rate, ""),
        Rate::Best(Some(Edge::Smallest)) => (rate, "smallest tried"),
        Rate::Best(Some(Edge::Largest)) => (rate, "largest tried"),
        Rate::NoneSolved => (rate, "none solved"),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::pages::compare::columns::COLUMNS;

    pub fn row(value: usize, median: f64) -> Row {
        let quartiles = Some(Quartiles { low: median - 2.0, median, high: median + 2.0 });
        Row {
            value,
            learning_rate: 0.1,
            rate: Rate::Given,
            runs: 8,
            under_way: 0,
            solved: 6,
            diverged: 0,
            epochs_to_target: quartiles,
            train_loss: quartiles,
            test_loss: quartiles,
            test_accuracy: quartiles,
            dead: Some(0.12),
            saturated: Some(0.0),
            first_gradient_norm: quartiles,
            millis_per_epoch: Some(0.5),
        }
    }

    pub fn column(id: &str) -> usize {
        COLUMNS.iter().position(|column| column.id == id).expect(id)
    }

    pub fn cell(id: &str, row: &Row) -> (String, String) {
        (COLUMNS[column(id)].text)(row)
    }

    pub fn texts(number: &str, beside: &str) -> (String, String) {
        (number.to_owned(), beside.to_owned())
    }

    #[test]
    fn cells_say_median_and_middle_half() {
        assert_eq!(cell("epochs", &row(0, 48.0)), texts("48", "[46–50]"));
        assert_eq!(cell("epochs", &row(0, 48.5)).0, "48.5");
        let half = Some(Quartiles { low: 40.0, median: 50.0, high: f64::INFINITY });
        assert_eq!(cell("epochs", &Row { epochs_to_target: half, ..row(0, 1.0) }).1, "[40–∞]");
        assert_eq!(cell("solved", &row(0, 1.0)).0, "6/8");
        assert_eq!(cell("dead", &row(0, 1.0)).0, "12\u{2009}%");
        assert_eq!(cell("dead", &Row { dead: Some(0.004), ..row(0, 1.0) }).0, "0.4\u{2009}%");
        let small = Some(Quartiles { low: 0.000_12, median: 0.0012, high: 0.012 });
        assert_eq!(cell("train-loss", &Row { train_loss: small, ..row(0, 1.0) }), texts("0.00120", "[0.00012–0.012]"));
        let none = Row {
            runs: 0,
            dead: None,
            epochs_to_target: None,
            train_loss: None,
            first_gradient_norm: None,
            ..row(0, 1.0)
        };
        for id in ["dead", "epochs", "train-loss", "gradient"] {
            assert_eq!(cell(id, &none), texts("–", ""), "{id}");
        }
    }

    #[test]
    fn every_cell_that_leaves_runs_out_says_how_many() {
        let three = Row { diverged: 3, ..row(0, 0.5) };
        for id in ["accuracy", "dead", "saturated", "gradient", "millis"] {
            let (number, beside) = cell(id, &three);
            assert!(number != "–" && beside.ends_with("of 5/8 runs"), "{id}: {beside}");
        }
        for id in ["train-loss", "test-loss"] {
            assert!(cell(id, &three).1.ends_with("3 of 8 diverged"), "{id}");
        }
        let infinite = Some(Quartiles { low: 0.1, median: f64::INFINITY, high: f64::INFINITY });
        assert_eq!(
            cell("test-loss", &Row { diverged: 5, test_loss: infinite, ..row(0, 1.0) }),
            texts("5 of 8", "diverged")
        );
        let all = Row { diverged: 8, test_accuracy: None, dead: None, first_gradient_norm: None, ..row(0, 1.0) };
        for id in ["accuracy", "dead", "gradient"] {
            assert_eq!(cell(id, &all), texts("–", "all diverged"), "{id}");
        }
    }

    #[test]
    fn a_race_that_has_not_begun_has_not_missed_the_target() {
        let start = Row { runs: 1, under_way: 1, solved: 0, epochs_to_target: None, ..row(0, 1.0) };
        assert_eq!((cell("epochs", &start).0, cell("solved", &start).0), ("not yet".to_owned(), "not yet".to_owned()));
        let there = Row { solved: 1, epochs_to_target: row(0, 9.0).epochs_to_target, ..start };
        assert_eq!((cell("epochs", &there).0, cell("solved", &there).0), ("9".to_owned(), "1/1".to_owned()));
    }

    #[test]
    fn the_best_rate_says_where_it_stands() {
        let of = |rate: Rate| super::rate(&Row { rate, ..row(0, 1.0) });
        assert_eq!(of(Rate::Best(None)), ("0.1".to_owned(), ""));
        assert_eq!(of(Rate::Best(Some(Edge::Largest))).1, "largest tried");
        assert_eq!(of(Rate::Best(Some(Edge::Smallest))).1, "smallest tried");
        assert_eq!(of(Rate::NoneSolved).1, "none solved");
    }
}
