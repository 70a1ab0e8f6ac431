//! `cargo xtask test`: every check there is, the cheapest first. The first that fails ends the run.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::browser::{Browser, Engine};
use crate::{dirs, native_cpu, page, process, tools};

/// None of these may be needed where the core is built alone.
const BROWSER_CRATES: &[&str] = &["js-sys", "leptos", "plotters-canvas", "wasm-bindgen", "web-sys"];

/// The command's arguments.
#[derive(Args)]
pub struct Options {
    /// Leave out what needs a browser
    #[arg(long)]
    no_browser: bool,
    /// Only what is tested in every engine, and in all three of them
    #[arg(long, conflicts_with = "no_browser")]
    engines: bool,
    /// Only tests whose name contains this, and no checks
    filter: Option<String>,
}

impl Options {
    /// A filter asks for some tests, not for lints.
    fn wants(&self, stage: &Stage) -> bool {
        match stage.kind {
            Kind::Check => self.filter.is_none() && !self.engines,
            Kind::Native => !self.engines,
            Kind::Browser => !self.no_browser,
        }
    }

    fn filter(&self) -> &[String] {
        self.filter.as_slice()
    }
}

/// Runs the stages one after the other.
pub fn run(options: &Options) -> Result<()> {
    let start = Instant::now();
    let stages: Vec<&Stage> = STAGES.iter().filter(|stage| options.wants(stage)).collect();
    for (i, stage) in stages.iter().enumerate() {
        println!("\n== {}/{} {}", i + 1, stages.len(), stage.name);
        let start = Instant::now();
        (stage.run)(options).with_context(|| stage.name.to_owned())?;
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
    Stage { name: "lints: everything, native", kind: Kind::Check, run: |_| clippy(&["--workspace", "--all-targets"]) },
    Stage { name: "lints: page and worker, WebAssembly", kind: Kind::Check, run: lint_page },
    Stage { name: "documentation", kind: Kind::Check, run: documentation },
    Stage { name: "native tests", kind: Kind::Native, run: native_tests },
    Stage { name: "the same bits with this processor's instructions", kind: Kind::Check, run: |_| native_cpu::check() },
    Stage { name: "page in release mode", kind: Kind::Browser, run: |_| page::build().map(drop) },
    Stage { name: "page in a real browser", kind: Kind::Browser, run: browser_tests },
];

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

/// Someone who wants the numbers only must not build a browser's interface, whatever features are on.
fn core_is_alone(_: &Options) -> Result<()> {
    for features in ["--no-default-features", "--all-features"] {
        let tree = ["tree", "--package", "relu-lab", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"];
        let output = cargo(&tree).arg(features).output()?;
        ensure!(output.status.success(), "cargo tree failed: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8_lossy(&output.stdout);
        let crates: BTreeSet<&str> = text.lines().filter_map(|line| line.split(' ').next()).collect();
        let foreign: Vec<&str> = crates.iter().copied().filter(|name| BROWSER_CRATES.contains(name)).collect();
        ensure!(foreign.is_empty(), "with {features} the core needs {}", foreign.join(", "));
        println!("{features}: {} crates, none of them for browsers", crates.len());
    }
    Ok(())
}

fn clippy(arguments: &[&str]) -> Result<()> {
    tools::component("clippy")?;
    process::run(cargo(&["clippy"]).args(arguments).args(["--", "-D", "warnings"]))
}

fn lint_page(_: &Options) -> Result<()> {
    tools::wasm_target()?;
    clippy(&["--target", "wasm32-unknown-unknown", "--package", "relu-lab-app"])
}

fn documentation(_: &Options) -> Result<()> {
    process::run(cargo(&["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
}

fn native_tests(options: &Options) -> Result<()> {
    let core = ["test", "--package", "relu-lab-nn", "--package", "relu-lab", "--package", "relu-lab-fuzz"];
    process::run(cargo(&core).arg("--").args(options.filter()))?;
    // Nothing here computes for long: what the page's own modules can do without a browser, and these commands.
    let others = ["test", "--profile", "tools", "--package", "relu-lab-app", "--package", "xtask"];
    process::run(cargo(&others).arg("--").args(options.filter()))
}

fn browser_tests(options: &Options) -> Result<()> {
    // One failure in half an hour hides no other.
    let mut command = cargo(&["test", "--no-fail-fast", "--profile", "tools", "--package", "browser-tests"]);
    command.args(if options.engines { ["--test", "engines"] } else { ["--package", "xtask-bench"] });
    // Two at a time, as a browser waits half of the time. The start and the soak are measured alone; other tests that look at times
    // allow for a busy machine.
    command.args(["--", "--test-threads=2"]).args(options.filter());
    command.env("DIST_DIR", dirs::dist());
    for engine in Engine::ALL {
        // Every machine can have the first two; the third is for Linux, and as large as they are together.
        let browser = match engine {
            Engine::WebKit if !options.engines => Browser::find(engine),
            _ => Some(Browser::ensure(engine)?),
        };
        match browser {
            Some(browser) => browser.tell(&mut command),
            None => println!("Left out: {}, which `cargo xtask test --engines` installs", engine.name()),
        }
    }
    process::run(&mut command)
}
