//! What the measuring browser is served: the page's own files, the peers', and the script that times them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use xtask::{dirs, process};

use crate::peers;

const PAGES: [(&str, &str); 3] = [
    ("index.html", include_str!("page/index.html")),
    ("bench.js", include_str!("page/bench.js")),
    ("peer.js", include_str!("page/peer.js")),
];

/// Puts the site together, anew each time, and returns its folder.
pub fn assemble() -> Result<PathBuf> {
    let site = dirs::target().join("bench-site");
    // What an earlier run left; if there is nothing, all the better.
    let _ = fs::remove_dir_all(&site);
    fs::create_dir_all(&site)?;
    // The worker that ships, under the names by which the page knows it.
    let dist = std::env::var_os("DIST_DIR").map_or_else(dirs::dist, PathBuf::from);
    let worker = ["worker.js", "worker_bg.wasm", "worker_loader.js"].map(|name| dist.join(name));
    for file in worker.into_iter().chain(peers::files()?) {
        let name = file.file_name().unwrap_or_default();
        fs::copy(&file, site.join(name)).with_context(|| format!("cannot copy {}", file.display()))?;
    }
    for (name, text) in PAGES {
        fs::write(site.join(name), text)?;
    }
    compile_peak(&site)?;
    Ok(site)
}

/// The loop that measures the peak is no part of the page: it is compiled here.
fn compile_peak(site: &Path) -> Result<()> {
    let source = site.join("peak.rs");
    fs::write(&source, include_str!("page/peak.rs"))?;
    let mut command = Command::new("rustc");
    command.args(["--edition=2024", "--crate-type=cdylib", "--target=wasm32-unknown-unknown"]);
    command.args(["-Copt-level=3", "-Ctarget-feature=+simd128", "-Cpanic=abort", "-o"]);
    process::run(command.arg(site.join("peak.wasm")).arg(&source))
}
