//! `cargo xtask <command>`: one row per command, and the help is made from the rows.

use std::process::ExitCode;

use anyhow::Result;
use xtask::{bench, dist, serve, test, tools};

/// One command of `cargo xtask`.
struct Command {
    name: &'static str,
    /// The arguments, as the help shows them.
    usage: &'static str,
    about: &'static str,
    run: fn(&[String]) -> Result<()>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "serve",
        usage: "[--port 8080] [--no-open]",
        about: "build the page in release mode, serve it on this machine and open it",
        run: serve::run,
    },
    Command {
        name: "test",
        usage: "[--no-browser] [filter]",
        about: "format, lints, docs, native tests, then the page in a real headless browser",
        run: test::run,
    },
    Command {
        name: "dist",
        usage: "[--profile]",
        about: "build the deployable folder dist/, show its sizes (and what they are made of), fail over budget",
        run: dist::run,
    },
    Command {
        name: "bench",
        usage: "[--json FILE] [--repeats 5]",
        about: "measure training, natively and in a browser, beside others that do the same work",
        run: bench::run,
    },
    Command {
        name: "tools",
        usage: "",
        about: "only make sure of the tools that the other commands need",
        run: tools::run,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        println!("{}", help());
        return ExitCode::SUCCESS;
    };
    if matches!(name.as_str(), "help" | "-h" | "--help") || rest.iter().any(|a| a == "--help" || a == "-h") {
        println!("{}", help());
        return ExitCode::SUCCESS;
    }
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        eprintln!("There is no command `{name}`.\n\n{}", help());
        return ExitCode::FAILURE;
    };
    match (command.run)(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\ncargo xtask {name}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The table above as text.
fn help() -> String {
    let rows: Vec<String> = COMMANDS
        .iter()
        .map(|command| format!("  {:<34}{}", format!("{} {}", command.name, command.usage), command.about))
        .collect();
    format!(
        "Usage: cargo xtask <command>\n\n{}\n\nTools are kept in the user's cache folder (or in $RELU_LAB_CACHE) and shared by all checkouts.",
        rows.join("\n")
    )
}
