//! What turns measured numbers into a verdict: conditions that all have to hold, in words and as functions.

use crate::lessons::measured::Measured;

/// What is to be said of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Verdict {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It holds under conditions that it does not name.
    Depends,
}

impl Verdict {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::True, Self::Depends, Self::False];

    /// The name in files and in `data-value`.
    pub fn id(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::Depends => "depends",
        }
    }
}

/// What decides a lesson.
pub struct Rule {
    /// All of them have to hold for `then`.
    pub conditions: &'static [Condition],
    /// The verdict if all conditions hold.
    pub then: Verdict,
    /// The verdict if one does not.
    pub otherwise: Verdict,
}

/// One condition on what was measured.
pub struct Condition {
    /// In words, with its numbers; on medians over the seeds unless it says otherwise.
    pub words: &'static str,
    /// Whether it holds. A number that is missing (NaN) fulfils none.
    pub holds: fn(&Measured) -> bool,
}

impl Rule {
    /// The verdict on what was measured.
    pub fn verdict(&self, measured: &Measured) -> Verdict {
        let all = self.conditions.iter().all(|condition| (condition.holds)(measured));
        if all { self.then } else { self.otherwise }
    }
}
