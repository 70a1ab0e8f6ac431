//! Scripts and styles without what only people need, by esbuild.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::install::{self, NpmTool};

const ESBUILD: &str = "0.28.2";

/// esbuild where it can be had; without, the page is larger but the same.
pub struct Minifier(Option<PathBuf>);

impl Minifier {
    /// Makes sure of esbuild, and says if it has to do without.
    pub fn ensure() -> Self {
        let tool = NpmTool { package: "esbuild", version: ESBUILD, program: "esbuild", shrinks: "scripts and styles" };
        Self(install::optional(&tool, Vec::new(), |_| true))
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
