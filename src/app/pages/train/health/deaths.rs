//! The deaths of the run, newest first: when, why, and the way back.

use crate::pages::train::Group;
use crate::pages::train::words::{events, health};
use crate::state::run::{dead_total, output_is_dead};
use crate::state::{Display, DisplayStoreFields, Run, RunStoreFields, Trainer};
use leptos::either::EitherOf3;
use leptos::prelude::*;
use reactive_stores::Store;
use relu_lab::plot::format;
use relu_lab::train::snapshot::{Death, Origin, Snapshot, UnitId};

/// So many entries are shown; older ones are in the plot of living units.
const SHOWN: usize = 100;

/// The list, in a section of its own.
#[component]
pub fn Deaths() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let deaths = Memo::new(move |_| run.frame().with(|frame| latest(frame)));
    let dead = Memo::new(move |_| run.frame().with(|frame| (dead_total(frame), output_is_dead(frame))));
    let summary = Signal::derive(move || summary_words(dead.get()));
    let hint = move || {
        deaths.with(Vec::is_empty).then(|| {
            view! { <p class="caption">"None so far. A unit whose slope and answer are 0 on every training point is listed here, with the reason."</p> }
        })
    };
    let cut = Memo::new(move |_| run.frame().with(|frame| health::cut(frame)));
    let cut = move || cut.get().map(|text| view! { <p class="caption" role="status" data-testid="cut">{text}</p> });
    view! {
        <Group id="health" name="Deaths" summary=summary>
            <h2 class="only-in-place">"Deaths " <span class="caption">{summary}</span></h2>
            {cut} {hint}
            <ul class="deaths" role="list" aria-label="Deaths">
                <For each=move || deaths.get() key=key children=entry />
            </ul>
        </Group>
    }
}

/// How many hidden units are dead, and whether the output is.
fn summary_words((dead, output): (usize, bool)) -> String {
    let units = match dead {
        0 => "no hidden unit is dead".to_owned(),
        1 => "1 hidden unit is dead".to_owned(),
        more => format!("{more} hidden units are dead"),
    };
    if output { format!("{units}, the output is dead") } else { units }
}

/// An entry of the list: a death or a return, with its words; of those that are dead from the start one for all.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    death: Death,
    name: String,
    when: String,
    /// The others that this entry stands for, with their names.
    others: Vec<(UnitId, String)>,
}

/// What tells an entry from the others, and from itself when its cause is known.
fn key(entry: &Entry) -> String {
    let Entry { death, name, others, .. } = entry;
    let count = others.len();
    format!("{name} {} {} {:?} {} {count}", death.step, death.revived, death.origin, death.cause.is_some())
}

/// The newest first.
fn latest(frame: &Snapshot) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut born: Vec<(&Death, String)> = Vec::new();
    for death in frame.deaths.iter().rev() {
        if is_born_dead(death) {
            born.push((death, health::name(frame, death.id)));
        } else if entries.len() < SHOWN {
            let (name, when) = words(frame, death);
            entries.push(Entry { death: death.clone(), name, when, others: Vec::new() });
        }
    }
    // In the order of the network.
    born.reverse();
    if let Some((first, _)) = born.first() {
        let one = health::name(frame, first.id);
        let (name, when) = match born.len() {
            1 => (one, "was dead from the start".to_owned()),
            count => (format!("{count} units"), "were dead from the start".to_owned()),
        };
        let death = (*first).clone();
        let others = born.into_iter().map(|(death, name)| (death.id, name)).collect();
        entries.push(Entry { death, name, when, others });
    }
    entries
}

fn is_born_dead(death: &Death) -> bool {
    death.origin == Origin::Start && !death.revived
}

/// The entry of those that are dead from the start: pressed, it names them; a name pins the unit.
#[component]
fn BornDead(
    /// The entry.
    entry: Entry,
) -> impl IntoView {
    let display = expect_context::<Store<Display>>();
    let open = RwSignal::new(false);
    let Entry { name, when, others, .. } = entry;
    let names = StoredValue::new(others);
    let pin = move |id: UnitId| {
        display.sheet().set(None);
        display.pinned().set(Some(id));
    };
    let list = move || {
        open.get().then(|| {
            let button = |(id, name): (UnitId, String)| {
                view! { <button type="button" class="quiet" on:click=move |_| pin(id)>{name}</button> }
            };
            view! { <span class="born-dead">{names.get_value().into_iter().map(button).collect_view()}</span> }
        })
    };
    view! {
        <li>
            <button
                type="button"
                class="event"
                title="Name them"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <span><strong>{name}</strong> " " {when}</span>
            </button>
            {list}
        </li>
    }
}

/// One entry: a death is a button that goes back to just before it.
fn entry(entry: Entry) -> impl IntoView {
    let display = expect_context::<Store<Display>>();
    let trainer = expect_context::<Trainer>();
    if is_born_dead(&entry.death) {
        return EitherOf3::A(view! { <BornDead entry=entry /> });
    }
    let Entry { death, name, when, .. } = entry;
    if death.revived {
        return EitherOf3::B(view! { <li><p class="event revived"><strong>{name}</strong> " " {when}</p></li> });
    }
    let why = death.cause.as_ref().map(|cause| view! { <span class="why">{events::cause(cause)}</span> });
    let sheet = display.sheet();
    EitherOf3::C(view! {
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
fn words(frame: &Snapshot, death: &Death) -> (String, String) {
    let verb = if death.revived { "↺ revived" } else { "died" };
    let at = format!("{verb} at epoch {} · step {}", format::count(death.epoch as u64), format::count(death.step));
    let when = match death.origin {
        Origin::Start => "was dead from the start".to_owned(),
        Origin::Step => at,
        Origin::Intervention { mark } => format!("{at}: {}", health::by(frame, mark)),
    };
    (health::name(frame, death.id), when)
}

#[cfg(test)]
mod tests {
    use super::*;
    use relu_lab::train::session::Session;
    use relu_lab::train::snapshot::UnitNumber;
    use relu_lab::train::spec::Spec;

    #[test]
    fn entries_say_who_and_when() {
        let mut session = Session::new(Spec::from_query("").0);
        let id = UnitId { layer: 1, unit: 1 };
        session.set_number(id, UnitNumber::Bias, -50.0);
        let mut frame = session.snapshot(false, 0.0, None);
        let death = |step, revived, origin| Death { id, epoch: step as f32 / 8.0, step, revived, origin, cause: None };
        let said = |death: Death| words(&frame, &death);
        let by_hand = Origin::Intervention { mark: 0 };
        assert_eq!(
            said(death(288, false, Origin::Step)),
            ("H2·2".to_owned(), "died at epoch 36 · step 288".to_owned())
        );
        assert_eq!(said(death(0, false, Origin::Start)).1, "was dead from the start");
        assert_eq!(said(death(320, false, by_hand)).1, "died at epoch 40 · step 320: bias of H2·2 set to −50");
        assert_eq!(said(death(0, false, by_hand)).1, "died at epoch 0 · step 0: bias of H2·2 set to −50");
        assert!(said(death(16, true, Origin::Step)).1.contains("revived at epoch 2"));
        frame.deaths = vec![death(8, false, Origin::Step), death(16, true, Origin::Step)];
        assert_eq!(latest(&frame)[0].death.step, 16);
        let at_start = |unit| Death { id: UnitId { layer: 0, unit }, ..death(0, false, Origin::Start) };
        frame.deaths = (0..16).map(at_start).chain([death(8, false, Origin::Step)]).collect();
        let listed = latest(&frame);
        assert_eq!(
            (listed.len(), listed[1].name.as_str(), listed[1].when.as_str()),
            (2, "16 units", "were dead from the start")
        );
        assert_eq!((listed[1].others.len(), listed[1].others[0].1.as_str()), (16, "H1·1"));
        assert_eq!(summary_words((2, true)), "2 hidden units are dead, the output is dead");
    }
}
