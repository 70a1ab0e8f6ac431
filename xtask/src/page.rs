//! The page in `dist/`. What is tested and measured is what ships: `trunk build --release`, as `Trunk.toml` says.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;

use crate::{dirs, process, tools};

/// Builds `dist/` and returns it.
pub fn build() -> Result<PathBuf> {
    let tools = tools::ensure()?;
    let start = Instant::now();
    println!("Compiling the page in release mode (the first time some minutes)");
    let mut trunk = tools.trunk();
    trunk.args(["build", "--release", "--log=warn"]);
    process::run_with_heartbeat(&mut trunk, "building the page")?;
    println!("Built dist/ in {}", process::seconds(start.elapsed()));
    Ok(dirs::dist())
}
