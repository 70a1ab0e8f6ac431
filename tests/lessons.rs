//! Every lesson's rule gives over many seeds the verdict that is expected of it.
#![allow(missing_docs, clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "no browser here")]

use std::collections::HashSet;
use std::time::Instant;

use relu_lab::lessons::experiment::Measure;
use relu_lab::lessons::measured::Measured;
use relu_lab::lessons::rule::Verdict;
use relu_lab::lessons::{Chapter, Lesson, chapters, lessons};
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
        let lesson = relu_lab::lessons::lesson(id).unwrap();
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
