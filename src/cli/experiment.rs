//! The experiment or the plan that a call names: a link, the query of one, JSON, or a file of JSON.

use std::ffi::OsStr;
use std::path::Path;

use relu_lab::compare::plan::Plan;
use relu_lab::link::page_and_query;
use relu_lab::link::view::View;
use relu_lab::train::notice::Notice;
use relu_lab::train::spec::Spec;
use relu_lab::train::start::Start;

use crate::outcome::{CliError, notice};
use crate::own;
use crate::words;

/// What an experiment can be given as.
const EXPERIMENTS: &str = "allowed is a link such as '#/train?act=tanh', JSON, or a file of JSON";
/// What a plan can be given as.
const PLANS: &str = "allowed is a link such as '#/compare?vary=act&values=relu,tanh'";

/// Reads an experiment, and the weights that its link may hold; what of it could not be taken is said on standard error.
/// What else a link says of how a page is shown is passed over.
///
/// # Errors
/// As [`spec`].
pub fn spec_and_start(argument: &OsStr, data: Option<&Path>) -> Result<(Spec, Start), CliError> {
    let spec = spec(argument, data)?;
    let Source::Link(_, query) = Source::of(argument) else { return Ok((spec, Start::Drawn)) };
    let (mut view, mut notices) = View::from_query(query);
    notices.extend(view.reconcile(&spec));
    notices.retain(|notice| notice.key == "w");
    say(&notices);
    // They were held against the spec just now.
    let start = view.weights.and_then(|numbers| Start::of_numbers(&spec, &numbers).ok());
    Ok((spec, start.unwrap_or_default()))
}

/// Reads an experiment, with the user's own data from a file if there is one; what of it could not be taken is said on standard error.
///
/// # Errors
/// [`CliError::Usage`] for what is no experiment, and for data that are not there.
pub fn spec(argument: &OsStr, data: Option<&Path>) -> Result<Spec, CliError> {
    let shown = argument.to_string_lossy();
    let usage = |message: &str| CliError::Usage(format!("{}: {message}; {EXPERIMENTS}", shortened(&shown)));
    let (mut spec, notices) = match Source::of(argument) {
        Source::Link("" | "train", query) => Spec::from_query(query),
        Source::Link("compare", _) => return Err(usage("a comparison is run by `relu-lab compare`")),
        Source::Link(page, _) => return Err(usage(&format!("the page \"{}\" has no experiment", shortened(page)))),
        Source::Json(text) => Spec::from_json(text).map_err(|error| usage(&words::json(&error)))?,
        Source::File(path) => {
            let bytes = std::fs::read(path).map_err(|error| usage(&error.to_string()))?;
            let text = String::from_utf8(bytes).map_err(|_| usage("this file is not text in UTF-8"))?;
            Spec::from_json(&text).map_err(|error| usage(&words::json(&error)))?
        }
    };
    say(&notices);
    own::attach(&mut spec, data)?;
    Ok(spec)
}

/// Reads a plan; what of it could not be taken is said on standard error.
///
/// # Errors
/// [`CliError::Usage`] for what is no plan, and for one that varies what there is not: its runs would be others than
/// those that were asked for.
pub fn plan(argument: &OsStr, data: Option<&Path>) -> Result<Plan, CliError> {
    let shown = argument.to_string_lossy();
    let usage = |message: &str| CliError::Usage(format!("{}: {message}; {PLANS}", shortened(&shown)));
    let query = match Source::of(argument) {
        Source::Link("" | "compare", query) => query,
        Source::Link("train", _) => return Err(usage("a single experiment is run by `relu-lab run`")),
        Source::Link(page, _) => return Err(usage(&format!("the page \"{}\" has no plan", shortened(page)))),
        Source::Json(_) => return Err(usage("JSON is no plan")),
        Source::File(_) => return Err(usage("a file is no plan")),
    };
    let (mut plan, notices) = Plan::from_query(query);
    if let Some(unknown) = notices.iter().find(|notice| notice.key == "vary") {
        let message = words::problems(&unknown.correction.problems);
        return Err(CliError::Usage(format!("vary={}: {message}", unknown.value)));
    }
    say(&notices);
    own::attach(&mut plan.base, data)?;
    Ok(plan)
}

fn say(notices: &[Notice]) {
    for mended in notices {
        notice(&words::notice(mended));
    }
}

/// What kind of thing an argument is.
enum Source<'a> {
    /// A link's page, empty if it is not said, and its query.
    Link(&'a str, &'a str),
    /// JSON itself.
    Json(&'a str),
    /// The name of a file: of one that there is, or of what is nothing else.
    File(&'a Path),
}

impl<'a> Source<'a> {
    fn of(argument: &'a OsStr) -> Self {
        let path = Path::new(argument);
        let Some(text) = argument.to_str() else { return Self::File(path) };
        if text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
            return Self::Json(text);
        }
        if path.exists() {
            return Self::File(path);
        }
        // The whole address of a page, its hash, or the query alone.
        if let Some((_, hash)) = text.split_once('#') {
            let (page, query) = page_and_query(hash);
            return Self::Link(page, query);
        }
        if text.contains('?') {
            let (page, query) = page_and_query(text);
            return Self::Link(page, query);
        }
        if text.contains('=') { Self::Link("", text) } else { Self::File(path) }
    }
}

/// The beginning of an argument that is too long for a line.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    let end = text.char_indices().nth(LONGEST).map(|(end, _)| end);
    end.map_or_else(|| text.to_owned(), |end| format!("{}…", &text[..end]))
}
