//! The time cursor: a line at the same epoch in all plots over time, with what was measured there.
//!
//! Over each of these plots lies a slider. A pointer moves the line, a click or a tap pins it; with the focus the arrows move it,
//! Enter pins it and Esc releases it. The pinned line stays while training goes on. Beside the plots' names stands what can be
//! done at the pinned epoch.

use leptos::ev;
use leptos::prelude::*;
use reactive_stores::Store;
use wasm_bindgen::JsCast;

use crate::components::icons;
use crate::pages::train::words::cursor::{Read, Reading, read};
use crate::pages::train::words::health;
use crate::state::{Display, DisplayStoreFields, Run, RunStoreFields, Trainer};
use relu_lab::plot::axis::Axes;
use relu_lab::train::snapshot::{Death, Origin, Snapshot};

/// So much room the tag with the values takes beside the line, in CSS pixels.
const TAG: f32 = 100.0;
/// How near to a death a pointer must be to mean it, in CSS pixels.
const REACH: f32 = 6.0;

/// Where a plot has its epochs, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeAxis {
    left: f32,
    top: f32,
    width: f32,
    height: f32,
    /// The epoch at the right end; 0 is at the left.
    end: f32,
}

impl TimeAxis {
    /// Of what was drawn at so many device pixels to one of CSS.
    pub fn of(axes: &Axes, scale: f32) -> Self {
        let plot = axes.plot;
        let [left, top, width, height] = [plot.x, plot.y, plot.width, plot.height].map(|length| length / scale);
        Self { left, top, width, height, end: axes.x.hi }
    }

    fn x(&self, epoch: f32) -> f32 {
        self.left + self.width * epoch / self.end
    }

    /// Whether the tag of an epoch stands at the left of its line: where there is no room at the right, but there.
    fn is_tag_left(&self, epoch: f32) -> bool {
        let (before, after) = (self.x(epoch) - self.left, self.left + self.width - self.x(epoch));
        after < TAG && before > after
    }

    fn epoch(&self, x: f32) -> f32 {
        (x - self.left) / self.width.max(1.0) * self.end
    }
}

/// Notes where a plot has been drawn; `None`: what is shown there is not over time.
pub fn note(axis: RwSignal<Option<TimeAxis>>, now: Option<TimeAxis>) {
    // A figure that is gone by now has no cursor.
    if axis.try_get_untracked().is_some_and(|before| before != now) {
        axis.set(now);
    }
}

/// The cursor of one plot.
#[component]
pub fn TimeCursor(
    /// What is read off; `None`: what is shown is not over time.
    #[prop(into)]
    of: Signal<Option<Reading>>,
    /// Where the plot has its epochs, once it has been drawn.
    axis: RwSignal<Option<TimeAxis>>,
) -> impl IntoView {
    // There also before the plot has come in sight: the Tab key leads to it.
    view! { {move || of.get().map(|of| view! { <Slider of=of axis=axis /> })} }
}

#[component]
fn Slider(of: Reading, axis: RwSignal<Option<TimeAxis>>) -> impl IntoView {
    let (display, run, trainer) =
        (expect_context::<Store<Display>>(), expect_context::<Store<Run>>(), expect_context::<Trainer>());
    let (hovered, marked) = (display.hovered_epoch(), display.marked_epoch());
    let last = Memo::new(move |_| run.frame().with(|frame| frame.epoch));
    // What the run has not come to yet has no place in the plot.
    let shown = Memo::new(move |_| trainer.read_epoch().filter(|epoch| *epoch <= last.get()));
    let values = Memo::new(move |_| shown.get().map(|epoch| run.frame().with(|frame| read(frame, of, epoch))));
    let at = move |event: &web_sys::MouseEvent| {
        let element = event.current_target()?.unchecked_into::<web_sys::Element>();
        let x = event.client_x() as f32 - element.get_bounding_client_rect().left() as f32;
        let axis = axis.get_untracked()?;
        let snapped = (of == Reading::Alive)
            .then(|| run.frame().with_untracked(|frame| nearest_death(frame, &axis, x)))
            .flatten();
        Some(snapped.unwrap_or_else(|| axis.epoch(x).round().clamp(0.0, last.get_untracked() as f32) as u32))
    };
    let moved = move |event: &ev::PointerEvent| {
        let epoch = at(event);
        if epoch.is_some() && hovered.get_untracked() != epoch {
            hovered.set(epoch);
        }
    };
    let key = move |event: &ev::KeyboardEvent| {
        let step = if event.shift_key() { 10 } else { 1 };
        let whole = i64::from(u32::MAX);
        match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => trainer.move_epoch(-step),
            "ArrowRight" | "ArrowUp" => trainer.move_epoch(step),
            "PageDown" => trainer.move_epoch(-10),
            "PageUp" => trainer.move_epoch(10),
            "Home" => trainer.move_epoch(-whole),
            "End" => trainer.move_epoch(whole),
            "Enter" => trainer.toggle_mark(shown.get_untracked().unwrap_or_else(|| last.get_untracked())),
            "Escape" if trainer.release_epoch() => {}
            _ => return,
        }
        event.prevent_default();
    };
    let left = move |epoch: Option<u32>| Some(format!("{:.1}px", axis.get()?.x(epoch? as f32)));
    let top = move || axis.get().map(|axis| format!("{:.1}px", axis.top));
    let height = move || axis.get().map(|axis| format!("{:.1}px", axis.height));
    let pinned = move || marked.get().filter(|epoch| *epoch <= last.get());
    let line = move |class: &'static str, epoch: Option<u32>| {
        epoch.map(|epoch| {
            view! { <span class=class style:left=move || left(Some(epoch)) style:top=top style:height=height></span> }
        })
    };
    let is_left = move || axis.get().zip(shown.get()).is_some_and(|(axis, epoch)| axis.is_tag_left(epoch as f32));
    let tag = move || {
        values.get().map(|Read { title, rows, .. }| {
            let row = |(name, value): (String, String)| view! { <span>{name}</span> <b>{value}</b> };
            view! {
                <span class="time-tag" class:left=is_left style:left=move || left(shown.get()) style:top=top>
                    <strong>{title}</strong>
                    {rows.into_iter().map(row).collect_view()}
                </span>
            }
        })
    };
    let text = move || {
        let words = values.with(|values| values.as_ref().map(Read::words));
        let pin = if shown.get().is_some() && shown.get() == marked.get() { "; pinned" } else { "" };
        words.map_or_else(|| "no epoch is read off".to_owned(), |words| format!("{words}{pin}"))
    };
    view! {
        <div
            class="time-cursor"
            role="slider"
            tabindex="0"
            data-epoch=move || shown.get().map(|epoch| epoch.to_string())
            aria-label=format!("Epoch to read off: {}", of.name())
            aria-valuemin="0"
            aria-valuemax=move || last.get().to_string()
            aria-valuenow=move || shown.get().unwrap_or_else(|| last.get()).to_string()
            aria-valuetext=text
            on:pointermove=move |event| moved(&event)
            on:pointerleave=move |_| hovered.set(None)
            on:blur=move |_| hovered.set(None)
            on:click=move |event| {
                if let Some(epoch) = at(&event) {
                    trainer.toggle_mark(epoch);
                }
            }
            on:keydown=move |event| key(&event)
        >
            {move || line("time-line pinned", pinned())}
            {move || line("time-line", shown.get().filter(|epoch| Some(*epoch) != marked.get()))}
            {tag}
        </div>
    }
}

/// The epoch of the death that a pointer means.
fn nearest_death(frame: &Snapshot, axis: &TimeAxis, x: f32) -> Option<u32> {
    let deaths = frame.deaths.iter().filter(|death| !death.revived);
    let places = deaths.map(|death| ((axis.x(death.epoch) - x).abs(), death.epoch.ceil() as u32));
    let near = places.filter(|(away, epoch)| *away <= REACH && *epoch <= frame.epoch);
    near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, epoch)| epoch)
}

/// The first death by training that was found at an epoch.
fn death_at(frame: &Snapshot, epoch: u32) -> Option<Death> {
    let is_it = |death: &&Death| !death.revived && death.origin != Origin::Start && death.epoch.ceil() as u32 == epoch;
    frame.deaths.iter().find(is_it).cloned()
}

/// What can be done at the pinned epoch.
#[component]
pub fn PinBar(
    /// For tests: of several bars one is looked at.
    #[prop(optional)]
    test_id: Option<&'static str>,
) -> impl IntoView {
    let (display, run, trainer) =
        (expect_context::<Store<Display>>(), expect_context::<Store<Run>>(), expect_context::<Trainer>());
    let marked = display.marked_epoch();
    let bar = move |epoch: u32| {
        let is_ahead = Memo::new(move |_| run.frame().with(|frame| epoch as f32 >= frame.epoch_fraction));
        let death = Memo::new(move |_| run.frame().with(|frame| death_at(frame, epoch)));
        let title = move || {
            if is_ahead.get() {
                format!("The run is not past epoch {epoch}")
            } else {
                format!("Go back to the end of epoch {epoch}: weights, optimizer, order and settings as they were then")
            }
        };
        let before = move || {
            death.get().map(|death| {
                let name = run.frame().with_untracked(|frame| health::name(frame, death.id));
                let tip = format!("Go back to just before {name} died");
                view! {
                    <button type="button" class="quiet" title=tip.clone() aria-label=tip on:click=move |_| trainer.back_before(&death)>
                        {format!("Before {name} died")}
                    </button>
                }
            })
        };
        view! {
            <span class="pin-bar" class:with-death=move || death.with(Option::is_some) data-testid=test_id data-value=epoch.to_string()>
                <button
                    type="button"
                    class="quiet"
                    aria-label=format!("Go back to epoch {epoch}")
                    title=title
                    aria-disabled=move || is_ahead.get().to_string()
                    on:click=move |_| {
                        if !is_ahead.get_untracked() {
                            trainer.go_back_to(epoch);
                        }
                    }
                >
                    <span class="long">"Go back to epoch "</span>
                    <span class="short">"Back to "</span>
                    {epoch}
                </button>
                {before}
                <button type="button" class="quiet unpin" title="Release the pinned epoch (Esc)" aria-label=format!("Unpin epoch {epoch}") on:click=move |_| marked.set(None)>
                    {icons::CLOSE.view()}
                </button>
            </span>
        }
    };
    view! { {move || marked.get().map(bar)} }
}
