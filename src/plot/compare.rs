//! What a comparison found, as pictures and as a table: the values of a factor side by side.

pub mod arrivals;
pub mod curves;
pub mod table;

use std::sync::Arc;

use crate::compare::plan::Plan;
use crate::compare::summary::{Band, Finished, band, counting};
use crate::compare::trial::TrialResult;
use crate::nn::activation::Activation;
use crate::plot::colour::{self, Look, Marker};
use crate::plot::theme::Palette;

/// One value of the factor with its runs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Contender {
    /// What the page calls it.
    pub name: String,
    /// The loss over the training set, over all runs.
    pub train: Band,
    /// The loss over the test set, over all runs.
    pub test: Band,
    /// The runs that count, with their seeds, in the order of the seeds.
    pub runs: Vec<(u32, Arc<TrialResult>)>,
}

impl Contender {
    /// The band over the test or the training set.
    pub fn band(&self, test: bool) -> &Band {
        if test { &self.test } else { &self.train }
    }

    /// The run with this seed, if it has ended.
    pub fn run(&self, seed: u32) -> Option<&Arc<TrialResult>> {
        self.runs.iter().find(|(other, _)| *other == seed).map(|(_, result)| result)
    }
}

/// The contenders of a plan, in its order.
pub fn contenders(plan: &Plan, finished: &[Finished]) -> Vec<Contender> {
    let contender = |(value, name): (usize, String)| Contender {
        name,
        train: band(plan, finished, value, false),
        test: band(plan, finished, value, true),
        runs: counting(plan, finished, value).iter().map(|run| (run.job.seed, Arc::clone(&run.result))).collect(),
    };
    plan.names().into_iter().enumerate().map(contender).collect()
}

/// How the values of a plan are told apart: functions by the looks that they have everywhere, other values in order.
///
/// No two values look the same, also if they are one function with different parameters.
pub fn looks(palette: &Palette, plan: &Plan) -> Vec<Look> {
    const MARKERS: [Marker; 4] = [Marker::Circle, Marker::Triangle, Marker::Square, Marker::Diamond];
    let functions: Vec<Activation> = if plan.factor == "act" {
        plan.values.iter().filter_map(|text| text.parse().ok()).collect()
    } else {
        Vec::new()
    };
    let own = colour::looks(palette, &functions);
    let mut looks: Vec<Look> = Vec::new();
    for index in 0..plan.values.len() {
        let free = palette.activations.iter().map(|(_, colour)| *colour).find(|colour| {
            let used = |look: &Look| look.colour == *colour;
            !looks.iter().any(used) && !own.iter().any(used)
        });
        let spare = Look { colour: free.unwrap_or(palette.ink3), dash: Some((2.0, 3.0)), marker: MARKERS[index % 4] };
        let wanted = own
            .get(index)
            .copied()
            .unwrap_or(Look { dash: [None, Some((9.0, 3.0)), Some((3.0, 3.0))][index % 3], ..spare });
        let taken = looks.iter().any(|look| look.colour == wanted.colour);
        looks.push(if taken { Look { marker: wanted.marker, ..spare } } else { wanted });
    }
    looks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::theme::{DARK, LIGHT};

    #[test]
    fn no_two_values_look_the_same() {
        for query in [
            "vary=act&values=relu,leaky_relu,elu,gelu,silu,tanh,sigmoid,mish",
            "vary=act&values=leaky_relu(0.1),leaky_relu(0.2),leaky_relu(0.3),relu",
            "vary=lr&values=1,2,3,4,5,6,7,8",
            "vary=seed",
        ] {
            let plan = Plan::from_query(query).0;
            for palette in [&LIGHT, &DARK] {
                let looks = looks(palette, &plan);
                assert_eq!(looks.len(), plan.values.len());
                for (i, a) in looks.iter().enumerate() {
                    assert!(
                        looks[i + 1..].iter().all(|b| (a.colour, a.dash) != (b.colour, b.dash)),
                        "{query}: {looks:?}"
                    );
                }
            }
        }
        let plan = Plan::from_query("vary=act&values=tanh,relu").0;
        assert_eq!(looks(&LIGHT, &plan)[1].colour, LIGHT.activations[0].1);
    }
}
