//! Every lesson's rule gives over many seeds the verdict that is expected of it.
#![allow(missing_docs, clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "no browser here")]

use std::collections::HashSet;
use std::time::Instant;

use relu_lab::compare::plan::Plan;
use relu_lab::explore::setup::Setup;
use relu_lab::lessons::experiment::Measure;
use relu_lab::lessons::figure::{Figure, Panel};
use relu_lab::lessons::measured::Measured;
use relu_lab::lessons::opens::Page;
use relu_lab::lessons::rule::{Condition, Rule, Verdict};
use relu_lab::lessons::{Chapter, Lesson, chapters, lesson, lessons};
use relu_lab::train::spec::Spec;

const SEEDS: u32 = 20;

/// Measures all lessons of a chapter over the seeds, prints what was measured, and holds the verdicts against the expected ones.
fn holds(chapter: &Chapter) {
    for lesson in chapter.lessons {
        let began = Instant::now();
        let clock = || began.elapsed().as_secs_f64() * 1e3;
        let measured = Measured::all(&lesson.experiment, 1..=SEEDS, &clock);
        let verdict = lesson.rule.verdict(&measured);
        println!("{}: {} in {:.1?}", lesson.id, verdict.id(), began.elapsed());
        print(lesson, &measured);
        assert_eq!(verdict, lesson.expected, "{}", lesson.id);
        // The page measures fewer seeds: the first of these, and others when it is asked again.
        let fewer = lesson.experiment.seeds.min(SEEDS);
        let mut first = Measured::new(&lesson.experiment);
        for arm in 0..lesson.experiment.arms.len() {
            for (seed, outcome) in measured.outcomes(arm).iter().filter(|(seed, _)| *seed <= fewer) {
                first.add(arm, *seed, outcome.clone());
            }
        }
        assert_eq!(lesson.rule.verdict(&first), lesson.expected, "{} with {fewer} seeds", lesson.id);
    }
}

fn print(lesson: &Lesson, measured: &Measured) {
    for condition in lesson.rule.conditions {
        println!("  {} {}", if (condition.holds)(measured) { "holds:" } else { "FAILS:" }, condition.words);
    }
    for (index, arm) in lesson.experiment.arms.iter().enumerate() {
        let median = |quantity| format!("{:.4}", measured.median(index, quantity));
        let medians: Vec<_> = (0..lesson.experiment.quantities.len()).map(median).collect();
        println!("  {}: {}", arm.name, medians.join(", "));
    }
}

#[test]
fn what_relu_is() {
    holds(&chapters::what_relu_is::CHAPTER);
}

#[test]
fn gradients_through_depth() {
    holds(&chapters::depth::CHAPTER);
}

#[test]
fn units_that_die() {
    holds(&chapters::dying::CHAPTER);
}

#[test]
fn normalisation() {
    holds(&chapters::normalisation::CHAPTER);
}

#[test]
fn the_output_layer() {
    holds(&chapters::output::CHAPTER);
}

/// Times are those of optimised code.
#[test]
#[cfg_attr(debug_assertions, ignore = "times are those of optimised code")]
fn speed() {
    holds(&chapters::speed::CHAPTER);
}

#[test]
fn in_pytorch() {
    holds(&chapters::pytorch::CHAPTER);
}

#[test]
fn noise() {
    holds(&chapters::noise::CHAPTER);
}

#[test]
fn every_row_is_complete() {
    let mut ids = HashSet::new();
    for lesson in lessons() {
        let Lesson { id, claim, experiment, rule, look, question, why, source, .. } = lesson;
        assert!(ids.insert(*id), "{id} is there twice");
        assert!(claim.ends_with('.') && question.ends_with('?') && why.ends_with('.'), "{id}");
        assert!(!look.is_empty() && !source.is_empty() && !rule.conditions.is_empty() && experiment.seeds > 0, "{id}");
        for arm in experiment.arms {
            assert!(arm.theory.len() <= experiment.quantities.len(), "{id}, {}", arm.name);
            if let Measure::Run { query, .. } = arm.measure {
                let (_, notices) = Spec::from_query(query);
                assert!(notices.is_empty(), "{id}, {}: {notices:?}", arm.name);
            }
        }
    }
    assert_eq!(ids.len(), 29);
}

/// The pages that show a lesson's setup understand all of it, and somewhere the setup can be seen and changed.
#[test]
fn every_setup_can_be_opened() {
    for lesson in lessons() {
        let has_run = lesson.experiment.arms.iter().any(|arm| matches!(arm.measure, Measure::Run { .. }));
        assert!(has_run || !lesson.presets.is_empty() || !lesson.opens.is_empty(), "{} opens nowhere", lesson.id);
        for opens in lesson.opens {
            let notices = match opens.page {
                Page::Compare => Plan::from_query(opens.query).1,
                Page::Activations => Setup::from_query(opens.query).1,
            };
            assert!(notices.is_empty(), "{}: {notices:?}", lesson.id);
        }
    }
}

/// A rule that says something else than what is measured is noticed by the tests above.
#[test]
fn a_broken_rule_gives_another_verdict() {
    type Holds = fn(&Measured) -> bool;
    let broken: [(&str, Holds); 3] = [
        // The factor of the gradient without its logarithm.
        ("vanishing", |m| m.median(0, 0) > 0.7),
        // A dead unit that moves.
        ("can_die", |m| m.most(0, 0) > 0.0),
        // Noise that becomes less.
        ("denoises", |m| m.median(1, 0) > m.median(0, 0)),
    ];
    for (id, holds) in broken {
        let lesson = lesson(id).unwrap();
        let measured = Measured::all(&lesson.experiment, 1..=SEEDS, &|| 0.0);
        assert_eq!(lesson.rule.verdict(&measured), lesson.expected, "{id}, as it is");
        for place in 0..lesson.rule.conditions.len() {
            let mut conditions: Vec<Condition> =
                lesson.rule.conditions.iter().map(|row| Condition { words: row.words, holds: row.holds }).collect();
            conditions[place].holds = holds;
            let (then, otherwise) = (lesson.rule.then, lesson.rule.otherwise);
            let rule = Rule { conditions: conditions.leak(), then, otherwise };
            assert_ne!(rule.verdict(&measured), lesson.expected, "{id} with its condition {place} broken");
        }
    }
}

/// What a figure names is there: quantities, arms and the place that it points at; and every arm draws what its figure shows.
#[test]
fn every_figure_has_what_it_shows() {
    for lesson in lessons() {
        let Lesson { id, experiment, figure, pointer, .. } = lesson;
        let (arms, quantities) = (experiment.arms.len(), experiment.quantities.len());
        let mut once = Measured::new(experiment);
        for arm in 0..arms {
            once.add(arm, 1, experiment.run(arm, 1, &|| 0.0));
        }
        let line = |arm: usize| once.outcomes(arm)[0].1.line.as_slice();
        let longest = (0..arms).map(|arm| line(arm).len()).max().unwrap();
        assert!(longest <= 600, "{id}: {longest} places are not small");
        match figure {
            Figure::Dots(panels) => {
                assert!(pointer.panel < panels.len() && pointer.arm < arms, "{id}");
                let named = |panel: &Panel| match panel {
                    Panel::Values(quantity) | Panel::Counts(quantity) => vec![*quantity],
                    Panel::Rows(_, rows) => rows.iter().map(|(quantity, _)| *quantity).collect(),
                };
                assert!(panels.iter().flat_map(named).all(|quantity| quantity < quantities), "{id}");
            }
            Figure::Lines(axes) => {
                assert!(pointer.arm < arms && line(pointer.arm).len() > 1, "{id}");
                assert!(axes.theory.is_none_or(|quantity| quantity < quantities), "{id}");
            }
            Figure::Curves { theory } => {
                assert!((0..arms).all(|arm| line(arm).len() > 1 && line(arm)[0].0 == 0.0), "{id}");
                assert!(pointer.arm < arms && theory.is_none_or(|quantity| quantity < quantities), "{id}");
            }
            Figure::Histogram(_) => assert!(!line(pointer.arm).is_empty(), "{id}"),
            Figure::Panels(_) => {
                assert!(pointer.arm < arms, "{id}");
                for arm in 0..arms {
                    let picture = once.outcomes(arm)[0].1.picture.as_ref();
                    let is_map = picture.is_some_and(|picture| picture.dimensions == 2);
                    assert!(is_map || line(arm).len() > 1, "{id}, {arm}");
                    assert!(line(arm).windows(2).all(|pair| pair[0].0 <= pair[1].0) || is_map, "{id}, {arm}");
                }
            }
            Figure::Grid(grid) => {
                assert!(pointer.arm < grid.row_names.len() && pointer.panel < grid.column_names.len(), "{id}");
                for (row, column) in [(0, 0), (grid.row_names.len() - 1, grid.column_names.len() - 1)] {
                    let cell = (grid.cell)(&once, row, column);
                    assert!((0.0..=1.0).contains(&cell.share) && cell.count > 0, "{id}: {cell:?}");
                    let empty = (grid.cell)(&Measured::new(experiment), row, column);
                    assert!(empty.share.is_nan() && empty.count == 0 && empty.fits.is_none(), "{id}: {empty:?}");
                }
            }
            Figure::Code(snippets) => {
                assert!(pointer.panel < snippets[pointer.arm].arms.len(), "{id}");
                for snippet in *snippets {
                    assert!(snippet.arms.iter().all(|&arm| (snippet.came)(&once, arm).is_some()), "{id}");
                    assert_eq!((snippet.came)(&Measured::new(experiment), snippet.arms[0]), None, "{id}");
                }
            }
        }
    }
}

#[test]
fn lines_end_where_the_quantities_say() {
    let once = |id: &str, arm: usize| lesson(id).unwrap().experiment.run(arm, 3, &|| 0.0);
    for id in ["vanishing", "squashing", "zeros_help", "poor_init"] {
        let outcome = once(id, 1);
        assert_eq!((outcome.line.len(), outcome.line[0]), (21, (0.0, 0.0)), "{id}");
        assert_eq!(outcome.line[20], (20.0, outcome.values[0] as f32), "{id}");
    }
    let grown = once("bn_needed", 1);
    let last = grown.line.last().unwrap();
    assert_eq!(last.0, 15.0);
    assert!((f64::from(last.1) / 15.0 - grown.values[0].log10()).abs() < 1e-6, "{grown:?}");
    // A net of four units bends at most four times, and its line is exact between the bends.
    let bent = once("universal", 2);
    assert!((3..=6).contains(&bent.line.len()) && bent.line[0].0 == -1.0, "{:?}", bent.line);
    let exact = |x: f64| (std::f64::consts::PI * x).sin();
    let at_bends = bent.line.iter().map(|&(x, y)| (f64::from(y) - exact(f64::from(x))).abs()).fold(0.0, f64::max);
    assert!(at_bends < 3.0 * bent.values[0] + 0.1, "{at_bends} and {}", bent.values[0]);
}

/// Nothing measured is no reason for a verdict of the conditions: a missing number fulfils none.
#[test]
fn without_measurements_no_rule_is_fulfilled() {
    for lesson in lessons() {
        let nothing = Measured::new(&lesson.experiment);
        assert_ne!(lesson.rule.verdict(&nothing), lesson.rule.then, "{}", lesson.id);
    }
}

#[test]
fn the_verdict_is_computed_from_what_was_measured() {
    // What was measured in another arm instead: every rule of two arms that differ notices.
    for id in ["vanishing", "zeros_help", "bn_needed", "denoises", "like_sigmoid"] {
        let lesson = lesson(id).unwrap();
        let mut exchanged = Measured::new(&lesson.experiment);
        let arms = lesson.experiment.arms.len();
        for seed in 1..=4 {
            for arm in 0..arms {
                exchanged.add(arms - 1 - arm, seed, lesson.experiment.run(arm, seed, &|| 0.0));
            }
        }
        assert_ne!(lesson.rule.verdict(&exchanged), lesson.expected, "{id}");
    }
    assert_eq!(Verdict::Depends.id(), "depends");
}
