//! Settings that could not be taken as they were written, and what was done instead.

use std::fmt::{self, Write as _};

/// A value that could not be taken as it was written, and what was done instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The key, as in links.
    pub key: String,
    /// The value that was asked for.
    pub value: String,
    /// What is allowed and what is used now.
    pub message: String,
}

impl Notice {
    /// A notice whose texts are cut to what can be shown: a link may hold a value of a megabyte.
    pub(crate) fn new(key: &str, value: &str, message: &str) -> Self {
        Self { key: shortened(key, 80), value: shortened(value, 80), message: shortened(message, 1500) }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}: {}", self.key, self.value, self.message)
    }
}

/// So many settings that there are not get a notice of their own; a link of a megabyte can hold 200,000 of them.
const UNKNOWN_NAMED: usize = 8;

/// Gives each value to `set`, which knows the keys `known` and answers `None` for all others; says what was not taken.
pub(crate) fn take_pairs(
    pairs: impl IntoIterator<Item = (String, String)>,
    known: &[&str],
    mut set: impl FnMut(&str, &str) -> Option<Result<(), String>>,
) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut unknown = 0;
    for (key, value) in pairs {
        match set(&key, &value) {
            Some(Ok(())) => {}
            Some(Err(message)) => notices.push(Notice::new(&key, &value, &message)),
            None => {
                unknown += 1;
                if unknown <= UNKNOWN_NAMED {
                    let message = format!("there is no such setting; there are {}", known.join(", "));
                    notices.push(Notice::new(&key, &value, &message));
                }
            }
        }
    }
    if unknown > UNKNOWN_NAMED
        && let Some(last) = notices.last_mut()
    {
        let _ = write!(last.message, "; {} more settings are unknown", unknown - UNKNOWN_NAMED);
    }
    notices
}

/// The beginning of a text that is too long to be shown.
fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
