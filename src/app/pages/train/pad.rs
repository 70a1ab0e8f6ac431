//! The drawing pad: a digit that is drawn here goes through the network as it is now, while it trains too. Which units fire?

mod answer;
mod sheet;

use crate::components::dialog::Overlay;
use crate::components::figure::{Figure, Paint};
use crate::pages::train::words;
use crate::state::{Display, DisplayStoreFields, Experiment, ExperimentStoreFields, Run, RunStoreFields, Trainer};
use leptos::prelude::*;
use reactive_stores::Store;
use relu_lab::data::drawing::Drawing;
use relu_lab::plot::geometry::Rect;
use relu_lab::plot::image;

use answer::Answer;
use sheet::Sheet;

/// The button that opens the pad, where data are images.
#[component]
pub fn DrawDigit(
    /// What stands on it, where there is no room for its name.
    #[prop(default = "Draw a digit")]
    text: &'static str,
) -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let open = expect_context::<Store<Display>>().pad();
    let has_images = Memo::new(move |_| experiment.spec().with(|spec| spec.data.row().has_images()));
    move || {
        has_images.get().then(|| {
            view! {
                <button
                    type="button"
                    class="button draw-digit"
                    aria-label="Draw a digit"
                    aria-haspopup="dialog"
                    on:click=move |_| open.set(true)
                >
                    {text}
                </button>
            }
        })
    }
}

/// The dialog.
#[component]
pub fn DrawingPad() -> impl IntoView {
    let open = expect_context::<Store<Display>>().pad();
    view! {
        <Overlay id="pad" title="Draw a digit" close="Close drawing pad" open=open>
            {move || open.get().then(|| view! { <Pad /> })}
        </Overlay>
    }
}

/// What is on it while it is open.
#[component]
fn Pad() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let trainer = expect_context::<Trainer>();
    let drawing = expect_context::<Store<Display>>().drawing();
    // The image that was taken from the data, and its class: told as long as it is unchanged.
    let taken = RwSignal::new(None::<(Drawing, usize)>);
    let take = move |_| {
        let image = run.frame().with_untracked(|frame| {
            let test = frame.points.test();
            let place = test.start + (js_sys::Math::random() * test.len() as f64) as usize;
            let class = frame.points.target.class(place).filter(|_| test.contains(&place))?;
            let image = frame.points.inputs.iter().filter_map(|pixel| pixel.get(place)).copied().collect();
            Some((Drawing::of(image)?, class))
        });
        if let Some((image, class)) = image {
            drawing.set(image.clone());
            taken.set(Some((image, class)));
        }
    };
    let image = Memo::new(move |_| drawing.with(Drawing::image));
    let from = move || {
        let class =
            taken.with(|taken| taken.as_ref().filter(|(image, _)| drawing.with(|now| now == image)).map(|t| t.1));
        class.map_or("What the network is given".to_owned(), |class| format!("Test image of {class}"))
    };
    let paint = move || -> Paint {
        let image = image.get();
        Box::new(move |surface| {
            let side = surface.width.min(surface.height);
            let place = Rect::new(0.0, 0.0, side, side).to_device(surface.theme.scale);
            surface.put(&image::ink(place, &image, &surface.theme));
        })
    };
    let label = Signal::derive(move || image.with(|image| words::images::pixels(image)));
    let playing = run.playing();
    view! {
        <div class="pad-parts">
            <div class="pad-draw">
                <Sheet />
                <div class="pad-buttons">
                    <button type="button" class="button" on:click=move |_| drawing.set(Drawing::default())>"Clear"</button>
                    <button type="button" class="button" on:click=take>"Take one from the data"</button>
                    <button type="button" class="button pad-train" on:click=move |_| trainer.toggle_play()>
                        {move || if playing.get() { "Pause training" } else { "Train on" }}
                    </button>
                </div>
            </div>
            <div class="pad-given">
                <p class="label">{from}</p>
                <div class="pad-image" data-testid="pad-image" data-value=move || image.with(|image| sixteenths(image))>
                    <Figure label=label paint=paint />
                </div>
            </div>
            <Answer />
        </div>
        <p class="caption pad-about">
            "As in the data, a drawing is centred, made 32 dots high and at most 24 wide, and its strokes as thick as it takes to ink 312 of 32 × 32 dots; a pixel is the share of inked dots in its block of 4 × 4. On pixels that were set or taken, strokes stay where they are drawn."
        </p>
        <p class="caption" id="pad-keys">
            "Keys: arrows go from pixel to pixel, Space inks, Delete clears."
        </p>
    }
}

/// The image in sixteenths, for whoever reads the page by program.
fn sixteenths(image: &[f32]) -> String {
    image.iter().map(|ink| (16.0 * ink).to_string()).collect::<Vec<_>>().join(" ")
}
