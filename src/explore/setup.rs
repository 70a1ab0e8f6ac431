//! What the Activations page shows, and the link that says it: `#/activations?act=relu,gelu&x=0.5`.

mod axis;
mod keys;

pub use axis::{FAR, NARROWEST};

use crate::explore::measured::GainQuantity;
use crate::nn::activation::{Activation, ActivationRow};
use crate::nn::choice::Row;

/// The most functions that are shown together: more cannot be told apart.
pub const MOST: usize = 6;

/// The most layers of the gain figure.
pub const MOST_LAYERS: usize = 50;

/// Everything that the page shows.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "stores", derive(reactive_stores::Store, reactive_stores::Patch))]
pub struct Setup {
    /// The functions that are shown, at least one.
    #[cfg_attr(feature = "stores", patch(|now, next| *now = next))]
    pub functions: Vec<Activation>,
    /// The id of the one whose card is open; where that is none of them, [`Setup::card`] chooses.
    #[cfg_attr(feature = "stores", patch(|now, next| *now = next))]
    pub card: Option<&'static str>,
    /// The place that is read off.
    pub x: f32,
    /// The part of the axis that is shown.
    #[cfg_attr(feature = "stores", patch(|now, next| *now = next))]
    pub zoom: (f32, f32),
    /// What of the gain is shown.
    #[cfg_attr(feature = "stores", patch(|now, next| *now = next))]
    pub shown: GainQuantity,
    /// Which of [`SCHEMES`](crate::explore::mean_field::SCHEMES).
    pub scheme: usize,
    /// Layers of the gain figure.
    pub depth: usize,
    /// What stands in the console.
    pub tensor: String,
    /// The module of the console; see [`Setup::module`].
    #[cfg_attr(feature = "stores", patch(|now, next| *now = next))]
    pub module: Activation,
    /// Whether the console's module is called with `inplace=True`.
    pub inplace: bool,
}

impl Default for Setup {
    fn default() -> Self {
        let mut functions = vec![Activation::default()];
        let others = ["leaky_relu(0.1)", "gelu", "sigmoid"];
        functions.extend(others.iter().filter_map(|id| id.parse::<Activation>().ok()));
        Self {
            functions,
            card: None,
            x: -1.2,
            zoom: (-4.0, 4.0),
            shown: GainQuantity::Gradient,
            scheme: 0,
            depth: 20,
            tensor: "[-2, -0.5, 0, 3]".to_owned(),
            module: Activation::default(),
            inplace: false,
        }
    }
}

impl Setup {
    /// Makes the parts agree: the probe stands in the part of the axis that is shown.
    pub fn settle(&mut self) {
        self.x = self.x.clamp(self.zoom.0, self.zoom.1);
        if let Some(id) = self.card
            && self.functions.iter().all(|function| function.id() != id)
        {
            self.card = None;
        }
    }

    /// The function whose card is open: the chosen one, or the first with parameters, or the first.
    pub fn card(&self) -> Activation {
        let chosen = self.functions.iter().find(|function| Some(function.id()) == self.card);
        let tunable = || self.functions.iter().find(|function| !function.values().is_empty());
        chosen.or_else(tunable).or(self.functions.first()).copied().unwrap_or_default()
    }

    /// Shows a function, or takes it away; its card opens when it comes. The last one stays, and no seventh comes.
    pub fn toggle(&mut self, row: &'static ActivationRow) {
        let place = self.functions.iter().position(|function| function.id() == row.id());
        match place {
            Some(place) if self.functions.len() > 1 => {
                self.functions.remove(place);
            }
            None if self.functions.len() < MOST => {
                self.functions.push(Activation::of(row));
                self.card = Some(row.id());
            }
            _ => {}
        }
        self.settle();
    }

    /// Sets a parameter of the function whose card is open. A value that is not allowed changes nothing.
    pub fn set_parameter(&mut self, name: &str, value: f32) {
        let card = self.card();
        if let (Ok(next), Some(function)) =
            (card.with(name, value), self.functions.iter_mut().find(|function| function.id() == card.id()))
        {
            *function = next;
            // The console goes along if it shows this very function.
            if self.module == card {
                self.module = next;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_come_and_go_within_limits() {
        let mut setup = Setup::default();
        let row = |id: &str| Activation::from_id(id).unwrap().row();
        assert_eq!(setup.card().id(), "leaky_relu");
        setup.toggle(row("tanh"));
        assert_eq!((setup.functions.len(), setup.card().id()), (5, "tanh"));
        setup.toggle(row("tanh"));
        assert_eq!(setup.card().id(), "leaky_relu");
        for id in ["elu", "silu", "mish"] {
            setup.toggle(row(id));
        }
        assert_eq!(setup.functions.len(), MOST);
        assert!(setup.functions.iter().all(|function| function.id() != "mish"));
        for id in ["relu", "leaky_relu", "gelu", "sigmoid", "elu", "silu"] {
            setup.toggle(row(id));
        }
        assert_eq!(setup.functions.len(), 1);
    }

    #[test]
    fn the_console_goes_along_only_with_the_function_that_it_shows() {
        let (mut setup, _) = Setup::from_query("act=leaky_relu(0.3)&module=leaky_relu(0.3)");
        setup.set_parameter("negative_slope", 0.4);
        assert_eq!(
            (setup.functions[0].to_string(), setup.module.to_string()),
            ("leaky_relu(0.4)".into(), "leaky_relu(0.4)".into())
        );
        let (mut setup, _) = Setup::from_query("act=leaky_relu(0.3)&module=leaky_relu");
        setup.set_parameter("negative_slope", 0.4);
        assert_eq!(setup.module.to_string(), "leaky_relu");
    }
}
