//! In `PyTorch`: what `inplace` does, and what `nn.ReLU(x)` is.

use crate::explore::programs::{PROGRAMS, Relu};
use crate::lessons::experiment::Measure::Alone;
use crate::lessons::experiment::{Arm, Experiment, Quantity, linear};
use crate::lessons::rule::{Condition, Rule, Verdict};
use crate::lessons::{Chapter, Lesson};

mod call;

use self::call::CALL_RELU;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    id: "pytorch",
    name: "In PyTorch",
    lessons: &[INPLACE_ERROR, INPLACE_OVERWRITES, CALL_RELU],
    also_said: &[
        (
            "PyTorch uses Torch as its backend.",
            "It once shared Torch's C libraries; today it has its own, ATen and c10, and nothing of Lua Torch (the early nn.ReLU was \
             a subclass of Threshold from there).",
        ),
        ("ReLU is part of PyTorch.", "As nn.ReLU, F.relu, torch.relu and torch.relu_ (docs.pytorch.org)."),
    ],
};

const EFFECTS: &[Quantity] = &[linear("Programs that raise an error"), linear("Programs that give another result")];

/// Of the four programs: how many raise an error, and how many give another result than with a new tensor.
fn effects(relu: Relu) -> Vec<f64> {
    let errors = PROGRAMS.iter().filter(|program| program.run(relu).is_err()).count();
    let differs = |program: &&crate::explore::programs::Program| match (program.run(Relu::New), program.run(relu)) {
        (Ok(new), Ok(run)) => new.y != run.y || new.gradient != run.gradient,
        _ => false,
    };
    vec![errors as f64, PROGRAMS.iter().filter(differs).count() as f64]
}

const INPLACE_ERROR: Lesson = Lesson {
    id: "inplace_error",
    claim: "Leaving inplace=True out is a mistake and raises errors.",
    experiment: Experiment {
        quantities: EFFECTS,
        arms: &[
            Arm {
                name: "inplace=False (default)",
                theory: &[Some(0.0), Some(0.0)],
                measure: Alone(|_| effects(Relu::New)),
            },
            Arm { name: "inplace=True", theory: &[], measure: Alone(|_| effects(Relu::InPlace)) },
        ],
        seeds: 1,
    },
    rule: Rule {
        conditions: &[
            Condition { words: "without inplace no program raises an error", holds: |m| m.most(0, 0) == 0.0 },
            Condition { words: "with inplace at least one does", holds: |m| m.least(1, 0) >= 1.0 },
            Condition {
                words: "with inplace at least one gives another result without an error",
                holds: |m| m.least(1, 1) >= 1.0,
            },
        ],
        then: Verdict::False,
        otherwise: Verdict::True,
    },
    expected: Verdict::False,
    look: "the program that raises no error and computes something else",
    question: "Which of the two is worse: the error, or the other result?",
    why: "inplace=False, the default, is always right. inplace=True saves one buffer and overwrites a value that something else may still need: \
          a sigmoid needs its output for its gradient, a residual sum needs h.",
    source: "PyTorch, Autograd mechanics: in-place correctness checks",
};

/// h after the program, the smallest of it, and the largest difference of the results.
fn overwriting(relu: Relu) -> Vec<f64> {
    let (Ok(new), Ok(run)) = (PROGRAMS[0].run(Relu::New), PROGRAMS[0].run(relu)) else { return vec![f64::NAN; 2] };
    let least = run.h.iter().copied().fold(f32::INFINITY, f32::min);
    let difference = new.y.iter().zip(&run.y).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    vec![least.into(), difference.into()]
}

const INPLACE_OVERWRITES: Lesson = Lesson {
    id: "inplace_overwrites",
    claim: "In place, ReLU overwrites its input.",
    experiment: Experiment {
        quantities: &[linear("Smallest number of h after the call"), linear("Largest difference of the results")],
        arms: &[
            Arm { name: "inplace=False", theory: &[Some(-1.0), Some(0.0)], measure: Alone(|_| overwriting(Relu::New)) },
            Arm {
                name: "inplace=True",
                theory: &[Some(0.0), Some(0.0)],
                measure: Alone(|_| overwriting(Relu::InPlace)),
            },
        ],
        seeds: 1,
    },
    rule: Rule {
        conditions: &[
            Condition { words: "without inplace h keeps its negative number", holds: |m| m.most(0, 0) < 0.0 },
            Condition { words: "with inplace h has no negative number left", holds: |m| m.least(1, 0) >= 0.0 },
            Condition { words: "both give the same result", holds: |m| m.most(1, 1) == 0.0 },
        ],
        then: Verdict::True,
        otherwise: Verdict::False,
    },
    expected: Verdict::True,
    look: "h before and after",
    question: "Who else might still want to read h?",
    why: "relu_ writes its result where its input was. For its own gradient it needs only the result, so that after a linear layer, which saves its \
          input and not its output, nothing is lost.",
    source: "derivatives.yaml: relu's gradient is threshold_backward(grad, result, 0)",
};
