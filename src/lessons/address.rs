//! Where a reader of the lessons is, as it stands in the address: a lesson and its step, or a sheet to be printed.
//!
//! `lesson=vanishing&step=observe`, `sheet=worksheet&chapter=depth`, `sheet=results`, `sheet=results&code=…`.

use crate::lessons::{CHAPTERS, Chapter, Lesson, lesson, lessons};
use crate::link::{encoded, query_pairs};

/// The steps of a lesson, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Say what is expected before anything is measured.
    Predict,
    /// Measure.
    Run,
    /// Look at one thing in what was measured.
    Observe,
    /// The verdict by its rule, and why it is so.
    Explain,
}

impl Step {
    /// All steps.
    pub const ALL: [Self; 4] = [Self::Predict, Self::Run, Self::Observe, Self::Explain];

    /// The name in links.
    pub fn id(self) -> &'static str {
        match self {
            Self::Predict => "predict",
            Self::Run => "run",
            Self::Observe => "observe",
            Self::Explain => "explain",
        }
    }
}

/// What a worksheet is about.
#[derive(Clone, Copy)]
pub enum Subject {
    /// One lesson.
    Lesson(&'static Lesson),
    /// All lessons of a chapter.
    Chapter(&'static Chapter),
    /// Every lesson there is.
    All,
}

/// What is shown.
#[derive(Clone)]
pub enum Address {
    /// A step of a lesson.
    Lesson(&'static Lesson, Step),
    /// Claims with space for predictions, to be printed.
    Worksheet(Subject),
    /// What was predicted and measured: one's own, or what a link brought (see [`Record::from_code`](super::record::Record::from_code)).
    Results(Option<String>),
}

/// Two addresses are the same if their links are.
impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.to_query() == other.to_query()
    }
}

impl Default for Address {
    fn default() -> Self {
        // The table is not empty.
        Self::Lesson(&CHAPTERS[0].lessons[0], Step::Predict)
    }
}

impl Address {
    /// Reads a query. What it does not say, or says of a lesson that does not exist, is as at first: the first lesson, its first step.
    pub fn from_query(query: &str) -> Self {
        let pairs = query_pairs(query);
        let value = |key: &str| pairs.iter().find(|(other, _)| other == key).map(|(_, value)| value.as_str());
        let named = value("lesson").and_then(lesson);
        let chapter = value("chapter").and_then(|id| CHAPTERS.iter().find(|chapter| chapter.id == id));
        match value("sheet") {
            Some("worksheet") => Self::Worksheet(match (named, chapter) {
                (Some(lesson), _) => Subject::Lesson(lesson),
                (None, Some(chapter)) => Subject::Chapter(chapter),
                (None, None) => Subject::All,
            }),
            Some("results") => Self::Results(value("code").map(str::to_owned)),
            _ => {
                let step = value("step").and_then(|id| Step::ALL.into_iter().find(|step| step.id() == id));
                named.map_or_else(Self::default, |lesson| Self::Lesson(lesson, step.unwrap_or(Step::Predict)))
            }
        }
    }

    /// The query that [`Address::from_query`] reads as this.
    pub fn to_query(&self) -> String {
        match self {
            Self::Lesson(lesson, step) => format!("lesson={}&step={}", lesson.id, step.id()),
            Self::Worksheet(Subject::Lesson(lesson)) => format!("sheet=worksheet&lesson={}", lesson.id),
            Self::Worksheet(Subject::Chapter(chapter)) => format!("sheet=worksheet&chapter={}", chapter.id),
            Self::Worksheet(Subject::All) => "sheet=worksheet".to_owned(),
            Self::Results(None) => "sheet=results".to_owned(),
            Self::Results(Some(code)) => format!("sheet=results&code={}", encoded(code)),
        }
    }
}

impl Subject {
    /// The lessons of the sheet.
    pub fn lessons(self) -> Vec<&'static Lesson> {
        match self {
            Self::Lesson(lesson) => vec![lesson],
            Self::Chapter(chapter) => chapter.lessons.iter().collect(),
            Self::All => lessons().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let mut addresses = vec![Address::Worksheet(Subject::All), Address::Results(None)];
        addresses.push(Address::Results(Some("1.a b&c".to_owned())));
        addresses.extend(CHAPTERS.iter().map(|chapter| Address::Worksheet(Subject::Chapter(chapter))));
        for lesson in lessons() {
            addresses.push(Address::Worksheet(Subject::Lesson(lesson)));
            addresses.extend(Step::ALL.map(|step| Address::Lesson(lesson, step)));
        }
        for address in addresses {
            assert!(Address::from_query(&address.to_query()) == address, "{}", address.to_query());
        }
    }

    #[test]
    fn what_is_not_understood_leads_to_the_first_lesson() {
        for query in ["", "lesson=none", "step=explain", "lesson", "sheet=other", "&&=", "lesson=%ff"] {
            assert_eq!(Address::from_query(query).to_query(), "lesson=clamp&step=predict", "{query}");
        }
        assert_eq!(Address::from_query("lesson=vanishing&step=later").to_query(), "lesson=vanishing&step=predict");
    }
}
