//! Four small programs with `inplace=True`, run for real: which one errors, which one silently computes something else,
//! and which is fine.

use crate::explore::tape::{Id, Tape, TapeError};

/// A row of [`PROGRAMS`].
pub struct Program {
    /// What it is about, in a few words.
    pub name: &'static str,
    /// The program in Python.
    pub code: &'static str,
    /// What to learn from it.
    pub lesson: &'static str,
    run: fn(Relu) -> Result<Run, TapeError>,
}

/// What a program computed.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// h after the program.
    pub h: Vec<f32>,
    /// The program's result.
    pub y: Vec<f32>,
    /// The gradient of the result's sum with respect to the input.
    pub gradient: Vec<f32>,
}

/// What is to be said of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// In place or not, the result is the same.
    Fine,
    /// No error, but another result.
    ChangesTheResult,
    /// `torch` raises an error.
    Errors,
}

/// Which ReLU a program uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relu {
    /// `inplace=False`, the default.
    New,
    /// `inplace=True`.
    InPlace,
}

impl Relu {
    fn apply(self, tape: &mut Tape, x: Id) -> Result<Id, TapeError> {
        match self {
            Self::New => Ok(tape.relu(x)),
            Self::InPlace => tape.relu_in_place(x),
        }
    }
}

/// The programs, in the order of the page.
pub const PROGRAMS: &[Program] = &[
    Program {
        name: "After a linear layer",
        code: "h = linear(x)\ny = relu(h)",
        lesson: "Linear saves its input, not its output: overwriting h harms nothing, and one buffer less is needed.",
        run: |relu| {
            let mut tape = Tape::default();
            let x = tape.leaf(&[1.0, 2.0], true);
            let h = tape.linear(&[vec![1.0, -1.0], vec![0.5, 0.5]], x);
            let y = relu.apply(&mut tape, h)?;
            finish(&mut tape, x, h, y)
        },
    },
    Program {
        name: "After a sigmoid",
        code: "h = sigmoid(x)\ny = relu(h)",
        lesson: "Sigmoid saves its output for the backward pass: once that is overwritten, its gradient cannot be computed.",
        run: |relu| {
            let mut tape = Tape::default();
            let x = tape.leaf(&[-1.0, 2.0], true);
            let h = tape.sigmoid(x);
            let y = relu.apply(&mut tape, h)?;
            finish(&mut tape, x, h, y)
        },
    },
    Program {
        name: "In a residual sum",
        code: "h = linear(x)          # [-1, 2]\ny = h + relu(h)",
        lesson: "relu overwrites h before the sum reads it. No error is raised, and y is another function of x.",
        run: |relu| {
            let mut tape = Tape::default();
            let x = tape.leaf(&[-1.0, 2.0], true);
            let h = tape.linear(&[vec![1.0, 0.0], vec![0.0, 1.0]], x);
            let r = relu.apply(&mut tape, h)?;
            let y = tape.add(h, r);
            finish(&mut tape, x, h, y)
        },
    },
    Program {
        name: "On a parameter",
        code: "h = torch.tensor([-1., 2.], requires_grad=True)\ny = relu(h)",
        lesson: "A leaf that requires a gradient cannot be changed in place: its gradient would belong to a value that is gone.",
        run: |relu| {
            let mut tape = Tape::default();
            let h = tape.leaf(&[-1.0, 2.0], true);
            let y = relu.apply(&mut tape, h)?;
            finish(&mut tape, h, h, y)
        },
    },
];

fn finish(tape: &mut Tape, x: Id, h: Id, y: Id) -> Result<Run, TapeError> {
    let total = tape.sum(y);
    let gradient = tape.gradient(total, x)?;
    Ok(Run { h: tape.values(h).to_vec(), y: tape.values(y).to_vec(), gradient })
}

impl Program {
    /// Runs the program.
    ///
    /// # Errors
    /// What `torch` would raise.
    pub fn run(&self, relu: Relu) -> Result<Run, TapeError> {
        (self.run)(relu)
    }

    /// What `inplace=True` does to it, found by running it both ways.
    pub fn effect(&self) -> Effect {
        match (self.run(Relu::New), self.run(Relu::InPlace)) {
            (_, Err(_)) => Effect::Errors,
            (Ok(new), Ok(in_place)) if new.y == in_place.y && new.gradient == in_place.gradient => Effect::Fine,
            _ => Effect::ChangesTheResult,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_programs_end_as_in_torch() {
        let effects: Vec<Effect> = PROGRAMS.iter().map(Program::effect).collect();
        assert_eq!(effects, [Effect::Fine, Effect::Errors, Effect::ChangesTheResult, Effect::Errors]);
        assert!(PROGRAMS.iter().all(|program| program.run(Relu::New).is_ok()), "inplace=False never raises an error");
    }

    #[test]
    fn the_residual_sum_silently_becomes_another_function() {
        let program = &PROGRAMS[2];
        assert_eq!(program.run(Relu::New).map(|run| run.y), Ok(vec![-1.0, 4.0]));
        let in_place = program.run(Relu::InPlace).unwrap();
        assert_eq!(in_place.y, [0.0, 4.0]);
        // Right for what was computed, 2 relu(x), whose slope at -1 is 0; the slope of x + relu(x) there is 1.
        assert_eq!(in_place.gradient, [0.0, 2.0]);
        assert_eq!(program.run(Relu::New).unwrap().gradient, [1.0, 2.0]);
    }

    #[test]
    fn the_errors_are_torchs_own() {
        let modified = PROGRAMS[1].run(Relu::InPlace).unwrap_err();
        assert!(matches!(modified, TapeError::Modified { length: 2, version: 1, expected: 0, .. }), "{modified:?}");
        assert!(modified.to_string().contains("has been modified by an inplace operation"));
        assert!(modified.to_string().contains("output 0 of Sigmoid,"), "{modified}");
        assert_eq!(PROGRAMS[3].run(Relu::InPlace), Err(TapeError::Leaf));
    }

    #[test]
    fn h_is_overwritten_and_kept_otherwise() {
        assert_eq!(PROGRAMS[0].run(Relu::InPlace).unwrap().h, [0.0, 1.5]);
        assert_eq!(PROGRAMS[0].run(Relu::New).unwrap().h, [-1.0, 1.5]);
    }
}
