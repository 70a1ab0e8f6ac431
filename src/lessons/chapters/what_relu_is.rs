//! What `ReLU` is: its formula, and what it shares with sigmoid and tanh.

mod universal;

use self::universal::UNIVERSAL;

use crate::lessons::experiment::{Arm, Experiment, Line, Quantity, linear, nothing, share};
use crate::lessons::figure::{Axes, Figure, Marks, Panel, Pointer};
use crate::lessons::opens::{Opens, Page};
use crate::lessons::probe::{accuracy, first_gradient, loss};
use crate::lessons::rule::{Condition, Rule, Verdict};
use crate::lessons::{Chapter, Lesson};
use crate::nn::activation::Activation;
use crate::nn::random::{normal, stream};

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    id: "what",
    name: "What ReLU is",
    lessons: &[CLAMP, LIKE_SIGMOID, TANH_RANGE, NONLINEAR_BACKPROP, DEPTH_LINEAR, UNIVERSAL],
    also_said: &[
        (
            "ReLU is used for images, speech and language.",
            "So it is, though most language models now use GELU or SiLU (Krizhevsky et al. 2012; Maas et al. 2013).",
        ),
        ("Every practitioner should know ReLU.", "That is advice, not something to measure."),
        (
            "Tanh is common in image processing, where negative values matter.",
            "Generators of images often end in tanh; networks that classify images rarely use it. Nothing here measures habits.",
        ),
    ],
};

fn function(id: &str) -> Activation {
    id.parse().unwrap_or_default()
}

/// Draws from N(0, 9).
fn draws(seed: u32, count: usize) -> Vec<f32> {
    let mut rng = stream(u64::from(seed), 0);
    (0..count).map(|_| 3.0 * normal(&mut rng)).collect()
}

fn largest(values: impl Iterator<Item = f32>) -> f64 {
    values.fold(0.0, |largest, value| largest.max(f64::from(value)))
}

/// Largest |f(f(x)) - f(x)|, largest |f(2.5 x) - 2.5 f(x)|, and how many outputs are neither 0 nor x.
fn clamp_errors(id: &str, seed: u32) -> Vec<f64> {
    const FACTOR: f32 = 2.5;
    let f = function(id);
    let x = draws(seed, 10_000);
    let twice = largest(x.iter().map(|&x| (f.value(f.value(x)) - f.value(x)).abs()));
    let scaled = largest(x.iter().map(|&x| (f.value(FACTOR * x) - FACTOR * f.value(x)).abs()));
    let others = x.iter().filter(|&&x| f.value(x) != 0.0 && f.value(x) != x).count();
    vec![twice, scaled, others as f64]
}

/// Some draws from N(0, 1) with what f makes of them.
fn before_and_after(id: &str, seed: u32) -> Vec<(f32, f32)> {
    let f = function(id);
    let mut x: Vec<f32> = draws(seed, 60).into_iter().map(|x| x / 3.0).collect();
    x.sort_by(f32::total_cmp);
    x.into_iter().map(|x| (x, f.value(x))).collect()
}

/// Numbers evenly from -end to end, 0 among them.
fn even(end: f32) -> impl Iterator<Item = f32> {
    const HALF: i16 = 100;
    (-HALF..=HALF).map(move |i| f32::from(i) / f32::from(HALF) * end)
}

const CLAMP: Lesson = Lesson {
    id: "clamp",
    claim: "ReLU turns negative numbers into 0 and leaves the others alone.",
    experiment: Experiment {
        quantities: &[
            linear("Largest |f(f(x)) − f(x)|"),
            linear("Largest |f(2.5 x) − 2.5 f(x)|"),
            linear("Outputs that are neither 0 nor x"),
        ],
        arms: &[
            Arm::alone("ReLU", &[Some(0.0), Some(0.0), Some(0.0)], |s| clamp_errors("relu", s))
                .drawing(Line::Drawn(|s| before_and_after("relu", s))),
            Arm::alone("GELU", &[], |s| clamp_errors("gelu", s)).drawing(Line::Drawn(|s| before_and_after("gelu", s))),
        ],
        seeds: 8,
    },
    rule: Rule {
        conditions: &[
            Condition { words: "ReLU twice is ReLU once: the largest difference is 0", holds: |m| m.most(0, 0) == 0.0 },
            Condition {
                words: "ReLU of 2.5 x is 2.5 times ReLU of x: the largest difference is 0",
                holds: |m| m.most(0, 1) == 0.0,
            },
            Condition { words: "every output of ReLU is 0 or x", holds: |m| m.most(0, 2) == 0.0 },
        ],
        then: Verdict::True,
        otherwise: Verdict::False,
    },
    expected: Verdict::True,
    figure: Figure::Lines(Axes { marks: Marks::Dots, ..Axes::new("x, drawn from N(0, 1)", "f(x)") }),
    pointer: Pointer::at(1).x(-0.6),
    look: "the negative draws: ReLU's outputs are exactly 0, GELU's are neither 0 nor x",
    question: "What would a function have to look like that changes something when it is applied twice?",
    why: "ReLU is max(0, x): torch computes it as clamp_min(x, 0). What it has let through once it lets through again, \
          and stretching the input stretches the output. Smooth functions have neither property.",
    source: "torch.nn.ReLU; ATen/native/Activation.cpp",
    presets: &[],
    opens: &[Opens { page: Page::Activations, query: "act=relu,gelu&module=relu&tensor=[-2,-0.5,0,3]" }],
};

/// Span of the outputs over [-10, 10], largest slope there, slope at 5, product of the slopes at ten positive draws.
fn shape(id: &str, seed: u32) -> Vec<f64> {
    let f = function(id);
    let grid: Vec<f32> = (-1000..=1000).map(|i| i as f32 / 100.0).collect();
    let (low, high) = grid
        .iter()
        .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &x| (low.min(f.value(x)), high.max(f.value(x))));
    let product: f64 = draws(seed, 10).iter().map(|x| f64::from(f.derivative(x.abs()))).product();
    let steepest = largest(grid.iter().map(|&x| f.derivative(x)));
    vec![f64::from(high - low), steepest, f.derivative(5.0).into(), product]
}

/// The slopes over [-10, 10].
fn slopes(id: &str) -> Vec<(f32, f32)> {
    let f = function(id);
    even(10.0).map(|x| (x, f.derivative(x))).collect()
}

const LIKE_SIGMOID: Lesson = Lesson {
    id: "like_sigmoid",
    claim: "ReLU is much like the sigmoid.",
    experiment: Experiment {
        quantities: &[
            linear("Span of the outputs over x from −10 to 10"),
            linear("Largest slope"),
            linear("Slope at 5"),
            linear("Product of the slopes at ten positive inputs"),
        ],
        arms: &[
            Arm::alone("ReLU", &[Some(10.0), Some(1.0), Some(1.0), Some(1.0)], |seed| shape("relu", seed))
                .drawing(Line::Drawn(|_| slopes("relu"))),
            Arm::alone("Sigmoid", &[Some(0.9999), Some(0.25), Some(0.006_65), None], |seed| shape("sigmoid", seed))
                .drawing(Line::Drawn(|_| slopes("sigmoid"))),
        ],
        seeds: 8,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "the product of ReLU's slopes is 1 where it is active",
                holds: |m| m.median(0, 3) == 1.0,
            },
            Condition {
                words: "the product of the sigmoid's slopes is at most 1e−6", holds: |m| m.most(1, 3) <= 1e-6
            },
        ],
        then: Verdict::False,
        otherwise: Verdict::True,
    },
    expected: Verdict::False,
    figure: Figure::Lines(Axes::new("x", "slope f′(x)")),
    pointer: Pointer::at(1).x(0.0),
    look: "the slopes: 1 on the whole right side for ReLU, at most a quarter for the sigmoid",
    question: "What is left of a gradient after ten layers of each?",
    why: "The sigmoid is smooth, bounded on both sides, and nowhere steeper than 1/4: ten of its slopes multiply to at most \
          (1/4)^10 = 9.5e−7. ReLU has a kink, no upper bound, and slope 1 wherever it is active.",
    source: "torch.nn.Sigmoid, torch.nn.ReLU; σ′ = σ (1 − σ) is at most 1/4",
    presets: &[],
    opens: &[Opens { page: Page::Activations, query: "act=relu,sigmoid&x=5&zoom=-10,10" }],
};

/// Span of the outputs over [-5, 5], and their mean over N(0, 1).
fn range(id: &str, seed: u32) -> Vec<f64> {
    let f = function(id);
    let mean = draws(seed, 20_000).iter().map(|x| f64::from(f.value(x / 3.0))).sum::<f64>() / 20_000.0;
    vec![f64::from(f.value(5.0) - f.value(-5.0)), mean]
}

/// The outputs over [-5, 5].
fn outputs(id: &str) -> Vec<(f32, f32)> {
    let f = function(id);
    even(5.0).map(|x| (x, f.value(x))).collect()
}

const TANH_RANGE: Lesson = Lesson {
    id: "tanh_range",
    claim: "Tanh has the broader range of outputs.",
    experiment: Experiment {
        quantities: &[linear("Span of the outputs over x from −5 to 5"), linear("Mean output over N(0, 1)")],
        arms: &[
            Arm::alone("ReLU", &[Some(5.0), Some(0.3989)], |seed| range("relu", seed))
                .drawing(Line::Drawn(|_| outputs("relu"))),
            Arm::alone("Tanh", &[Some(1.9998), Some(0.0)], |seed| range("tanh", seed))
                .drawing(Line::Drawn(|_| outputs("tanh"))),
        ],
        seeds: 8,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "ReLU's outputs span more than twice as much as tanh's",
                holds: |m| m.median(0, 0) > 2.0 * m.median(1, 0),
            },
            Condition {
                words: "the mean of tanh's outputs is within 0.02 of 0",
                holds: |m| m.median(1, 1).abs() < 0.02,
            },
            Condition {
                words: "the mean of ReLU's outputs is within 0.02 of 0.40",
                holds: |m| (m.median(0, 1) - 0.3989).abs() < 0.02,
            },
        ],
        then: Verdict::False,
        otherwise: Verdict::True,
    },
    expected: Verdict::False,
    figure: Figure::Lines(Axes::new("x", "output f(x)")),
    pointer: Pointer::at(1).x(4.0),
    look: "the span: 2 for tanh whatever the input, and as much as the input for ReLU",
    question: "What is true in the claim: which of the two gives numbers of both signs?",
    why: "Tanh's outputs lie between −1 and 1; ReLU's have no upper end. What tanh has is both signs, and so a mean of 0 for \
          inputs around 0, where ReLU's mean is 1/√(2π) = 0.40.",
    source: "torch.nn.Tanh, torch.nn.ReLU",
    presets: &[],
    opens: &[Opens { page: Page::Activations, query: "act=relu,tanh&zoom=-5,5" }],
};

/// Gradient at the start, loss at the end.
const GRADIENT_AND_LOSS: &[Quantity] =
    &[linear("Gradient norm of layer 1 at the start"), linear("Loss after 300 epochs")];

const fn gradient_and_loss(name: &'static str, query: &'static str) -> Arm {
    Arm::trained(name, query, 300, |session| vec![first_gradient(session)], |session| vec![loss(session)])
}

const NONLINEAR_BACKPROP: Lesson = Lesson {
    id: "nonlinear_backprop",
    claim: "Being non-linear is what makes backpropagation possible.",
    experiment: Experiment {
        quantities: GRADIENT_AND_LOSS,
        arms: &[
            gradient_and_loss("Identity", "data=xor&n=192&hidden=8,8&act=identity&opt=adam&lr=0.03&batch=full"),
            gradient_and_loss("ReLU", "data=xor&n=192&hidden=8,8&opt=adam&lr=0.03&batch=full"),
        ],
        seeds: 8,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "the gradient of the net without a non-linearity is above 0.05",
                holds: |m| m.median(0, 0) > 0.05,
            },
            Condition {
                words: "it is at least a third of that of the ReLU net",
                holds: |m| m.median(0, 0) > m.median(1, 0) / 3.0,
            },
            Condition { words: "its loss stays above 0.6", holds: |m| m.median(0, 1) > 0.6 },
            Condition { words: "the loss of the ReLU net falls below 0.1", holds: |m| m.median(1, 1) < 0.1 },
        ],
        then: Verdict::False,
        otherwise: Verdict::True,
    },
    expected: Verdict::False,
    figure: Figure::Dots(&[Panel::Values(0), Panel::Values(1)]),
    pointer: Pointer::at(0).panel(1),
    look: "the gradient at the start, which flows in both nets, and then the loss, which falls in one",
    question: "If the gradient arrives, why does the linear net not learn?",
    why: "Backpropagation is the chain rule: it needs slopes, and a linear function has one. A linear net gets its gradient and \
          comes to rest at the best straight line, which cannot separate XOR. The non-linearity is needed for what can be \
          learnt, not for learning.",
    source: "Rumelhart, Hinton & Williams 1986; PyTorch's ReLU has slope 0 at 0 (derivatives.yaml)",
    presets: &[],
    opens: &[Opens {
        page: Page::Compare,
        query: "vary=act&values=identity,relu&seeds=8&target=0.1&data=xor&n=192&hidden=8,8&opt=adam&lr=0.03&batch=full&epochs=300",
    }],
};

const fn xor(name: &'static str, query: &'static str) -> Arm {
    Arm::trained(name, query, 300, nothing, |session| vec![accuracy(session)])
}

const DEPTH_LINEAR: Lesson = Lesson {
    id: "depth_linear",
    claim: "Without a non-linearity more layers add nothing.",
    experiment: Experiment {
        quantities: &[share("Accuracy after 300 epochs")],
        arms: &[
            xor("1 layer, identity", "data=xor&n=192&hidden=8&act=identity&opt=adam&lr=0.01&batch=full"),
            xor("2 layers, identity", "data=xor&n=192&hidden=8,8&act=identity&opt=adam&lr=0.01&batch=full"),
            xor("4 layers, identity", "data=xor&n=192&hidden=8,8,8,8&act=identity&opt=adam&lr=0.01&batch=full"),
            xor("8 layers, identity", "data=xor&n=192&hidden=8,8,8,8,8,8,8,8&act=identity&opt=adam&lr=0.01&batch=full"),
            xor("2 layers, ReLU", "data=xor&n=192&hidden=8,8&opt=adam&lr=0.01&batch=full"),
        ],
        seeds: 6,
    },
    rule: Rule {
        conditions: &[
            Condition {
                words: "the accuracy without a non-linearity is below 75 % at every depth",
                holds: |m| (0..4).all(|arm| m.median(arm, 0) < 0.75),
            },
            Condition { words: "the accuracy of two ReLU layers is above 95 %", holds: |m| m.median(4, 0) > 0.95 },
        ],
        then: Verdict::True,
        otherwise: Verdict::False,
    },
    expected: Verdict::True,
    figure: Figure::Panels(Axes::new("x₁", "x₂")),
    pointer: Pointer::at(4),
    look: "the decision maps: a straight edge at every depth, and a bent one with ReLU",
    question: "How many straight edges does XOR need?",
    why: "Linear maps in a row are one linear map: W2 (W1 x) = (W2 W1) x. Its best answer to XOR is right for not much more \
          than half of the points, however many layers it is written in.",
    source: "W2 (W1 x) = (W2 W1) x; Minsky & Papert 1969 for XOR",
    presets: &[],
    opens: &[Opens {
        page: Page::Compare,
        query: "vary=depth&values=1,2,4,8&seeds=4&target=0.1&data=xor&n=192&hidden=8,8&act=identity&opt=adam&lr=0.01&batch=full&epochs=300",
    }],
};
