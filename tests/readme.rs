//! The numbers in the README that this program computes: they are computed again, so that they stay true.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fmt::Write as _;
use std::num::NonZero;
use std::sync::Mutex;

use relu_lab::compare::plan::{Job, Plan};
use relu_lab::compare::summary::{Finished, Row, rows};
use relu_lab::compare::trial::Trial;

const README: &str = include_str!("../README.md");

/// The first line of the table of exercises, and under which heading the tables are that say how fast a machine was.
const EXERCISES: &str =
    "| hidden | circle: epochs to a loss of 0.1 | with noise 0.15 | spiral: test accuracy in % | with noise 0.15 |";
const TIMINGS: &str = "## Speed";
/// Data set and noise of its columns after the first.
const COLUMNS: [(&str, &str); 4] = [("circle", "0"), ("circle", "0.15"), ("spiral", "0"), ("spiral", "0.15")];

/// The lines of a table, from its head on.
fn table(head: &str) -> Vec<&'static str> {
    let lines = README.lines().skip_while(|line| *line != head);
    lines.take_while(|line| line.starts_with('|')).collect()
}

/// The plan of a cell, by the link that the README gives for all of them.
fn plan(data: &str, noise: &str, hidden: &str) -> Plan {
    let (_, rest) = README.split_once("target/release/relu-lab compare \"#/compare?").unwrap();
    let (query, _) = rest.split_once('"').unwrap();
    let query = query.replace("$data", data).replace("$noise", noise).replace("$hidden", hidden);
    let (plan, notices) = Plan::from_query(&query);
    assert!(notices.is_empty() && !query.contains('$'), "{query}: {notices:?}");
    plan
}

/// The rows of all plans: each run on its own, on all cores.
fn computed(plans: &[Plan]) -> Vec<Vec<Row>> {
    let jobs: Vec<(usize, Job)> = plans
        .iter()
        .enumerate()
        .flat_map(|(index, plan)| plan.jobs().into_iter().map(move |job| (index, job)))
        .collect();
    let (next, finished) = (Mutex::new(jobs.into_iter()), Mutex::new(vec![Vec::new(); plans.len()]));
    let work = || {
        loop {
            let Some((index, job)) = next.lock().unwrap().next() else { return };
            let mut trial = Trial::new(job.spec.clone(), plans[index].target);
            while !trial.advance(|| 0.0) {}
            let run = Finished { job, result: trial.result().into() };
            finished.lock().unwrap()[index].push(run);
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    std::thread::scope(|scope| (0..cores).for_each(|_| _ = scope.spawn(work)));
    let finished = finished.into_inner().unwrap();
    plans.iter().zip(&finished).map(|(plan, finished)| rows(plan, finished)).collect()
}

/// `25 (8)`: median epochs to the target, and how many runs reached it; "–" where half or more of them did not.
fn epochs(row: &Row) -> String {
    let median = row.epochs_to_target.unwrap().median;
    let median = if median.is_finite() { median.to_string() } else { "–".to_owned() };
    format!("{median} ({})", row.solved)
}

/// `99 (8)`: median test accuracy, and how many runs reached the loss, if half of them or more did.
fn accuracy(row: &Row) -> String {
    assert_eq!(row.diverged, 0, "a diverged run has no accuracy");
    let percent = format!("{:.0}", 100.0 * row.test_accuracy.unwrap().median);
    if 2 * row.solved > row.runs { format!("{percent} ({})", row.solved) } else { percent }
}

#[test]
fn the_table_of_exercises_is_what_its_command_gives() {
    let written = table(EXERCISES);
    let hidden: Vec<&str> = written[2..].iter().map(|line| line[1..].split('|').next().unwrap().trim()).collect();
    assert!(!hidden.is_empty());
    let cells = || hidden.iter().flat_map(|hidden| COLUMNS.iter().map(move |(data, noise)| (*data, *noise, *hidden)));
    let plans: Vec<Plan> = cells().map(|(data, noise, hidden)| plan(data, noise, hidden)).collect();
    let mut now = format!("{EXERCISES}\n{}\n", written[1]);
    let runs: usize = plans.iter().map(|plan| plan.jobs().len()).sum();
    for (hidden, of_hidden) in hidden.iter().zip(computed(&plans).chunks(COLUMNS.len())) {
        let _ = write!(now, "| {hidden} |");
        for ((data, _), rows) in COLUMNS.iter().zip(of_hidden) {
            let text = if *data == "circle" { epochs } else { accuracy };
            let _ = write!(now, " {} |", rows.iter().map(text).collect::<Vec<_>>().join(" / "));
        }
        now.push('\n');
    }
    assert_eq!(written.join("\n") + "\n", now, "README.md says the first, the program computes\n{now}");
    assert!(README.contains(&format!("These {runs} trainings of 1000 epochs")), "{runs} trainings");
}

#[test]
fn no_other_table_of_numbers_stands_in_the_readme() {
    let (before, after) = README.split_once(TIMINGS).unwrap();
    let rest = after.split_once("\n## ").map_or("", |(_, rest)| rest);
    for text in [before, rest] {
        let heads: Vec<&str> = text
            .lines()
            .zip(text.lines().skip(1))
            .filter(|(head, rule)| head.starts_with('|') && rule.starts_with("|-") || rule.starts_with("| -"))
            .map(|(head, _)| head)
            .collect();
        assert!(heads.iter().all(|head| *head == EXERCISES), "a table that nothing computes again: {heads:?}");
    }
}
