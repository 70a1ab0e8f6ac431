//! The strip of plots: living units, gradients, the curve with the unit's data, loss.

mod curve;
mod living;
mod loss;

use leptos::prelude::*;
use reactive_stores::Store;

use crate::components::fields::Segmented;
use crate::pages::train::health::gradient::GradientPlot;
use crate::state::display::Strip;
use crate::state::{Display, DisplayStoreFields};
use curve::CurvePlot;
use living::LivingPlot;
use loss::LossPlot;

/// The height of each of them in a picture of its own, in CSS pixels.
pub const STRIP_HEIGHT: f32 = 380.0;

/// The figures of the strip, in their order.
const STRIP: [(Strip, &str); 4] =
    [(Strip::Living, "Living"), (Strip::Gradient, "Gradient"), (Strip::Curve, "Unit"), (Strip::Loss, "Loss")];

/// The strip.
#[component]
pub fn Plots() -> impl IntoView {
    let display = expect_context::<Store<Display>>();
    let strip = display.strip();
    let chosen = Signal::derive(move || STRIP.iter().position(|(which, _)| *which == strip.get()).unwrap_or(0));
    view! {
        <section class="strip" aria-label="Plots">
            <div class="strip-tabs">
                <Segmented
                    name="Plot"
                    choices=STRIP.iter().map(|(_, name)| (*name).into()).collect()
                    chosen=chosen
                    on_choose=Callback::new(move |index: usize| strip.set(STRIP[index.min(3)].0))
                />
            </div>
            <LivingPlot />
            <GradientPlot />
            <CurvePlot />
            <LossPlot />
        </section>
    }
}

#[cfg(test)]
mod tests {
    use relu_lab::train::session::Session;
    use relu_lab::train::snapshot::Snapshot;
    use relu_lab::train::spec::Spec;

    /// A run after so many epochs.
    pub fn trained(query: &str, epochs: u32) -> Snapshot {
        let mut session = Session::new(Spec::from_query(query).0);
        (0..epochs).for_each(|_| session.step_epoch());
        session.snapshot(false, 0.0, None)
    }
}
