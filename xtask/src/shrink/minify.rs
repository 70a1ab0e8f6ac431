//! Scripts and styles without what only people need, by esbuild.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::{dirs, install};

const ESBUILD: &str = "0.28.2";

/// esbuild where it can be had; without, the page is larger but the same.
pub struct Minifier(Option<PathBuf>);

impl Minifier {
    /// Makes sure of esbuild, and says if it has to do without.
    pub fn ensure() -> Self {
        let cached = || {
            let dir = dirs::tool("esbuild", ESBUILD).ok()?;
            dirs::program_in(&install::npm_programs(&dir), "esbuild")
        };
        if let Some(path) = cached() {
            return Self(Some(path));
        }
        let Some(npm) = dirs::on_path("npm") else {
            println!("Without npm there is no esbuild: scripts and styles will be larger");
            return Self(None);
        };
        println!("Installing esbuild {ESBUILD}: it makes scripts and styles smaller (seconds)");
        match install::with_npm(&npm, "esbuild", ESBUILD) {
            Ok(_) => Self(cached()),
            Err(error) => {
                println!("Going on without esbuild, scripts and styles will be larger: {error:#}");
                Self(None)
            }
        }
    }

    /// A module of JavaScript.
    pub fn script(&self, text: &str) -> Result<String> {
        self.run(text, &["--loader=js", "--format=esm"])
    }

    /// A style sheet.
    pub fn styles(&self, text: &str) -> Result<String> {
        self.run(text, &["--loader=css"])
    }

    fn run(&self, text: &str, arguments: &[&str]) -> Result<String> {
        let Some(esbuild) = &self.0 else {
            return Ok(text.to_owned());
        };
        let mut child = Command::new(esbuild)
            .args(["--minify", "--log-level=warning", "--charset=utf8"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", esbuild.display()))?;
        // It reads everything before it writes.
        child.stdin.take().context("esbuild has no input")?.write_all(text.as_bytes())?;
        let output = child.wait_with_output()?;
        ensure!(output.status.success(), "esbuild failed ({})", output.status);
        Ok(String::from_utf8(output.stdout)?)
    }
}
