//! `PyTorch`, if there is a Python that has it: a process that is given one job after the other.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result};
use relu_lab::train::bench::Workload;
use serde_json::Value;
use xtask::dirs;

use crate::contenders::{PEER_MILLIS, for_others};
use crate::results::Measured;

/// A running interpreter; it ends with its input.
pub struct Torch {
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Torch {
    /// Starts the interpreter named by `RELU_LAB_PYTHON`, or the one on `PATH`; none if there is none with torch.
    pub fn start() -> Result<Option<Self>> {
        let named = env::var_os("RELU_LAB_PYTHON").map(PathBuf::from);
        let Some(python) = named.or_else(|| ["python3", "python"].into_iter().find_map(dirs::on_path)) else {
            return Ok(None);
        };
        let mut process = Command::new(&python)
            .args(["-c", include_str!("pytorch.py")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {}", python.display()))?;
        let input = process.stdin.take();
        let output = BufReader::new(process.stdout.take().context("no output")?);
        let mut torch = Self { process, input, output };
        // Without torch the interpreter ends before its first line.
        let Ok(hello) = torch.line() else { return Ok(None) };
        println!("PyTorch {}", hello["version"].as_str().unwrap_or_default());
        Ok(Some(torch))
    }

    /// Trains for a while.
    pub fn measure(&mut self, workload: &Workload) -> Result<Measured> {
        let mut job = for_others(&workload.spec());
        job["millis"] = PEER_MILLIS.into();
        let input = self.input.as_mut().context("no input")?;
        writeln!(input, "{job}").context("PyTorch has ended")?;
        Measured::from_json(&self.line()?)
    }

    fn line(&mut self) -> Result<Value> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        serde_json::from_str(&line).context("PyTorch has ended")
    }
}

impl Drop for Torch {
    fn drop(&mut self) {
        // At the end of its input it ends by itself.
        self.input = None;
        let _ = self.process.wait();
    }
}
