//! Claims that are often read about `ReLU`, each to be predicted, measured and judged: one row a lesson.
//!
//! A lesson has a claim, an [`Experiment`] and a [`Rule`]. The experiment measures numbers in each of its arms, once for each seed; the
//! rule turns what was measured into a [`Verdict`]. No verdict is stored: other seeds may give another one.
//!
//! - [`experiment`]: the arms of an experiment and what is measured in one of them.
//! - [`figure`]: how what was measured is shown, and where to look in it.
//! - [`measured`]: the numbers of all seeds, and their medians.
//! - [`rule`]: the conditions that decide.
//! - [`probe`]: what several lessons measure: a run, the gradient through a deep net, units that die.
//! - [`chapters`]: the lessons themselves, a file a chapter.
//! - [`address`]: where a reader is, as it stands in a link.
//! - [`record`]: what a reader predicted and measured.

pub mod address;
pub mod chapters;
pub mod experiment;
pub mod figure;
pub mod measured;
pub mod opens;
pub mod preset;
pub mod probe;
pub mod record;
pub mod rule;

use self::experiment::Experiment;
use self::figure::{Figure, Pointer};
use self::opens::Opens;
use self::preset::Preset;
use self::rule::{Rule, Verdict};

/// A row of the table of lessons.
pub struct Lesson {
    /// The name in links, tests and on the command line.
    pub id: &'static str,
    /// The claim, as it is often read.
    pub claim: &'static str,
    /// What is compared and measured.
    pub experiment: Experiment,
    /// What decides.
    pub rule: Rule,
    /// What an experiment with many seeds gives: tests hold the rule against it. The page never shows it.
    pub expected: Verdict,
    /// How what was measured is shown.
    pub figure: Figure,
    /// The place in the figure that is pointed at.
    pub pointer: Pointer,
    /// Where to look in the figure, in words.
    pub look: &'static str,
    /// What to ask oneself there.
    pub question: &'static str,
    /// Why it is so, and where that ends.
    pub why: &'static str,
    /// Where that can be read up.
    pub source: &'static str,
    /// Its experiments that Train offers as presets.
    pub presets: &'static [Preset],
    /// Other pages that show its setup.
    pub opens: &'static [Opens],
}

/// Lessons about one subject.
pub struct Chapter {
    /// The name in links.
    pub id: &'static str,
    /// The name on the page.
    pub name: &'static str,
    /// In the order of the story.
    pub lessons: &'static [Lesson],
    /// Claims that no measurement decides: the claim, and what is to be said of it, with its source.
    pub also_said: &'static [(&'static str, &'static str)],
}

/// Every chapter, in the order of the story.
pub const CHAPTERS: &[Chapter] = &[
    chapters::what_relu_is::CHAPTER,
    chapters::depth::CHAPTER,
    chapters::dying::CHAPTER,
    chapters::normalisation::CHAPTER,
    chapters::output::CHAPTER,
    chapters::speed::CHAPTER,
    chapters::pytorch::CHAPTER,
    chapters::noise::CHAPTER,
];

/// Every lesson, in the order of the story.
pub fn lessons() -> impl Iterator<Item = &'static Lesson> {
    CHAPTERS.iter().flat_map(|chapter| chapter.lessons)
}

/// The lesson with this id.
pub fn lesson(id: &str) -> Option<&'static Lesson> {
    lessons().find(|lesson| lesson.id == id)
}
