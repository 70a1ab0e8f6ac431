//! In `PyTorch`: what `inplace` does, and what `nn.ReLU(x)` is.

use crate::explore::programs::{PROGRAMS, Relu};
use crate::lessons::experiment::{Arm, Experiment, Line, Quantity, linear};
use crate::lessons::figure::{Came, Figure, Pointer, Snippet};
use crate::lessons::measured::Measured;
use crate::lessons::opens::{Opens, Page};
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

/// What came of each of the four programs: an error, another result than with a new tensor, or the same one.
fn ends(relu: Relu) -> [Came; 4] {
    [0, 1, 2, 3].map(|program: usize| match (PROGRAMS[program].run(Relu::New), PROGRAMS[program].run(relu)) {
        (_, Err(_)) => Came::Error,
        (Ok(new), Ok(run)) if new.y == run.y && new.gradient == run.gradient => Came::Same,
        _ => Came::Other,
    })
}

/// How many programs raise an error, and how many give another result.
fn effects(relu: Relu) -> Vec<f64> {
    let ends = ends(relu);
    [Came::Error, Came::Other].map(|wanted| ends.iter().filter(|end| **end == wanted).count() as f64).into()
}

/// What came of one of the programs in an arm that has run.
fn end(m: &Measured, arm: usize, program: usize) -> Option<Came> {
    let relu = if arm == 0 { Relu::New } else { Relu::InPlace };
    (!m.outcomes(arm).is_empty()).then(|| ends(relu)[program].clone())
}

const INPLACE_ERROR: Lesson = Lesson {
    id: "inplace_error",
    claim: "Leaving inplace=True out is a mistake and raises errors.",
    experiment: Experiment {
        quantities: EFFECTS,
        arms: &[
            Arm::alone("inplace=False (default)", &[Some(0.0), Some(0.0)], |_| effects(Relu::New)),
            Arm::alone("inplace=True", &[], |_| effects(Relu::InPlace)),
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
    figure: Figure::Code(&[
        Snippet { code: PROGRAMS[0].code, arms: &[0, 1], came: |m, arm| end(m, arm, 0) },
        Snippet { code: PROGRAMS[1].code, arms: &[0, 1], came: |m, arm| end(m, arm, 1) },
        Snippet { code: PROGRAMS[2].code, arms: &[0, 1], came: |m, arm| end(m, arm, 2) },
        Snippet { code: PROGRAMS[3].code, arms: &[0, 1], came: |m, arm| end(m, arm, 3) },
    ]),
    pointer: Pointer::at(2).panel(1),
    look: "the program that raises no error and computes something else",
    question: "Which of the two is worse: the error, or the other result?",
    why: "inplace=False, the default, is always right. inplace=True saves one buffer and overwrites a value that something else may still need: \
          a sigmoid needs its output for its gradient, a residual sum needs h.",
    source: "PyTorch, Autograd mechanics: in-place correctness checks",
    presets: &[],
    opens: &[Opens { page: Page::Activations, query: "module=relu&inplace=1" }],
};

/// h after the program, the smallest of it, and the largest difference of the results.
fn overwriting(relu: Relu) -> Vec<f64> {
    let (Ok(new), Ok(run)) = (PROGRAMS[0].run(Relu::New), PROGRAMS[0].run(relu)) else { return vec![f64::NAN; 2] };
    let least = run.h.iter().copied().fold(f32::INFINITY, f32::min);
    let difference = new.y.iter().zip(&run.y).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    vec![least.into(), difference.into()]
}

/// h after the program: place, value.
fn h_after(relu: Relu) -> Vec<(f32, f32)> {
    let h = PROGRAMS[0].run(relu).map(|run| run.h).unwrap_or_default();
    h.into_iter().enumerate().map(|(i, h)| (i as f32, h)).collect()
}

const INPLACE_OVERWRITES: Lesson = Lesson {
    id: "inplace_overwrites",
    claim: "In place, ReLU overwrites its input.",
    experiment: Experiment {
        quantities: &[linear("Smallest number of h after the call"), linear("Largest difference of the results")],
        arms: &[
            Arm::alone("inplace=False", &[Some(-1.0), Some(0.0)], |_| overwriting(Relu::New))
                .drawing(Line::Drawn(|_| h_after(Relu::New))),
            Arm::alone("inplace=True", &[Some(0.0), Some(0.0)], |_| overwriting(Relu::InPlace))
                .drawing(Line::Drawn(|_| h_after(Relu::InPlace))),
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
    figure: Figure::Code(&[Snippet {
        code: "h = linear(x)          # [-1, 1.5]\ny = relu(h)\nprint(h)",
        arms: &[0, 1],
        came: Came::tensor,
    }]),
    pointer: Pointer::at(0).panel(1),
    look: "h after the call: in place its negative number is gone",
    question: "Who else might still want to read h?",
    why: "relu_ writes its result where its input was. For its own gradient it needs only the result, so that after a linear layer, which saves its \
          input and not its output, nothing is lost.",
    source: "derivatives.yaml: relu's gradient is threshold_backward(grad, result, 0)",
    presets: &[],
    opens: &[Opens { page: Page::Activations, query: "module=relu&inplace=1&tensor=[-2,-0.5,0,3]" }],
};
