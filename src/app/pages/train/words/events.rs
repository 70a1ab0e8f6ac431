//! What happened to the run, in sentences: why a unit died, what was done to the run, where it stopped being finite.

use relu_lab::plot::format;
use relu_lab::train::snapshot::{
    Cause, Change, Death, Divergence, Intervention, Mark, Mover, NotFinite, Snapshot, UnitId,
};

/// What killed a unit. Numbers have as many digits as it takes to see the change: a step can kill by very little.
pub fn cause(cause: &Cause) -> String {
    let n = |value| format::not_hidden(value, 2);
    let moved = match cause.mover() {
        Mover::Unit => {
            let [before, after] = format::apart([cause.bias_before, cause.bias_after], 2);
            let bias = if cause.batch_norm { "batch norm β" } else { "bias" };
            format!("One step of {} moved its {bias} from {before} to {after}", n(cause.moved))
        }
        Mover::LayersBelow => {
            format!("The layers below moved by {}, the unit itself by {}", n(cause.moved_below), n(cause.moved))
        }
    };
    let [low, new_low] = format::apart([cause.z_before.0, cause.z_after.0], 2);
    let [high, new_high] = format::apart([cause.z_before.1, cause.z_after.1], 2);
    format!(
        "{moved}; its z went from [{low}, {high}] to [{new_low}, {new_high}], and no training point reaches it any more."
    )
}

/// What an intervention was, and whom it brought back; `dead` units are dead now.
/// `hidden`: number of hidden layers.
pub fn mark(mark: &Mark, dead: usize, hidden: usize) -> String {
    const NAMED: usize = 4;
    let name = |id: &UnitId| format::unit_short(id.layer as usize, id.unit as usize, hidden);
    let names: Vec<String> = mark.revived.iter().take(NAMED).map(name).collect();
    let more = mark.revived.len().saturating_sub(NAMED);
    let who = match (names.len(), more) {
        (0, _) if dead == 0 => String::new(),
        (0, _) => "; no dead unit came back at once".to_owned(),
        (_, 0) => format!("; back to life: {}", names.join(", ")),
        (_, more) => format!("; back to life: {} and {more} more", names.join(", ")),
    };
    let mut what = intervention(&mark.intervention, hidden);
    if let Some(first) = what.get(..1).map(str::to_ascii_uppercase) {
        what.replace_range(..1, &first);
    }
    format!("{what}{who}.")
}

/// What the user did, in the words of a sentence.
pub fn intervention(intervention: &Intervention, hidden: usize) -> String {
    let units = |units: u32| if units == 1 { "1 unit".to_owned() } else { format!("{units} units") };
    match intervention {
        Intervention::Changed(changes) => changes.iter().map(change).collect::<Vec<_>>().join(", "),
        Intervention::Reinitialised { units: count } => format!("{} re-initialised", units(*count)),
        Intervention::BiasAdded { units: count, amount } => {
            format!("{} added to the bias of {}", format::signed(*amount), units(*count))
        }
        Intervention::NumberSet { .. } => format::intervention(intervention, hidden),
        Intervention::BatchNormOn => "batch norm on".to_owned(),
    }
}

fn change(change: &Change) -> String {
    match change {
        Change::Activations(functions) => functions.iter().map(format::named).collect::<Vec<_>>().join(", "),
        Change::LearningRate(rate) => format!("learning rate now {}", format::plain(*rate)),
        Change::Optimizer(optimizer) => format!("optimizer {optimizer}"),
        Change::Batch(None) => "full batch".to_owned(),
        Change::Batch(Some(size)) => format!("batch size {size}"),
        Change::Clip(None) => "gradient no longer clipped".to_owned(),
        Change::Clip(Some(norm)) => format!("gradient norm clipped at {norm}"),
        Change::L1(strength) => format!("L1 {strength}"),
        Change::Epochs(None) => "no last epoch".to_owned(),
        Change::Epochs(Some(last)) => format!("stops after {last} epochs"),
    }
}

/// Where the run stopped being finite.
pub fn divergence(divergence: &Divergence) -> String {
    let Divergence { step, epoch, layer, is_output, what, .. } = divergence;
    let layer = if *is_output { "Output".to_owned() } else { format!("Hidden {}", layer + 1) };
    let what = match what {
        NotFinite::Outputs => "outputs",
        NotFinite::Loss => "loss",
        NotFinite::Gradient => "gradient",
        NotFinite::Weights => "weights",
    };
    format!(
        "Step {} of the run, in epoch {}: the first number that is not finite is in the {what} of {layer}.",
        format::count(*step),
        epoch + 1
    )
}

/// That the run is back where its numbers are finite, and with what learning rate it goes on if that was changed.
pub fn back(frame: &Snapshot, learning_rate: Option<f32>) -> String {
    let place = match (frame.step, frame.epoch) {
        (0, _) => "Back at the start".to_owned(),
        // Where something was changed within an epoch, the way back ends there.
        (step, epoch) if frame.epoch_fraction > epoch as f32 => {
            format!("Back at step {}, where all numbers are finite", format::count(step))
        }
        (_, epoch) => format!("Back at the end of epoch {epoch}, where all numbers are finite"),
    };
    let rate =
        learning_rate.map_or_else(String::new, |rate| format!("; the learning rate is now {}", format::plain(rate)));
    format!("{place}{rate}. Paused.")
}

/// That the run is back before a death: `name` died at the step that comes next.
pub fn back_before(frame: &Snapshot, name: &str, dead: usize) -> String {
    format!("Back at step {}, just before {name} died; {}. Paused.", format::count(frame.step), dead_here(dead))
}

fn dead_here(dead: usize) -> String {
    match dead {
        0 => "no unit is dead here".to_owned(),
        1 => "1 unit is dead here".to_owned(),
        more => format!("{more} units are dead here"),
    }
}

/// That the run is back at the end of an epoch, with the settings of then.
pub fn back_at_epoch(frame: &Snapshot, dead: usize) -> String {
    let place = if frame.step == 0 { "the start".to_owned() } else { format!("the end of epoch {}", frame.epoch) };
    format!("Back at {place}, with the settings of then; {}. Paused.", dead_here(dead))
}

/// That the run has paused because units died: the first of `died`, why, and how many others.
pub fn paused_at_death(frame: &Snapshot, died: &[&Death]) -> String {
    let Some(first) = died.first() else { return String::new() };
    let hidden = frame.layers.len().saturating_sub(1);
    let (layer, unit) = (first.id.layer as usize, first.id.unit as usize);
    let who = if layer < hidden {
        format!("unit {} of Hidden {} ({})", unit + 1, layer + 1, format::unit_short(layer, unit, hidden))
    } else {
        "the output".to_owned()
    };
    let others = match died.len() - 1 {
        0 => String::new(),
        1 => ", and 1 more unit".to_owned(),
        more => format!(", and {more} more units"),
    };
    let why = first.cause.as_ref().map_or_else(String::new, |known| format!(" {}", cause(known)));
    let (epoch, step) = (format::count(u64::from(first.epoch.ceil() as u32)), format::count(first.step));
    format!("Paused: {who} died at epoch {epoch}, step {step}{others}.{why}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::train::words::tests::trained;

    #[test]
    fn a_message_says_who_came_back() {
        let unit = |unit| UnitId { layer: 0, unit };
        let output = Mark {
            epoch: 1.0,
            step: 8,
            intervention: Intervention::BiasAdded { units: 1, amount: 0.5 },
            revived: vec![UnitId { layer: 2, unit: 0 }],
        };
        assert_eq!(mark(&output, 0, 2), "+0.5 added to the bias of 1 unit; back to life: Output.");
        let told = |intervention, units: u32, dead| {
            mark(&Mark { epoch: 1.0, step: 8, intervention, revived: (0..units).map(unit).collect() }, dead, 2)
        };
        let rate = || Intervention::Changed(vec![Change::LearningRate(0.05)]);
        let again = |units| Intervention::Reinitialised { units };
        assert_eq!(told(rate(), 0, 0), "Learning rate now 0.05.");
        assert_eq!(told(rate(), 0, 3), "Learning rate now 0.05; no dead unit came back at once.");
        assert_eq!(told(again(2), 2, 0), "2 units re-initialised; back to life: H1·1, H1·2.");
        assert!(told(again(6), 6, 0).ends_with("H1·4 and 2 more."));
    }

    #[test]
    fn a_divergence_names_step_and_layer() {
        let text = divergence(&trained("data=plane&act=identity&lr=50", 50).divergence.unwrap());
        let frame = Snapshot { epoch: 6, epoch_fraction: 6.0, step: 48, ..Snapshot::default() };
        let said = "Back at the end of epoch 6, where all numbers are finite; the learning rate is now 12.5. Paused.";
        assert_eq!(back(&frame, Some(12.5)), said);
        assert_eq!(back(&Snapshot::default(), None), "Back at the start. Paused.");
        let within = Snapshot { epoch_fraction: 6.5, ..frame.clone() };
        assert_eq!(back(&within, None), "Back at step 48, where all numbers are finite. Paused.");
        assert_eq!(
            back_before(&frame, "H1·2", 0),
            "Back at step 48, just before H1·2 died; no unit is dead here. Paused."
        );
        assert!(text.starts_with("Step ") && (text.contains("Hidden ") || text.contains("Output")), "{text}");
    }

    #[test]
    fn a_pause_at_a_death_says_who_when_and_why() {
        let frame = trained("lr=0.4&batch=2&seed=98", 8);
        let died: Vec<&Death> = frame.deaths.iter().collect();
        let said = paused_at_death(&frame, &died);
        assert!(
            said.starts_with("Paused: unit 2 of Hidden 1 (H1·2) died at epoch 8, step 1\u{2009}000. One step of "),
            "{said}"
        );
        assert!(said.contains("moved its bias from −0.88 to −1.90"), "{said}");
        assert!(paused_at_death(&frame, &[died[0], died[0], died[0]]).contains(", and 2 more units."));
        assert_eq!(paused_at_death(&frame, &[]), "");
        let back = "Back at the end of epoch 8, with the settings of then; 1 unit is dead here. Paused.";
        assert_eq!(back_at_epoch(&frame, 1), back);
    }

    #[test]
    fn a_cause_says_what_moved_and_where_z_went() {
        let mut killed = Cause {
            step: 3,
            batch_norm: false,
            z_before: (-1.0, 2.0),
            z_after: (-3.0, -0.001),
            bias_before: 0.1,
            bias_after: -2.0,
            moved: 2.5,
            moved_below: 0.5,
            gradient_norm: 0.5,
            learning_rate: 5.0,
        };
        let rest = "; its z went from [−1.00, 2.000] to [−3.00, −0.001], and no training point reaches it any more.";
        assert_eq!(cause(&killed), format!("One step of 2.50 moved its bias from 0.10 to −2.00{rest}"));
        killed.moved_below = 9.0;
        assert_eq!(cause(&killed), format!("The layers below moved by 9.00, the unit itself by 2.50{rest}"));
        // A step that kills by very little is told in as many digits as it takes.
        (killed.moved_below, killed.batch_norm) = (0.0, true);
        (killed.bias_before, killed.bias_after) = (-0.151_2, -0.151_7);
        killed.z_before = (-0.151_31, 3e-4);
        killed.z_after = (-0.151_32, -4.4e-7);
        let said = cause(&killed);
        assert!(said.contains("moved its batch norm β from −0.151 to −0.152"), "{said}");
        assert!(said.contains("from [−0.15131, 0.0003] to [−0.15132, −4.4e−7]"), "{said}");
    }
}
