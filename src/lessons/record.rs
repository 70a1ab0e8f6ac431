//! What a reader predicted and measured, lesson by lesson: kept in the browser, handed on as a link, a table or a printed sheet.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::lessons::measured::Measured;
use crate::lessons::rule::Verdict;
use crate::lessons::{Lesson, lesson, lessons};

/// The version of [`Record::to_code`]'s format, its first character.
const VERSION: char = '1';
/// The longest name that is kept, in characters.
const LONGEST_NAME: usize = 60;

/// Everything that was predicted and measured.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Whose it is, in their own words; may be empty.
    pub name: String,
    /// What is known of each lesson, in the order of the story.
    entries: Vec<Entry>,
}

/// What is known of a lesson.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id.
    pub lesson: String,
    /// What was predicted.
    pub prediction: Verdict,
    /// What was measured last.
    pub measured: Option<Summary>,
}

/// What an experiment gave: enough to be read, and to be measured again with the same seeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The first seed; the others follow one by one.
    pub first_seed: u32,
    /// How many.
    pub seeds: u32,
    /// What the rule said of it then.
    pub verdict: Verdict,
    /// For each arm the median of each quantity; NaN where there is none.
    pub medians: Vec<Vec<f32>>,
}

impl Summary {
    /// What was measured with the seeds from `first_seed` on, and what the lesson's rule says of it.
    pub fn of(lesson: &Lesson, measured: &Measured, first_seed: u32, seeds: u32) -> Self {
        let experiment = &lesson.experiment;
        let median = |arm, quantity| measured.median(arm, quantity) as f32;
        let arm = |arm| (0..experiment.quantities.len()).map(|quantity| median(arm, quantity)).collect();
        let medians = (0..experiment.arms.len()).map(arm).collect();
        Self { first_seed, seeds, verdict: lesson.rule.verdict(measured), medians }
    }
}

/// Text that is no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Another version's, or none at all.
    #[error("this link was made by another version of the lab, or is not a result sheet")]
    Version,
    /// Cut off or changed on its way.
    #[error("this link is damaged: copy the whole of it")]
    Damaged,
}

impl Record {
    /// What is known of a lesson.
    pub fn entry(&self, lesson: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.lesson == lesson)
    }

    /// What is known of lessons that exist, in the order of the story.
    pub fn entries(&self) -> impl Iterator<Item = (&'static Lesson, &Entry)> {
        self.entries.iter().filter_map(|entry| Some((lesson(&entry.lesson)?, entry)))
    }

    /// Whether a lesson was measured.
    pub fn is_measured(&self, lesson: &Lesson) -> bool {
        self.entry(lesson.id).is_some_and(|entry| entry.measured.is_some())
    }

    /// How many lessons were measured.
    pub fn tested(&self) -> usize {
        self.entries().filter(|(_, entry)| entry.measured.is_some()).count()
    }

    /// Notes a prediction. What was measured before stays.
    pub fn predict(&mut self, lesson: &Lesson, prediction: Verdict) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.lesson == lesson.id) {
            entry.prediction = prediction;
            return;
        }
        self.entries.push(Entry { lesson: lesson.id.to_owned(), prediction, measured: None });
        let place = |id: &str| lessons().position(|lesson| lesson.id == id);
        self.entries.sort_by_cached_key(|entry| place(&entry.lesson));
    }

    /// Notes what was measured in a lesson that was predicted.
    pub fn measure(&mut self, lesson: &Lesson, summary: Summary) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.lesson == lesson.id) {
            entry.measured = Some(summary);
        }
    }

    /// Forgets all predictions and measurements. The name stays.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// As text for a link or the browser's storage: a version, then base64 (RFC 4648, the alphabet for addresses) of postcard's format.
    pub fn to_code(&self) -> String {
        let bytes = postcard::to_allocvec(self).unwrap_or_default();
        format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Reads what [`Record::to_code`] wrote. Lessons that do not exist here are left out, and so is what does not fit them.
    ///
    /// # Errors
    /// [`RecordError`]
    pub fn from_code(code: &str) -> Result<Self, RecordError> {
        let text = code.trim().strip_prefix(VERSION).ok_or(RecordError::Version)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| RecordError::Damaged)?;
        let mut record: Self = match postcard::take_from_bytes(&bytes) {
            Ok((record, [])) => record,
            _ => return Err(RecordError::Damaged),
        };
        record.name = record.name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
        let read = std::mem::take(&mut record.entries);
        for lesson in lessons() {
            let Some(entry) = read.iter().find(|entry| entry.lesson == lesson.id) else { continue };
            let (arms, quantities) = (lesson.experiment.arms.len(), lesson.experiment.quantities.len());
            let fits = |summary: &Summary| {
                summary.medians.len() == arms && summary.medians.iter().all(|medians| medians.len() == quantities)
            };
            let measured = entry.measured.clone().filter(fits);
            record.entries.push(Entry { measured, ..entry.clone() });
        }
        Ok(record)
    }

    /// One row a quantity of an arm, with what theory says of it; of a lesson that was only predicted one row.
    pub fn to_csv(&self) -> String {
        let header = [
            "name",
            "lesson",
            "claim",
            "prediction",
            "verdict",
            "first_seed",
            "seeds",
            "arm",
            "quantity",
            "scale",
            "theory",
            "median",
        ];
        let mut writer = csv::Writer::from_writer(Vec::new());
        // Writing into memory does not fail, and all rows are of one length.
        let _ = writer.write_record(header);
        for (lesson, entry) in self.entries() {
            let begins = [&*self.name, lesson.id, lesson.claim, entry.prediction.id()].map(str::to_owned);
            let mut row = |ends: [String; 8]| _ = writer.write_record(begins.iter().chain(&ends));
            let Some(summary) = &entry.measured else {
                row(Default::default());
                continue;
            };
            let number = |value: f64| if value.is_nan() { String::new() } else { value.to_string() };
            for (arm, medians) in lesson.experiment.arms.iter().zip(&summary.medians) {
                for (index, (quantity, median)) in lesson.experiment.quantities.iter().zip(medians).enumerate() {
                    row([
                        summary.verdict.id().to_owned(),
                        summary.first_seed.to_string(),
                        summary.seeds.to_string(),
                        arm.name.to_owned(),
                        quantity.name.to_owned(),
                        quantity.scale.id().to_owned(),
                        arm.theory.get(index).copied().flatten().map(number).unwrap_or_default(),
                        number(f64::from(*median)),
                    ]);
                }
            }
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        let mut record = Record { name: "Ada, 10b".to_owned(), ..Record::default() };
        // The other way round than the story.
        for id in ["denoises", "vanishing", "clamp"] {
            let lesson = lesson(id).expect("a lesson");
            record.predict(lesson, Verdict::Depends);
            if id == "clamp" {
                continue;
            }
            let measured = Measured::all(&lesson.experiment, 3..=5, &|| 0.0);
            record.measure(lesson, Summary::of(lesson, &measured, 3, 3));
        }
        record
    }

    #[test]
    fn what_is_written_is_read_again_and_fits_a_link() {
        let record = record();
        let code = record.to_code();
        assert!(code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{code}");
        assert_eq!(format!("{:?}", Record::from_code(&code)), format!("{:?}", Ok::<_, RecordError>(record.clone())));
        let order: Vec<_> = record.entries().map(|(lesson, _)| lesson.id).collect();
        assert_eq!((order, record.tested()), (vec!["clamp", "vanishing", "denoises"], 2));
    }

    #[test]
    fn a_prediction_can_change_and_keeps_what_was_measured() {
        let mut record = record();
        let vanishing = lesson("vanishing").expect("a lesson");
        record.predict(vanishing, Verdict::True);
        let entry = record.entry("vanishing").expect("an entry");
        assert_eq!(entry.prediction, Verdict::True);
        assert!(entry.measured.is_some());
    }

    #[test]
    fn what_is_damaged_is_said_to_be() {
        assert_eq!(Record::from_code(""), Err(RecordError::Version));
        assert_eq!(Record::from_code("9abc"), Err(RecordError::Version));
        let code = record().to_code();
        for end in 1..code.len() {
            assert!(Record::from_code(&code[..end]).is_err(), "cut off at {end}");
        }
        assert_eq!(Record::from_code("1%&"), Err(RecordError::Damaged));
    }

    #[test]
    fn a_table_has_a_row_for_each_number() {
        let text = record().to_csv();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
        let of = |id: &str| rows.iter().filter(|row| &row[1] == id).count();
        let cells = |id: &str| {
            let experiment = &lesson(id).expect("a lesson").experiment;
            experiment.arms.len() * experiment.quantities.len()
        };
        assert_eq!((of("clamp"), of("vanishing"), of("denoises")), (1, cells("vanishing"), cells("denoises")));
        assert!(rows.iter().all(|row| &row[0] == "Ada, 10b" && &row[3] == "depends"));
        let he = rows.iter().find(|row| &row[7] == "ReLU, He").expect("a row");
        assert!((he[11].parse::<f64>().expect("a number") - he[10].parse::<f64>().expect("theory")).abs() < 0.7);
    }
}
