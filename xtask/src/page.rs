//! The page in `dist/`: compile, put together, make smaller. What is served and tested is what ships.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::Result;

use crate::small_std::Std;
use crate::{dirs, process, shrink, tools};

/// Builds `dist/` and returns it.
pub fn build() -> Result<PathBuf> {
    let tools = tools::ensure()?;
    let std = Std::ensure();
    let start = Instant::now();
    let root = dirs::root();

    println!("Compiling the page in release mode (the first time some minutes, later seconds)");
    let mut cargo = process::cargo();
    cargo.current_dir(&root).args(["build", "--package", "relu-lab-page", "--profile", "page"]);
    cargo.args(["--target", "wasm32-unknown-unknown"]);
    std.apply(&mut cargo);
    // trunk would do this too, but without a word.
    process::run_with_heartbeat(&mut cargo, "compiling the page")?;
    // trunk reads NO_COLOR as "true" or "false" and stops at the customary "1".
    let mut trunk = Command::new(&tools.trunk);
    trunk.current_dir(&root).args(["build", "--release", "--log=warn"]).env("PATH", &tools.path).env_remove("NO_COLOR");
    // It asks cargo again for what has just been compiled; once is enough to read.
    trunk.env("CARGO_TERM_QUIET", "true");
    std.apply(&mut trunk);
    process::run(&mut trunk)?;
    shrink::run(&tools, &dirs::dist())?;
    println!("Built dist/ in {}", process::seconds(start.elapsed()));
    Ok(dirs::dist())
}
