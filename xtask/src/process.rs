//! Running other programs: say what failed, and show that long ones are still going on.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

const HEARTBEAT: Duration = Duration::from_secs(15);

/// The cargo that runs us, so that a `+toolchain` choice reaches what we start.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs to the end with its output shown; anything but success is an error that names the command.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start `{}`", spelled(command)))?;
    succeeded(command, status)
}

/// As [`run`], with a line every 15 seconds: some installs compile one crate for minutes without a word.
pub fn run_with_heartbeat(command: &mut Command, what: &str) -> Result<()> {
    run_within(Duration::MAX, command, what)
}

/// As [`run_with_heartbeat`], but ended, and an error, if it takes longer than `limit`.
pub fn run_within(limit: Duration, command: &mut Command, what: &str) -> Result<()> {
    let start = Instant::now();
    let mut next_beat = HEARTBEAT;
    let mut child = command.spawn().with_context(|| format!("cannot start `{}`", spelled(command)))?;
    loop {
        if let Some(status) = child.try_wait()? {
            return succeeded(command, status);
        }
        let elapsed = start.elapsed();
        if elapsed > limit {
            // It may end by itself just now; either way it is waited for.
            let _ = child.kill();
            child.wait()?;
            bail!("`{}` took longer than {}", spelled(command), seconds(limit));
        }
        if elapsed >= next_beat {
            eprintln!("   ... {what}: {} so far", seconds(elapsed));
            next_beat += HEARTBEAT;
        }
        thread::sleep(Duration::from_millis(50));
    }
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("`{}` failed ({status})", spelled(command));
    }
    Ok(())
}

/// What a program prints to standard output, or nothing if it cannot be run or fails.
pub fn output(program: impl AsRef<OsStr>, arguments: &[&str]) -> Option<String> {
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_hangs_is_ended() {
        let start = Instant::now();
        let error = run_within(Duration::from_millis(200), Command::new("sleep").arg("20"), "sleeping").unwrap_err();
        assert!(error.to_string().contains("`sleep 20` took longer"), "{error}");
        assert!(start.elapsed() < Duration::from_secs(5));
        assert!(run_within(Duration::from_secs(20), &mut Command::new("true"), "nothing").is_ok());
        assert!(run(&mut Command::new("false")).is_err());
    }
}
