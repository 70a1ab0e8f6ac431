//! Units that die: how, how often, whether it matters, and what helps.

use crate::lessons::experiment::Measure::Run;
use crate::lessons::experiment::{Arm, Experiment, Line, Quantity, linear, nothing, share};
use crate::lessons::figure::{Axes, Figure, Panel, Pointer};
use crate::lessons::opens::{Opens, Page};
use crate::lessons::preset::{Next, Preset, SeenIn};
use crate::lessons::probe::{accuracy, constant_share, dead_share, diverged, loss, silent_share, silent_shares};
use crate::lessons::rule::{Condition, Rule, Verdict};
use crate::lessons::{Chapter, Lesson};

mod born_dead;
mod first_layer;

use self::born_dead::BORN_DEAD;
use self::first_layer::{CAN_DIE, DEAD_UPDATES};

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    id: "dying",
    name: "Units that die",
    lessons: &[CAN_DIE, DEAD_UPDATES, NEGATIVE_INPUT, DEATH_HURTS, LEAKY_SAVES, REMEDIES, BORN_DEAD],
    also_said: &[],
};

const NEGATIVE_INPUT: Lesson = Lesson {
    id: "negative_input",
    claim: "A negative input kills a unit.",
    experiment: Experiment {
        quantities: &[share("Points for which a unit gives 0 (median unit)"), share("Dead units")],
        arms: &[Arm {
            name: "2-16-16-1, He, at the start",
            theory: &[Some(0.5), None],
            measure: Run {
                query: "n=192&hidden=16,16",
                epochs: 1,
                start: |session| vec![silent_share(session), dead_share(session)],
                end: nothing,
            },
            line: Line::Start(silent_shares),
        }],
        seeds: 20,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "the median unit is silent for 30 to 70 % of the points",
                holds: |m| (0.3..=0.7).contains(&m.median(0, 0)),
            },
            Condition { words: "fewer than 15 % of the units are dead", holds: |m| m.median(0, 1) < 0.15 },
        ],
        then: Verdict::False,
        otherwise: Verdict::True,
    },
    expected: Verdict::False,
    figure: Figure::Histogram(Axes::new("share of the points for which a unit gives 0", "units")),
    pointer: Pointer::at(0).x(0.5),
    look: "the middle of the histogram: most units give 0 for about half of the points, and almost none is dead",
    question: "How many points have to be on the wrong side before a unit is dead?",
    why: "A unit is dead only if w·x + b is at most 0 for every training point. To be silent for half of them is what makes a net of ReLU \
          units bend; it is healthy, and a positive point lets the gradient through again.",
    source: "Glorot, Bordes & Bengio 2011 (half of the outputs are 0 at the start)",
    presets: &[Preset {
        id: "healthy",
        name: "A healthy ReLU net",
        claim: "One hidden layer of 16 ReLU units at a learning rate of 0.1: on average about half of the points pass through a unit, no unit dies, and the loss is below 0.15 after 100 epochs.",
        query: "hidden=16",
        seen_in: SeenIn::Living,
        next: &[Next {
            label: "Learning rate 10",
            change: "lr=10",
            claim: "At a learning rate of 10 large steps push the units off the data: after 20 epochs at least 15 of the 16 are dead, and they stay so.",
        }],
    }],
    opens: &[],
};

const DEATH_QUANTITIES: &[Quantity] = &[share("Dead units after 150 epochs"), share("Accuracy")];

const fn rate(name: &'static str, query: &'static str) -> Arm {
    Arm::trained(name, query, 150, nothing, |session| vec![dead_share(session), accuracy(session)])
}

const DEATH_HURTS: Lesson = Lesson {
    id: "death_hurts",
    claim: "Dead units spoil training.",
    experiment: Experiment {
        quantities: DEATH_QUANTITIES,
        arms: &[
            rate("Learning rate 0.3", "n=192&hidden=16,16&batch=full&lr=0.3"),
            rate("Learning rate 1", "n=192&hidden=16,16&batch=full&lr=1"),
            rate("Learning rate 3", "n=192&hidden=16,16&batch=full&lr=3"),
            rate("Learning rate 5", "n=192&hidden=16,16&batch=full&lr=5"),
            rate("Learning rate 10", "n=192&hidden=16,16&batch=full&lr=10"),
        ],
        seeds: 12,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "at some learning rate more than 15 % are dead and the accuracy is above 95 %",
                holds: |m| (0..5).any(|arm| m.median(arm, 0) > 0.15 && m.median(arm, 1) > 0.95),
            },
            Condition {
                words: "at some other more than 60 % are dead and the accuracy is below 70 %",
                holds: |m| (0..5).any(|arm| m.median(arm, 0) > 0.6 && m.median(arm, 1) < 0.7),
            },
        ],
        then: Verdict::Depends,
        otherwise: Verdict::True,
    },
    expected: Verdict::Depends,
    figure: Figure::Dots(&[Panel::Values(0), Panel::Values(1)]),
    pointer: Pointer::at(2).panel(1),
    look: "dead units beside accuracy, from rate to rate",
    question: "Up to which share of dead units does the net still separate the classes?",
    why: "A net with units to spare loses nothing when a few die. When a whole layer dies the net is a constant: the loss stays at ln 2 on \
          two classes of equal size, and under plain SGD nothing brings it back, not even a small rate.",
    source: "cs231n notes (\"as much as 40 %\"); measured here",
    presets: &[Preset {
        id: "learning_rate_too_high",
        name: "Learning rate too high",
        claim: "At a learning rate of 10 a few large steps push whole units off the data: after 20 epochs more than 70 % of the ReLU units are dead, a whole layer among them, so that nothing comes back.",
        query: "n=192&hidden=16,16&lr=10&batch=full",
        seen_in: SeenIn::Living,
        next: &[Next {
            label: "Learning rate 1",
            change: "lr=1",
            claim: "At a learning rate of 1 at most one unit in eight is dead, and the loss is below 0.1 after 50 epochs.",
        }],
    }],
    opens: &[Opens {
        page: Page::Compare,
        query: "vary=lr&values=0.3,1,3,5,10&seeds=8&target=0.1&n=192&hidden=16,16&batch=full&epochs=150",
    }],
};

const LEAKY_QUANTITIES: &[Quantity] =
    &[share("Dead units at the end"), linear("Loss at the end"), share("Runs that diverged")];

const fn to_the_end(name: &'static str, query: &'static str, epochs: u32) -> Arm {
    Arm::trained(name, query, epochs, nothing, |session| vec![dead_share(session), loss(session), diverged(session)])
}

const LEAKY_SAVES: Lesson = Lesson {
    id: "leaky_saves",
    claim: "Leaky ReLU keeps units from dying.",
    experiment: Experiment {
        quantities: LEAKY_QUANTITIES,
        arms: &[
            to_the_end("ReLU, biases at −3", "n=192&hidden=16&bias=constant(-3)&opt=adam&lr=0.01&batch=full", 1500),
            to_the_end(
                "Leaky ReLU 0.1, biases at −3",
                "n=192&hidden=16&act=leaky_relu(0.1)&bias=constant(-3)&opt=adam&lr=0.01&batch=full",
                1500,
            ),
            to_the_end(
                "Leaky ReLU 0.1, learning rate 30",
                "n=192&hidden=16,16&act=leaky_relu(0.1)&lr=30&batch=full",
                150,
            ),
        ],
        seeds: 10,
    },
    rule: Rule {
        conditions: &[
            Condition { words: "no unit of Leaky ReLU is dead", holds: |m| m.most(1, 0) == 0.0 },
            Condition { words: "its loss is lower than ReLU's", holds: |m| m.median(1, 1) < m.median(0, 1) },
            Condition {
                words: "at a learning rate of 30 more than half of its runs diverge",
                holds: |m| m.mean(2, 2) > 0.5,
            },
        ],
        then: Verdict::Depends,
        otherwise: Verdict::True,
    },
    expected: Verdict::Depends,
    figure: Figure::Dots(&[Panel::Values(0), Panel::Values(1), Panel::Counts(2)]),
    pointer: Pointer::at(2).panel(2),
    look: "the first two rows for what it cures, the third for what it does not",
    question: "A unit that cannot die still moves at every step: where to, if the steps are too large?",
    why: "Leaky ReLU has a slope everywhere, so no unit is ever without a gradient. That does not make steps smaller: under a rate at which \
          ReLU units die and come to rest, leaky ones go on until a number is no longer finite.",
    source: "Maas et al. 2013; torch.nn.LeakyReLU (slope 0.01 there, 0.1 here)",
    presets: &[
        Preset {
            id: "bias_minus_three",
            name: "Biases at −3",
            claim: "With biases of −3 at most one of 16 ReLU units answers to any point, after 50 epochs none does, and the loss stays near ln 2 = 0.69.",
            query: "n=192&hidden=16&bias=constant(-3)&opt=adam&lr=0.01&batch=full",
            seen_in: SeenIn::Living,
            next: &[
                Next {
                    label: "Leaky ReLU",
                    change: "act=leaky_relu",
                    claim: "Leaky ReLU lets 1 % of the gradient pass: with about three seeds in four the biases come back and the loss is below 0.1 after 2000 epochs. With the others it stays near ln 2.",
                },
                Next {
                    label: "Biases at 0",
                    change: "bias=zeros",
                    claim: "With biases of 0 no unit is dead at the start, and the loss is below 0.1 after 400 epochs.",
                },
            ],
        },
        Preset {
            id: "leaky_diverges",
            name: "Leaky ReLU ends in NaN",
            claim: "Units of Leaky ReLU cannot die, so a learning rate of 30 makes them grow without bound: the run ends in NaN within 10 epochs.",
            query: "n=192&hidden=16,16&act=leaky_relu&lr=30&batch=full",
            seen_in: SeenIn::Loss,
            next: &[Next {
                label: "ReLU",
                change: "act=relu",
                claim: "ReLU at a learning rate of 30 stays finite because it dies: after 10 epochs a whole layer is dead.",
            }],
        },
    ],
    opens: &[Opens {
        page: Page::Compare,
        query: "vary=act&values=relu,leaky_relu&seeds=8&target=0.1&n=192&hidden=16&bias=constant(-3)&opt=adam&lr=0.01&batch=full&epochs=2000",
    }],
};

const CONSTANT: &[Quantity] = &[share("Nets that are constant at the start")];

const REMEDIES: Lesson = Lesson {
    id: "remedies",
    claim: "Careful initialisation cures dying units.",
    experiment: Experiment {
        quantities: CONSTANT,
        arms: &[
            Arm::alone("He", &[Some(0.88)], |s| vec![constant_share("init=kaiming_normal", 2, 9, 100, s)]),
            Arm::alone("PyTorch default", &[None], |s| {
                vec![constant_share("init=torch_default&bias=torch_default", 2, 9, 100, s)]
            }),
            Arm::alone("RAI", &[None], |s| vec![constant_share("init=rai", 2, 9, 100, s)]),
            Arm::alone("He with batch norm", &[None], |s| {
                vec![constant_share("init=kaiming_normal&bn=on", 2, 9, 100, s)]
            }),
            Arm::alone("He with Leaky ReLU", &[Some(0.0)], |s| {
                vec![constant_share("init=kaiming_normal&act=leaky_relu(0.1)", 2, 9, 100, s)]
            }),
        ],
        seeds: 10,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "with He's weights more than 80 % of the nets are constant",
                holds: |m| m.median(0, 0) > 0.8,
            },
            Condition { words: "with RAI fewer than 35 % are", holds: |m| m.median(2, 0) < 0.35 },
            Condition { words: "with Leaky ReLU none is", holds: |m| m.most(4, 0) == 0.0 },
        ],
        then: Verdict::Depends,
        otherwise: Verdict::True,
    },
    expected: Verdict::Depends,
    figure: Figure::Dots(&[Panel::Values(0)]),
    pointer: Pointer::at(0),
    look: "He and PyTorch's default at the top: careful, and yet almost all nets are constant",
    question: "Which of the five cures acts on the weights, which on the data between layers, which on the function?",
    why: "He's weights keep the gradient's size and do nothing against two units that are silent at once. RAI draws weights and biases so that \
          more units are active, batch norm moves the data back over every unit's hinge, Leaky ReLU has no silent side. Other cures act \
          later: smaller steps, or drawing dead units anew.",
    source: "Lu et al. 2019, arXiv 1903.06733",
    presets: &[],
    opens: &[Opens {
        page: Page::Compare,
        query: "vary=init&values=kaiming_normal,torch_default,rai&seeds=8&target=0.01&data=abs&hidden=2,2,2,2,2,2,2,2,2&opt=adam&lr=0.005&epochs=100",
    }],
};
