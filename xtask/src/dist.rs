//! `cargo xtask dist`: the deployable folder and what it weighs.

use anyhow::{Result, ensure};

use crate::{page, sizes};

/// All files together, after brotli.
const BUDGET_BYTES: usize = 600_000;
/// What is fetched only when it is asked for does not count.
const ON_DEMAND: &str = "digits.bin";

/// Builds, prints a row per file, and fails over budget.
pub fn run() -> Result<()> {
    let dist = page::build()?;
    let sizes = sizes::of(&dist)?;
    println!("\n{:>10} {:>10}  file", "bytes", "brotli");
    for size in &sizes {
        println!("{:>10} {:>10}  {}", size.raw, size.brotli, size.name);
    }
    let raw: usize = sizes.iter().map(|size| size.raw).sum();
    let total: usize = sizes.iter().filter(|size| size.name != ON_DEMAND).map(|size| size.brotli).sum();
    println!("{raw:>10} {total:>10}  in all, without {ON_DEMAND}; the budget is {BUDGET_BYTES} bytes of brotli\n");
    ensure!(total <= BUDGET_BYTES, "dist/ is {} bytes over budget", total - BUDGET_BYTES);
    println!("{} is ready for any folder of any static host", dist.display());
    Ok(())
}
