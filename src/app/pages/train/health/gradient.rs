//! Gradient flow: how much reaches each layer, over time and through the layers, and how numbers are spread in them.

use crate::components::fields::reading;
use crate::components::figure::{Figure, Paint};
use crate::components::term::Term;
use crate::pages::train::cursor::{PinBar, TimeAxis, TimeCursor, note};
use crate::pages::train::plots::STRIP_HEIGHT;
use crate::pages::train::words::cursor::Reading;
use crate::pages::train::words::{distributions, figures};
use crate::pictures::{Picture, words as pictures};
use crate::state::display::GradientView;
use crate::state::{Display, DisplayStoreFields, Run, RunStoreFields};
use leptos::prelude::*;
use reactive_stores::Store;
use relu_lab::plot::gradient::{Gradient, Quantity};
use relu_lab::plot::{format, gradient, histograms, spread};

/// The views, with what the menu calls them.
const VIEWS: [(GradientView, &str); 6] = [
    (GradientView::Norm, "Gradient norm"),
    (GradientView::Profile, "Norm by layer"),
    (GradientView::OutputGradient, "∂L/∂a by layer"),
    (GradientView::UpdateRatio, "Update ratio"),
    (GradientView::Histograms, "Histograms"),
    (GradientView::Spread, "Spread over time"),
];

/// The plot with its menu.
#[component]
pub fn GradientPlot() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let display = expect_context::<Store<Display>>();
    let shown = display.gradient();
    let quantity = move || match shown.get() {
        GradientView::UpdateRatio => Quantity::UpdateRatio,
        GradientView::OutputGradient => Quantity::OutputGradient,
        _ => Quantity::Norm,
    };
    let axis = RwSignal::new(None);
    let paint = move || -> Paint {
        let (snapshot, quantity, shown) = (run.frame().get(), quantity(), shown.get());
        Box::new(move |surface| {
            let axes = surface.draw(|pen| {
                let figure = Gradient { snapshot: &snapshot, quantity, extended: false, cursor: None };
                match shown {
                    GradientView::Norm | GradientView::UpdateRatio => gradient::draw(pen, &figure).map(Some),
                    GradientView::Profile | GradientView::OutputGradient => {
                        gradient::draw_profile(pen, &figure).map(|()| None)
                    }
                    GradientView::Histograms => histograms::draw(pen, &snapshot).map(|()| None),
                    GradientView::Spread => spread::draw(pen, &snapshot).map(|()| None),
                }
            });
            if surface.is_on_page {
                note(axis, axes.flatten().map(|axes| TimeAxis::of(&axes, surface.theme.scale)));
            }
        })
    };
    let over_time = Signal::derive(move || match shown.get() {
        GradientView::Norm => Some(Reading::Gradient),
        GradientView::UpdateRatio => Some(Reading::UpdateRatio),
        _ => None,
    });
    let label = Signal::derive(move || {
        run.described().with(|frame| match shown.get() {
            GradientView::Histograms => distributions::histograms(frame),
            GradientView::Spread => distributions::spread(frame),
            _ => figures::gradient(frame, quantity()),
        })
    });
    let ratio = move || run.frame().with(|frame| figures::first_over_last(frame));
    let caption = move || match shown.get() {
        GradientView::Norm => view! { <Term id="gradient_norm">"|∂L/∂W|"</Term> ", log" }.into_any(),
        GradientView::Profile => view! { <Term id="gradient_norm">"|∂L/∂W|"</Term> ", now" }.into_any(),
        GradientView::OutputGradient => view! { <Term id="output_gradient" has_tip=true>{ratio}</Term> }.into_any(),
        GradientView::UpdateRatio => view! { <Term id="update_ratio">"|Δw| / |w|"</Term> }.into_any(),
        GradientView::Histograms => view! { <Term id="z">"z, a"</Term> ", gradient now" }.into_any(),
        GradientView::Spread => view! { <Term id="z">"z, a"</Term> ": mean ± sd" }.into_any(),
    };
    let options = VIEWS.iter().enumerate().map(|(index, &(view, name))| {
        view! { <option value=index.to_string() prop:selected=move || shown.get() == view>{name}</option> }
    });
    let picture = Picture::new(4, STRIP_HEIGHT, move || pictures::gradient(shown.get()));
    view! {
        <section class="plot gradient" aria-label="Gradients">
            <div class="plot-head">
                <h2 class="unseen">"Gradients"</h2>
                <select
                    class="heading"
                    aria-label="Gradient view"
                    title="What the plot shows"
                    on:change:target=move |event| {
                        let index = event.target().value().parse().unwrap_or(0usize);
                        shown.set(VIEWS[index.min(VIEWS.len() - 1)].0);
                    }
                >
                    {options.collect_view()}
                </select>
                <span class="caption" title=move || (shown.get() == GradientView::OutputGradient).then(ratio)>{caption}</span>
                <PinBar />
            </div>
            <div class="plot-area">
                <Figure label=label paint=paint picture=picture />
                <TimeCursor of=over_time axis=axis />
                <Numbers />
            </div>
        </section>
    }
}

/// The numbers behind the lines, for screen readers.
#[component]
fn Numbers() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let layers = Memo::new(move |_| run.frame().with(|frame| frame.layers.len()));
    let rows = move || {
        let layer = |layer: usize| {
            let value = reading(format!("layer-{}-gradient", layer + 1), move |frame| {
                frame.layers.get(layer).map_or_else(Default::default, |layer| {
                    (layer.gradient_norm.to_string(), format::gradient(layer.gradient_norm))
                })
            });
            let name = format::layer_long(layer, layers.get().saturating_sub(1));
            view! { <tr><th scope="row">{name}</th><td>{value}</td></tr> }
        };
        (0..layers.get()).map(layer).collect_view()
    };
    view! {
        // A table takes the height it needs, seen or not: what hides it is around it.
        <div class="unseen">
            <table>
                <caption>"Gradient norm of each layer now"</caption>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
