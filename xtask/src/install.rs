//! Getting tools that are not there: each install says what, why and how long, and shows that it goes on.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::{dirs, process};

/// Held while something is installed, so that two commands at once do not both install it.
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Waits until no other command installs tools. The system lets go of the lock even if we are killed.
    pub fn take() -> Result<Self> {
        let dir = dirs::cache()?;
        fs::create_dir_all(&dir).with_context(|| format!("cannot create {}", dir.display()))?;
        let file = File::create(dir.join("install.lock"))?;
        if file.try_lock().is_err() {
            println!("Waiting for another command that is installing tools ...");
            file.lock()?;
        }
        Ok(Self { _file: file })
    }
}

/// One program that `cargo install` can build.
pub struct CargoTool<'a> {
    /// The package, which also names the folder in the cache.
    pub package: &'a str,
    /// The exact version.
    pub version: &'a str,
    /// Whether the package's own lock file is used.
    pub locked: bool,
    /// What it is for, and how long it takes: shown before the wait.
    pub why: &'a str,
}

/// Builds a tool into its folder in the cache and returns the folder that holds its programs.
pub fn with_cargo(tool: &CargoTool) -> Result<PathBuf> {
    let CargoTool { package, version, locked, why } = tool;
    let dir = dirs::tool(package, version)?;
    // Outside the checkout's target folder, and kept if interrupted: the next try goes on where this one stopped.
    let build = dirs::cache()?.join("build").join(format!("{package}-{version}"));
    println!("Installing {package} {version} into {}: {why}", dir.display());
    let mut command = process::cargo();
    command.arg("install").arg(format!("{package}@{version}"));
    if *locked {
        command.arg("--locked");
    }
    command.arg("--root").arg(&dir).arg("--force");
    // Tools that run for a second need not be optimised for minutes.
    for (setting, value) in [("LTO", "off"), ("OPT_LEVEL", "1"), ("CODEGEN_UNITS", "16"), ("DEBUG", "false")] {
        command.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
    }
    command.env("CARGO_TARGET_DIR", &build).env_remove("RUSTFLAGS");
    process::run_with_heartbeat(&mut command, &format!("installing {package}"))?;
    // Only a leftover: the tool works whether or not this succeeds.
    let _ = fs::remove_dir_all(&build);
    Ok(dir.join("bin"))
}

/// One program that npm has, and that only makes things smaller: they work without it.
pub struct NpmTool<'a> {
    /// The package, which also names the folder in the cache.
    pub package: &'a str,
    /// The exact version that is installed.
    pub version: &'a str,
    /// The program's name.
    pub program: &'a str,
    /// What is larger without it.
    pub shrinks: &'a str,
}

/// The program from among `elsewhere`, from the cache, or freshly installed. Says what follows if it cannot be had.
pub fn optional(tool: &NpmTool, elsewhere: Vec<PathBuf>, fits: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    let NpmTool { package, version, program, shrinks } = tool;
    let cached = dirs::tool(package, version).ok().and_then(|dir| dirs::program_in(&npm_programs(&dir), program));
    if let Some(path) = elsewhere.into_iter().chain(cached).find(|path| fits(path)) {
        return Some(path);
    }
    let by_hand = format!("`npm install --global {package}@{version}`");
    let Some(npm) = dirs::on_path("npm") else {
        println!("No {program} and no npm: {shrinks} will be larger. To change that, install Node and run {by_hand}");
        return None;
    };
    println!("Installing {package} {version}: its {program} makes {shrinks} smaller (seconds)");
    match with_npm(&npm, package, version) {
        Ok(bin) => dirs::program_in(&bin, program),
        Err(error) => {
            println!("Going on without {program}, {shrinks} will be larger: {error:#}. To try again: {by_hand}");
            None
        }
    }
}

/// Puts a package of npm into its folder in the cache, and returns the folder that holds its programs.
pub fn with_npm(npm: &Path, package: &str, version: &str) -> Result<PathBuf> {
    let dir = dirs::tool(package, version)?;
    fs::create_dir_all(&dir)?;
    let mut command = Command::new(npm);
    command.args(["install", "--global", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"]).arg(&dir);
    command.arg(format!("{package}@{version}"));
    process::run_with_heartbeat(&mut command, &format!("installing {package}"))?;
    Ok(npm_programs(&dir))
}

/// npm's global layout: `bin/` except on Windows.
pub fn npm_programs(dir: &Path) -> PathBuf {
    if cfg!(windows) { dir.to_path_buf() } else { dir.join("bin") }
}

/// Where npm's global layout has a package.
pub fn npm_package(dir: &Path, package: &str) -> PathBuf {
    let library = if cfg!(windows) { dir.to_path_buf() } else { dir.join("lib") };
    library.join("node_modules").join(package)
}
