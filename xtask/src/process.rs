//! Running other programs: say what failed, and show that long ones are still going on.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// The cargo that runs us, so that a `+toolchain` choice reaches what we start.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs to the end with its output shown; anything but success is an error that names the command.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start `{}`", spelled(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", spelled(command));
    }
    Ok(())
}

/// As [`run`], with a line every 15 seconds: some installs compile one crate for minutes without a word.
pub fn run_with_heartbeat(command: &mut Command, what: &str) -> Result<()> {
    let start = Instant::now();
    let (done, is_done) = mpsc::channel::<()>();
    let label = what.to_owned();
    let beat = thread::spawn(move || {
        while is_done.recv_timeout(Duration::from_secs(15)) == Err(RecvTimeoutError::Timeout) {
            eprintln!("   ... {label}: {} so far", seconds(start.elapsed()));
        }
    });
    let result = run(command);
    drop(done);
    // The thread only prints; if it panicked there is nothing to undo.
    let _ = beat.join();
    result
}

/// What a program prints to standard output, or nothing if it cannot be run or fails.
pub fn output(program: impl AsRef<Path>, arguments: &[&str]) -> Option<String> {
    let output =
        Command::new(program.as_ref()).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command as one would type it.
pub fn spelled(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    command.get_args().fold(program, |line, argument| line + " " + &argument.to_string_lossy())
}

/// `75 s` as `1 min 15 s`.
pub fn seconds(duration: Duration) -> String {
    match duration.as_secs() {
        0 => format!("{:.1} s", duration.as_secs_f64()),
        s @ 1..60 => format!("{s} s"),
        s => format!("{} min {} s", s / 60, s % 60),
    }
}
