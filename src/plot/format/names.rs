//! The names that stand in pictures: of functions, layers and units, and of what was done to a run.

use super::{signed, tick};
use crate::nn::choice::{Choice, Row};
use crate::train::event::{Change, Intervention, UnitNumber};

/// The name of a choice, with the parameters that are not at their defaults: `Leaky ReLU (0.1)`, `Softplus (beta=2)`.
pub fn named<R: Row>(choice: &Choice<R>) -> String {
    let written = choice.to_string();
    written
        .find('(')
        .map_or_else(|| choice.name().to_owned(), |at| format!("{} {}", choice.name(), written[at..].replace('-', "−")))
}

/// The name of a layer where space is short: `H2`, `Out`.
pub fn layer_short(layer: usize, hidden: usize) -> String {
    if layer < hidden { format!("H{}", layer + 1) } else { "Out".to_owned() }
}

/// The name of a layer in full: `Hidden 2`, `Output`.
pub fn layer_long(layer: usize, hidden: usize) -> String {
    if layer < hidden { format!("Hidden {}", layer + 1) } else { "Output".to_owned() }
}

/// The name of a unit where space is short: `H2·3`.
pub fn unit_short(layer: usize, unit: usize, hidden: usize) -> String {
    if layer < hidden { format!("H{}·{}", layer + 1, unit + 1) } else { "Output".to_owned() }
}

/// The label of what was done to a run, beside its mark on the plots over time: `lr 0.05`, `Tanh`, `2 units re-initialised`.
///
/// `hidden`: number of hidden layers, for the names of units.
pub fn intervention(intervention: &Intervention, hidden: usize) -> String {
    match intervention {
        Intervention::Changed(changes) => changes.iter().map(change).collect::<Vec<_>>().join(", "),
        Intervention::Reinitialised { units } => format!("{} re-initialised", units_text(*units)),
        Intervention::BiasAdded { units, amount } => format!("bias {} on {}", signed(*amount), units_text(*units)),
        Intervention::NumberSet { id, number, value } => {
            let unit = unit_short(id.layer as usize, id.unit as usize, hidden);
            format!("{} of {unit} set to {}", unit_number(*number), tick(*value))
        }
        Intervention::BatchNormOn => "batch norm on".to_owned(),
    }
}

/// The name of a number of a unit: `weight 2`, `bias`, `batch norm γ`.
pub fn unit_number(number: UnitNumber) -> String {
    match number {
        UnitNumber::Weight(input) => format!("weight {}", input + 1),
        UnitNumber::Bias => "bias".to_owned(),
        UnitNumber::BatchNormWeight => "batch norm γ".to_owned(),
        UnitNumber::BatchNormBias => "batch norm β".to_owned(),
    }
}

fn change(change: &Change) -> String {
    match change {
        Change::Activations(functions) => functions.iter().map(named).collect::<Vec<_>>().join(", "),
        Change::LearningRate(rate) => format!("lr {rate}"),
        Change::Optimizer(optimizer) => optimizer.to_string(),
        Change::Batch(batch) => batch.map_or_else(|| "full batch".to_owned(), |batch| format!("batch {batch}")),
        Change::Clip(clip) => clip.map_or_else(|| "no clipping".to_owned(), |clip| format!("clip {clip}")),
        Change::L1(strength) => format!("L1 {strength}"),
        Change::Epochs(epochs) => {
            epochs.map_or_else(|| "no last epoch".to_owned(), |epochs| format!("{epochs} epochs"))
        }
    }
}

fn units_text(units: u32) -> String {
    if units == 1 { "1 unit".to_owned() } else { format!("{units} units") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::activation::Activation;
    use crate::train::unit::UnitId;

    #[test]
    fn a_choice_is_named_with_what_is_not_at_its_default() {
        let name = |text: &str| named(&text.parse::<Activation>().unwrap());
        assert_eq!((name("leaky_relu(0.1)"), name("leaky_relu")), ("Leaky ReLU (0.1)".into(), "Leaky ReLU".into()));
        assert_eq!(name("hardtanh(min_val=-2)"), "Hardtanh (min_val=−2)");
    }

    #[test]
    fn a_mark_says_what_was_done() {
        let id = UnitId { layer: 1, unit: 2 };
        let tanh = Activation::from_id("tanh").unwrap();
        let set = |number| Intervention::NumberSet { id, number, value: -2.0 };
        for (done, label) in [
            (Intervention::Changed(vec![Change::Activations(vec![tanh]), Change::LearningRate(0.5)]), "Tanh, lr 0.5"),
            (Intervention::Changed(vec![Change::Batch(None), Change::Clip(Some(1.0))]), "full batch, clip 1"),
            (Intervention::Reinitialised { units: 1 }, "1 unit re-initialised"),
            (Intervention::BiasAdded { units: 3, amount: 0.5 }, "bias +0.5 on 3 units"),
            (set(UnitNumber::Weight(0)), "weight 1 of H2·3 set to −2"),
            (set(UnitNumber::BatchNormBias), "batch norm β of H2·3 set to −2"),
            (Intervention::BatchNormOn, "batch norm on"),
        ] {
            assert_eq!(intervention(&done, 2), label);
        }
    }
}
