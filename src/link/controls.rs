//! The controls and panels that a link can hide, one row each: the word in the link, the name on the page, and the element.
//!
//! A row hides its element with what is in it, and nothing else. The order is that of the page.

/// Something on a page that a link can hide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Control {
    /// Where it stands, for lists of many.
    pub group: &'static str,
    /// The word in links: `hide=speed,seed`.
    pub key: &'static str,
    /// Its name on the page.
    pub name: &'static str,
    /// The CSS selector of its element.
    pub selector: &'static str,
    /// Whether it is shown in an embed of which nothing else was said.
    pub essential: bool,
}

/// A row that a small embed leaves out.
const fn more(group: &'static str, key: &'static str, name: &'static str, selector: &'static str) -> Control {
    Control { group, key, name, selector, essential: false }
}

/// A row that a small embed keeps.
const fn main(group: &'static str, key: &'static str, name: &'static str, selector: &'static str) -> Control {
    Control { group, key, name, selector, essential: true }
}

/// Those of a page, by its name in links; none of a page that there is not.
pub fn controls(page: &str) -> &'static [Control] {
    match page {
        "train" => TRAIN,
        "compare" => COMPARE,
        "activations" => ACTIVATIONS,
        "lessons" => LESSONS,
        _ => &[],
    }
}

/// The group of what stands in the header, which an embed does not have.
pub const HEADER: &str = "Header";

/// The pages that have controls.
pub const PAGES: [&str; 4] = ["train", "compare", "activations", "lessons"];

/// The key of a control of any page, as its table has it.
pub fn known_key(key: &str) -> Option<&'static str> {
    PAGES.iter().flat_map(|page| controls(page)).find(|control| control.key == key).map(|control| control.key)
}

const TRAIN: &[Control] = &[
    main("Transport", "reset", "Reset", ".train .player [aria-label='Reset']"),
    main("Transport", "play", "Play", ".train .player .play"),
    main("Transport", "step", "Step", ".train .player [aria-label='Step']"),
    main("Transport", "clock", "Epoch and speed reached", ".train .player .clock"),
    more("Transport", "speed", "Speed", ".train .slider.speed"),
    more("Network", "network-settings", "Network settings, all of them", ".train .group.architecture"),
    more("Network", "layers", "Hidden layers", ".train .for-hidden"),
    more("Network", "init", "Initialisation", ".train .for-init"),
    more("Network", "bn", "Batch norm", ".train .for-bn"),
    more("Training", "training-settings", "Training settings, all of them", ".train .group.training"),
    more("Training", "lr", "Learning rate", ".train .for-lr"),
    more("Training", "opt", "Optimizer", ".train .for-opt"),
    more("Training", "batch", "Batch size", ".train .for-batch"),
    more("Training", "loss-choice", "Loss to minimise", ".train .field.for-loss"),
    more("Training", "seed", "Seed", ".train .for-seed"),
    more("Training", "new-seed", "New seed", ".train [aria-label='New seed']"),
    main("Activation", "activation", "Activation switch", ".train > .activation"),
    more("Activation", "more-activations", "More activations", ".train .chip.more"),
    more("Activation", "parameters", "Parameters of the activation", ".train .activation .parameters"),
    more("Activation", "on-switch", "On switch", ".train .on-switch"),
    more("Data", "preset", "Preset", ".train .presets"),
    more("Data", "data-panel", "Data, all of it", ".train .group.data"),
    more("Data", "data", "Data set", ".train .data-sets"),
    more("Data", "own-data", "Your own data", ".train .own-ways"),
    more("Data", "classes", "Classes", ".train .for-classes"),
    more("Data", "noise", "Noise", ".train .for-noise"),
    more("Data", "split", "Train / test", ".train .for-train"),
    more("Data", "points", "Points", ".train .for-n"),
    more("Data", "links-show", "Links show", ".train .view-options > :is(.segmented, .link-legend, h3:first-of-type)"),
    more("Data", "test-points", "Test points", ".train .view-options [data-name='Test points']"),
    more("Data", "hinge-lines", "Hinge lines", ".train .view-options [data-name='Hinge lines']"),
    more("Data", "classes-only", "Classes only", ".train .view-options [data-name='Classes only']"),
    more("Data", "fingerprint", "Step and fingerprint", ".train .identity"),
    main("Network", "network", "Network", ".train > .network"),
    more("Network", "units", "Add and remove units", ".train .unit-button"),
    more("Network", "features", "Switch features", ".train .cell[aria-label^='Feature']"),
    more("Interventions", "interventions", "Interventions, all of them", ".train > .remedies"),
    more("Interventions", "reinitialise", "Re-initialise dead units", ".train .remedies > .button:nth-of-type(1)"),
    more("Interventions", "halve", "Halve the learning rate", ".train .remedies > .button:nth-of-type(2)"),
    more("Interventions", "more-interventions", "More interventions", ".train .more-remedies"),
    more("Interventions", "clip", "Clip gradient norm at 1", ".train .more-remedies .button:nth-of-type(1)"),
    more("Interventions", "lift", "Add 0.5 to dead units' biases", ".train .more-remedies .button:nth-of-type(2)"),
    more("Interventions", "bn-on", "Batch norm on", ".train .more-remedies .button:nth-of-type(3)"),
    more("Interventions", "compare-this", "Compare this", ".train .remedies > a"),
    more("Interventions", "all-units", "All units", ".train .remedies > .quiet:last-of-type"),
    main("Map", "map", "Map", ".train > .map"),
    more("Map", "map-of", "View", ".train .map .segmented"),
    main("Map", "results", "Accuracy and loss", ".train .map .results"),
    more("Map", "by-class", "By class", ".train .by-class"),
    more("Plots", "plot-choice", "Plot", ".train .strip-tabs"),
    main("Plots", "living", "Living units", ".train .plot.living"),
    more("Plots", "gradient", "Gradients", ".train .plot.gradient"),
    more("Plots", "gradient-view", "Gradient view", ".train .plot.gradient select"),
    more("Plots", "curve", "Activation curve", ".train .plot.curve"),
    more("Plots", "inspect", "Inspect", ".train .inspect"),
    main("Plots", "loss", "Loss", ".train .plot.loss"),
    more("Plots", "log", "Linear or log", ".train .plot.loss .quiet.end"),
    more("Plots", "clear-runs", "Clear earlier runs", ".train .plot.loss .quiet:not(.end)"),
    more("Deaths", "deaths", "Deaths", ".train .group.health"),
    more(HEADER, "settings", "All settings", ".header [aria-label='Settings']"),
    more(HEADER, "export", "Export", ".header [aria-label='Export']"),
    more(HEADER, "present", "Present", ".header [aria-label='Present']"),
    more(HEADER, "all-controls", "All controls", ".controls"),
];

const COMPARE: &[Control] = &[
    main("Setup", "run", "Run", ".setup .control .primary"),
    main("Setup", "stop", "Stop", ".setup .control .stop"),
    more("Setup", "fold", "Edit", ".setup .button.edit"),
    more("Setup", "setup", "Setup, all of it", "#compare-setup"),
    more("Setup", "seeds", "Seeds", ".setup .for-seeds"),
    more("Setup", "epochs", "Epochs", ".setup .for-epochs"),
    more("Setup", "target", "Target loss", ".setup .for-target"),
    more("Setup", "vary", "Vary", ".setup .setup-row.vary"),
    more("Setup", "values", "Values", ".setup .setup-row.values"),
    more("Setup", "data", "Data set", ".setup .for-data"),
    more("Setup", "noise", "Noise", ".setup .for-noise"),
    more("Setup", "layers", "Hidden layers", ".setup .for-hidden"),
    more("Setup", "lr", "Learning rate", ".setup .for-lr"),
    more("Setup", "rate", "Learning rate of each value", ".setup .field.rate"),
    more("Setup", "opt", "Optimizer", ".setup .for-opt"),
    more("Setup", "init", "Initialisation", ".setup .for-init"),
    more("Setup", "batch", "Batch size", ".setup .for-batch"),
    more("Setup", "seed", "First seed", ".setup .for-seed"),
    more("Setup", "everything", "Everything else", ".setup [aria-controls='compare-more']"),
    more("Setup", "held", "Held equal", ".setup .setup-row.held"),
    main("Results", "verdict", "What can be concluded", ".compare .verdict"),
    more("Results", "race", "Watch", ".compare .verdict .segmented"),
    main("Results", "figure", "Figure", ".compare .figure-panel"),
    more("Results", "figure-choice", "Loss or epochs to target", ".compare .figure-panel .segmented"),
    more("Results", "single-runs", "Single runs", ".compare .figure-panel .check"),
    more("Results", "log", "Linear or log", ".compare .figure-panel .panel-head > .quiet"),
    more("Results", "reading", "Epoch to read off", ".compare .reading"),
    main("Results", "maps", "Decision maps", ".compare .maps"),
    more("Results", "seed-shown", "Seed shown", ".compare .seed-stepper"),
    main("Results", "results", "Results", ".compare .results-panel"),
    more("Results", "save", "CSV, curves, pictures, copy link", ".compare .out"),
    more(HEADER, "settings", "All settings", ".header [aria-label='Settings']"),
];

const ACTIVATIONS: &[Control] = &[
    main("Curves", "functions", "Functions", ".activations .show"),
    more("Curves", "more-activations", "More activations", ".activations .chip.more"),
    main("Curves", "curves", "Curves", ".activations .curves"),
    main("Curves", "probe", "x", ".activations .probe"),
    more("Curves", "zoom", "Zoom and pan", ".activations .zoom"),
    more("Curves", "pictures", "Pictures", ".activations .pictures-button"),
    more("Curves", "readout", "Values at x", ".activations .readout"),
    more("Card", "card", "Card of the function", ".activations .card"),
    more("Card", "parameters", "Parameters of the function", ".activations .card-sliders"),
    more("Card", "copy", "Copy the PyTorch module", ".activations .torch .button:not(.primary)"),
    more("Card", "train-with", "Train with it", ".activations .torch .primary"),
    more("Gain", "gain", "Gain through layers", ".activations .gain"),
    more("Gain", "depth", "Layers", ".activations .gain .depth"),
    more("Gain", "scheme", "Gain initialisation", ".activations .gain select"),
    more("Gain", "quantity", "Quantity", ".activations .gain .segmented"),
    more("Console", "console", "Tensor console", ".activations .console"),
    more("Console", "module", "Module", ".activations .console select"),
    more("Console", "inplace", "inplace", ".activations .console .inplace"),
    more(HEADER, "settings", "All settings", ".header [aria-label='Settings']"),
];

const LESSONS: &[Control] = &[
    more("Claims", "claims", "List of claims", ".lessons .lesson-nav"),
    more("Claims", "next-claim", "Next claim", ".lessons .lesson-head .beside"),
    more("Claims", "worksheet", "Worksheet of this claim", ".lessons .lesson-head .quiet:not(.beside)"),
    more("Lesson", "pictures", "Pictures", ".lessons .pictures-button"),
    main("Lesson", "steps", "Steps", ".lessons .steps"),
    main("Lesson", "actions", "Run, Next", ".lessons .lesson-actions"),
    more(HEADER, "settings", "All settings", ".header [aria-label='Settings']"),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn keys_and_names_tell_the_controls_of_a_page_apart() {
        for page in PAGES {
            let mut keys = HashSet::new();
            let mut names = HashSet::new();
            for control in controls(page) {
                assert!(keys.insert(control.key) && names.insert(control.name), "{page}: {}", control.key);
                assert!(control.key.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", control.key);
                assert_eq!(known_key(control.key), Some(control.key));
            }
        }
        assert_eq!((known_key("colour"), controls("help").len()), (None, 0));
    }
}
