//! The user's own data of a call: from the file that it names.

use std::path::Path;
use std::sync::Arc;

use relu_lab::data::own::problem::{Problem, Reason};
use relu_lab::data::own::reading::{Reading, Wish, with_hash};
use relu_lab::data::own::records::text_of;
use relu_lab::data::own::table::Table;
use relu_lab::data::own::{Own, Shape};
use relu_lab::data::sets::{DataSet, OWN};
use relu_lab::train::spec::Spec;

use crate::outcome::{CliError, notice};

/// So many problems of a table are named one by one.
const PROBLEMS_NAMED: usize = 20;

/// Gives an experiment the data in a file, and sees to it that it has some.
///
/// # Errors
/// [`CliError::Usage`] for a file without usable data, and where there are none.
pub fn attach(spec: &mut Spec, file: Option<&Path>) -> Result<(), CliError> {
    if let Some(file) = file {
        let wrong = |message: String| CliError::Usage(format!("{}: {message}", file.display()));
        let bytes = std::fs::read(file).map_err(|error| wrong(error.to_string()))?;
        let (text, note) = text_of(&bytes).map_err(|problem| wrong(words(&problem)))?;
        let table = Table::read(&text, None).map_err(|problem| wrong(words(&problem)))?;
        // A link says which data it is about.
        let own = if let Some(own) = &spec.own {
            with_hash(&table, own.hash()).ok_or_else(|| wrong("not the data of this link".to_owned()))?
        } else {
            let Reading { problems, data, .. } = Reading::of(&table, Wish::default());
            let all: Vec<String> = note.iter().chain(&problems).map(words).collect();
            let Some(data) = data else { return Err(wrong(all.join("; "))) };
            all.iter().take(PROBLEMS_NAMED).for_each(|problem| notice(problem));
            if all.len() > PROBLEMS_NAMED {
                notice(&format!("{} more like these", all.len() - PROBLEMS_NAMED));
            }
            data
        };
        spec.data = DataSet::from_id(OWN).unwrap_or(spec.data);
        spec.own = Some(Own::Here(Arc::new(own)));
        spec.reconcile();
    }
    match spec.own.as_ref().map(Own::shape) {
        _ if !spec.lacks_data() => Ok(()),
        Some(Shape { points, .. }) => Err(CliError::Usage(format!(
            "the data of this link, {points} points, are in a file: name it by --data FILE"
        ))),
        None => Err(CliError::Usage("there are no data: name a file by --data FILE".to_owned())),
    }
}

/// `line 7: no number in length: "abc"; left out`.
fn words(problem: &Problem) -> String {
    let line = problem.line.map_or_else(String::new, |line| format!("line {line}: "));
    format!("{line}{}", reason(&problem.reason))
}

fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Empty => "no rows".to_owned(),
        Reason::TooLong { found, most } => format!("{found} bytes; at most {most}"),
        Reason::NotText => "not text; save the sheet as CSV".to_owned(),
        Reason::NotUtf8 => "not UTF-8, read as Latin-1".to_owned(),
        Reason::Cells { found, wanted } => format!("{found} cells, not {wanted}; left out"),
        Reason::NotANumber { column, text } => format!("no number in {column}: \"{text}\"; left out"),
        Reason::Missing { column } => format!("no value in {column}; left out"),
        Reason::Words { column } => format!("{column} holds words; left out"),
        Reason::Constant { column, value } => format!("{column} is {value} in every row; left out"),
        Reason::Sparse { column, missing, rows } => {
            format!("{column} has no value in {missing} of {rows} rows; left out")
        }
        Reason::TooManyColumns { found, most } => format!("{found} columns of numbers; the first {most} are taken"),
        Reason::TooManyRows { found, most } => format!("{found} rows; {most} are taken, evenly spread"),
        Reason::TooManyClasses { column, found, most } => {
            format!("{column} has {found} different values; at most {most} classes")
        }
        Reason::OneClass { column, value } => format!("{column} is {value} in every row: nothing to learn"),
        Reason::WordsAsValues { column } => format!("{column} holds words, no values"),
        Reason::NoInput => "no column of numbers is left as an input".to_owned(),
        Reason::TooFewRows { found, least } => format!("{found} usable rows; at least {least}"),
    }
}
