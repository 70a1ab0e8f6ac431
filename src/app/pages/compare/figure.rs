//! The figure: loss over the epochs, or epochs to the target; with a reading of exact numbers.

use crate::hooks::screen::Screen;
use leptos::prelude::*;

use wasm_bindgen::JsCast;

use crate::components::fields::{CheckBox, Segmented};
use crate::components::figure::{Figure, Paint};
use crate::components::term::Said;
use crate::pages::compare::state::{Compare, FigureKind};
use crate::pages::compare::words::{counted, figures as words};
use crate::pictures::words::capitalised;
use crate::pictures::{Picture, words as pictures};
use relu_lab::plot::DrawError;
use relu_lab::plot::axis::Axes;
use relu_lab::plot::compare::arrivals::{self, Arrivals, Mark};
use relu_lab::plot::compare::curves::{self, LossCurves};
use relu_lab::plot::compare::looks;
use relu_lab::plot::palette::LIGHT;
use relu_lab::plot::pen::Pen;

/// The figures with the names of their choices.
const FIGURES: [(FigureKind, &str); 3] =
    [(FigureKind::Train, "Training loss"), (FigureKind::Test, "Test loss"), (FigureKind::Arrivals, "Epochs to target")];

/// How near to a mark a pointer must be, in CSS pixels.
const REACH: f32 = 12.0;

/// What was drawn where, for pointers.
#[derive(Default)]
struct Drawn {
    axes: Option<Axes>,
    marks: Vec<Mark>,
}

/// Draws the figure that is chosen. `title`: for a picture that stands alone.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw(pen: &mut Pen, compare: &Shown, title: &str) -> Result<(Option<Axes>, Vec<Mark>), DrawError> {
    let Shown { results, looks, figure, singles, log, cursor, seed } = compare;
    let (conditions, budget) = (results.conditions.as_slice(), results.plan.epochs());
    match figure {
        FigureKind::Arrivals => {
            let arrivals = Arrivals { conditions, looks, budget, seed: *seed, placeholder: words::NO_RUNS, title };
            Ok((None, arrivals::draw(pen, &arrivals)?))
        }
        figure => {
            let curves = LossCurves {
                conditions,
                looks,
                test: *figure == FigureKind::Test,
                singles: *singles,
                log: *log,
                target: results.plan.target,
                budget,
                cursor: *cursor,
                placeholder: words::NO_RUNS,
                title,
            };
            Ok((Some(curves::draw(pen, &curves)?), Vec::new()))
        }
    }
}

/// Everything that the figure shows now.
pub struct Shown {
    /// The results.
    pub results: std::sync::Arc<crate::pages::compare::results::Results>,
    /// How the values look.
    pub looks: Vec<relu_lab::plot::looks::Look>,
    /// Which figure.
    pub figure: FigureKind,
    /// Whether every run is a line.
    pub singles: bool,
    /// Whether the loss axis is logarithmic.
    pub log: bool,
    /// The epoch that is read off.
    pub cursor: Option<f32>,
    /// The seed that is looked at.
    pub seed: Option<u32>,
}

impl Shown {
    /// What is shown now.
    pub fn now(compare: Compare) -> Self {
        Self {
            results: compare.shown(),
            looks: compare.looks.get(),
            figure: compare.figure.get(),
            singles: compare.singles.get(),
            log: compare.log_loss.get(),
            cursor: compare.cursor.get(),
            seed: Some(compare.shown_seed()),
        }
    }

    /// The same on white, without what a pointer reads off.
    fn light(&self) -> Self {
        let plan = &self.results.plan;
        let looks = looks(&LIGHT, &plan.activations(), plan.values.len());
        Self { results: std::sync::Arc::clone(&self.results), looks, cursor: None, ..*self }
    }

    /// What the figure is called.
    pub fn title(&self) -> String {
        let seeds = counted(self.results.plan.seeds as usize, "seed");
        let diverged = words::diverged(&self.results.conditions, self.figure == FigureKind::Arrivals);
        match self.figure {
            FigureKind::Arrivals => {
                format!("Epochs to a training loss of {}, {seeds}{diverged}", self.results.plan.target)
            }
            figure => {
                let set = if figure == FigureKind::Test { "Test" } else { "Training" };
                let what = if self.singles { "every run and the median" } else { "median and middle half" };
                format!("{set} loss: {what} of {seeds}{diverged}")
            }
        }
    }
}

/// How the figure is to be read: which one, and whether every run is a line.
fn caption(shown: (FigureKind, bool)) -> &'static str {
    match shown {
        (FigureKind::Arrivals, _) => "mark: a seed, opens its run; bar: middle half; stroke: median",
        (_, true) => "thin: every run, thick: median",
        (_, false) => "line: median over seeds, band: middle half",
    }
}

/// The same for what is shown now.
fn how(compare: Compare) -> &'static str {
    match (compare.figure.get(), compare.singles.get()) {
        (FigureKind::Train | FigureKind::Test, _) if compare.race.is_on.get() => "one seed, as far as it is",
        other => caption(other),
    }
}

/// The panel.
#[component]
#[allow(clippy::too_many_lines, reason = "one view")]
pub fn FigurePanel() -> impl IntoView {
    let compare = expect_context::<Compare>();
    let screen = expect_context::<Screen>();
    let drawn = StoredValue::new_local(Drawn::default());
    // Where the axis of the epochs begins and how long it is, in CSS pixels.
    let axis = RwSignal::new(None::<(f32, f32)>);
    let paint = move || -> Paint {
        let shown = Shown::now(compare);
        Box::new(move |surface| {
            if !surface.is_on_page {
                let shown = shown.light();
                surface.draw(|pen| draw(pen, &shown, ""));
            } else if let Some((axes, marks)) = surface.draw(|pen| draw(pen, &shown, "")) {
                // A figure that is gone by now has no pointers over it.
                let _ = drawn.try_update_value(|drawn| *drawn = Drawn { axes, marks });
                let scale = surface.theme.scale;
                let now = axes.map(|axes| (axes.plot.x / scale, axes.plot.width / scale));
                if now.is_some() && axis.try_get_untracked().is_some_and(|before| before != now) {
                    axis.set(now);
                }
            }
        })
    };
    let place = move |event: &web_sys::MouseEvent| {
        let element = event.current_target()?.unchecked_into::<web_sys::Element>();
        let rect = element.get_bounding_client_rect();
        let scale = screen.theme.get_untracked().scale;
        let (x, y) = (event.client_x() as f32 - rect.left() as f32, event.client_y() as f32 - rect.top() as f32);
        Some((x * scale, y * scale, scale))
    };
    let mark = move |event: &web_sys::MouseEvent| {
        let (x, y, scale) = place(event)?;
        drawn.with_value(|drawn| arrivals::nearest(&drawn.marks, (x, y), REACH * scale))
    };
    let moved = move |event: &web_sys::MouseEvent| {
        let epoch = place(event).and_then(|(x, _, _)| Some(drawn.with_value(|drawn| drawn.axes)?.value_at(x).round()));
        if epoch.is_some() && compare.cursor.get_untracked() != epoch {
            compare.cursor.set(epoch);
        }
    };
    let open = move |event: &web_sys::MouseEvent| {
        if let Some((value, seed)) = mark(event) {
            // The page follows the address.
            let _ = window().location().set_hash(&untrack(|| compare.train_address(value, seed)));
        }
    };
    let chosen = Signal::derive(move || FIGURES.iter().position(|(f, _)| *f == compare.figure.get()).unwrap_or(0));
    let is_curves = move || compare.figure.get() != FigureKind::Arrivals;
    let log = compare.log_loss;
    let caption = Memo::new(move |_| {
        let (figure, how) = (compare.figure.get(), how(compare));
        format!("{how}{}", words::diverged(&compare.shown().conditions, figure == FigureKind::Arrivals))
    });
    let label = Signal::derive(move || {
        let results = compare.shown();
        match compare.figure.get() {
            FigureKind::Arrivals => words::arrivals(&results.conditions),
            figure => words::loss_curves(&results.conditions, figure == FigureKind::Test, results.plan.epochs()),
        }
    });
    let picture = Picture::new(1, 480.0, move || {
        let shown = Shown::now(compare);
        let scale = if shown.log { "log" } else { "linear" };
        let loss = shown.results.plan.base.resolved_loss().name();
        let words = match shown.figure {
            FigureKind::Train => {
                pictures::figure("train-loss", shown.title(), format!("training loss: {loss}, {scale}"), "")
            }
            FigureKind::Test => pictures::figure("test-loss", shown.title(), format!("test loss: {loss}, {scale}"), ""),
            FigureKind::Arrivals => {
                pictures::figure("epochs-to-target", shown.title(), shown.results.plan.factor().name, "epoch")
            }
        };
        words.read(format!("{}.", capitalised(untrack(|| how(compare)))))
    });
    view! {
        <section class="figure-panel" aria-label="Figure">
            <div class="panel-head">
                <Segmented
                    name="Figure"
                    choices=FIGURES.iter().map(|(_, name)| (*name).into()).collect()
                    chosen=chosen
                    on_choose=Callback::new(move |index: usize| compare.figure.set(FIGURES[index.min(2)].0))
                />
                {move || {
                    is_curves().then(|| {
                        view! {
                            <CheckBox label="Single runs" on=compare.singles on_change=move |on| compare.singles.set(on) />
                            <button type="button" class="quiet" on:click=move |_| log.update(|on| *on = !*on)>
                                {move || if log.get() { "Linear" } else { "Log" }.to_owned()}
                            </button>
                        }
                    })
                }}
            </div>
            <p class="caption"><Said text=caption words=&["median", "middle_half"] /></p>
            <div
                class="plot-area"
                class:pressable=move || !is_curves()
                on:pointermove=move |event| moved(&event)
                on:pointerleave=move |_| compare.cursor.set(None)
                on:click=move |event| open(&event)
            >
                <Figure label=label paint=paint picture=picture />
            </div>
            <Reading axis=axis.into() is_shown=Signal::derive(is_curves) />
        </section>
    }
}

/// The thumb of the slider, in CSS pixels: its middle goes from one end of the axis to the other.
const THUMB: f32 = 18.0;

/// The exact numbers at one epoch: moved by the slider below the axis, or by a pointer over the figure.
#[component]
fn Reading(
    /// Where the axis of the epochs begins and how long it is, in CSS pixels.
    axis: Signal<Option<(f32, f32)>>,
    /// Whether there is something to read off; else its place stays empty, so that nothing moves.
    is_shown: Signal<bool>,
) -> impl IntoView {
    let compare = expect_context::<Compare>();
    let budget = move || compare.plan.with(relu_lab::compare::plan::Plan::epochs);
    // Where nobody points: the last epoch that any value has come to.
    let last = Memo::new(move |_| {
        let ends = |condition: &relu_lab::compare::summary::Condition| condition.train.epochs.last().copied();
        compare.shown().conditions.iter().filter_map(ends).max()
    });
    let epoch = move || compare.cursor.get().unwrap_or_else(|| last.get().unwrap_or_else(budget) as f32);
    let losses = Memo::new(move |_| {
        words::losses_at(&compare.shown().conditions, compare.figure.get() == FigureKind::Test, epoch())
    });
    view! {
        <div class="reading" class:without=move || !is_shown.get()>
            <input
                type="range"
                aria-label="Epoch to read off"
                min="0"
                max=Signal::derive(move || budget().to_string())
                step="1"
                prop:value=move || epoch().to_string()
                style:--share=move || format!("{:.3}", epoch() / budget() as f32)
                style:margin-left=move || axis.get().map(|(left, _)| format!("{}px", left - THUMB / 2.0))
                style:width=move || axis.get().map(|(_, length)| format!("{}px", length + THUMB))
                aria-valuetext=move || format!("epoch {}: {}", epoch(), losses.get())
                on:input:target=move |event| compare.cursor.set(event.target().value().parse().ok())
            />
            <p class="caption" data-testid="reading" data-value=move || epoch().to_string()>
                <strong>{move || format!("Epoch {}: ", epoch())}</strong>
                {losses}
            </p>
        </div>
    }
}
