//! Files in words: what each one is, what a program for `PyTorch` does not repeat, why a file is not taken.

use relu_lab::export::ExportKind;
use relu_lab::export::torch::differences::Difference;
use relu_lab::import::weights::Mlp;
use relu_lab::import::{Kind, MOST_BYTES};
use relu_lab::train::json::JsonError;
use relu_lab::train::spec::Spec;

/// Name and media type of a file that is saved.
pub fn file(kind: ExportKind) -> (&'static str, &'static str) {
    match kind {
        ExportKind::Torch => ("relu-lab-pytorch.zip", "application/zip"),
        ExportKind::Weights => ("relu-lab-weights.safetensors", "application/octet-stream"),
        ExportKind::Curves => ("relu-lab-curves.csv", "text/csv"),
        ExportKind::Units => ("relu-lab-units.csv", "text/csv"),
    }
}

/// What is worth knowing of a program for `PyTorch` before it is saved.
pub fn difference(difference: &Difference) -> String {
    match difference {
        Difference::Refused(error) => format!("{error}."),
        Difference::Changed => {
            "This run was changed while it trained: repeated are the settings as they are now, from the start."
                .to_owned()
        }
        Difference::Steps { repeated, done } => format!("The first {repeated} of {done} steps are repeated."),
        Difference::BatchNormBiases => {
            "Losses of epochs are shown, not compared: biases before a batch norm wander by rounding.".to_owned()
        }
        Difference::Formula(name) => format!("{name} has no class in torch.nn: it is written as a formula."),
    }
}

/// A file that is not read, by its size in bytes.
pub fn too_large(bytes: f64) -> String {
    format!("it has {:.1} MB; files of up to {} MB are read.", bytes / 1e6, MOST_BYTES / 1_000_000)
}

/// A file that is not read, by its name.
pub fn not_ours(kind: Kind) -> &'static str {
    match kind {
        Kind::Pickle => {
            "this format can hold any program. Save the weights with safetensors.torch.save_file(model.state_dict(), \"mlp.safetensors\")."
        }
        Kind::Archive => "unpack the archive first, and open experiment.json or now.safetensors.",
        _ => "neither an experiment (.json) nor weights (.safetensors).",
    }
}

/// Why a text is no experiment.
pub fn json(error: &JsonError) -> String {
    match error {
        JsonError::Syntax(at) => format!("this is not JSON: {at}."),
        JsonError::NotAnObject => "an experiment is a JSON object, {\"version\": 1, …}.".to_owned(),
        JsonError::NoVersion => format!("an experiment has \"version\": {}, which is missing.", Spec::VERSION),
        JsonError::OtherVersion(version) => {
            format!("version {version} of experiments is not known here, only {}.", Spec::VERSION)
        }
    }
}

/// A network in a file: `2 inputs, hidden layers 6 and 5, 1 output`.
pub fn network(mlp: &Mlp) -> String {
    let plural = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let widths: Vec<String> = mlp.hidden().iter().map(|layer| layer.linear.fan_out.to_string()).collect();
    let hidden = match widths.split_last() {
        None => "no hidden layer".to_owned(),
        Some((only, [])) => format!("one hidden layer of {}", plural(only.parse().unwrap_or(0), "unit")),
        Some((last, rest)) => format!("hidden layers of {} and {last} units", rest.join(", ")),
    };
    let norm = if mlp.has_batch_norm() { " with batch norm" } else { "" };
    format!("{}, {hidden}{norm}, {}", plural(mlp.inputs(), "input"), plural(mlp.outputs(), "output"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use relu_lab::train::session::Session;

    #[test]
    fn a_network_is_told_by_its_layers() {
        let told = |query: &str| {
            let mut session = Session::new(Spec::from_query(query).0);
            let bytes = ExportKind::Weights.file(&mut session).unwrap_or_default();
            Mlp::read(&bytes).map_or_else(|error| error.to_string(), |mlp| network(&mlp))
        };
        assert_eq!(told("hidden=6,5"), "2 inputs, hidden layers of 6 and 5 units, 1 output");
        assert_eq!(told("hidden=1&features=x1&loss=ce"), "1 input, one hidden layer of 1 unit, 2 outputs");
        assert_eq!(told("hidden=3,4,5&bn=on"), "2 inputs, hidden layers of 3, 4 and 5 units with batch norm, 1 output");
        assert_eq!(told("hidden=none"), "2 inputs, no hidden layer, 1 output");
    }
}
