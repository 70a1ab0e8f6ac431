//! The dialog that saves files of the run as it stands, and opens others.

use leptos::prelude::*;
use reactive_stores::Store;
use web_sys::HtmlInputElement;

use crate::components::dialog::Overlay;
use crate::components::icons;
use crate::hooks::files::save_text;
use crate::pages::train::words::files as words;
use crate::pictures::dialog::PictureList;
use crate::state::{Display, DisplayStoreFields, Run, RunStoreFields, Trainer};
use relu_lab::export::ExportKind;
use relu_lab::export::torch::differences::{Difference, differences};
use relu_lab::export::torch::experiment_json;

/// The button that opens the dialog, in the header or as a row; only among all controls.
#[component]
pub fn FilesButton(
    /// What it is for the style sheet.
    class: &'static str,
) -> impl IntoView {
    let display = expect_context::<Store<Display>>();
    let button = move || {
        (!display.calm().get()).then(|| {
            view! {
                <button
                    type="button"
                    class=format!("files-button {class}")
                    aria-label="Export"
                    aria-haspopup="dialog"
                    title="Save files of this run, or open one (E)"
                    on:click=move |_| display.files().set(true)
                >
                    {icons::SAVE.view()}
                    <span>"Export"</span>
                </button>
            }
        })
    };
    view! { {button} }
}

/// The dialog, over the page.
#[component]
pub fn FilesDialog() -> impl IntoView {
    let open = expect_context::<Store<Display>>().files();
    let run = expect_context::<Store<Run>>();
    let trainer = expect_context::<Trainer>();
    let known = Memo::new(move |_| {
        if !open.get() {
            return Vec::new();
        }
        run.described().with(|frame| differences(&frame.spec, &frame.marks, frame.step))
    });
    let is_refused = Memo::new(move |_| known.with(|known| matches!(known[..], [Difference::Refused(_)])));
    let notes = move || {
        let notes = known.with(|known| known.iter().map(words::difference).collect::<Vec<_>>());
        (!notes.is_empty()).then(|| {
            view! { <ul class="differences">{notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}</ul> }
        })
    };
    let worker_row = move |kind: ExportKind, name: &'static str, what: &'static str| {
        let refused = Signal::derive(move || kind == ExportKind::Torch && is_refused.get());
        let press = Callback::new(move |()| {
            if !refused.get_untracked() {
                trainer.export(kind);
            }
        });
        let is_made = Signal::derive(move || trainer.files.making.get() == Some(kind));
        row(name, what, press, is_made, refused)
    };
    let json = Callback::new(move |()| {
        let text = trainer.settings().spec.with_untracked(experiment_json);
        save_text("relu-lab-experiment.json", "application/json", &text);
    });
    let never = Signal::derive(|| false);
    let opened = move |input: &HtmlInputElement| {
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            trainer.bring(&file);
        }
        // The same file can be chosen again.
        input.set_value("");
    };
    view! {
        <Overlay id="files" title="Export and import" close="Close export" open=open>
            <h3>"Save this run as it stands"</h3>
            <div class="files-list" role="group" aria-label="Save">
                {worker_row(
                    ExportKind::Torch,
                    "PyTorch project (zip)",
                    "run.py builds this network in PyTorch, repeats the training and says whether it agrees; with data, weights and curves.",
                )}
                {notes}
                {worker_row(
                    ExportKind::Weights,
                    "Weights (safetensors)",
                    "As they are now, with the names of nn.Sequential.state_dict().",
                )}
                {row("Experiment (JSON)", "Every setting. It can be opened again here.", json, never, never)}
                {worker_row(
                    ExportKind::Curves,
                    "Curves (CSV)",
                    "Losses, accuracies, gradient norms and living units: a row an epoch, at most 512.",
                )}
                {worker_row(
                    ExportKind::Units,
                    "Units (CSV)",
                    "A row a unit: its state, how it died, its gradient, weights and bias.",
                )}
            </div>
            <p class="files-failed" role="alert">
                {move || trainer.files.failed.get().map(|reason| format!("The file could not be made: {reason}."))}
            </p>
            <h3>"Save a picture, or print"</h3>
            <PictureList open=Signal::derive(move || open.get()) />
            <h3>"Open a file"</h3>
            <label class="open-file">
                <span class="button">{icons::OPEN.view()} "Choose a file"</span>
                <input
                    type="file"
                    aria-label="Open a file"
                    accept=".json,.safetensors"
                    on:change:target=move |event| opened(&event.target())
                />
            </label>
            <p class="caption">
                "An experiment (.json), or the weights of a multilayer perceptron trained elsewhere (.safetensors, up to 50 MB). Or drop the file on the page. It is read in this browser and sent nowhere."
            </p>
        </Overlay>
    }
}

/// A file that can be saved.
fn row(
    name: &'static str,
    what: &'static str,
    press: Callback<()>,
    is_made: Signal<bool>,
    is_refused: Signal<bool>,
) -> impl IntoView {
    view! {
        <div class="files-row">
            <button
                type="button"
                class="button"
                aria-label=name
                aria-busy=move || is_made.get().to_string()
                aria-disabled=move || is_refused.get().then_some("true")
                on:click=move |_| press.run(())
            >
                {icons::SAVE.view()}
                <span>{name}</span>
            </button>
            <span class="caption">{what}</span>
        </div>
    }
}
