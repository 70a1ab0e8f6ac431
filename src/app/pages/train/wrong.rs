//! Under the confusion matrix of images: those that are told wrong, or those of the cell that was chosen, with what was said of them.

use crate::components::figure::{Figure, Paint};
use crate::pages::train::words::images;
use crate::state::{Display, DisplayStoreFields, Run, RunStoreFields};
use leptos::prelude::*;
use reactive_stores::Store;
use relu_lab::plot::geometry::Rect;
use relu_lab::plot::{format, image};
use relu_lab::train::snapshot::{ListedSample, SampleList};

/// The list.
#[component]
pub fn Listed() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let request = expect_context::<Store<Display>>().samples();
    // At the rate of descriptions, as the matrix above.
    let list = Memo::new(move |_| {
        let wanted = request.get();
        run.described().with(|frame| {
            let points = &frame.points;
            let all = if wanted.test { points.test().len() } else { points.training().len() };
            let list = frame.images.samples.clone().filter(|list| list.request == wanted)?;
            Some((list, all as u32))
        })
    });
    let count = Memo::new(move |_| list.with(|list| list.as_ref().map_or(0, |(list, _)| list.samples.len())));
    let words =
        move || list.with(|list| list.as_ref().map(|(list, all): &(SampleList, u32)| images::listed(list, *all)));
    let has_cell = Memo::new(move |_| request.get().cell.is_some());
    let all_wrong = move || {
        has_cell.get().then(|| {
            view! {
                <button type="button" class="quiet" on:click=move |_| request.update(|request| request.cell = None)>
                    "All wrong answers"
                </button>
            }
        })
    };
    let item = move |place: usize| {
        let sample = Memo::new(move |_| list.with(|list| list.as_ref()?.0.samples.get(place).copied()));
        view! { <Sample sample=sample /> }
    };
    view! {
        <div class="listed-head">
            <div role="status"><h3 data-testid="listed">{words}</h3></div>
            {all_wrong}
        </div>
        <p class="caption">"Press a number in the matrix to see the images behind it."</p>
        <ul class="listed">
            <For each=move || 0..count.get() key=|place| *place children=item />
        </ul>
    }
}

/// An image, what it is, what it is taken for, and with which probability.
#[component]
fn Sample(
    /// The sample.
    sample: Memo<Option<ListedSample>>,
) -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let paint = move || -> Paint {
        let image: Vec<f32> = sample.get().map_or_else(Vec::new, |sample| {
            let pixels = |frame: &relu_lab::train::snapshot::Points| {
                frame.inputs.iter().filter_map(|pixel| pixel.get(sample.point as usize)).copied().collect()
            };
            run.described().with_untracked(|frame| pixels(&frame.points))
        });
        Box::new(move |surface| {
            let side = surface.width.min(surface.height);
            let place = Rect::new(0.0, 0.0, side, side).to_device(surface.theme.scale);
            surface.put(&image::ink(place, &image, &surface.theme));
        })
    };
    let label = Signal::derive(move || sample.get().map_or_else(String::new, |s| format!("Image {}", s.point + 1)));
    let words = move || sample.get().map(|sample| format!("{} taken for {}", sample.class, sample.answer));
    let share = move || sample.get().map_or(f32::NAN, |sample| sample.probability);
    view! {
        <li>
            <div class="listed-image"><Figure label=label paint=paint /></div>
            <span class="listed-words">{words}</span>
            <span class="number" data-value=move || share().to_string()>{move || format::accuracy(share())}</span>
        </li>
    }
}
