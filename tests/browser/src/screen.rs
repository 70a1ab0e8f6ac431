//! A screen that nobody sees, for a browser that has to have one.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A running X server, ended when dropped.
pub struct Screen {
    process: Child,
    number: String,
}

impl Screen {
    /// Starts Xvfb; nothing if there is a screen already, or no Xvfb: the browser then says what it lacks.
    pub fn start() -> Option<Self> {
        if env::var_os("DISPLAY").is_some() || env::var_os("WAYLAND_DISPLAY").is_some() {
            return None;
        }
        let mut process = Command::new("Xvfb")
            // It looks for a free number, and says which once it can be used.
            .args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut number = String::new();
        let output = process.stdout.take();
        let has_number = output.is_some_and(|output| BufReader::new(output).read_line(&mut number).is_ok());
        if !has_number || number.trim().is_empty() {
            let _ = process.kill();
            let _ = process.wait();
            return None;
        }
        Some(Self { process, number: number.trim().to_owned() })
    }

    /// What `DISPLAY` has to be.
    pub fn display(&self) -> String {
        format!(":{}", self.number)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
