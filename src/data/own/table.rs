//! Rows of cells to a table: which row is the header, how decimals are written, and which columns hold numbers.

use super::MAX_NAME;
use super::column::LARGEST;
use super::problem::{Problem, Reason};
use super::records::{Record, Separator, records};

/// A table as it was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What separates cells.
    pub separator: Separator,
    /// Whether decimals stand behind a comma.
    pub decimal_comma: bool,
    /// Whether the first row has the names of the columns.
    pub has_header: bool,
    /// The columns, at least one.
    pub columns: Vec<TableColumn>,
    /// The rows that have as many cells as there are columns, without the header.
    pub rows: Vec<Record>,
    /// What is wrong with it whatever it is used for.
    pub problems: Vec<Problem>,
}

/// A column as it was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct TableColumn {
    /// Its name; `column 3` without a header.
    pub name: String,
    /// What most of its cells are.
    pub kind: Kind,
    /// Rows in which it has no value.
    pub missing: usize,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Numbers, at least half of those that are there.
    Numbers,
    /// Words.
    Words,
    /// Nothing.
    Nothing,
}

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    /// A number that can be taken.
    Number(f64),
    /// Anything else.
    Words,
    /// Nothing, or a word for it.
    Missing,
}

impl Table {
    /// The table in a text. `header`: whether its first row has the names, if somebody knows.
    ///
    /// # Errors
    /// Why nothing of it can be used.
    pub fn read(text: &str, header: Option<bool>) -> Result<Self, Problem> {
        let (separator, mut rows) = records(text)?;
        let Some(first) = rows.first() else { return Err(Reason::Empty.anywhere()) };
        let mut problems = Vec::new();
        let decimal_comma = has_decimal_commas(&rows, separator);
        let width = width(&rows);
        let has_header = header.unwrap_or_else(|| is_header(first, &rows[1..], decimal_comma));
        let names: Vec<String> = if has_header { rows.remove(0).cells } else { Vec::new() };
        rows.retain_mut(|row| {
            let found = row.cells.len();
            // Spreadsheets end rows with empty cells.
            let used = row.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
            let fits = if found >= width { used <= width } else { false };
            if fits {
                row.cells.truncate(width);
            } else {
                problems.push(
                    Reason::Cells { found: if found > width { used } else { found }, wanted: width }.in_line(row.line),
                );
            }
            fits
        });
        let columns = (0..width).map(|place| TableColumn::of(place, &names, &rows, decimal_comma)).collect();
        Ok(Self { separator, decimal_comma, has_header, columns, rows, problems })
    }

    /// What stands in a cell of a row.
    pub fn cell(&self, row: usize, column: usize) -> Cell {
        cell(&self.rows[row].cells[column], self.decimal_comma)
    }
}

impl TableColumn {
    fn of(place: usize, names: &[String], rows: &[Record], decimal_comma: bool) -> Self {
        let (mut numbers, mut words, mut missing) = (0, 0, 0);
        for row in rows {
            match cell(&row.cells[place], decimal_comma) {
                Cell::Number(_) => numbers += 1,
                Cell::Words => words += 1,
                Cell::Missing => missing += 1,
            }
        }
        let kind = match (numbers, words) {
            (0, 0) => Kind::Nothing,
            _ if numbers >= words => Kind::Numbers,
            _ => Kind::Words,
        };
        let name = names.get(place).filter(|name| !name.is_empty());
        let name = name.map_or_else(|| format!("column {}", place + 1), |name| shortened(name));
        Self { name, kind, missing }
    }
}

/// The beginning of a name that is too long to be kept.
pub fn shortened(name: &str) -> String {
    match name.char_indices().nth(MAX_NAME - 1) {
        Some((end, last)) if end + last.len_utf8() < name.len() => format!("{}…", &name[..end]),
        _ => name.to_owned(),
    }
}

/// The number of columns: what most rows have, of several such numbers the header's or else the largest.
fn width(rows: &[Record]) -> usize {
    let mut counts = std::collections::BTreeMap::<usize, usize>::new();
    for row in rows {
        *counts.entry(row.cells.len()).or_default() += 1;
    }
    let first = rows.first().map_or(0, |row| row.cells.len());
    counts.into_iter().max_by_key(|&(width, count)| (count, width == first, width)).map_or(0, |(width, _)| width)
}

/// Whether a row names the columns: it holds no number, and the rows after it do.
fn is_header(first: &Record, rest: &[Record], decimal_comma: bool) -> bool {
    let is_number = |text: &String| matches!(cell(text, decimal_comma), Cell::Number(_));
    !first.cells.iter().any(is_number) && rest.iter().any(|row| row.cells.iter().any(is_number))
}

/// Whether decimals stand behind a comma: where more cells are numbers if they do.
fn has_decimal_commas(rows: &[Record], separator: Separator) -> bool {
    let count = |comma: bool| {
        let numbers = |row: &Record| row.cells.iter().filter(|text| number(text, comma).is_some()).count();
        rows.iter().take(500).map(numbers).sum::<usize>()
    };
    let (points, commas) = (count(false), count(true));
    // Where a comma separates cells, `"1,234"` is more likely a thousand than a decimal.
    if separator == Separator::Comma {
        commas > points
    } else {
        commas > points || (commas == points && has_short_groups(rows))
    }
}

/// Whether a cell has a comma with other than three digits behind it, which no thousand has.
fn has_short_groups(rows: &[Record]) -> bool {
    let is_decimal = |text: &String| text.rsplit_once(',').is_some_and(|(_, rest)| rest.len() != 3);
    let looks_like_one = |text: &&String| number(text, true).is_some();
    rows.iter().take(500).flat_map(|row| &row.cells).filter(looks_like_one).any(is_decimal)
}

/// Words that stand for nothing.
const NOTHING: [&str; 12] = ["", "na", "n/a", "#n/a", "#nv", "nan", "null", "none", "missing", "?", "-", "."];

/// What stands in a cell.
pub fn cell(text: &str, decimal_comma: bool) -> Cell {
    if NOTHING.iter().any(|nothing| text.eq_ignore_ascii_case(nothing)) || text == "–" {
        return Cell::Missing;
    }
    number(text, decimal_comma).map_or(Cell::Words, Cell::Number)
}

/// The number that a text is, with its groups of three digits: `1,234.5`, `1 234.5` or with a decimal comma `1.234,5`.
pub fn number(text: &str, decimal_comma: bool) -> Option<f64> {
    let (point, group) = if decimal_comma { (',', '.') } else { ('.', ',') };
    let text = text.trim().replace('−', "-");
    let (sign, rest) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (if text.starts_with('-') { "-" } else { "" }, rest),
        None => ("", text.as_str()),
    };
    let (mantissa, exponent) = rest.split_once(['e', 'E']).map_or((rest, None), |(m, e)| (m, Some(e)));
    let (whole, decimals) = mantissa.split_once(point).map_or((mantissa, None), |(w, d)| (w, Some(d)));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let pieces: Vec<&str> = whole.split([group, ' ', '\u{a0}', '\u{202f}', '\'', '’']).collect();
    let grouped = match pieces.as_slice() {
        [one] => one.is_empty() || is_digits(one),
        [first, rest @ ..] => {
            first.len() <= 3 && is_digits(first) && rest.iter().all(|piece| piece.len() == 3 && is_digits(piece))
        }
        [] => false,
    };
    let has_digits = is_digits(&pieces.concat()) || decimals.is_some_and(is_digits);
    let good_decimals = decimals.is_none_or(|decimals| decimals.is_empty() || is_digits(decimals));
    let good_exponent = exponent.is_none_or(|e| is_digits(e.strip_prefix(['-', '+']).unwrap_or(e)) && e.len() <= 5);
    if !(grouped && has_digits && good_decimals && good_exponent) {
        return None;
    }
    let plain = format!("{sign}{}.{}e{}", pieces.concat(), decimals.unwrap_or("0"), exponent.unwrap_or("0"));
    plain.parse::<f64>().ok().filter(|number| number.abs() <= LARGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, value) in [
            ("1", 1.0),
            ("-0.5", -0.5),
            ("+.5", 0.5),
            ("5.", 5.0),
            ("1e-3", 1e-3),
            ("1,234.5", 1234.5),
            ("1 234 567", 1_234_567.0),
            ("−3", -3.0),
        ] {
            assert_eq!(number(text, false), Some(value), "{text}");
        }
        for (text, value) in [("0,5", 0.5), ("1.234,5", 1234.5), ("-3", -3.0), ("1.000", 1000.0)] {
            assert_eq!(number(text, true), Some(value), "{text}");
        }
        for text in
            ["", "-", "e5", "1.2.3", "1,2", "12,34.5", "1e", "1e+", "inf", "nan", "0x10", "1e31", "5 kg", ".", "1 2"]
        {
            assert_eq!(number(text, false), None, "{text}");
        }
        for text in ["1.5", "0,5,5", "1,234.5"] {
            assert_eq!(number(text, true), None, "{text}");
        }
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(shortened("short"), "short");
        let long = "ü".repeat(100);
        assert_eq!(shortened(&long).chars().count(), MAX_NAME);
        assert_eq!(shortened(&"a".repeat(MAX_NAME)), "a".repeat(MAX_NAME));
    }
}
