//! The deaths of the run, newest first: when, why, and the way back.

use crate::pages::train::Group;
use crate::pages::train::words::events;
use crate::state::run::dead_total;
use crate::state::{Display, DisplayStoreFields, Run, RunStoreFields, Trainer};
use leptos::either::Either;
use leptos::prelude::*;
use reactive_stores::Store;
use relu_lab::plot::format;
use relu_lab::train::snapshot::Death;

/// So many entries are shown; older ones are in the plot of living units.
const SHOWN: usize = 100;

/// The list, in a section of its own.
#[component]
pub fn Deaths() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let deaths = Memo::new(move |_| run.frame().with(|frame| latest(&frame.deaths)));
    let dead = Memo::new(move |_| run.frame().with(|frame| dead_total(frame)));
    let summary = Signal::derive(move || match dead.get() {
        0 => "no unit is dead".to_owned(),
        1 => "1 unit is dead".to_owned(),
        more => format!("{more} units are dead"),
    });
    let hint = move || {
        deaths.with(Vec::is_empty).then(|| {
            view! { <p class="caption">"None so far. A unit whose gradient is 0 on every training point is listed here, with the reason."</p> }
        })
    };
    view! {
        <Group id="health" name="Deaths" summary=summary>
            <h2 class="only-in-place">"Deaths " <span class="caption">{summary}</span></h2>
            {hint}
            <ul class="deaths" role="list" aria-label="Deaths">
                <For each=move || deaths.get() key=key children=entry />
            </ul>
        </Group>
    }
}

/// What tells an entry from the others, and from itself when its cause is known.
fn key(death: &Death) -> String {
    format!("{} {} {} {}", death.id.name(), death.step, death.revived, death.cause.is_some())
}

/// The newest first.
fn latest(deaths: &[Death]) -> Vec<Death> {
    deaths.iter().rev().take(SHOWN).cloned().collect()
}

/// One entry: a death is a button that goes back to just before it.
fn entry(death: Death) -> impl IntoView {
    let display = expect_context::<Store<Display>>();
    let trainer = expect_context::<Trainer>();
    let (name, when) = words(&death);
    if death.revived || death.step == 0 {
        let class = if death.revived { "event revived" } else { "event" };
        return Either::Left(view! { <li><p class=class><strong>{name}</strong> " " {when}</p></li> });
    }
    let why = death.cause.as_ref().map(|cause| view! { <span class="why">{events::cause(cause)}</span> });
    let sheet = display.sheet();
    Either::Right(view! {
        <li>
            <button
                type="button"
                class="event"
                title="Go back to just before"
                on:click=move |_| {
                    sheet.set(None);
                    trainer.back_before(&death);
                }
            >
                <span><strong>{name}</strong> " " {when}</span>
                {why}
            </button>
        </li>
    })
}

/// Who, and what happened when.
fn words(death: &Death) -> (String, String) {
    let when = match (death.revived, death.step) {
        (false, 0) => "was dead from the start".to_owned(),
        (revived, step) => {
            let verb = if revived { "↺ revived" } else { "died" };
            format!("{verb} at epoch {} · step {}", format::count(death.epoch as u64), format::count(step))
        }
    };
    (death.id.name(), when)
}

#[cfg(test)]
mod tests {
    use super::*;
    use relu_lab::train::snapshot::UnitId;

    #[test]
    fn entries_say_who_and_when() {
        let death = |step, revived| Death {
            id: UnitId { layer: 1, unit: 1 },
            epoch: step as f32 / 8.0,
            step,
            revived,
            cause: None,
        };
        assert_eq!(words(&death(288, false)), ("H2·2".to_owned(), "died at epoch 36 · step 288".to_owned()));
        assert_eq!(words(&death(0, false)).1, "was dead from the start");
        assert!(words(&death(16, true)).1.contains("revived at epoch 2"));
        let deaths = [death(8, false), death(16, true)];
        assert_eq!(latest(&deaths)[0].step, 16);
    }
}
