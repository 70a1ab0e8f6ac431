//! `cargo xtask bench`: builds what ships, then hands over to the package that measures it.

use std::env;

use anyhow::Result;

use crate::browser::Browser;
use crate::{dirs, page, process};

/// Builds page and program in release mode and measures them; the arguments are those of the measuring package.
pub fn run(arguments: &[String]) -> Result<()> {
    let browser = Browser::ensure()?;
    let dist = page::build()?;
    println!("Compiling the same core for this machine");
    process::run_with_heartbeat(
        process::cargo().current_dir(dirs::root()).args([
            "build",
            "--release",
            "--no-default-features",
            "--bin",
            "relu-lab",
        ]),
        "compiling relu-lab",
    )?;
    let mut command = process::cargo();
    // Files in the arguments are where the caller stands.
    command.current_dir(env::current_dir()?).args(["run", "--quiet", "--profile", "tools", "--manifest-path"]);
    command.arg(dirs::root().join("xtask/bench/Cargo.toml")).arg("--").args(arguments);
    let program = format!("release/relu-lab{}", env::consts::EXE_SUFFIX);
    command.env("RELU_LAB", dirs::target().join(program)).env("DIST_DIR", dist).env("CHROMEDRIVER", browser.driver);
    if let Some(chrome) = browser.chrome {
        command.env("CHROME", chrome);
    }
    process::run(&mut command)
}
