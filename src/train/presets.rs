//! Experiments worth seeing, one row each: one click, one sentence, and a test of what it claims (`tests/presets.rs`).

/// A row of [`PRESETS`].
#[derive(Debug)]
pub struct Preset {
    /// The name in links and tests.
    pub id: &'static str,
    /// The name on the page.
    pub name: &'static str,
    /// What is to be seen, in one sentence.
    pub claim: &'static str,
    /// The experiment, as in a link.
    pub query: &'static str,
}

/// Every preset, in the order of the story.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "healthy",
        name: "A healthy ReLU net",
        claim: "About half of the points pass through each unit, almost every unit lives, and the loss falls.",
        query: "lr=0.3",
    },
    Preset {
        id: "learning_rate_too_high",
        name: "Learning rate too high",
        claim: "A few large steps push whole units off the data: below 10 % are dead at 1, above 70 % at 10.",
        query: "n=192&hidden=16,16&lr=10&batch=full",
    },
    Preset {
        id: "bias_minus_three",
        name: "Biases at −3",
        claim: "ReLU units start silent and stay so, the loss stops at ln 2 = 0.693; Leaky ReLU recovers.",
        query: "n=192&hidden=16&bias=constant(-3)&opt=adam&lr=0.01&batch=full",
    },
    Preset {
        id: "born_dead",
        name: "Born dead",
        claim: "Two units wide and ten layers deep, about 88 of 100 ReLU nets are constant before the first step.",
        query: "data=abs&hidden=2,2,2,2,2,2,2,2,2&opt=adam&lr=0.005",
    },
    Preset {
        id: "vanishing_sigmoid",
        name: "Vanishing sigmoid",
        claim: "Each sigmoid layer passes at most a quarter of the gradient: after ten layers nothing is left, the loss stays at ln 2.",
        query: "n=192&hidden=16,16,16,16,16,16,16,16,16&act=sigmoid&init=torch_default&bias=torch_default&opt=adam&lr=0.01&batch=full",
    },
    Preset {
        id: "default_init_vanishes",
        name: "PyTorch's default, 20 layers",
        claim: "ReLU alone does not save the gradient: nn.Linear's own initialisation loses 7.8 decades over 20 layers.",
        query: "hidden=48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48&init=torch_default&bias=torch_default",
    },
    Preset {
        id: "he_init_keeps",
        name: "He initialisation, 20 layers",
        claim: "The same 20 layers with weight variance 2/fan_in: the gradient arrives as large as it left.",
        query: "hidden=48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48&lr=0.01",
    },
    Preset {
        id: "exploding",
        name: "Exploding gradient",
        claim: "Weight variance 4/fan_in: the gradient grows by 3 decades over 20 layers.",
        query: "hidden=48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48&init=normal(0.28867513)&lr=0.01",
    },
    Preset {
        id: "batch_norm_rescues",
        name: "Batch norm to the rescue",
        claim: "Ten layers under PyTorch's default initialisation learn at a learning rate of 0.3 with batch norm, and hardly without.",
        query: "hidden=16,16,16,16,16,16,16,16,16&init=torch_default&bias=torch_default&bn=on&lr=0.3",
    },
    Preset {
        id: "batch_norm_explodes",
        name: "Batch norm explodes at the start",
        claim: "Before the first step a batch-normed ReLU net multiplies the gradient by 1.21 a layer, and by more near its two inputs.",
        query: "n=64&hidden=32,32,32,32,32,32,32,32,32,32,32,32,32,32,32,32&bn=on&batch=full&lr=0.01",
    },
    Preset {
        id: "leaky_diverges",
        name: "Leaky ReLU ends in NaN",
        claim: "Leaky units cannot die, so the same far too high learning rate makes them grow without bound.",
        query: "n=192&hidden=16,16&act=leaky_relu&lr=30&batch=full",
    },
];

/// The preset with this id.
pub fn preset(id: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.id == id)
}
