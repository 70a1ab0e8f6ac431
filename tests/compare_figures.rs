//! The figures of a comparison as SVG text: names, numbers and marks stay inside and apart, whatever was found.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "figures/page.rs"]
mod page;

use page::{Text, check_texts, shapes, svg, texts};
use relu_lab::compare::plan::Plan;
use relu_lab::compare::summary::{Condition, Finished, conditions};
use relu_lab::compare::trial::Trial;
use relu_lab::plot::Theme;
use relu_lab::plot::compare::arrivals::{self, Arrivals};
use relu_lab::plot::compare::curves::{self, LossCurves};
use relu_lab::plot::compare::looks;
use relu_lab::plot::looks::Look;
use relu_lab::plot::palette::Palette;

/// The sizes on the page and of a picture that stands alone, in CSS pixels.
const SIZES: [(f32, f32); 4] = [(358.0, 260.0), (600.0, 236.0), (640.0, 300.0), (960.0, 540.0)];

fn found(query: &str, runs: usize) -> (Plan, Vec<Condition>) {
    let (plan, notices) = Plan::from_query(query);
    assert!(notices.is_empty(), "{query}: {notices:?}");
    let run = |job: relu_lab::compare::plan::Job| {
        let mut trial = Trial::new(job.spec.clone(), plan.target);
        while !trial.advance(|| 0.0) {}
        Finished { job, result: trial.result().into() }
    };
    let finished: Vec<Finished> = plan.jobs().into_iter().take(runs).map(run).collect();
    let conditions = conditions(&plan, &finished);
    (plan, conditions)
}

/// How the values of a plan look.
fn looks_of(palette: &Palette, plan: &Plan) -> Vec<Look> {
    looks(palette, &plan.activations(), plan.values.len())
}

/// Comparisons that are easy and comparisons that are not.
fn comparisons() -> Vec<(&'static str, Plan, Vec<Condition>)> {
    [
        ("plain", "vary=act&values=relu,leaky_relu(0.2),tanh,sigmoid&seeds=3&epochs=40&target=0.3", 99),
        ("nothing yet", "vary=act&seeds=3&epochs=40", 0),
        ("one run", "vary=act&values=relu,tanh&seeds=3&epochs=40", 1),
        (
            "eight values",
            "vary=act&values=relu,leaky_relu,elu,gelu,silu,tanh,sigmoid,mish&seeds=2&epochs=20&target=0.4",
            99,
        ),
        ("diverging", "data=plane&vary=lr&values=0.01,90&act=identity&seeds=2&epochs=20&target=0.05", 99),
        ("solved at once", "vary=seed&seeds=4&epochs=5&target=9", 99),
        ("one epoch", "vary=bn&seeds=2&epochs=1&target=0.001", 99),
    ]
    .map(|(name, query, runs)| {
        let (plan, conditions) = found(query, runs);
        (name, plan, conditions)
    })
    .into()
}

/// The screens and sizes that a comparison meets: not every one, but each of them.
fn cases(seed: usize) -> impl Iterator<Item = (Theme, (f32, f32), usize)> {
    const SCREENS: [(bool, f32); 3] = [(false, 1.0), (true, 1.25), (false, 2.0)];
    (0..4).map(move |i| {
        let (dark, scale) = SCREENS[(seed + i) % 3];
        (Theme::new(dark, scale), SIZES[i], (seed + 2 * i) % 3)
    })
}

fn has(texts: &[Text], wanted: &str) -> bool {
    texts.iter().any(|text| text.words == wanted)
}

#[test]
fn curves_name_every_value_and_every_axis_whatever_was_found() {
    let choices = [(false, false, true, None), (true, true, false, Some(7.0)), (false, true, true, Some(0.0))];
    for (seed, (name, plan, conditions)) in comparisons().into_iter().enumerate() {
        for (theme, (width, height), choice) in cases(seed) {
            let looks = looks_of(theme.palette, &plan);
            let (test, singles, log, cursor) = choices[choice];
            let figure = LossCurves {
                conditions: &conditions,
                looks: &looks,
                test,
                singles,
                log,
                target: plan.target,
                budget: plan.epochs(),
                cursor,
                placeholder: "Press Run",
                title: if height > 500.0 { "Training loss: median of 3 seeds" } else { "" },
            };
            let case = format!("{name}, {width}x{height} x{}, {test} {singles} {log}", theme.scale);
            let texts = texts(&svg(width, height, &theme, |pen| curves::draw(pen, &figure)));
            let apart: Vec<Text> = texts.into_iter().filter(|text| text.words != "Press Run").collect();
            check_texts(&apart, width, height, &theme, &case);
            assert!(has(&apart, "epoch"), "{case}");
            assert!(apart.iter().filter(|text| text.is_number()).count() >= 3, "{case}: {apart:?}");
            for condition in conditions.iter().filter(|c| c.train.quartiles.iter().any(|q| q.median.is_finite())) {
                assert!(has(&apart, &condition.name), "{case}: no {}", condition.name);
            }
        }
    }
}

#[test]
fn curves_read_off_what_the_band_says() {
    let (plan, conditions) = found("vary=act&values=relu,tanh&seeds=3&epochs=40&target=0.3", 99);
    let looks = looks_of(Theme::new(false, 1.0).palette, &plan);
    let figure = LossCurves {
        conditions: &conditions,
        looks: &looks,
        test: false,
        singles: false,
        log: true,
        target: 0.3,
        budget: 40,
        cursor: None,
        placeholder: "Press Run",
        title: "",
    };
    let mut losses: Vec<f32> = conditions[0].runs.iter().map(|(_, run)| run.curve[17].1).collect();
    losses.sort_by(f32::total_cmp);
    let place = conditions[0].band(false).at(17.2).unwrap();
    assert_eq!((place.epoch, place.quartiles.median, place.diverged), (17, f64::from(losses[1]), 0));
    let theme = Theme::new(false, 2.0);
    let mut axes = None;
    svg(640.0, 300.0, &theme, |pen| {
        axes = Some(curves::draw(pen, &figure)?);
        Ok(())
    });
    let axes = axes.unwrap();
    assert!((axes.value_at(axes.x(17.0)) - 17.0).abs() < 0.1);
}

#[test]
fn arrivals_have_one_mark_a_seed_and_are_found_back() {
    for (seed, (name, plan, conditions)) in comparisons().into_iter().enumerate() {
        for (theme, (width, height), _) in cases(seed) {
            let looks = looks_of(theme.palette, &plan);
            let title = if height > 500.0 { "Epochs to a training loss of 0.1, 3 seeds" } else { "" };
            let (conditions, looks) = (conditions.as_slice(), looks.as_slice());
            let figure =
                Arrivals { conditions, looks, budget: plan.epochs(), seed: Some(1), placeholder: "Press Run", title };
            let case = format!("{name}, {width}x{height} x{}", theme.scale);
            let mut marks = Vec::new();
            let picture = svg(width, height, &theme, |pen| {
                marks = arrivals::draw(pen, &figure)?;
                Ok(())
            });
            let texts: Vec<Text> = texts(&picture).into_iter().filter(|text| text.words != "Press Run").collect();
            check_texts(&texts, width, height, &theme, &case);
            assert!(has(&texts, "epoch") && has(&texts, "not reached"), "{case}: {texts:?}");
            let runs: usize = conditions.iter().map(|condition| condition.runs.len()).sum();
            assert_eq!(marks.len(), runs, "{case}");
            assert!(shapes(&picture) > runs, "{case}");
            for (place, value, seed) in &marks {
                assert!(place.0 >= 0.0 && place.0 <= width * theme.scale && place.1 <= height * theme.scale, "{case}");
                // Marks lie apart, so that the nearest one is the one that was pressed.
                let same = marks.iter().filter(|other| other.0 == *place).count();
                if same == 1 {
                    assert_eq!(arrivals::nearest(&marks, *place, 1.0), Some((*value, *seed)), "{case}");
                }
            }
            assert_eq!(arrivals::nearest(&marks, (-99.0, -99.0), 20.0), None);
        }
    }
}

#[test]
fn only_runs_that_diverged_have_a_red_cross() {
    let theme = Theme::new(false, 1.0);
    let red = |query: &str| {
        let (plan, conditions) = found(query, 99);
        let looks = looks_of(theme.palette, &plan);
        let (conditions, looks, budget) = (conditions.as_slice(), looks.as_slice(), plan.epochs());
        let figure = Arrivals { conditions, looks, budget, seed: None, placeholder: "", title: "" };
        let picture = svg(640.0, 300.0, &theme, |pen| arrivals::draw(pen, &figure).map(|_| ()));
        picture.matches("#B42318").count()
    };
    assert_eq!(red("data=plane&vary=lr&values=0.01,0.02&act=identity&seeds=2&epochs=20&target=0.0001"), 0);
    assert!(red("data=plane&vary=lr&values=0.01,90&act=identity&seeds=2&epochs=20&target=0.0001") > 0);
}

/// Writes the figures into `FIGURES_DIR` or the folder for temporary files.
#[test]
#[ignore = "writes files to look at"]
fn gallery() {
    let folder = std::env::var("FIGURES_DIR").map_or_else(|_| std::env::temp_dir(), Into::into);
    let mut html = "<meta charset=utf-8>".to_owned();
    for (_, plan, conditions) in comparisons() {
        let (theme, size) = (Theme::new(false, 1.0), (520.0, 240.0));
        let (looks, conditions) = (looks_of(theme.palette, &plan), conditions.as_slice());
        for singles in [false, true] {
            let figure = LossCurves {
                conditions,
                looks: &looks,
                test: false,
                singles,
                log: true,
                target: plan.target,
                budget: plan.epochs(),
                cursor: None,
                placeholder: "Press Run",
                title: "",
            };
            html += &svg(size.0, size.1, &theme, |pen| curves::draw(pen, &figure));
        }
        let figure = Arrivals {
            conditions,
            looks: &looks,
            budget: plan.epochs(),
            seed: Some(1),
            placeholder: "Press Run",
            title: "",
        };
        html += &svg(size.0, size.1, &theme, |pen| arrivals::draw(pen, &figure));
    }
    std::fs::write(folder.join("compare-figures.html"), html).unwrap();
}
