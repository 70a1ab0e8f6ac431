//! Gradients through depth: who keeps them, who loses them, and why.

use crate::explore::mean_field::{HE, TORCH_DEFAULT, XAVIER};
use crate::lessons::experiment::Measure::Run;
use crate::lessons::experiment::{Arm, Experiment, Line, Quantity, linear, log10, share};
use crate::lessons::figure::{Axes, Figure, Panel, Pointer};
use crate::lessons::opens::{Opens, Page};
use crate::lessons::preset::{Next, Preset, SeenIn};
use crate::lessons::probe::{dead_share, gradient_left, gradient_line, loss};
use crate::lessons::rule::{Condition, Rule, Verdict};
use crate::lessons::{Chapter, Lesson};

/// Twenty hidden layers of 48 units, as a part of a query.
macro_rules! twenty_layers {
    ($more:literal) => {
        concat!("hidden=48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48", $more)
    };
}

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    id: "depth",
    name: "Gradients through depth",
    lessons: &[VANISHING, SQUASHING, ZEROS_HELP, POOR_INIT, DEEP_RELU],
    also_said: &[],
};

/// What the lessons on gain measure: see [`gradient_left`].
const GRADIENT_LEFT: &[Quantity] = &[log10("Gradient of layer 1 over that of layer 20")];

/// What is left layer by layer.
const THROUGH_DEPTH: Figure = Figure::Lines(Axes {
    log10: true,
    theory: Some(0),
    ..Axes::new("layers back from the last one", "gradient norm relative to layer 20")
});

const VANISHING: Lesson = Lesson {
    id: "vanishing",
    claim: "ReLU prevents vanishing gradients.",
    experiment: Experiment {
        quantities: GRADIENT_LEFT,
        arms: &[
            Arm::alone("ReLU, He", &[Some(0.0)], |s| vec![gradient_left("relu", HE.query, s)])
                .drawing(Line::Drawn(|s| gradient_line("relu", HE.query, s))),
            Arm::alone("ReLU, Xavier", &[Some(-3.01)], |s| vec![gradient_left("relu", XAVIER.query, s)])
                .drawing(Line::Drawn(|s| gradient_line("relu", XAVIER.query, s))),
            Arm::alone("ReLU, PyTorch default", &[Some(-7.78)], |s| {
                vec![gradient_left("relu", TORCH_DEFAULT.query, s)]
            })
            .drawing(Line::Drawn(|s| gradient_line("relu", TORCH_DEFAULT.query, s))),
            Arm::alone("Tanh, PyTorch default", &[Some(-4.96)], |s| {
                vec![gradient_left("tanh", TORCH_DEFAULT.query, s)]
            })
            .drawing(Line::Drawn(|s| gradient_line("tanh", TORCH_DEFAULT.query, s))),
            Arm::alone("Sigmoid, PyTorch default", &[Some(-17.0)], |s| {
                vec![gradient_left("sigmoid", TORCH_DEFAULT.query, s)]
            })
            .drawing(Line::Drawn(|s| gradient_line("sigmoid", TORCH_DEFAULT.query, s))),
        ],
        seeds: 12,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "with He's weights ReLU's gradient stays within a factor of 5 of 1",
                holds: |m| m.median(0, 0).abs() < 0.7,
            },
            Condition { words: "with PyTorch's default it falls below 1e−6", holds: |m| m.median(2, 0) < -6.0 },
            Condition { words: "there ReLU's is smaller than tanh's", holds: |m| m.median(2, 0) < m.median(3, 0) },
        ],
        then: Verdict::Depends,
        otherwise: Verdict::True,
    },
    expected: Verdict::Depends,
    figure: THROUGH_DEPTH,
    pointer: Pointer::at(2),
    look: "the three lines of ReLU: the same function, eight decades apart",
    question: "Which of the two, the function or the initialisation, moves the gradient more?",
    why: "ReLU's slope is 1 where it is active, but half of the paths are cut: the square of the gradient halves in every layer \
          unless the weights make up for it. He's variance of 2/fan_in does. nn.Linear's default has a variance of \
          1/(3 fan_in), and then ReLU loses more than tanh does.",
    source: "He et al. 2015, eq. 10; torch.nn.Linear (kaiming_uniform_ with a = √5)",
    presets: &[
        Preset {
            id: "default_init_vanishes",
            name: "PyTorch's default, 20 layers",
            claim: "ReLU alone does not save the gradient: before the first step, under nn.Linear's own initialisation, ∂L/∂a shrinks by about 7.8 decades per 20 layers, and the loss stays near ln 2 = 0.69 for 1000 epochs.",
            query: twenty_layers!("&n=192&init=torch_default&bias=torch_default&batch=full"),
            seen_in: SeenIn::OutputGradient,
            next: &[Next {
                label: "He initialisation",
                change: "init=kaiming_normal&bias=zeros",
                claim: "With He initialisation ∂L/∂a arrives at the first layer within a factor of 10 of what the last one is given.",
            }],
        },
        Preset {
            id: "he_init_keeps",
            name: "He initialisation, 20 layers",
            claim: "With a weight variance of 2/fan_in, ∂L/∂a arrives at the first of 20 layers about as large as it left: within a factor of 10 before the first step. The loss is below 0.1 after 50 epochs.",
            query: twenty_layers!("&lr=0.01"),
            seen_in: SeenIn::OutputGradient,
            next: &[Next {
                label: "Variance 4/fan_in",
                change: "init=normal(0.28867513)",
                claim: "With a weight variance of 4/fan_in, ∂L/∂a grows by about 3 decades per 20 layers, and the run ends in NaN in its first epoch.",
            }],
        },
    ],
    opens: &[Opens { page: Page::Activations, query: "act=relu,tanh,sigmoid&init=torch_default&depth=20" }],
};

const SQUASHING: Lesson = Lesson {
    id: "squashing",
    claim: "Sigmoid and tanh shrink the gradient on its way back.",
    experiment: Experiment {
        quantities: &[log10("Gradient of layer 1 over that of layer 20"), linear("Loss after 150 epochs, 10 layers")],
        arms: &[
            Arm::alone("Sigmoid, PyTorch default", &[Some(-17.0)], |s| {
                vec![gradient_left("sigmoid", TORCH_DEFAULT.query, s)]
            })
            .drawing(Line::Drawn(|s| gradient_line("sigmoid", TORCH_DEFAULT.query, s))),
            Arm::alone("Sigmoid, Xavier", &[Some(-12.6)], |s| vec![gradient_left("sigmoid", XAVIER.query, s)])
                .drawing(Line::Drawn(|s| gradient_line("sigmoid", XAVIER.query, s))),
            Arm::alone("Tanh, Xavier", &[Some(-0.72)], |s| vec![gradient_left("tanh", XAVIER.query, s)])
                .drawing(Line::Drawn(|s| gradient_line("tanh", XAVIER.query, s))),
            Arm {
                name: "Sigmoid net, trained",
                theory: &[None, Some(std::f64::consts::LN_2)],
                // The figure is that of the gradient.
                line: Line::Nothing,
                measure: Run {
                    query: "n=192&hidden=16,16,16,16,16,16,16,16,16,16&act=sigmoid&init=torch_default&bias=torch_default&opt=adam&lr=0.01&batch=full",
                    epochs: 150,
                    start: |_| vec![f64::NAN],
                    end: |session| vec![loss(session)],
                },
            },
        ],
        seeds: 12,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "what the sigmoid leaves is below 1e−9 with PyTorch's default and with Xavier's weights",
                holds: |m| m.median(0, 0) < -9.0 && m.median(1, 0) < -9.0,
            },
            Condition {
                words: "what tanh leaves with Xavier's weights is above 1e−2",
                holds: |m| m.median(2, 0) > -2.0,
            },
        ],
        then: Verdict::Depends,
        otherwise: Verdict::True,
    },
    expected: Verdict::Depends,
    figure: THROUGH_DEPTH,
    pointer: Pointer::at(2),
    look: "the line of tanh with Xavier's weights, next to those of the sigmoid",
    question: "Tanh is flat at both ends too: why does it lose so little?",
    why: "The sigmoid is nowhere steeper than 1/4, so every layer takes at least three quarters times the weights. Tanh has slope 1 at 0, \
          where Xavier's weights keep it: 0.92 a layer are left. It is steepness at the inputs that occur that counts, not \
          flat ends.",
    source: "Glorot & Bengio 2010; Schoenholz et al. 2017",
    presets: &[Preset {
        id: "vanishing_sigmoid",
        name: "Vanishing sigmoid",
        claim: "Sigmoid's slope is at most ¼. Before the first step ∂L/∂a shrinks by more than 5 decades from the last of nine hidden layers to the first, and plain SGD gets nowhere: the loss stays near ln 2 = 0.69 for 5000 epochs.",
        query: "n=192&hidden=16,16,16,16,16,16,16,16,16&act=sigmoid&init=torch_default&bias=torch_default&batch=full",
        seen_in: SeenIn::OutputGradient,
        next: &[Next {
            label: "ReLU with He initialisation",
            change: "act=relu&init=kaiming_normal&bias=zeros",
            claim: "With ReLU and He initialisation the loss is below 0.1 after 100 epochs, though some units are born dead.",
        }],
    }],
    opens: &[Opens { page: Page::Activations, query: "act=sigmoid,tanh&init=xavier&depth=20" }],
};

const ZEROS_HELP: Lesson = Lesson {
    id: "zeros_help",
    claim: "Setting negative numbers to zero is what keeps the gradient from vanishing.",
    experiment: Experiment {
        quantities: GRADIENT_LEFT,
        arms: &[
            Arm::alone("With zeros (ReLU)", &[Some(0.0)], |s| vec![gradient_left("relu", HE.query, s)])
                .drawing(Line::Drawn(|s| gradient_line("relu", HE.query, s))),
            Arm::alone("Without (identity)", &[Some(3.01)], |s| vec![gradient_left("identity", HE.query, s)])
                .drawing(Line::Drawn(|s| gradient_line("identity", HE.query, s))),
        ],
        seeds: 12,
    },
    rule: Rule {
        conditions: &[Condition {
            words: "without the zeros the gradient is more than 100 times as large, with the same weights",
            holds: |m| m.median(1, 0) - m.median(0, 0) > 2.0,
        }],
        then: Verdict::False,
        otherwise: Verdict::True,
    },
    expected: Verdict::False,
    figure: THROUGH_DEPTH,
    pointer: Pointer::at(1),
    look: "the distance of the two lines: three decades over twenty layers",
    question: "What does a zero do to the gradient that passes through it?",
    why: "A zero lets nothing through: it halves the square of the gradient's norm in every layer, 2^10 = 1024 times over twenty. What \
          helps ReLU is its slope of 1 on the other side.",
    source: "E[f′(z)²] = 1/2 for ReLU and 1 for the identity at z ~ N(0, q)",
    presets: &[],
    opens: &[Opens { page: Page::Activations, query: "act=relu,identity&init=he&depth=20" }],
};

const POOR_INIT: Lesson = Lesson {
    id: "poor_init",
    claim: "Poor initial weights make gradients vanish or explode.",
    experiment: Experiment {
        quantities: GRADIENT_LEFT,
        arms: &[
            // Standard deviations √(variance / 48).
            Arm::alone("Variance 0.5 / fan_in", &[Some(-6.02)], |s| {
                vec![gradient_left("relu", "init=normal(0.10206207)", s)]
            })
            .drawing(Line::Drawn(|s| gradient_line("relu", "init=normal(0.10206207)", s))),
            Arm::alone("Variance 1 / fan_in", &[Some(-3.01)], |s| {
                vec![gradient_left("relu", "init=normal(0.14433757)", s)]
            })
            .drawing(Line::Drawn(|s| gradient_line("relu", "init=normal(0.14433757)", s))),
            Arm::alone("Variance 2 / fan_in (He)", &[Some(0.0)], |s| {
                vec![gradient_left("relu", "init=normal(0.20412415)", s)]
            })
            .drawing(Line::Drawn(|s| gradient_line("relu", "init=normal(0.20412415)", s))),
            Arm::alone("Variance 4 / fan_in", &[Some(3.01)], |s| {
                vec![gradient_left("relu", "init=normal(0.28867513)", s)]
            })
            .drawing(Line::Drawn(|s| gradient_line("relu", "init=normal(0.28867513)", s))),
        ],
        seeds: 12,
    },
    rule: Rule {
        conditions: &[
            Condition { words: "at 0.5 the gradient falls below 1e−3", holds: |m| m.median(0, 0) < -3.0 },
            Condition { words: "at 4 it grows above 1e2", holds: |m| m.median(3, 0) > 2.0 },
            Condition { words: "at 2 it stays within a factor of 5 of 1", holds: |m| m.median(2, 0).abs() < 0.7 },
        ],
        then: Verdict::True,
        otherwise: Verdict::False,
    },
    expected: Verdict::True,
    figure: THROUGH_DEPTH,
    pointer: Pointer::at(2),
    look: "the four straight lines: each doubling of the variance is worth three decades",
    question: "Why is it exactly the variance 2 / fan_in that keeps the gradient?",
    why: "A ReLU layer multiplies the square of the gradient by half of fan_in times the variance. Only 2 / fan_in makes that 1; \
          everything else is raised to the power of the depth.",
    source: "He et al. 2015, eq. 10: √(s/2) a layer for variance s / fan_in",
    presets: &[Preset {
        id: "exploding",
        name: "Exploding gradient",
        claim: "With a weight variance of 4/fan_in, ∂L/∂a grows by about 3 decades over 20 layers, from the last to the first, before the first step. Unclipped, the run ends in NaN in its first epoch.",
        query: twenty_layers!("&init=normal(0.28867513)&lr=0.01"),
        seen_in: SeenIn::OutputGradient,
        next: &[Next {
            label: "Clip the gradient at 1",
            change: "clip=1",
            claim: "With the gradient clipped at a norm of 1 the same net trains: the loss is below 0.1 after 50 epochs.",
        }],
    }],
    opens: &[Opens {
        page: Page::Compare,
        query: "vary=init&values=normal(0.10206207),normal(0.14433757),normal(0.20412415),normal(0.28867513)&seeds=2&target=0.1&hidden=48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48&n=192&lr=0.01&epochs=30",
    }],
};

const DEEP_QUANTITIES: &[Quantity] =
    &[share("Dead units at the start"), linear("Loss after 150 epochs"), share("Loss below 0.1")];

const fn deep(name: &'static str, query: &'static str) -> Arm {
    Arm::trained(
        name,
        query,
        150,
        |session| vec![dead_share(session)],
        |session| vec![loss(session), f64::from(u8::from(loss(session) < 0.1))],
    )
}

const DEEP_RELU: Lesson = Lesson {
    id: "deep_relu",
    claim: "ReLU is the right choice for deep nets.",
    experiment: Experiment {
        quantities: DEEP_QUANTITIES,
        arms: &[
            deep("Width 16, He", "n=192&hidden=16,16,16,16,16,16,16,16,16,16&opt=adam&lr=0.01&batch=full"),
            deep(
                "Width 16, Xavier",
                "n=192&hidden=16,16,16,16,16,16,16,16,16,16&init=xavier_normal&opt=adam&lr=0.01&batch=full",
            ),
            deep(
                "Width 16, PyTorch default",
                "n=192&hidden=16,16,16,16,16,16,16,16,16,16&init=torch_default&bias=torch_default&opt=adam&lr=0.01&batch=full",
            ),
            deep("Width 2, He", "n=192&hidden=2,2,2,2,2,2,2,2,2,2&opt=adam&lr=0.01&batch=full"),
        ],
        seeds: 10,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "more than 80 % of the nets of width 16 with He's weights reach a loss below 0.1",
                holds: |m| m.mean(0, 2) > 0.8,
            },
            Condition { words: "fewer than 30 % of those of width 2 do", holds: |m| m.mean(3, 2) < 0.3 },
        ],
        then: Verdict::Depends,
        otherwise: Verdict::True,
    },
    expected: Verdict::Depends,
    figure: Figure::Dots(&[Panel::Values(0), Panel::Values(1), Panel::Counts(2)]),
    pointer: Pointer::at(3).panel(0),
    look: "the dead units at the start, then the loss: width decides before the first step",
    question: "What happens to everything behind a layer whose units are all silent?",
    why: "ReLU trains deep if the weights fit and the layers are wide. Where a layer has two units, both are often silent for all inputs; \
          then the net is a constant and nothing passes back. Residual connections and normalisation are the usual way out.",
    source: "Lu et al. 2019, arXiv 1903.06733; He et al. 2015",
    presets: &[],
    opens: &[Opens {
        page: Page::Compare,
        query: "vary=init&values=kaiming_normal,xavier_normal,torch_default&seeds=8&target=0.1&n=192&hidden=16,16,16,16,16,16,16,16,16,16&opt=adam&lr=0.01&batch=full&epochs=150",
    }],
};
