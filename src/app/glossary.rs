//! The words of the field that the page uses, one row each: they explain themselves where they stand
//! ([`Term`](crate::components::term::Term)), and Help lists them all.
//!
//! What a row says is claimed on the page: its proof stands in `tests/statements/glossary.md`. The file is long because it is one table.

/// A row of [`GLOSSARY`].
#[derive(Debug, PartialEq, Eq)]
pub struct Word {
    /// Its name in the source.
    pub id: &'static str,
    /// The word, as Help lists it.
    pub name: &'static str,
    /// What it means, in one or two sentences.
    pub what: &'static str,
    /// More of it, which only Help says.
    pub more: &'static str,
    /// The fields whose name it explains, and the choices of such fields: `init`, `init=kaiming_normal`.
    pub fields: &'static [&'static str],
    /// How sentences of the page say it.
    pub said: &'static [&'static str],
}

/// A word that stands on the page by its id.
const fn word(id: &'static str, name: &'static str, what: &'static str) -> Word {
    Word { id, name, what, more: "", fields: &[], said: &[] }
}

/// A word that is the name of fields, or of what is chosen in them.
const fn field(fields: &'static [&'static str], id: &'static str, name: &'static str, what: &'static str) -> Word {
    Word { fields, ..word(id, name, what) }
}

impl Word {
    /// The same with what only Help says.
    const fn more(self, more: &'static str) -> Self {
        Self { more, ..self }
    }

    /// The same with how sentences say it.
    const fn said(self, said: &'static [&'static str]) -> Self {
        Self { said, ..self }
    }
}

/// All of them in groups, as Help lists them. z is what goes into a unit's function f, and a = f(z) what comes out.
pub const GLOSSARY: &[(&str, &[Word])] = &[
    ("How a unit is doing", UNITS),
    ("Gradients", GRADIENTS),
    ("Training", TRAINING),
    ("Loss and answers", ANSWERS),
    ("The network", NETWORK),
    ("Comparing", COMPARING),
    ("Functions and tensors", TENSORS),
];

const UNITS: &[Word] = &[
    word(
        "z",
        "z and a",
        "z is what goes into a unit's function f: its inputs times their weights, plus its bias, normalised where batch norm is on. a = f(z) comes out.",
    ),
    word(
        "dead",
        "dead",
        "f′(z) = 0 and a = 0 on every training point. No gradient passes: under SGD without momentum and penalties its own weights stay as they are, and it comes back only if an earlier layer or a learned slope moves.",
    )
    .more("With batch norm, as in training: z by the mean and variance of the whole training set. A mini-batch has its own, and may reach a unit that the whole set does not: of 206 dead units 14 came back at batch size 8, in full batches none. In use, where running statistics stand in, a unit can be silent and yet alive; the inspector says so.")
    .said(&["dead"]),
    word("stuck", "stuck", "f′(z) = 0 on every training point, but a is not 0 on all of them: ReLU6 above 6, Hardtanh at an end.")
        .said(&["stuck"]),
    word("saturated", "saturated", "|f′(z)| < 0.01 on every training point, but not 0 on all of them.").said(&["saturated"]),
    word("rare", "rare", "a > 0 on fewer than 5 % of the training points, of functions that can be 0.").said(&["rare"]),
    word(
        "alive",
        "alive",
        "Neither dead, stuck, saturated nor rare. The numbers over the layers count all units that are neither dead nor stuck.",
    )
    .more("The output is counted apart: it can be dead or stuck too, and then no gradient reaches any layer. A living unit below a layer that is dead gets no gradient either.")
    .said(&["alive"]),
    word(
        "died",
        "died, revived",
        "A unit dies at the first check that finds it dead, and has revived if a later one does not. Checks come at the end of each epoch, and while stepping at every frame.",
    )
    .more("At full speed a unit that comes back is noticed up to 16 epochs late."),
    word("dormancy", "dormancy", "A unit's mean |a| over the mean |a| of its layer: near 0 it takes hardly any part."),
];

const GRADIENTS: &[Word] = &[
    word("slope", "slope f′", "How steep f is at z. What comes down to a unit in backpropagation is multiplied by it: where it is 0, nothing passes."),
    word(
        "gradient_norm",
        "gradient norm",
        "The L2 norm of the gradient of a layer's weights over the whole training set, before clipping.",
    ),
    word("update_ratio", "update ratio", "|Δw| / |w| of the last step."),
    word(
        "output_gradient",
        "∂L/∂a",
        "The gradient of the loss with respect to a layer's outputs, as a root mean square: what comes down to the layer in backpropagation.",
    )
    .said(&["∂L/∂a"]),
    field(
        &["clip"],
        "clipping",
        "gradient clipping",
        "A gradient whose L2 norm over all parameters is larger than this is scaled down to it before the step, as clip_grad_norm_ does.",
    ),
];

const TRAINING: &[Word] = &[
    field(
        &["scale"],
        "scaling",
        "scaling",
        "Each column of your own data, less its middle and over its width: −1 to 1 from smallest to largest, or mean 0 and standard deviation 1. Only training points count for middle and width, so that nothing of the test points is known beforehand.",
    ),
    field(
        &["epochs"],
        "epoch",
        "epoch",
        "One pass over the training set in a new random order. Health is checked at the end of each; a run with a limit stops after so many.",
    ),
    word("step", "step", "One update of all weights, by the mean gradient over one batch."),
    field(
        &["batch"],
        "batch",
        "batch size",
        "How many training points share a step. In the full batch each step sees all of them.",
    ),
    field(
        &["lr"],
        "learning_rate",
        "learning rate",
        "How far a step goes: plain SGD takes this times the gradient from each weight.",
    )
    .said(&["learning rate"]),
    field(
        &["opt"],
        "optimizer",
        "optimizer",
        "The rule that makes a step of a gradient, as the class of this name in torch.optim.",
    ),
    field(
        &["opt=sgd"],
        "sgd",
        "plain SGD",
        "SGD without momentum and penalties: minus the learning rate times the gradient is the whole step.",
    )
    .said(&["plain SGD"]),
    field(
        &["opt=adam", "opt=adamw"],
        "adam",
        "Adam, AdamW",
        "Each weight's step is a running mean of its gradients over the root of a running mean of their squares. AdamW's weight decay passes by these means.",
    ),
    field(
        &["momentum"],
        "momentum",
        "momentum",
        "The direction of a step is the new gradient plus this share of the direction before.",
    )
    .said(&["momentum"]),
    field(
        &["weight_decay"],
        "weight_decay",
        "weight decay",
        "Pulls parameters towards 0: this times the parameter is added to its gradient, and in AdamW the learning rate times that is taken from the parameter itself.",
    )
    .said(&["weight decay"]),
    field(
        &["l1"],
        "l1",
        "L1 penalty",
        "Adds this times the sum of all |weights| to what is made small, which pulls weights, but not biases, towards 0.",
    ),
    field(
        &["seed"],
        "seed",
        "seed",
        "Data, first weights and order are drawn from it: the same seed and settings give the same run, bit for bit.",
    ),
    word("fingerprint", "fingerprint", "A checksum of all weights: the same link gives the same one on every machine."),
    field(
        &["classes"],
        "classes",
        "classes",
        "How many kinds of points there are; no kind has more than one point more than another. From three on the net has a logit for each.",
    ),
    field(
        &["noise"],
        "noise",
        "noise",
        "A standard deviation: how far points are moved from where their data set has them, or values from theirs. Spirals take 0.4 of it, rings 2/K of it for K classes.",
    ),
    field(
        &["train"],
        "split",
        "train / test",
        "The net learns from the training points alone. How it does on points that it has not seen, the test points tell.",
    ),
    word("diverged", "diverged", "The run stopped at a number that is not finite: NaN, not a number, or infinity."),
];

const ANSWERS: &[Word] = &[
    field(&["loss"], "loss", "loss", "How wrong the answers are, as a mean over the points. Training makes that of the training points small."),
    field(
        &["loss=bce", "loss=bce_probability"],
        "bce",
        "BCE, binary cross-entropy",
        "Minus the logarithm of the probability that is given to the right one of two classes. Always to say ½ costs ln 2 = 0.69.",
    )
    .said(&["ln 2"]),
    field(
        &["loss=ce"],
        "cross_entropy",
        "cross-entropy",
        "Minus the logarithm of the probability that softmax of the logits, one a class, gives to the right class.",
    ),
    field(&["loss=mse"], "mse", "MSE, mean squared error", "The mean of the squared differences between the answers and what is right."),
    word("logit", "logit", "The logarithm of p / (1 − p) of a probability p: 0 says ½, above 0 is class 1, below it class 0.")
        .said(&["logit", "logits"]),
    word(
        "accuracy",
        "accuracy, threshold",
        "The share of points whose answer lies on the right side of the threshold: a probability of ½, which is a logit of 0. With more than two classes the largest logit is the answer.",
    ),
    word(
        "decision_map",
        "decision map, contour",
        "What the net answers at each place of the plane, in the colours of the classes. Along the contour, the black line, it changes sides.",
    ),
    word(
        "confusion",
        "confusion matrix",
        "How many points of each class are taken for each class. What is right stands on the diagonal.",
    ),
    word(
        "space",
        "space view",
        "The outputs of a layer as places: a layer of n units answers each point with n numbers. More than two are flattened to the two directions in which the training points are spread most (PCA).",
    )
    .more("The lines are a grid over the inputs, bent by the layer. The two directions are the first two principal components, turned in their plane to lie as they lay in the picture before. The first 512 training points are looked at."),
    word(
        "predicted",
        "fit: predicted against true",
        "Each point by its true value, to the right, and by what the net says, upwards: on the diagonal both are the same. What lies beyond the axes stands at their end.",
    ),
    word(
        "r2",
        "R²",
        "1 minus the mean squared error over that of always saying the mean: 1 is all right, 0 no better than the mean, below 0 worse.",
    ),
    word("rmse", "RMSE, root mean squared error", "The root of the mean of the squared differences between answers and true values, in the units of the values."),
    word("response", "response", "What one unit answers at each place of the plane: blue below 0, orange above it."),
];

const NETWORK: &[Word] = &[
    field(&["hidden"], "hidden_layer", "hidden layer", "Units between the inputs and the output. Each takes all outputs of the layer below it."),
    field(&["features"], "features", "features", "What goes into the first layer: the coordinates, or what is computed from them."),
    field(&["init"], "init", "initialisation", "How first weights are drawn. fan_in is how many inputs a unit has, fan_out how many units its layer has."),
    field(
        &["init=kaiming_normal", "init=kaiming_uniform"],
        "he",
        "He (Kaiming)",
        "Weights of variance 2/fan_in: through layers of ReLU the gradient then stays about as large as it is.",
    )
    .said(&["He initialisation", "He's weights"]),
    field(
        &["init=xavier_normal", "init=xavier_uniform"],
        "xavier",
        "Xavier (Glorot)",
        "Weights of variance 2/(fan_in + fan_out), made for functions of slope 1 at 0, such as tanh.",
    )
    .said(&["Xavier's weights"]),
    field(
        &["init=torch_default", "bias=torch_default"],
        "torch_default",
        "PyTorch's default",
        "What nn.Linear draws by itself: uniform within ±1/√fan_in, which for weights is a variance of 1/(3 fan_in).",
    )
    .said(&["PyTorch's default initialisation", "PyTorch's default", "nn.Linear's own initialisation", "nn.Linear's default"]),
    word("fan_in", "fan_in", "How many numbers go into a unit: the width of the layer below.").said(&["fan_in"]),
    field(&["bias"], "bias", "bias", "What a unit adds to its weighted inputs: with ReLU it says from where on the unit answers."),
    field(
        &["bn"],
        "batch_norm",
        "batch norm",
        "Between the weights and f, each unit's z is brought to mean 0 and variance 1 over the batch, then scaled and moved by two learned numbers. In use running statistics stand in.",
    )
    .said(&["batch norm"]),
    field(&["out"], "output", "output function", "What the last z goes through on its way to the loss; linear leaves it as it is."),
];

const COMPARING: &[Word] = &[
    field(&["seeds"], "seeds", "seeds", "Runs of each value, 1 to 64: each seed has its own data, first weights and order."),
    field(&["target"], "target", "target loss, solved", "A run has solved it in the first epoch whose training loss is at or below this."),
    word(
        "epochs_to_target",
        "epochs to target",
        "The first epoch whose loss over the whole training set is at or below the target. Never to reach it is later than any.",
    )
    .said(&["epochs to the target"]),
    word("median", "median", "The middle one of all seeds in order: half of them are at or below it, half at or above.").said(&["median"]),
    word("middle_half", "middle half", "From the first quartile to the third: a quarter of the seeds is below, a quarter above.")
        .said(&["middle half"]),
    word(
        "sign_test",
        "sign test",
        "Counts the seeds in which one value was sooner than the other. Were both alike, each would be the toss of a coin: p is the chance of a count at least so uneven.",
    )
    .said(&["sign test"]),
    word("holm", "Holm", "Corrects p for many pairs at once: that any of them is told apart by luck alone has a chance of at most 5 %.")
        .said(&["Holm"]),
];

const TENSORS: &[Word] = &[
    word("kink", "kink", "A place where f has no slope because it bends, as ReLU does at 0. PyTorch and this page take one value there, for ReLU 0."),
    word(
        "saturates",
        "saturation",
        "Far out f becomes flat: f′ goes to 0, and with it what passes of the gradient.",
    ),
    word(
        "gradient_left",
        "gradient left",
        "By how much the size of the gradient, as a root mean square, has grown or shrunk from the last layer to the first.",
    ),
    word("in_place", "in place", "The result is written over the input: whoever reads the input afterwards finds the result.")
        .said(&["in place"]),
    word(
        "leaf",
        "leaf, requires_grad",
        "A leaf was made by the user and not computed. With requires_grad=True backward() leaves its gradient in .grad.",
    )
    .said(&["leaf"]),
    word("tape", "tape", "The record of what was computed from what, with the values kept for it. The backward pass goes through it from the end.")
        .said(&["tape"]),
];

/// All rows.
pub fn words() -> impl Iterator<Item = &'static Word> {
    GLOSSARY.iter().flat_map(|(_, words)| words.iter())
}

/// The row of this id.
pub fn of(id: &str) -> Option<&'static Word> {
    words().find(|word| word.id == id)
}

/// The row that explains the name of a field, or, as in `init=kaiming_normal`, a choice of it.
pub fn of_field(key: &str) -> Option<&'static Word> {
    words().find(|word| word.fields.contains(&key))
}

/// A piece of a sentence: text, or how a word is said in it.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text.
    Text(String),
    /// A word of the glossary, as the sentence says it.
    Word(&'static Word, String),
}

/// A sentence in pieces: of each of the `ids` the first place where it is said.
pub fn pieces(sentence: &str, ids: &[&str]) -> Vec<Piece> {
    let mut found: Vec<(usize, &'static str, &'static Word)> = Vec::new();
    for word in ids.iter().filter_map(|id| of(id)) {
        let places = word.said.iter().filter_map(|said| Some((whole_word(sentence, said)?, *said, word)));
        found.extend(places.min_by_key(|(place, ..)| *place));
    }
    found.sort_by_key(|(place, ..)| *place);
    let (mut pieces, mut end) = (Vec::new(), 0);
    for (place, said, word) in found {
        // One word may stand within another.
        if place < end {
            continue;
        }
        pieces.push(Piece::Text(sentence[end..place].to_owned()));
        pieces.push(Piece::Word(word, said.to_owned()));
        end = place + said.len();
    }
    pieces.push(Piece::Text(sentence[end..].to_owned()));
    pieces
}

/// Where a sentence says it, not as a part of a longer word.
fn whole_word(sentence: &str, said: &str) -> Option<usize> {
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    sentence.match_indices(said).map(|(place, _)| place).find(|&place| {
        let after = &sentence[place + said.len()..];
        !is_letter(sentence[..place].chars().next_back()) && !is_letter(after.chars().next())
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    fn sources(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("the sources").map(|entry| entry.expect("an entry").path());
        entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
    }

    /// The sources of the page but for this table and Help, which shows all of it.
    fn pages() -> Vec<String> {
        let of_table = |path: &PathBuf| path.ends_with("glossary.rs") || path.ends_with("help.rs");
        let all = sources(Path::new(env!("CARGO_MANIFEST_DIR"))).into_iter();
        all.filter(|path| path.extension().is_some_and(|end| end == "rs") && !of_table(path))
            .map(|path| fs::read_to_string(path).expect("a source"))
            .collect()
    }

    #[test]
    fn every_word_has_its_own_id_and_field_and_one_or_two_sentences() {
        for (at, row) in words().enumerate() {
            assert!(words().skip(at + 1).all(|other| other.id != row.id && other.name != row.name), "{}", row.id);
            for field in row.fields {
                let explains = words().filter(|other| other.fields.contains(field)).count();
                assert_eq!(explains, 1, "{field} is explained {explains} times");
            }
            let sentences = row.what.matches(". ").count() + 1;
            assert!(row.what.len() > 20 && sentences <= 2, "{}: {sentences} sentences", row.id);
        }
    }

    #[test]
    fn every_word_stands_on_a_page_and_every_term_is_a_word() {
        let pages = pages();
        let terms: Vec<&str> = pages
            .iter()
            .flat_map(|source| source.lines())
            .filter(|line| ["<Term", "<Said", "WORDS", "word: Some("].iter().any(|mark| line.contains(mark)))
            .collect();
        // Lists of words may go over several lines.
        let lists: Vec<&str> = pages
            .iter()
            .flat_map(|source| source.split("WORDS: &[&str] = &[").skip(1))
            .filter_map(|rest| rest.split("];").next())
            .collect();
        for row in words() {
            let id = format!("\"{}\"", row.id);
            let key = |field: &&str| format!("\"{}\"", field.split('=').next().unwrap_or_default());
            let is_field = row.fields.iter().any(|field| pages.iter().any(|source| source.contains(&key(field))));
            let is_said = terms.iter().chain(&lists).any(|text| text.contains(&id));
            assert!(is_field || is_said, "{} is explained nowhere", row.id);
        }
        for line in terms {
            let Some(id) = line.split("<Term id=\"").nth(1).and_then(|rest| rest.split('"').next()) else { continue };
            assert!(of(id).is_some(), "no word {id}: {line}");
        }
    }

    #[test]
    fn every_word_has_a_proof() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/statements/glossary.md");
        let statements = fs::read_to_string(file).expect("the statements").replace("\\|", "|");
        for row in words() {
            assert!(statements.contains(row.what) && statements.contains(row.more), "{} is not proved", row.id);
        }
    }

    #[test]
    fn help_lists_all_of_them() {
        let help = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("help.rs")).expect("Help");
        assert!(help.contains("GLOSSARY.iter()"));
        assert!(words().count() > 40);
    }

    #[test]
    fn a_sentence_is_taken_apart_at_its_words() {
        let text = |text: &str| Piece::Text(text.to_owned());
        let word = |id: &str, said: &str| Piece::Word(of(id).expect("a word"), said.to_owned());
        assert_eq!(
            pieces("Exact sign test (Holm over all pairs), Holm again.", &["holm", "sign_test"]),
            [
                text("Exact "),
                word("sign_test", "sign test"),
                text(" ("),
                word("holm", "Holm"),
                text(" over all pairs), Holm again.")
            ]
        );
        assert_eq!(pieces("the deadline", &["dead"]), [text("the deadline")]);
        assert_eq!(pieces("dead", &["dead"]), [text(""), word("dead", "dead"), text("")]);
    }
}
