//! Experiments worth seeing, one row each: one click, what is to be seen, what to try next, and a test of every claim
//! over many seeds (`tests/presets.rs`).
//!
//! A claim names what it speaks of and how long it holds. It stays on the page while somebody tries something else.

use crate::link::query_pairs;
use crate::train::field::FIELDS;
use crate::train::spec::Spec;

/// A row of [`PRESETS`].
#[derive(Debug)]
pub struct Preset {
    /// The name in links and tests.
    pub id: &'static str,
    /// The name on the page.
    pub name: &'static str,
    /// What is to be seen in the experiment as it is loaded.
    pub claim: &'static str,
    /// The experiment, as in a link.
    pub query: &'static str,
    /// Where the claim is to be seen.
    pub seen_in: SeenIn,
    /// What to try next: at least one row.
    pub next: &'static [Next],
}

/// The figure that shows what a preset claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeenIn {
    /// Training and test loss.
    Loss,
    /// Living units.
    Living,
    /// Root mean square of ∂L/∂a of each layer, now.
    OutputGradient,
}

/// A small change of a preset that is worth a look.
#[derive(Debug)]
pub struct Next {
    /// What is changed, in short.
    pub label: &'static str,
    /// The settings that change, as in a link.
    pub change: &'static str,
    /// What is to be seen then.
    pub claim: &'static str,
}

/// The preset that the bare address opens: what a first visitor sees.
pub const FIRST_RUN: &str = "one_step_kills";

/// Twenty hidden layers of 48 units, as a part of a query.
macro_rules! twenty_layers {
    ($more:literal) => {
        concat!("hidden=48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48", $more)
    };
}

/// Every preset, in the order of the story.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: FIRST_RUN,
        name: "One step kills a unit",
        claim: "Press Play. All 16 units live and the loss falls; at epoch 8 one large step moves the bias of H1·2 from −0.88 to −1.90. Its z is then below 0 on every point, so plain SGD can never move it again. The others go on learning.",
        query: "lr=0.4&batch=2&seed=98",
        seen_in: SeenIn::Living,
        next: &[Next {
            label: "Learning rate 0.1",
            change: "lr=0.1",
            claim: "At a learning rate of 0.1 no step is so large: after 32 epochs all 16 units live, and the loss is below 0.1 as well.",
        }],
    },
    Preset {
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
    },
    Preset {
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
    },
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
        id: "born_dead",
        name: "Born dead",
        claim: "Two units wide and nine hidden layers deep, about 88 of 100 ReLU nets give the same answer everywhere before the first step; training then moves only that one answer.",
        query: "data=abs&hidden=2,2,2,2,2,2,2,2,2&opt=adam&lr=0.005",
        seen_in: SeenIn::Living,
        next: &[Next {
            label: "Ten units wide",
            change: "hidden=10,10,10,10,10,10,10,10,10",
            claim: "Ten units wide, about 1 net in 100 is born dead; the others fit |x| within 10 epochs.",
        }],
    },
    Preset {
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
    },
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
    Preset {
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
    },
    Preset {
        id: "batch_norm_rescues",
        name: "Batch norm to the rescue",
        claim: "Nine hidden layers under PyTorch's default initialisation: with batch norm the loss is below 0.2 after 10 epochs.",
        query: "hidden=16,16,16,16,16,16,16,16,16&init=torch_default&bias=torch_default&bn=on&lr=0.3",
        seen_in: SeenIn::Loss,
        next: &[Next {
            label: "Batch norm off",
            change: "bn=off",
            claim: "Without batch norm the loss stays near ln 2 = 0.69 for the first 100 epochs; about half of the seeds have learned after 5000.",
        }],
    },
    Preset {
        id: "batch_norm_explodes",
        name: "Batch norm explodes at the start",
        claim: "Before the first step ∂L/∂a of a batch-normed ReLU net grows by a factor of 1.21 a layer on its way down, and by more near the two inputs. It can be trained all the same: the loss is below 0.5 after 100 epochs.",
        query: "n=64&hidden=32,32,32,32,32,32,32,32,32,32,32,32,32,32,32,32&bn=on&batch=full&lr=0.01",
        seen_in: SeenIn::OutputGradient,
        next: &[Next {
            label: "Batch norm off",
            change: "bn=off",
            claim: "Without batch norm, under He initialisation, ∂L/∂a of the first and the last layer differ by less than a factor of 10.",
        }],
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
];

/// How an experiment is related to a preset.
#[derive(Debug, Clone, Copy)]
pub enum Relation {
    /// It is the preset.
    Same,
    /// It is what the preset suggests next.
    Next(&'static Next),
    /// It is the preset but for what the preset invites to change.
    Varied,
}

/// Settings that may be changed under every preset: what it claims stays worth a look.
const FREE: [&str; 4] = ["act", "bn", "lr", "epochs"];

impl Preset {
    /// The experiment.
    pub fn spec(&self) -> Spec {
        Spec::from_query(self.query).0
    }

    /// The experiment with what a row of [`Preset::next`] changes.
    pub fn spec_of(&self, next: &Next) -> Spec {
        // Of a repeated key the last one counts.
        Spec::from_query(&format!("{}&{}", self.query, next.change)).0
    }

    /// How `spec` is related to this preset; `None`: it is another experiment.
    ///
    /// Another seed is the same experiment again, unless the preset speaks of one seed.
    pub fn relation(&'static self, spec: &Spec) -> Option<Relation> {
        let has_seed = query_pairs(self.query).iter().any(|(key, _)| key == "seed");
        let seed = if has_seed { spec.seed } else { self.spec().seed };
        let spec = Spec { seed, ..spec.clone() };
        let loaded = self.spec();
        if spec == loaded {
            return Some(Relation::Same);
        }
        if let Some(next) = self.next.iter().find(|next| self.spec_of(next) == spec) {
            return Some(Relation::Next(next));
        }
        let suggested: Vec<String> =
            self.next.iter().flat_map(|next| query_pairs(next.change)).map(|(key, _)| key).collect();
        let differing = FIELDS.iter().filter(|field| (field.get)(&spec) != (field.get)(&loaded));
        let invited = |key: &str| FREE.contains(&key) || suggested.iter().any(|other| other == key);
        differing.map(|field| field.key).all(invited).then_some(Relation::Varied)
    }
}

/// The preset with this id.
pub fn preset(id: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.id == id)
}

/// The query of the link that the bare address opens.
pub fn first_run_query() -> &'static str {
    preset(FIRST_RUN).map_or("", |preset| preset.query)
}
