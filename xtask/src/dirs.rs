//! Where things are.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The root of the checkout.
pub fn root() -> PathBuf {
    // Cargo sets it for what it runs, so that a moved checkout is found too; else it is where this was compiled.
    let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let manifest = PathBuf::from(manifest);
    // The lock file stands at the root only: the members of a workspace share it.
    manifest.ancestors().find(|dir| dir.join("Cargo.lock").is_file()).unwrap_or(&manifest).to_path_buf()
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => env::current_dir().unwrap_or_default().join(dir),
        None => root().join("target"),
    }
}

/// The deployable page.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// This project's folder in the user's cache; `RELU_LAB_CACHE` puts it elsewhere.
pub fn cache() -> Result<PathBuf> {
    if let Some(dir) = env::var_os("RELU_LAB_CACHE") {
        return Ok(env::current_dir()?.join(dir));
    }
    let base = if cfg!(windows) {
        env::var_os("LOCALAPPDATA").map(PathBuf::from)
    } else if cfg!(target_os = "macos") {
        env::home_dir().map(|home| home.join("Library/Caches"))
    } else {
        env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(|| env::home_dir().map(|home| home.join(".cache")))
    };
    Ok(base.context("no home folder: set RELU_LAB_CACHE to a folder for the tools")?.join("relu-lab"))
}

/// Where one version of one tool is kept.
pub fn tool(name: &str, version: &str) -> Result<PathBuf> {
    Ok(cache()?.join("tools").join(format!("{name}-{version}")))
}

/// The first program of that name on `PATH`.
pub fn on_path(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).find_map(|dir| program_in(&dir, program))
}

/// The program of that name in a folder, with the endings that Windows knows.
pub fn program_in(dir: &Path, program: &str) -> Option<PathBuf> {
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd", ".bat"] } else { &[""] };
    endings.iter().map(|ending| dir.join(format!("{program}{ending}"))).find(|path| path.is_file())
}
