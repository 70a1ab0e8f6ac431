//! How units are doing, in words: state and since when, what reaches them, and what a dead layer or output means for the net.

use relu_lab::nn::loss::Meaning;
use relu_lab::nn::math::{CONSTANTS, exp};
use relu_lab::plot::format;
use relu_lab::train::snapshot::{Origin, Snapshot, UnitHealth, UnitId};

use super::{events, health_word};

/// `H2·3`, `Output`.
pub fn name(frame: &Snapshot, id: UnitId) -> String {
    format::unit_short(id.layer as usize, id.unit as usize, frame.layers.len().saturating_sub(1))
}

/// Whether no gradient passes through.
fn is_gone(health: UnitHealth) -> bool {
    matches!(health, UnitHealth::Dead | UnitHealth::Stuck)
}

/// How a death came: `was dead from the start`, `died at epoch 36`, `died at epoch 40: bias of H1·3 set to −50`.
pub fn death(frame: &Snapshot, epoch: u32, origin: Origin) -> String {
    let at = format!("died at epoch {}", format::count(epoch.into()));
    match origin {
        Origin::Start => "dead from the start".to_owned(),
        Origin::Step => at,
        Origin::Intervention { mark } => format!("{at}: {}", by(frame, mark)),
    }
}

/// What the user did, by its place among the marks.
pub fn by(frame: &Snapshot, mark: u32) -> String {
    let hidden = frame.layers.len().saturating_sub(1);
    let mark = frame.marks.get(mark as usize);
    mark.map_or_else(|| "by a change of the run".to_owned(), |mark| events::intervention(&mark.intervention, hidden))
}

/// The state of a unit, since when, and what differs from what the word says: `dead, died at epoch 36`,
/// `alive, but no gradient reaches it`, `alive, but dead in use: the running statistics differ`.
pub fn state(frame: &Snapshot, id: UnitId) -> String {
    let Some(layer) = frame.layers.get(id.layer as usize) else { return String::new() };
    let unit = id.unit as usize;
    let health = layer.health.get(unit).copied().unwrap_or_default();
    let died = layer.died_at.get(unit).copied().flatten().zip(layer.died_by.get(unit).copied().flatten());
    let mut text = match (health, died) {
        (UnitHealth::Dead, Some((_, Origin::Start))) => "dead from the start".to_owned(),
        (UnitHealth::Dead, Some((epoch, origin))) => format!("dead, {}", death(frame, epoch, origin)),
        (health, _) => health_word(health).to_owned(),
    };
    if !is_gone(health) && layer.gets_gradient.get(unit) == Some(&false) {
        text.push_str(", but no gradient reaches it");
    }
    if let Some(in_use) = layer.health_in_use.get(unit).filter(|in_use| is_gone(**in_use) != is_gone(health)) {
        text.extend([", but ", health_word(*in_use), " in use: the running statistics differ"]);
    }
    text
}

/// What a dead output or a dead layer means for all others, if there is one.
pub fn cut(frame: &Snapshot) -> Option<String> {
    let output = frame.layers.len().checked_sub(1)?;
    let all_gone = |layer: &usize| {
        let health = &frame.layers[*layer].health;
        !health.is_empty() && health.iter().all(|health| is_gone(*health))
    };
    let layer = (0..=output).rev().find(all_gone)?;
    let all_dead = frame.layers[layer].health.iter().all(|health| *health == UnitHealth::Dead);
    let word = if all_dead { "dead" } else { "stuck" };
    Some(match layer {
        layer if layer == output => {
            format!("The output is {word}: f′(z) = 0 on every training point, and no gradient reaches any layer.")
        }
        0 => format!("All units of Hidden 1 are {word}: no gradient reaches its weights."),
        layer => format!("All units of Hidden {} are {word}: no gradient reaches it or a layer below.", layer + 1),
    })
}

/// Losses are said to have a floor from here on.
const FLOOR: f32 = 5e-4;

/// Why the loss cannot come down to 0: the output cannot be what the loss takes it for.
pub fn floor(frame: &Snapshot) -> Option<String> {
    if frame.loss_floor < FLOOR || frame.layers.is_empty() {
        return None;
    }
    let spec = &frame.spec;
    let range = match spec.output.id() {
        "relu" => "is never below 0",
        "sigmoid" => "lies between 0 and 1",
        _ => "lies between −1 and 1",
    };
    let lacks = match (spec.meaning(), spec.output.id()) {
        (Some(Meaning::Logit), "relu") => "as a logit it gives no probability below 1/2",
        (Some(Meaning::Logit), _) => "as a logit it gives no probability below 0.27 or above 0.73",
        (Some(Meaning::Logits), id) => {
            // The right logit at the upper end, all others at the lower one.
            let (outputs, between) = (spec.outputs(), if id == "sigmoid" { 1.0_f32 } else { 2.0 });
            let highest = 1.0 / (1.0 + (outputs - 1) as f32 * exp(&CONSTANTS, -between));
            let count = if outputs == 2 { "two".to_owned() } else { outputs.to_string() };
            &format!("as {count} logits it gives no probability above {highest:.2}")
        }
        _ => "some of the values to be predicted are not",
    };
    Some(format!(
        "A {} output {range}; {lacks}. The training loss cannot fall below {}.",
        spec.output.name(),
        format::loss(frame.loss_floor)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::train::words::tests::trained;
    use relu_lab::train::session::Session;
    use relu_lab::train::snapshot::UnitNumber;
    use relu_lab::train::spec::Spec;

    fn frame(query: &str, act: impl FnOnce(&mut Session)) -> Snapshot {
        let mut session = Session::new(Spec::from_query(query).0);
        act(&mut session);
        session.snapshot(false, 0.0, None)
    }

    #[test]
    fn a_dead_output_is_said_to_stop_all_learning() {
        let run = trained("data=abs&out=relu&hidden=8&lr=0.05&seed=2", 20);
        let said = cut(&run).unwrap();
        assert!(said.starts_with("The output is dead") && said.ends_with("no gradient reaches any layer."), "{said}");
        assert!(run.layers.iter().all(|layer| layer.gradient_norm == 0.0));
        assert_eq!(state(&run, UnitId { layer: 0, unit: 0 }), "alive, but no gradient reaches it");
        assert_eq!(name(&run, UnitId { layer: 1, unit: 0 }), "Output");
        assert_eq!(cut(&trained("", 3)), None);
    }

    #[test]
    fn a_dead_layer_is_said_to_cut_off_what_is_below() {
        let kill = |layer: u32| {
            move |session: &mut Session| {
                (0..4).for_each(|unit| session.set_number(UnitId { layer, unit }, UnitNumber::Bias, -50.0));
            }
        };
        let second = frame("hidden=4,4&bias=constant(0.1)", kill(1));
        assert_eq!(cut(&second).unwrap(), "All units of Hidden 2 are dead: no gradient reaches it or a layer below.");
        assert_eq!((second.layers[0].gradient_norm, second.layers[1].gradient_norm), (0.0, 0.0));
        assert_eq!(
            cut(&frame("hidden=4,4&bias=constant(0.1)", kill(0))).unwrap(),
            "All units of Hidden 1 are dead: no gradient reaches its weights."
        );
        let stuck = frame("hidden=4&out=tanh&loss=mse", |session| {
            session.set_number(UnitId { layer: 1, unit: 0 }, UnitNumber::Bias, 300.0);
        });
        assert!(cut(&stuck).unwrap().starts_with("The output is stuck"));
    }

    #[test]
    fn a_unit_says_how_it_died() {
        let id = UnitId { layer: 0, unit: 2 };
        let by_hand = frame("", |session| {
            (0..40).for_each(|_| session.step_epoch());
            session.set_number(id, UnitNumber::Bias, -50.0);
        });
        assert_eq!(state(&by_hand, id), "dead, died at epoch 40: bias of H1·3 set to −50");
        assert_eq!(
            state(&frame("", |session| session.set_number(id, UnitNumber::Bias, -50.0)), id),
            "dead, died at epoch 0: bias of H1·3 set to −50"
        );
        assert_eq!(state(&trained("hidden=8&bias=constant(-20)", 0), id), "dead from the start");
        let norm = frame("n=192&hidden=16&bias=constant(-3)&bn=on&batch=full", |_| {});
        assert_eq!(state(&norm, id), "alive, but dead in use: the running statistics differ");
    }

    #[test]
    fn an_output_that_cannot_reach_says_the_floor() {
        for (query, said) in [
            (
                "out=relu&lr=0.03",
                "A ReLU output is never below 0; as a logit it gives no probability below 1/2. The training loss cannot fall below 0.3",
            ),
            (
                "out=tanh",
                "A Tanh output lies between −1 and 1; as a logit it gives no probability below 0.27 or above 0.73. The training loss cannot fall below 0.313.",
            ),
            (
                "out=sigmoid&loss=ce",
                "as two logits it gives no probability above 0.73. The training loss cannot fall below 0.313.",
            ),
            (
                "out=tanh&loss=ce",
                "as two logits it gives no probability above 0.88. The training loss cannot fall below 0.127.",
            ),
            (
                "out=relu&data=sine",
                "A ReLU output is never below 0; some of the values to be predicted are not. The training loss",
            ),
        ] {
            let text = floor(&trained(query, 0)).unwrap();
            assert!(text.contains(said), "{query}: {text}");
        }
        for query in
            ["", "out=sigmoid", "out=sigmoid&loss=mse", "out=relu&data=abs&noise=0", "loss=ce", "out=relu&loss=ce"]
        {
            assert_eq!(floor(&trained(query, 0)), None, "{query}");
        }
    }
}
