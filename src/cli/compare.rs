//! `relu-lab compare`: the Compare page without a browser, one CSV row a run, in shards for any batch system.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Instant;

use relu_lab::compare::csv::{line, run_columns, run_record};
use relu_lab::compare::plan::{Job, Plan};
use relu_lab::compare::summary::Finished;
use relu_lab::compare::trial::Trial;

use crate::experiment;
use crate::outcome::{CliError, notice, print};
use crate::runs_file::RunsFile;
use crate::signals::Signals;

/// Runs a comparison and prints one CSV row a run
#[derive(clap::Args)]
#[command(
    override_usage = "relu-lab compare <LINK> [--shard I/N] [--out FILE [--resume|--merge FILES]]",
    after_help = "A file is only ever added to, so nothing that it holds is lost. Several shards may write to one file.

Examples:
  relu-lab compare '#/compare?vary=act&values=relu,tanh,gelu&seeds=16&epochs=200&target=0.1'
  relu-lab compare '#/compare?vary=lr&values=0.03,0.1,0.3' --out runs.csv --resume
  relu-lab compare '#/compare?vary=depth&values=1,2,4,8' --shard 2/4 --out shard2.csv
  relu-lab compare '#/compare?vary=depth&values=1,2,4,8' --out runs.csv --merge shard1.csv shard2.csv"
)]
pub struct Compare {
    /// A link such as '#/compare?vary=act&values=relu,tanh'
    #[arg(value_name = "LINK")]
    plan: OsString,
    /// Only the I-th of N parts of the runs, as in 1/4 for the first of four
    #[arg(long, value_name = "I/N", default_value = "1/1", hide_default_value = true, value_parser = shard)]
    shard: Shard,
    /// Appends the rows to FILE, which may be new or hold other runs of the same plan
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Goes on with FILE: runs that it holds are not run again
    #[arg(long, requires = "out")]
    resume: bool,
    /// Adds the rows of other FILES of this plan to the one of --out, each run once, and runs nothing
    #[arg(long, requires = "out", conflicts_with_all = ["resume", "shard"], value_name = "FILES", num_args = 1..)]
    merge: Vec<PathBuf>,
}

/// A part of the runs.
#[derive(Debug, Clone, Copy)]
struct Shard {
    /// Counted from 1.
    index: usize,
    of: usize,
}

fn shard(text: &str) -> Result<Shard, String> {
    let shard = text.split_once('/').and_then(|(i, n)| Some(Shard { index: i.parse().ok()?, of: n.parse().ok()? }));
    let valid = shard.filter(|shard| (1..=shard.of).contains(&shard.index));
    valid.ok_or_else(|| "allowed is I/N with I from 1 to N, as in 1/4 for the first of four".to_owned())
}

impl Compare {
    /// Runs and writes, row by row: what is finished survives whatever comes.
    ///
    /// # Errors
    /// [`CliError`].
    pub fn execute(&self) -> Result<(), CliError> {
        let plan = experiment::plan(&self.plan)?;
        let signals = Signals::listen();
        let jobs = plan.jobs();
        let mine = jobs.iter().enumerate().filter(|(index, _)| index % self.shard.of == self.shard.index - 1);
        let Some(path) = &self.out else {
            print(&line(&run_columns()))?;
            let mut ended = Ended::default();
            for (_, job) in mine {
                match ended.row(&plan, job, &signals) {
                    Some(row) => print(&row)?,
                    None => break,
                }
            }
            ended.say();
            return self.end(&signals, &ended);
        };
        let mut file = RunsFile::open(path, &plan, &jobs)?;
        if !self.merge.is_empty() {
            for source in &self.merge {
                file.merge(source, &plan, &jobs)?;
            }
            let held = (0..jobs.len()).filter(|job| file.knows(*job)).count();
            notice(&format!("{} holds {held} of {} runs", path.display(), jobs.len()));
            return Ok(());
        }
        if !self.resume {
            let held = mine.clone().filter(|(index, _)| file.knows(*index)).count();
            if held > 0 {
                let path = path.display();
                return Err(CliError::Usage(format!(
                    "{path} holds {held} of these runs already; --resume goes on with it, or name another file"
                )));
            }
        }
        let mut ended = Ended::default();
        for (index, job) in mine {
            if !file.holds(index)? {
                match ended.row(&plan, job, &signals) {
                    Some(row) => file.append(index, &row)?,
                    None => break,
                }
            }
        }
        ended.say();
        self.end(&signals, &ended)
    }

    /// The last word: that all is done, or what is.
    fn end(&self, signals: &Signals, ended: &Ended) -> Result<(), CliError> {
        let Some(signal) = signals.received().filter(|_| ended.stopped) else { return Ok(()) };
        let runs = ended.runs;
        let done = match &self.out {
            Some(path) => format!("{runs} more runs are in {}; --resume goes on with it", path.display()),
            None => format!("{runs} runs were printed"),
        };
        Err(CliError::Interrupted { signal, done })
    }
}

/// Runs that this call has run.
#[derive(Default)]
struct Ended {
    runs: usize,
    diverged: usize,
    /// Whether a signal ended it.
    stopped: bool,
}

impl Ended {
    /// Runs a job and gives its row, unless a signal comes first.
    #[allow(clippy::disallowed_methods, reason = "no browser here")]
    fn row(&mut self, plan: &Plan, job: &Job, signals: &Signals) -> Option<String> {
        let start = Instant::now();
        let mut trial = Trial::new(job.spec.clone(), plan.target);
        while !trial.advance(|| start.elapsed().as_secs_f64() * 1000.0) {
            if signals.received().is_some() {
                self.stopped = true;
                return None;
            }
        }
        let result = trial.result();
        self.runs += 1;
        self.diverged += usize::from(result.has_diverged());
        Some(line(&run_record(plan, &Finished { job: job.clone(), result: result.into() })))
    }

    /// Says how many runs have no accuracy, lest somebody average the others without a thought.
    fn say(&self) {
        if self.diverged > 0 {
            let Self { runs, diverged, .. } = self;
            notice(&format!(
                "{diverged} of {runs} runs diverged: accuracy, dead, saturated and gradient are empty there"
            ));
        }
    }
}
