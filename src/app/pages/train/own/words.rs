//! What is said of a table: what was understood, what each column is taken for, and what is wrong.

use relu_lab::data::own::column::LARGEST;
use relu_lab::data::own::problem::{Problem, Reason};
use relu_lab::data::own::reading::Use;
use relu_lab::data::own::records::Separator;
use relu_lab::data::own::scaling::Scaling;
use relu_lab::data::own::table::Table;
use relu_lab::data::own::{OwnData, POINTS_IN_LINK};

/// How a table was taken apart.
pub fn understood(table: &Table) -> String {
    let separator = match table.separator {
        Separator::Tab => "Tabs between cells",
        Separator::Semicolon => "Semicolons between cells",
        Separator::Comma => "Commas between cells",
        Separator::Bar => "Bars between cells",
        Separator::Spaces => "Spaces between cells",
        Separator::None => "One column",
    };
    let decimals = if table.decimal_comma { "decimal commas" } else { "decimal points" };
    let header = if table.has_header { "the first row names the columns" } else { "no row of names" };
    format!("{separator}, {decimals}, {header}.")
}

/// What a column is taken for.
pub fn used_as(role: Use) -> &'static str {
    match role {
        Use::Input => "input",
        Use::Target => "to learn",
        Use::Words => "left out: words",
        Use::Sparse => "left out: mostly empty",
        Use::Constant => "left out: constant",
        Use::TooMany => "left out: too many",
    }
}

/// How columns are scaled.
pub fn scaling(kind: Scaling) -> &'static str {
    match kind {
        Scaling::None => "None",
        Scaling::MinMax => "To [−1, 1]",
        Scaling::Standard => "Standardise",
    }
}

/// `Line 7: height is "tall", which is no number; the row is left out.`
pub fn problem(problem: &Problem) -> String {
    let reason = reason(&problem.reason);
    match problem.line {
        Some(line) => format!("Line {line}: {reason}"),
        None => reason,
    }
}

fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Empty => "There is no row in it.".to_owned(),
        Reason::TooLong { found, most } => {
            format!("It has {found} bytes; at most {most} are read.")
        }
        Reason::NotText => "This is no text. Save the sheet as CSV, or copy its cells and paste them here.".to_owned(),
        Reason::NotUtf8 => "The file is not UTF-8; it was read as Latin-1.".to_owned(),
        Reason::Cells { found, wanted } => format!("{found} cells in place of {wanted}; the row is left out."),
        Reason::NotANumber { column, text } => {
            format!("{column} is \"{text}\", which is no number up to {LARGEST:e}; the row is left out.")
        }
        Reason::Missing { column } => format!("{column} has no value; the row is left out."),
        Reason::Words { column } => format!("{column} holds words; it is left out."),
        Reason::Constant { column, value } => format!("{column} is {value} in every row; it is left out."),
        Reason::Sparse { column, missing, rows } => {
            format!("{column} has no value in {missing} of {rows} rows; it is left out.")
        }
        Reason::TooManyColumns { found, most } => {
            format!("There are {found} columns of numbers; the first {most} are taken.")
        }
        Reason::TooManyRows { found, most } => {
            format!("There are {found} rows; {most} of them are taken, evenly spread over the table.")
        }
        Reason::TooManyClasses { column, found, most } => {
            format!(
                "{column} has {found} different values; at most {most} classes can be told apart. Learn another column, or values."
            )
        }
        Reason::OneClass { column, value } => format!("{column} is {value} in every row: there is nothing to learn."),
        Reason::WordsAsValues { column } => format!("{column} holds words, which are no values. Learn classes."),
        Reason::NoInput => "No column of numbers is left as an input.".to_owned(),
        Reason::TooFewRows { found, least } => format!("{found} rows can be used; it takes at least {least}."),
    }
}

/// `60 points, 2 inputs, 2 classes: blue, red`.
pub fn summary(data: &OwnData) -> String {
    use relu_lab::data::own::OwnTarget;
    let counted = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let target = match &data.target {
        OwnTarget::Class { names, .. } => format!("{} classes: {}", names.len(), names.join(", ")),
        OwnTarget::Value(column) => format!("values: {}", column.name),
    };
    format!("{}, {}, {target}", counted(data.points(), "point"), counted(data.columns.len(), "input"))
}

/// What there is to know of so many points before they are used.
pub fn in_link(points: usize) -> String {
    if points > POINTS_IN_LINK {
        format!(
            "A link holds at most {POINTS_IN_LINK} points. For more it names the file, and who opens the link needs the file too."
        )
    } else {
        "The link holds these points.".to_owned()
    }
}

/// Why a run on own data does not begin.
pub fn no_data(points: Option<u32>) -> String {
    match points {
        Some(points) => {
            format!(
                "the link names a file with {points} points and does not hold them. Open that file, or drop it on the page."
            )
        }
        None => "there are no points yet. Draw some, or paste or open a table.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_told_with_its_line_and_its_reason() {
        for (found, said) in [
            (Reason::Cells { found: 4, wanted: 3 }.in_line(9), "Line 9: 4 cells in place of 3; the row is left out."),
            (Reason::Missing { column: "a".into() }.in_line(5), "Line 5: a has no value; the row is left out."),
            (
                Reason::NotANumber { column: "height".into(), text: "tall".into() }.in_line(7),
                "Line 7: height is \"tall\", which is no number up to 1e30; the row is left out.",
            ),
            (
                Reason::TooManyRows { found: 5000, most: 2000 }.anywhere(),
                "There are 5000 rows; 2000 of them are taken, evenly spread over the table.",
            ),
            (
                Reason::Constant { column: "year".into(), value: "2024".into() }.anywhere(),
                "year is 2024 in every row; it is left out.",
            ),
        ] {
            assert_eq!(problem(&found), said);
        }
        assert!(in_link(201).starts_with("A link holds at most 200 points."));
        assert!(no_data(Some(2000)).contains("2000 points"));
    }
}
