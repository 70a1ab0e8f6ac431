//! `cargo xtask bench`: how fast it trains, natively and in a browser, beside others that do the same work.
//!
//! ```text
//! main ── lab (one browser, our worker, peers in workers; site: what it serves) ──┐
//!      ── contenders (a row each) ── rounds, one after the other ─────────────────┼──▶ results ──▶ report
//!      ── page (the Train page, drawing included) ────────────────────────────────┘
//! ```
//!
//! All contenders are measured in one run, in turn, several times over: what a machine does besides hits them all, and only
//! ratios within one run count. Every measurement begins with a fresh net and has to show that it learned; ours has to end
//! with the same bits natively and in WebAssembly.

mod contenders;
mod lab;
mod machine;
mod page;
mod peers;
mod pytorch;
mod report;
mod results;
mod site;

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use relu_lab::data::digits;
use relu_lab::train::bench::{WORKLOADS, Workload};

use crate::lab::Lab;
use crate::results::Results;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\ncargo xtask bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let options = Options::parse(arguments)?;
    digits::provide(lab::DIGITS)?;
    let lab = Lab::open()?;
    let mut contenders = contenders::all(&lab)?;
    let mut results = Results::default();
    // The first round warms up: engines compile, processors speed up. It does not count.
    for round in 0..=options.repeats {
        println!("round {round} of {}{}", options.repeats, if round == 0 { " (warming up)" } else { "" });
        for workload in options.workloads().filter(|workload| workload.aim.is_some()) {
            for contender in &mut contenders {
                let measured = contender.measured(workload)?;
                if round > 0 {
                    results.add(workload.id, contender.name, &measured)?;
                }
            }
        }
        if round > 0 {
            results.peak.push(lab.peak()?);
            for workload in options.workloads().filter(|workload| workload.aim.is_none()) {
                results.pages.push((workload.id, page::measure(&lab, workload)?));
            }
        }
    }
    let names: Vec<_> = contenders.iter().map(|contender| contender.name).collect();
    let workloads: Vec<_> = options.workloads().collect();
    let report = report::Report { results: &results, contenders: &names, workloads: &workloads, lab: &lab };
    println!("\n{}", report.markdown());
    if let Some(file) = options.json {
        fs::write(&file, report.json().to_string()).with_context(|| format!("cannot write {file}"))?;
    }
    Ok(())
}

struct Options {
    json: Option<String>,
    repeats: usize,
    /// The one workload that is wanted; else all of them.
    only: Option<String>,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self { json: None, repeats: 5, only: None };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--json" => options.json = Some(rest.next().context("--json needs a file")?.clone()),
                "--repeats" => {
                    let number = rest.next().and_then(|text| text.parse().ok()).filter(|n| (5..=100).contains(n));
                    options.repeats = number.context("--repeats: a number from 5 to 100")?;
                }
                "--only" => {
                    let ids: Vec<_> = WORKLOADS.iter().map(|workload| workload.id).collect();
                    let id = rest.next().filter(|id| ids.contains(&id.as_str()));
                    options.only = Some(id.with_context(|| format!("--only: one of {}", ids.join(", ")))?.clone());
                }
                other => bail!("`bench` knows --json, --repeats and --only, not `{other}`"),
            }
        }
        Ok(options)
    }

    /// What is measured, in the order of the table.
    fn workloads(&self) -> impl Iterator<Item = &'static Workload> {
        WORKLOADS.iter().filter(|workload| self.only.as_ref().is_none_or(|only| only == workload.id))
    }
}
