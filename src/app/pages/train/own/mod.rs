//! Own data: the buttons beside the data sets, and the dialog in which points are drawn or a table is taken in.

pub mod drawing;
pub mod pad;
pub mod preview;
pub mod sheet;
pub mod words;

use leptos::either::Either;
use leptos::prelude::*;
use reactive_stores::Store;

use relu_lab::data::own::print;
use relu_lab::data::own::scaling::Scaling;

use crate::components::dialog::Overlay;
use crate::components::fields::{Segmented, SelectField};
use crate::hooks::files::save_text;
use crate::state::own::{OwnDraft, Way};
use crate::state::{Display, DisplayStoreFields, Experiment, ExperimentStoreFields, Trainer};

/// The ways to own data, below the data sets.
#[component]
pub fn Ways() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let (trainer, draft, display) =
        (expect_context::<Trainer>(), expect_context::<OwnDraft>(), expect_context::<Store<Display>>());
    let is_own = Memo::new(move |_| experiment.spec().with(|spec| spec.data.row().is_own()));
    let button = move |name: &'static str, way: Way| {
        view! {
            <button
                type="button"
                class="button"
                aria-haspopup="dialog"
                title="Your own data in place of a data set"
                on:click=move |_| trainer.open_own(draft, display, way)
            >
                {name}
            </button>
        }
    };
    let chosen = Signal::derive(move || experiment.spec().with(|spec| spec.scaling.id().to_owned()));
    let options = || Scaling::ALL.map(|kind| (kind.id(), words::scaling(kind).to_owned())).into();
    view! {
        <div class="own-ways" class:in-use=is_own>
            {button("Draw points", Way::Draw)}
            {button("Paste or open a file", Way::Table)}
        </div>
        {move || is_own.get().then(|| view! { <SelectField key="scale" label="Scaling" options=options() chosen=chosen /> })}
    }
}

/// The dialog, over the page.
#[component]
pub fn OwnDialog() -> impl IntoView {
    let (trainer, draft, display) =
        (expect_context::<Trainer>(), expect_context::<OwnDraft>(), expect_context::<Store<Display>>());
    let open = display.own_data();
    let chosen = Signal::derive(move || usize::from(draft.way.get() == Way::Table));
    let choose = move |index| {
        draft.said.set(String::new());
        draft.way.set(if index == 0 { Way::Draw } else { Way::Table });
    };
    let accept = move |_| match untrack(|| draft.data()) {
        Some(data) => {
            // What is drawn lies on the map as it is.
            let scaling =
                if draft.way.get_untracked() == Way::Draw { Scaling::None } else { draft.scaling.get_untracked() };
            open.set(false);
            trainer.use_own(data, scaling);
        }
        None => draft.said.set(
            match draft.way.get_untracked() {
                Way::Draw => "Draw points of at least two classes first.",
                Way::Table => "There is nothing yet that can be used.",
            }
            .to_owned(),
        ),
    };
    let save = move |_| {
        if let Some(data) = untrack(|| draft.data()) {
            save_text("own-data.csv", "text/csv", &print::csv(&data));
        }
    };
    let data = Memo::new(move |_| if open.get() { draft.data() } else { None });
    let summary = move || data.with(|data| data.as_ref().map(words::summary));
    let travels = move || data.with(|data| data.as_ref().map(|data| words::in_link(data.points())));
    let is_ready = Memo::new(move |_| data.with(Option::is_some));
    view! {
        <Overlay id="own" title="Your own data" close="Close your own data" open=open>
            <Segmented name="Own data from" choices=vec!["Draw".into(), "Table".into()] chosen=chosen on_choose=Callback::new(choose) />
            {move || open.get().then(|| match draft.way.get() {
                Way::Draw => Either::Left(view! { <pad::Pad /> }),
                Way::Table => Either::Right(view! { <sheet::Sheet /> }),
            })}
            <p class="own-summary"><span data-testid="own-summary">{summary}</span></p>
            <p class="caption">{travels}</p>
            <p class="own-said" role="status">{draft.said}</p>
            <div class="own-buttons">
                <button type="button" class="button primary" aria-disabled=move || (!is_ready.get()).to_string() on:click=accept>"Use this data"</button>
                <button type="button" class="button" on:click=move |_| open.set(false)>"Cancel"</button>
                <button type="button" class="button save" aria-disabled=move || (!is_ready.get()).to_string() on:click=save>"Save as a file"</button>
            </div>
        </Overlay>
    }
}
