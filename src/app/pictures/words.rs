//! What figures are called in pictures that stand alone: titles, names of axes, how they are read, names of files.

use relu_lab::nn::activation::Activation;
use relu_lab::plot::looks::Look;
use relu_lab::plot::picture::Caption;

use super::Words;
use crate::state::display::GradientView;

/// A figure with its word for the file, its title and the names of its axes. What a figure writes itself is empty.
pub fn figure(file: &str, title: impl Into<String>, up: impl Into<String>, across: &str) -> Words {
    let caption = Caption { title: title.into(), up: up.into(), across: across.to_owned(), ..Caption::default() };
    Words { file: file.to_owned(), caption }
}

impl Words {
    /// The same with how it is read.
    #[must_use]
    pub fn read(mut self, note: impl Into<String>) -> Self {
        self.caption.notes.push(note.into());
        self
    }

    /// The same with a key.
    #[must_use]
    pub fn key(mut self, key: Vec<(String, Look)>) -> Self {
        self.caption.key = key;
        self
    }
}

/// The gradient plot, as it is set.
pub fn gradient(view: GradientView) -> Words {
    match view {
        GradientView::Norm => {
            figure("gradient-norm", "Gradient norm of each layer", "‖∂L/∂W‖, Frobenius norm, log", "")
        }
        GradientView::Profile => figure("gradient-by-layer", "Gradient norm by layer", "‖∂L/∂W‖, log", "layer"),
        GradientView::OutputGradient => {
            figure("output-gradient", "∂L/∂a by layer", "root mean square of ∂L/∂a, log", "layer")
        }
        GradientView::UpdateRatio => {
            figure("update-ratio", "Update ratio of each layer", "‖ΔW‖ / ‖W‖ of a step, log", "")
        }
        GradientView::Histograms => {
            figure("histograms", "How z, a and ∂L/∂a are spread in each layer", "share of values", "")
                .read("A row a quantity, a column a layer.")
        }
        GradientView::Spread => {
            figure("spread", "z, a and ∂L/∂a of each layer over time", "mean and one standard deviation", "epoch")
                .read("A row a quantity, a column a layer.")
        }
    }
}

/// What lines without names stand for.
pub fn key(functions: &[(Activation, Look)]) -> Vec<(String, Look)> {
    functions.iter().map(|(function, look)| (relu_lab::plot::format::named(function), *look)).collect()
}

/// With a capital at the start of a sentence.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Parts of a name of a file: small letters, digits and hyphens; not longer than a file system takes.
pub fn file_name(parts: &[&str]) -> String {
    let mut name = String::new();
    for c in parts.join(" ").to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c);
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    name.truncate(100);
    name.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_plain() {
        assert_eq!(file_name(&["relu-lab", "loss", "leaky_relu seed 7"]), "relu-lab-loss-leaky-relu-seed-7");
        assert_eq!(file_name(&["Response of H1·3", ""]), "response-of-h1-3");
        assert!(file_name(&["x", &"tanh ".repeat(99)]).len() <= 100);
    }
}
