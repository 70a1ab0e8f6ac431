//! `relu-lab`: the same core without a browser, one command a file.
//!
//! Exit status: 0 when all is done, also if whoever reads the output has seen enough and closed the pipe; 2 when the
//! call cannot be carried out as it stands, before anything was run; 1 when something failed on the way; 128 + N when
//! signal N asked it to end, as shells say it. Each failure is one line on standard error.

mod bench;
mod compare;
mod curves;
mod experiment;
mod export;
mod lesson;
mod outcome;
mod run;
mod runs_file;
mod signals;
mod words;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use outcome::CliError;

/// Trains small neural networks without a browser, with the same bits as the page.
#[derive(Parser)]
#[command(name = "relu-lab", version, arg_required_else_help = false, max_term_width = 100)]
#[command(override_usage = "relu-lab run|compare|lesson|export|bench ...")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Run(run::Run),
    Compare(compare::Compare),
    Lesson(lesson::Lesson),
    Export(export::Export),
    Bench(bench::Bench),
}

/// The images of `data=digits`, part of the program.
static DIGITS: &[u8] = include_bytes!("../../assets/digits.bin");

fn main() -> ExitCode {
    // The file is that of the project: a test reads it.
    let _ = relu_lab::data::digits::provide(DIGITS);
    let result = match Cli::try_parse() {
        Ok(cli) => match cli.command {
            Command::Run(run) => run.execute(),
            Command::Compare(compare) => compare.execute(),
            Command::Lesson(lesson) => lesson.execute(),
            Command::Export(export) => export.execute(),
            Command::Bench(bench) => bench.execute(),
        },
        // `--help` and `--version` are answers.
        Err(answer) if !answer.use_stderr() => outcome::print(&answer.to_string()),
        Err(error) => Err(CliError::Usage(one_line(&error))),
    };
    outcome::exit_code(result)
}

/// What clap says over several lines, in one: `unexpected argument '--epoch' found; usage: relu-lab run …`.
fn one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("For more information"));
    let line = lines.collect::<Vec<_>>().join(" ");
    line.trim_start_matches("error: ").replace(" Usage: ", "; usage: ").replace(" tip: ", "; ")
}
