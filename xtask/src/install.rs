//! Getting tools that are not there: each install says what, why and how long, and shows that it goes on.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::{dirs, process};

/// A download that has not ended by then has been cut off: compiling is surer than waiting.
const DOWNLOAD_LIMIT: Duration = Duration::from_mins(2);

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

/// One program that cargo can get: ready-made with `cargo binstall`, or compiled.
pub struct CargoTool<'a> {
    /// The package, which also names the folder in the cache.
    pub package: &'a str,
    /// The exact version.
    pub version: &'a str,
    /// Further arguments where it is compiled: features, `--locked`.
    pub arguments: &'a [&'a str],
    /// What it is for.
    pub purpose: &'a str,
    /// How long compiling takes on two cores.
    pub minutes: &'a str,
}

/// Gets a tool into its folder in the cache and returns the folder that holds its programs.
pub fn with_cargo(tool: &CargoTool) -> Result<PathBuf> {
    let CargoTool { package, version, purpose, minutes, .. } = tool;
    let dir = dirs::tool(package, version)?;
    println!("{package} {version} is missing: {purpose}");
    if dirs::on_path("cargo-binstall").is_some() {
        println!("Getting it ready-made into {} (seconds)", dir.display());
        match download(tool, &dir) {
            Ok(()) => return Ok(dir.join("bin")),
            Err(error) => println!("It cannot be had ready-made: {error:#}"),
        }
    }
    println!("Compiling it into {} (about {minutes} minutes on two cores, once)", dir.display());
    println!("To be faster, stop this, install cargo-binstall or put a ready-made {package} {version} on PATH");
    compile(tool, &dir)?;
    Ok(dir.join("bin"))
}

fn download(tool: &CargoTool, dir: &Path) -> Result<()> {
    let mut command = process::cargo();
    command.args(["binstall", "--no-confirm", "--disable-strategies", "compile", "--root"]).arg(dir);
    command.arg(format!("{}@{}", tool.package, tool.version));
    process::run_within(DOWNLOAD_LIMIT, &mut command, &format!("downloading {}", tool.package))
}

fn compile(tool: &CargoTool, dir: &Path) -> Result<()> {
    let CargoTool { package, version, arguments, .. } = tool;
    // Outside the checkout's target folder, and kept if interrupted: the next try goes on where this one stopped.
    let build = dirs::cache()?.join("build").join(format!("{package}-{version}"));
    let mut command = process::cargo();
    command.arg("install").arg(format!("{package}@{version}")).args(*arguments).arg("--force").arg("--root").arg(dir);
    // Tools that run for a second need not be optimised for minutes.
    for (setting, value) in [("LTO", "off"), ("OPT_LEVEL", "1"), ("CODEGEN_UNITS", "16"), ("DEBUG", "false")] {
        command.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
    }
    command.env("CARGO_TARGET_DIR", &build).env_remove("RUSTFLAGS");
    process::run_with_heartbeat(&mut command, &format!("compiling {package}"))?;
    // Only a leftover: the tool works whether or not this succeeds.
    let _ = fs::remove_dir_all(&build);
    Ok(())
}

/// Puts a package of npm into its folder in the cache, and returns the folder that holds its programs.
///
/// What npm hands out has to have the hashes in `xtask/npm/<package>/package-lock.json`; no script of a package is run.
pub fn with_npm(npm: &Path, package: &str, version: &str) -> Result<PathBuf> {
    let dir = dirs::tool(package, version)?;
    fs::create_dir_all(&dir)?;
    let locked = dirs::root().join("xtask/npm").join(package);
    for file in ["package.json", "package-lock.json"] {
        fs::copy(locked.join(file), dir.join(file)).with_context(|| format!("no {file} for {package} {version}"))?;
    }
    let mut command = Command::new(npm);
    command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&dir);
    process::run_with_heartbeat(&mut command, &format!("installing {package}"))?;
    Ok(npm_programs(&dir))
}

/// Where npm puts programs.
pub fn npm_programs(dir: &Path) -> PathBuf {
    dir.join("node_modules/.bin")
}

/// Where npm puts a package.
pub fn npm_package(dir: &Path, package: &str) -> PathBuf {
    dir.join("node_modules").join(package)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_npm_is_pinned_by_hash_and_names_no_host() {
        let folder = dirs::root().join("xtask/npm");
        for package in ["binaryen", "axe-core", "convnetjs", "@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm"] {
            let text = fs::read_to_string(folder.join(package).join("package-lock.json")).unwrap();
            let lock: serde_json::Value = serde_json::from_str(&text).unwrap();
            let packages = lock["packages"].as_object().unwrap();
            assert!(packages.contains_key(&format!("node_modules/{package}")), "{package}");
            for (name, entry) in packages.iter().filter(|(name, _)| !name.is_empty()) {
                assert!(entry["integrity"].as_str().unwrap().starts_with("sha512-"), "{package}: {name}");
                assert!(entry["resolved"].is_null(), "{package}: {name}");
            }
        }
    }
}
