//! The function with its slope, and where the data of the unit that is looked at sit on it.

use leptos::prelude::*;
use reactive_stores::Store;

use super::STRIP_HEIGHT;
use crate::components::figure::{Figure, Paint};
use crate::components::term::Term;
use crate::pages::train::health::inspector::InspectButton;
use crate::pages::train::present::UnitStepper;
use crate::pages::train::words::figures;
use crate::pictures::{Picture, words as pictures};
use crate::state::earlier_runs::activation_names;
use crate::state::{Experiment, ExperimentStoreFields, Run, RunStoreFields, Trainer};
use relu_lab::nn::activation::Activation;
use relu_lab::plot::curve::{FunctionCurves, Show};
use relu_lab::plot::{curve, format};
use relu_lab::train::snapshot::{Snapshot, UnitDetail};
use relu_lab::train::spec::Spec;

/// The part of the curve that is shown at least.
const CURVE_RANGE: (f32, f32) = (-3.0, 3.0);

#[component]
pub(super) fn CurvePlot() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let run = expect_context::<Store<Run>>();
    let trainer = expect_context::<Trainer>();
    let detail = move || -> Option<UnitDetail> {
        let unit = trainer.looked_at()?;
        run.frame().with(|frame| frame.unit.clone().filter(|detail| detail.id == unit))
    };
    // A slope that is learned moves with every frame, all others stay.
    let first =
        Memo::new(move |_| experiment.spec().with(|spec| run.frame().with(|frame| first_function(spec, frame))));
    let paint = move || -> Paint {
        let detail = detail();
        let function = detail.as_ref().map_or_else(|| first.get(), |d| d.activation.with_learned(d.slope));
        Box::new(move |surface| {
            let figure = FunctionCurves {
                functions: &[function],
                show: Show::Both,
                detail: detail.as_ref(),
                probe: None,
                ends: false,
                range: CURVE_RANGE,
                name: "z",
            };
            surface.draw(|pen| curve::draw(pen, &figure));
        })
    };
    let title = move || match trainer.looked_at() {
        Some(unit) => unit.name(),
        None => experiment.spec().with(|spec| function_title(spec, first.get())),
    };
    let is_unit = Memo::new(move |_| trainer.looked_at().is_some());
    let of_unit = move || trainer.looked_at().map(|_| view! { <span class="what">": where its data sit"</span> });
    let label = Signal::derive(move || {
        run.described().track();
        untrack(|| figures::curve(&experiment.spec().with(|spec| function_title(spec, first.get())), detail().as_ref()))
    });
    let picture = Picture::new(5, STRIP_HEIGHT, move || match trainer.looked_at() {
        Some(unit) => {
            let title = format!("{}: where its data sit on its curve", unit.name());
            pictures::figure("unit", title, "f(z), dashed: slope f′(z)", "")
        }
        None => pictures::figure(
            "function",
            format!("{}: the function and its slope", title()),
            "f(z), dashed: slope f′(z)",
            "",
        ),
    });
    view! {
        <section class="plot curve" aria-label="Activation curve">
            <div class="plot-head">
                <h2>{title} {of_unit}</h2>
                <span class="caption">
                    {move || (!is_unit.get()).then(|| view! { "f and its " <Term id="slope">"slope f′"</Term> })}
                </span>
                <UnitStepper />
                <InspectButton />
            </div>
            <div class="plot-area">
                <Figure label=label paint=paint picture=picture />
            </div>
        </section>
    }
}

/// The function of the first hidden layer, with the slope it has learned.
fn first_function(spec: &Spec, frame: &Snapshot) -> Activation {
    let set = spec.activation(0);
    let run = frame.layers.first().filter(|layer| frame.layers.len() > 1 && layer.activation == set);
    run.map_or(set, |layer| set.with_learned(layer.slope))
}

/// `ReLU`, `ReLU, Tanh`, `PReLU, slope 0.184 in H1`. `first`: see [`first_function`].
fn function_title(spec: &Spec, first: Activation) -> String {
    if first == spec.activation(0) {
        return activation_names(spec);
    }
    let slope = first.values().first().copied().unwrap_or_default();
    format!("{}, slope {} in H1", first.name(), format::not_hidden(slope, 3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::train::plots::tests::trained;

    #[test]
    fn the_curve_follows_a_slope_that_is_learned() {
        let spec = Spec::from_query("act=prelu").0;
        let run = trained("act=prelu", 20);
        let function = first_function(&spec, &run);
        assert_eq!(function.values()[0], run.layers[0].slope.expect("a slope"));
        assert_ne!(function, spec.activation(0));
        let title = function_title(&spec, function);
        assert!(title.starts_with("PReLU, slope ") && title.ends_with(" in H1"), "{title}");
        // Another function is set, and its first frame has not come.
        let next = Spec::from_query("act=tanh").0;
        assert_eq!(first_function(&next, &run), next.activation(0));
        assert_eq!(function_title(&next, next.activation(0)), "Tanh");
    }
}
