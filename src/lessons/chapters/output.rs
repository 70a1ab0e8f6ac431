//! The output layer: which function belongs there.

use crate::lessons::experiment::{Arm, Experiment, Line, Quantity, linear, nothing, share};
use crate::lessons::figure::{Axes, Came, Figure, Pointer, Reference, Snippet};
use crate::lessons::measured::Measured;
use crate::lessons::opens::{Opens, Page};
use crate::lessons::probe::{accuracy, answers, loss};
use crate::lessons::rule::{Condition, Rule, Verdict};
use crate::lessons::{Chapter, Lesson};
use crate::nn::loss::Loss;
use crate::nn::math::{CONSTANTS, sigmoid, sin_cos};
use crate::nn::tensor::Tensor;
use crate::train::session::Session;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    id: "output",
    name: "The output layer",
    lessons: &[NEGATIVE_TARGETS, RELU_EVERYWHERE, SIGMOID_OUTPUT],
    also_said: &[(
        "Well-known nets for images use ReLU.",
        "ResNet and VGG do, in place, and end in a linear layer (torchvision.models).",
    )],
};

/// What is left of the loss at best, over the training points, if no output can be negative.
fn floor(session: &Session) -> f64 {
    let loss = session.spec().resolved_loss();
    let targets = session.training_samples().targets.unit(0);
    let sum: f64 = targets.iter().map(|&y| f64::from(loss.infimum((0.0, f32::INFINITY), y, 1))).sum();
    sum / targets.len() as f64
}

const FLOOR: &[Quantity] =
    &[linear("Mean squared error"), linear("Error over the floor of outputs that are not negative")];

const fn regression(name: &'static str, query: &'static str) -> Arm {
    Arm::trained(name, query, 600, nothing, |session| vec![loss(session), loss(session) / floor(session)])
        .drawing(Line::End(answers))
}

/// The target of the one-dimensional arms.
fn sine(x: f32) -> f32 {
    sin_cos(std::f32::consts::PI * x).0
}

const NEGATIVE_TARGETS: Lesson = Lesson {
    id: "negative_targets",
    claim: "ReLU does not suit outputs that have to be negative.",
    experiment: Experiment {
        quantities: FLOOR,
        arms: &[
            regression(
                "Plane, ReLU output",
                "data=plane&n=128&noise=0&hidden=16,16&act=tanh&out=relu&opt=adam&lr=0.01&batch=full",
            ),
            regression(
                "Plane, linear output",
                "data=plane&n=128&noise=0&hidden=16,16&act=tanh&opt=adam&lr=0.01&batch=full",
            ),
            regression(
                "sin(πx), ReLU output",
                "data=sine&n=128&noise=0&hidden=16,16&act=tanh&out=relu&opt=adam&lr=0.01&batch=full",
            ),
            regression(
                "sin(πx), linear output",
                "data=sine&n=128&noise=0&hidden=16,16&act=tanh&opt=adam&lr=0.01&batch=full",
            ),
        ],
        seeds: 6,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "with a ReLU output the error stops within 10 % of its floor",
                holds: |m| [0, 2].iter().all(|&arm| (0.9..=1.1).contains(&m.median(arm, 1))),
            },
            Condition {
                words: "with a linear output it falls below 0.01",
                holds: |m| [1, 3].iter().all(|&arm| m.median(arm, 0) < 0.01),
            },
        ],
        then: Verdict::True,
        otherwise: Verdict::False,
    },
    expected: Verdict::True,
    figure: Figure::Panels(Axes {
        reference: Some(Reference { name: "target", y: sine }),
        ..Axes::new("x₁", "answer")
    }),
    pointer: Pointer::at(2).x(-0.5),
    look: "the flat half: where the target is negative, the answer is 0",
    question: "What is the best answer to a negative target that is not negative itself?",
    why: "An output of ReLU cannot be below 0, so the error cannot be below the mean square of the negative targets: 1/4 for a sine. This is about the \
          output layer alone; in the hidden layers ReLU is fine for any target.",
    source: "E[min(y, 0)²]; for sin(πx) on [−1, 1] it is 1/4",
    presets: &[],
    opens: &[],
};

const fn classification(name: &'static str, theory: &'static [Option<f64>], query: &'static str) -> Arm {
    Arm {
        theory,
        ..Arm::trained(name, query, 300, nothing, |session| {
            vec![loss(session), loss(session) / floor(session), accuracy(session)]
        })
    }
}

const RELU_EVERYWHERE: Lesson = Lesson {
    id: "relu_everywhere",
    claim: "ReLU belongs on the output layer too.",
    experiment: Experiment {
        quantities: &[
            linear("Loss (BCE from logits)"),
            linear("Loss over the floor of logits that are not negative"),
            share("Accuracy"),
        ],
        arms: &[
            classification("ReLU output", &[Some(0.3466)], "n=192&hidden=16,16&out=relu&opt=adam&lr=0.01&batch=full"),
            classification("Linear output (logit)", &[], "n=192&hidden=16,16&opt=adam&lr=0.01&batch=full"),
        ],
        seeds: 8,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "with a ReLU output no run falls below its floor: ln 2 times the share of class 0, about 0.347",
                holds: |m| m.least(0, 1) > 0.999,
            },
            Condition { words: "the best of them comes within 5 % of that floor", holds: |m| m.least(0, 1) < 1.05 },
            Condition { words: "with a logit it falls below 0.05", holds: |m| m.median(1, 0) < 0.05 },
        ],
        then: Verdict::False,
        otherwise: Verdict::True,
    },
    expected: Verdict::False,
    figure: Figure::Curves { theory: Some(0) },
    pointer: Pointer::at(0),
    look: "the loss, which stops at half of ln 2 although the accuracy is fine, or at ln 2 where the output itself has died",
    question: "Which probabilities can a logit say that is never negative?",
    why: "A logit that cannot be negative cannot say a probability below 1/2: every point of class 0 costs at least ln 2, half of the points \
          ln 2 / 2 on average. Classifiers end in a linear layer and let the loss apply the sigmoid or the softmax.",
    source: "BCE from logits: −log(1 − σ(z)) is at least ln 2 for z at least 0; torch.nn.BCEWithLogitsLoss",
    presets: &[],
    opens: &[],
};

/// The loss of z = 20 with target 0: from the logit, or by a sigmoid and then a logarithm.
fn loss_of_twenty(loss: &str) -> Vec<f64> {
    let y = Tensor::from_units(&[vec![0.0]]);
    let output = if loss == "bce_probability" { sigmoid(&CONSTANTS, 20.0) } else { 20.0 };
    let value = |loss: Loss| loss.value_and_gradient(&Tensor::from_units(&[vec![output]]), &y, None);
    vec![Loss::from_id(loss).map_or(f64::NAN, |loss| value(loss).into())]
}

/// The loss that came of it.
fn number(m: &Measured, arm: usize) -> Option<Came> {
    m.values(arm, 0).last().map(|&loss| Came::Number(loss))
}

const SIGMOID_OUTPUT: Lesson = Lesson {
    id: "sigmoid_output",
    claim: "Sigmoid is the output for two classes.",
    experiment: Experiment {
        quantities: &[linear("Loss of z = 20 where the class is 0")],
        arms: &[
            Arm::alone("From the logit", &[Some(20.0)], |_| loss_of_twenty("bce")),
            Arm::alone("Sigmoid, then logarithm", &[Some(20.0)], |_| loss_of_twenty("bce_probability")),
        ],
        seeds: 1,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "from the logit the loss is 20 within 0.001",
                holds: |m| (m.median(0, 0) - 20.0).abs() < 1e-3,
            },
            Condition {
                words: "by sigmoid and logarithm it is off by more than 50",
                holds: |m| (m.median(1, 0) - 20.0).abs() > 50.0,
            },
        ],
        then: Verdict::Depends,
        otherwise: Verdict::True,
    },
    expected: Verdict::Depends,
    figure: Figure::Code(&[
        Snippet { code: "F.binary_cross_entropy_with_logits(z, y)", arms: &[0], came: number },
        Snippet { code: "F.binary_cross_entropy(torch.sigmoid(z), y)", arms: &[1], came: number },
    ]),
    pointer: Pointer::at(1),
    look: "the two numbers: they are the same formula",
    question: "Which float32 number comes next below 1?",
    why: "The sigmoid does turn a logit into a probability. But in float32 sigmoid(20) is exactly 1, and the logarithm of 1 − 1 is minus infinity, which \
          nn.BCELoss clamps at −100. Leave the sigmoid to the loss, and use it to read probabilities off.",
    source: "torch.nn.BCEWithLogitsLoss; ATen/native/Loss.cpp (clamp at −100)",
    presets: &[],
    opens: &[Opens { page: Page::Activations, query: "act=sigmoid&x=20&zoom=-30,30" }],
};
