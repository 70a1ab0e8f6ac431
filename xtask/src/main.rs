//! `cargo xtask <command>`.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::{bench, dist, native_cpu, serve, test, tools};

/// The project's own commands.
///
/// Tools are kept in the user's cache folder (or in `RELU_LAB_CACHE`) and shared by all checkouts.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the page in release mode, serve it on this machine and open it
    Serve(serve::Options),
    /// Format, lints, docs, native tests, then the page in a real headless browser
    Test(test::Options),
    /// Build the deployable folder dist/, show its sizes, fail over budget
    Dist,
    /// Measure training, natively and in a browser, beside others that do the same work
    Bench(bench::Options),
    /// Run every pinned link with all instructions of this machine's processor: the bits must not change
    NativeCpu,
    /// Only make sure of the tools that the other commands need
    Tools,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Serve(options) => serve::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Dist => dist::run(),
        Command::Bench(options) => bench::run(&options),
        Command::NativeCpu => native_cpu::check(),
        Command::Tools => tools::run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\ncargo xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
