//! The same core without a browser: `relu-lab run <spec>`.

use std::process::ExitCode;

use relu_lab::train::cli;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match cli::main(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("relu-lab: {error}");
            ExitCode::FAILURE
        }
    }
}
