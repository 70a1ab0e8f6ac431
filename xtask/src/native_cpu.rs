//! The numbers with all instructions of this machine's processor: the same bits as without them.
//!
//! `RUSTFLAGS="-C target-cpu=native"` lets the compiler use what processors of the last ten years can do and those of twenty years ago
//! cannot. Nothing is contracted to fused operations by that, so that the sums stay what they are; this holds it against the pinned links.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{dirs, process};

/// Where cargo takes flags for the compiler from.
const FLAGS: (&str, &str) = ("RUSTFLAGS", "-C target-cpu=native");

/// Builds the command line for this processor, in a profile of Cargo and the folder that it names so.
///
/// # Errors
/// What the compiler says.
pub fn build(profile: &str, folder: &str) -> Result<PathBuf> {
    // With other flags everything is compiled anew: beside the usual target folder, not in it.
    let target = dirs::target().join("native-cpu");
    let mut build = process::cargo();
    build.current_dir(dirs::root()).args(["build", "--quiet", "--package", "relu-lab", "--bin", "relu-lab"]);
    build.args(["--profile", profile]).env("CARGO_TARGET_DIR", &target).env(FLAGS.0, FLAGS.1);
    process::run_with_heartbeat(&mut build, "compiling relu-lab for this processor")?;
    dirs::program_in(&target.join(folder), "relu-lab").context("cargo built no relu-lab")
}

/// Runs every link of `tests/fingerprints.json` with it.
///
/// # Errors
/// The first link that ends with other bits.
pub fn check() -> Result<()> {
    let program = build("dev", "debug")?;
    let pinned = std::fs::read_to_string(dirs::root().join("tests/fingerprints.json"))?;
    let pinned: Vec<Value> = serde_json::from_str(&pinned)?;
    for row in &pinned {
        let link = row["link"].as_str().context("a pinned row without a link")?;
        let output = Command::new(&program).args(["run", link, "--epochs", &row["epochs"].to_string()]).output()?;
        ensure!(output.status.success(), "{link}: {}", String::from_utf8_lossy(&output.stderr));
        let result: Value = serde_json::from_slice(&output.stdout)?;
        let (is, pinned) = (&result["fingerprint"], &row["fingerprint"]);
        ensure!(is == pinned, "{link} ends with {is} with {}; pinned is {pinned}", FLAGS.1);
    }
    println!("{} links end with the pinned bits with {}", pinned.len(), FLAGS.1);
    Ok(())
}
