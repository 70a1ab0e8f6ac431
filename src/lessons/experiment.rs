//! What a lesson measures: some numbers in each of several arms, once for each seed.
//!
//! An arm with a seed is a job. Jobs know nothing of each other, so that they can be spread over workers and stopped.

use crate::compare::trial::Picture;
use crate::train::measuring::Measuring;
use crate::train::session::Session;
use crate::train::spec::Spec;

/// A clock: milliseconds from any fixed start.
pub type Clock<'a> = &'a dyn Fn() -> f64;

/// What is measured, and in what.
pub struct Experiment {
    /// What is measured in every arm.
    pub quantities: &'static [Quantity],
    /// What is compared.
    pub arms: &'static [Arm],
    /// How many seeds the page runs, so that all of it takes a few seconds.
    pub seeds: u32,
}

/// Something that is measured.
pub struct Quantity {
    /// Its name, with its unit if it has one.
    pub name: &'static str,
    /// How it is shown.
    pub scale: Scale,
}

/// How a quantity is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// As it is.
    Linear,
    /// As a share, from 0 to 1.
    Share,
    /// As a power of ten: the quantity is a decimal logarithm.
    Log10,
}

impl Scale {
    /// The name in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Share => "share",
            Self::Log10 => "log10",
        }
    }
}

/// One of the things that are compared.
pub struct Arm {
    /// What makes it different.
    pub name: &'static str,
    /// What theory says of each quantity, where it says anything.
    pub theory: &'static [Option<f64>],
    /// How it is measured.
    pub measure: Measure,
    /// What it draws.
    pub line: Line,
}

/// Places that an arm draws: a line from left to right, or dots.
pub enum Line {
    /// Of a run: epoch, loss over the training set. Of anything else nothing.
    Loss,
    /// Nothing.
    Nothing,
    /// Made from the seed alone.
    Drawn(fn(u32) -> Vec<(f32, f32)>),
    /// Read from a run at its start.
    Start(fn(&mut Session) -> Vec<(f32, f32)>),
    /// Read from a run at its end.
    End(fn(&mut Session) -> Vec<(f32, f32)>),
}

impl Arm {
    /// Something without a run; see [`Measure::Alone`].
    pub const fn alone(name: &'static str, theory: &'static [Option<f64>], measure: fn(u32) -> Vec<f64>) -> Self {
        Self { name, theory, measure: Measure::Alone(measure), line: Line::Nothing }
    }

    /// Something that takes time; see [`Measure::Timed`].
    pub const fn timed(name: &'static str, theory: &'static [Option<f64>], measure: fn(Clock) -> Vec<f64>) -> Self {
        Self { name, theory, measure: Measure::Timed(measure), line: Line::Nothing }
    }

    /// The same, drawing this.
    #[must_use]
    pub const fn drawing(self, line: Line) -> Self {
        Self { line, ..self }
    }

    /// A run of which theory says nothing.
    pub const fn trained(
        name: &'static str,
        query: &'static str,
        epochs: u32,
        start: fn(&mut Session) -> Vec<f64>,
        end: fn(&mut Session) -> Vec<f64>,
    ) -> Self {
        Self { name, theory: &[], measure: Measure::Run { query, epochs, start, end }, line: Line::Loss }
    }
}

/// How an arm is measured.
pub enum Measure {
    /// A run, as Train opens it with the seed put in.
    Run {
        /// The experiment, as in a link of Train.
        query: &'static str,
        /// Epochs.
        epochs: u32,
        /// What is read at the start; the first quantities.
        start: fn(&mut Session) -> Vec<f64>,
        /// What is read at the end; the others.
        end: fn(&mut Session) -> Vec<f64>,
    },
    /// Something without a run. The seed makes draws differ.
    Alone(fn(u32) -> Vec<f64>),
    /// Something that takes time, by a clock.
    Timed(fn(Clock) -> Vec<f64>),
}

/// What came of a job.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Outcome {
    /// One number a quantity; NaN where there is none.
    pub values: Vec<f64>,
    /// What the arm draws: see [`Line`]. A few hundred places at most.
    pub line: Vec<(f32, f32)>,
    /// Of a run: what the net answers over the inputs at the end.
    pub picture: Option<Picture>,
}

impl Experiment {
    /// Measures an arm once.
    pub fn run(&self, arm: usize, seed: u32, clock: Clock) -> Outcome {
        let Some(arm) = self.arms.get(arm) else { return Outcome::default() };
        let drawn = || if let Line::Drawn(line) = arm.line { line(seed) } else { Vec::new() };
        match &arm.measure {
            Measure::Run { query, epochs, start, end } => {
                let mut session = Session::new(Spec { seed, epochs: Some(*epochs), ..Spec::from_query(query).0 });
                session.set_measuring(Measuring::Losses);
                session.set_distributions(false);
                let mut values = start(&mut session);
                let at_start = if let Line::Start(line) = arm.line { line(&mut session) } else { Vec::new() };
                while session.ended().is_none() {
                    session.step_epoch();
                }
                values.extend(end(&mut session));
                let line = match arm.line {
                    Line::Loss => losses(&session),
                    Line::Start(_) => at_start,
                    Line::End(line) => line(&mut session),
                    Line::Drawn(_) | Line::Nothing => drawn(),
                };
                let picture = Some(Picture::of(&session.snapshot(false, 0.0, None)));
                Outcome { values, line, picture }
            }
            Measure::Alone(measure) => Outcome { values: measure(seed), line: drawn(), picture: None },
            Measure::Timed(measure) => Outcome { values: measure(clock), line: drawn(), picture: None },
        }
    }
}

/// Epoch and loss over the training set, as far as it is a number.
fn losses(session: &Session) -> Vec<(f32, f32)> {
    let records = session.history().records.iter();
    records.map(|record| (record.epoch as f32, record.train_loss.last)).collect()
}

/// A quantity as it is.
pub const fn linear(name: &'static str) -> Quantity {
    Quantity { name, scale: Scale::Linear }
}

/// A share.
pub const fn share(name: &'static str) -> Quantity {
    Quantity { name, scale: Scale::Share }
}

/// A decimal logarithm.
pub const fn log10(name: &'static str) -> Quantity {
    Quantity { name, scale: Scale::Log10 }
}

/// Reads nothing.
pub fn nothing(_: &mut Session) -> Vec<f64> {
    Vec::new()
}
