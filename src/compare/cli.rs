//! `relu-lab compare`: the Compare page without a browser, one CSV row a run, in shards for any batch system.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::time::Instant;

use crate::compare::csv::{RUN_HEADER, key, run_row};
use crate::compare::plan::{Job, Plan};
use crate::compare::summary::Finished;
use crate::compare::trial::Trial;
use crate::train::cli::CliError;

/// How the command is called.
pub const USAGE: &str = "usage: relu-lab compare <'#/compare?…'> [--shard i/n] [--out FILE [--resume]]";

/// What the words of a call ask for.
struct Call {
    plan: Plan,
    shard: (usize, usize),
    out: Option<String>,
    resume: bool,
}

/// Obeys the words after `compare`.
///
/// # Errors
/// [`CliError`] for words that are off and for files that cannot be read or written.
pub fn main(arguments: &[String]) -> Result<(), CliError> {
    let call = read(arguments)?;
    let (index, shards) = call.shard;
    let jobs = call.plan.jobs().into_iter().enumerate().filter(|(i, _)| i % shards == index - 1).map(|(_, job)| job);
    let Some(path) = &call.out else {
        println!("{RUN_HEADER}");
        for job in jobs {
            println!("{}", run_row(&call.plan, &run(job, call.plan.target)));
        }
        return Ok(());
    };
    let file_error = |error| CliError::File { path: path.clone(), error };
    let done = if call.resume { std::fs::read_to_string(path).unwrap_or_default() } else { String::new() };
    // A row that a killed process left half-written is run again.
    let whole = &done[..done.rfind('\n').map_or(0, |end| end + 1)];
    let mut file = OpenOptions::new().create(true).write(true).truncate(true).open(path).map_err(file_error)?;
    let kept = if whole.starts_with(RUN_HEADER) { whole.to_owned() } else { format!("{RUN_HEADER}\n") };
    file.write_all(kept.as_bytes()).map_err(file_error)?;
    for job in jobs {
        let prefix = format!("{},", key(&call.plan, &job));
        if kept.lines().any(|line| line.starts_with(&prefix)) {
            continue;
        }
        let row = run_row(&call.plan, &run(job, call.plan.target));
        // Written row by row: what is finished survives whatever comes.
        writeln!(file, "{row}").and_then(|()| file.flush()).map_err(file_error)?;
    }
    Ok(())
}

#[allow(clippy::disallowed_methods, reason = "this file is not part of the page")]
fn run(job: Job, target: f32) -> Finished {
    let start = Instant::now();
    let mut trial = Trial::new(job.spec.clone(), target);
    while !trial.advance(|| start.elapsed().as_secs_f64() * 1000.0) {}
    Finished { job, result: trial.result().into() }
}

fn read(arguments: &[String]) -> Result<Call, CliError> {
    let usage = |message: String| CliError::Usage(format!("{message}\n{USAGE}"));
    let (mut query, mut shard, mut out, mut resume) = (None, (1, 1), None, false);
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| usage(format!("{word} needs a value")));
        match word.as_str() {
            "--shard" => {
                let text = value()?;
                let pair = text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
                let valid = pair.filter(|(i, n)| (1..=*n).contains(i));
                shard = valid.ok_or_else(|| usage(format!("--shard {text}: write 1/4 for the first of four")))?;
            }
            "--out" => out = Some(value()?.clone()),
            "--resume" => resume = true,
            flag if flag.starts_with("--") => return Err(usage(format!("there is no option {flag}"))),
            text if query.is_none() => query = Some(text.split_once('?').map_or(text, |(_, query)| query).to_owned()),
            text => return Err(usage(format!("one comparison at a time: \"{text}\" is too much"))),
        }
    }
    if resume && out.is_none() {
        return Err(usage("--resume needs --out FILE".to_owned()));
    }
    let query = query.ok_or_else(|| usage("a comparison is needed".to_owned()))?;
    let (plan, notices) = Plan::from_query(&query);
    for notice in notices {
        eprintln!("relu-lab: {notice}");
    }
    Ok(Call { plan, shard, out, resume })
}
