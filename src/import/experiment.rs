//! An experiment in a file of JSON, and the line of each thing that could not be taken as it was written.

use crate::train::json::JsonError;
use crate::train::notice::Notice;
use crate::train::spec::Spec;

/// What a file says.
#[derive(Debug, Clone, PartialEq)]
pub struct Experiment {
    /// The experiment, everything in it allowed.
    pub spec: Spec,
    /// What was mended, each with its line, from 1, where that is known.
    pub notices: Vec<(Option<usize>, Notice)>,
}

/// Reads a file.
///
/// # Errors
/// [`JsonError`]; of what is no JSON it names line and column.
pub fn read(bytes: &[u8]) -> Result<Experiment, JsonError> {
    let text = str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
        JsonError::Syntax(format!("not text in UTF-8 at line {line}"))
    })?;
    let (spec, notices) = Spec::from_json(text)?;
    let notices = notices.into_iter().map(|notice| (line_of(text, &notice.key), notice)).collect();
    Ok(Experiment { spec, notices })
}

/// The line where a key stands before its colon, from 1.
fn line_of(text: &str, key: &str) -> Option<usize> {
    let quoted = serde_json::to_string(key).ok()?;
    let place = text.match_indices(&quoted).find(|(at, _)| text[at + quoted.len()..].trim_start().starts_with(':'))?.0;
    Some(1 + text[..place].matches('\n').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_mended_is_told_with_its_line() {
        let text = "{\n  \"version\": 1,\n  \"data\": \"xor\",\n  \"lr\" : 1000, \"act\": \"lr\",\n\"colour\": 3}";
        let read = read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
        let lines: Vec<_> = read.notices.iter().map(|(line, notice)| (*line, notice.key.as_str())).collect();
        assert_eq!(lines, [(Some(4), "act"), (Some(5), "colour"), (Some(4), "lr")]);
        assert_eq!(read.spec.learning_rate, 100.0);
    }

    #[test]
    fn what_is_no_json_is_told_with_line_and_column() {
        let message = |bytes: &[u8]| read(bytes).map(|_| ()).map_err(|error| error.to_string());
        let missing = message(b"{\n  \"version\": 1,\n  \"lr\" 3\n}");
        assert_eq!(missing, Err("no JSON: expected `:` at line 3 column 8".to_owned()));
        assert_eq!(message(b"{\n\xff}"), Err("no JSON: not text in UTF-8 at line 2".to_owned()));
        assert_eq!(message(b"[]"), Err("no JSON object".to_owned()));
    }
}
