//! `cargo xtask bench`: builds what ships, then hands over to the package that measures it.

use std::env;

use anyhow::Result;
use clap::Args;

use crate::browser::{Browser, Engine};
use crate::{dirs, native_cpu, page, process};

/// The command's arguments: those of the package that measures.
#[derive(Args)]
pub struct Options {
    /// --json FILE, --repeats N, --only WORKLOAD
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds page and program in release mode and measures them.
pub fn run(options: &Options) -> Result<()> {
    let browser = Browser::ensure(Engine::Chromium)?;
    let dist = page::build()?;
    println!("Compiling the same core for this machine");
    process::run_with_heartbeat(
        process::cargo().current_dir(dirs::root()).args(["build", "--release", "--bin", "relu-lab"]),
        "compiling relu-lab",
    )?;
    let native_cpu = native_cpu::build("release", "release")?;
    let mut command = process::cargo();
    // Files in the arguments are where the caller stands.
    command.current_dir(env::current_dir()?).args(["run", "--quiet", "--profile", "tools", "--manifest-path"]);
    command.arg(dirs::root().join("xtask/bench/Cargo.toml")).arg("--").args(&options.arguments);
    let program = format!("release/relu-lab{}", env::consts::EXE_SUFFIX);
    command.env("RELU_LAB", dirs::target().join(program)).env("RELU_LAB_NATIVE_CPU", native_cpu).env("DIST_DIR", dist);
    browser.tell(&mut command);
    process::run(&mut command)
}
