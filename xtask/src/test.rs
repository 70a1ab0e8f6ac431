//! `cargo xtask test`: every check there is, the cheapest first. The first that fails ends the run.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use crate::browser::Browser;
use crate::{dirs, page, process, tools};

/// None of these may be needed where the mathematics is built alone.
const BROWSER_CRATES: &[&str] = &["js-sys", "leptos", "plotters-canvas", "wasm-bindgen", "web-sys"];

/// Runs the stages one after the other.
pub fn run(arguments: &[String]) -> Result<()> {
    let options = Options::parse(arguments)?;
    let start = Instant::now();
    let stages: Vec<&Stage> = STAGES.iter().filter(|stage| options.wants(stage)).collect();
    for (i, stage) in stages.iter().enumerate() {
        println!("\n== {}/{} {}", i + 1, stages.len(), stage.name);
        let start = Instant::now();
        (stage.run)(&options).with_context(|| stage.name.to_owned())?;
        println!("== passed in {}", process::seconds(start.elapsed()));
    }
    println!("\nAll {} stages passed in {}", stages.len(), process::seconds(start.elapsed()));
    for stage in STAGES.iter().filter(|stage| !options.wants(stage)) {
        println!("Left out as asked: {}", stage.name);
    }
    Ok(())
}

struct Stage {
    name: &'static str,
    kind: Kind,
    run: fn(&Options) -> Result<()>,
}

#[derive(PartialEq)]
enum Kind {
    /// Looks at the code.
    Check,
    /// Runs tests that a filter can choose from.
    Native,
    /// Needs the built page.
    Browser,
}

const STAGES: &[Stage] = &[
    Stage { name: "format", kind: Kind::Check, run: format },
    Stage { name: "no browser crate in the core", kind: Kind::Check, run: core_is_alone },
    Stage { name: "lints: core", kind: Kind::Check, run: lint_core },
    Stage {
        name: "lints: commands and browser tests",
        kind: Kind::Check,
        run: |_| {
            clippy(&["--package", "xtask*", "--package", "browser-tests", "--package", "kernels", "--all-targets"])
        },
    },
    Stage { name: "lints: page and worker", kind: Kind::Check, run: lint_web },
    Stage { name: "documentation", kind: Kind::Check, run: documentation },
    Stage { name: "native tests", kind: Kind::Native, run: native_tests },
    Stage { name: "page in release mode", kind: Kind::Browser, run: |_| page::build().map(drop) },
    Stage { name: "page in a real browser", kind: Kind::Browser, run: browser_tests },
];

struct Options {
    browser: bool,
    filter: Option<String>,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self { browser: true, filter: None };
        for argument in arguments {
            match argument.as_str() {
                "--no-browser" => options.browser = false,
                flag if flag.starts_with('-') => {
                    bail!("`test` knows --no-browser and a filter, not `{flag}`")
                }
                filter => {
                    ensure!(options.filter.is_none(), "one filter, not two");
                    options.filter = Some(filter.to_owned());
                }
            }
        }
        Ok(options)
    }

    /// A filter asks for some tests, not for lints.
    fn wants(&self, stage: &Stage) -> bool {
        match stage.kind {
            Kind::Check => self.filter.is_none(),
            Kind::Native => true,
            Kind::Browser => self.browser,
        }
    }

    fn filter(&self) -> &[String] {
        self.filter.as_slice()
    }
}

/// A cargo command in the root of the checkout.
fn cargo(arguments: &[&str]) -> Command {
    let mut command = process::cargo();
    command.current_dir(dirs::root()).args(arguments);
    command
}

fn format(_: &Options) -> Result<()> {
    tools::component("rustfmt")?;
    process::run(&mut cargo(&["fmt", "--all", "--check"])).context("`cargo fmt --all` puts it right")
}

/// Someone who wants the numbers only must not build a browser's interface.
fn core_is_alone(_: &Options) -> Result<()> {
    let output = cargo(&[
        "tree",
        "--package",
        "relu-lab",
        "--no-default-features",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ])
    .output()?;
    ensure!(output.status.success(), "cargo tree failed: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    let crates: Vec<&str> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    let foreign: Vec<&str> = crates.iter().copied().filter(|name| BROWSER_CRATES.contains(name)).collect();
    ensure!(foreign.is_empty(), "with --no-default-features the crate still needs {}", foreign.join(", "));
    println!("{} crates, none of them for browsers", crates.len());
    Ok(())
}

fn clippy(arguments: &[&str]) -> Result<()> {
    tools::component("clippy")?;
    process::run(cargo(&["clippy"]).args(arguments).args(["--", "-D", "warnings"]))
}

fn lint_core(_: &Options) -> Result<()> {
    let packages = ["relu-lab", "relu-lab-nn", "relu-lab-view"].map(|name| ["--package", name]);
    clippy(&[packages.as_flattened(), &["--no-default-features", "--all-targets"]].concat())
}

fn lint_web(_: &Options) -> Result<()> {
    tools::wasm_target()?;
    clippy(&[
        "--target",
        "wasm32-unknown-unknown",
        "--package",
        "relu-lab",
        "--package",
        "relu-lab-page",
        "--lib",
        "--bin",
        "app",
    ])
}

/// With and without the page: links that only work in one of the two are broken in the other.
fn documentation(_: &Options) -> Result<()> {
    for arguments in [
        ["--no-default-features", "--lib"].as_slice(),
        &["--target", "wasm32-unknown-unknown", "--lib"],
        &["--package", "relu-lab-nn", "--lib"],
        &["--package", "relu-lab-view", "--lib"],
        &["--package", "xtask", "--lib"],
    ] {
        process::run(cargo(&["doc", "--no-deps"]).args(arguments).env("RUSTDOCFLAGS", "-D warnings"))?;
    }
    Ok(())
}

fn native_tests(options: &Options) -> Result<()> {
    let packages = ["--package", "relu-lab", "--package", "relu-lab-view"];
    process::run(cargo(&["test", "--no-default-features"]).args(packages).arg("--").args(options.filter()))?;
    // What the page's own modules can do without a browser.
    process::run(cargo(&["test", "--profile", "tools", "--lib", "--", "ui::"]).args(options.filter()))?;
    process::run(cargo(&["test", "--profile", "tools", "--package", "xtask"]).arg("--").args(options.filter()))
}

fn browser_tests(options: &Options) -> Result<()> {
    let browser = Browser::ensure()?;
    let mut command = cargo(&["test", "--profile", "tools", "--package", "browser-tests", "--package", "xtask-bench"]);
    // One at a time: they measure speed, and several would take each other's processor.
    command.args(["--", "--test-threads=1"]).args(options.filter());
    command.env("DIST_DIR", dirs::dist()).env("CHROMEDRIVER", browser.driver);
    if let Some(chrome) = browser.chrome {
        command.env("CHROME", chrome);
    }
    process::run(&mut command)
}
