//! The tools that turn the crates into a page, in the versions that `Trunk.toml` names.
//!
//! Each is taken from `PATH` if its version fits, else from the cache, else installed into the cache: ready-made where that
//! is possible, else compiled.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use toml::Table;

use crate::install::{self, CargoTool};
use crate::{dirs, process};

const TARGET: &str = "wasm32-unknown-unknown";
const TRUNK: &str = "0.21.14";
/// Older versions of wasm-opt do not know what today's compiler emits.
const OLDEST_WASM_OPT: u32 = 116;

/// Programs found or installed.
pub struct Tools {
    trunk: PathBuf,
    wasm_opt: Option<WasmOpt>,
    /// `PATH` with the tools first, so that trunk finds them and downloads nothing.
    path: OsString,
}

/// A program and the number that it says of itself.
struct WasmOpt {
    program: PathBuf,
    version: u32,
}

impl Tools {
    /// A command of trunk in the root of the checkout.
    pub fn trunk(&self) -> Command {
        let mut command = Command::new(&self.trunk);
        command.current_dir(dirs::root()).env("PATH", &self.path);
        if let Some(WasmOpt { version, .. }) = self.wasm_opt {
            command.env("TRUNK_TOOLS_WASM_OPT", format!("version_{version}"));
        }
        // This version of trunk reads NO_COLOR as "true" or "false" and stops at the customary "1".
        command.env_remove("NO_COLOR");
        command
    }
}

/// `cargo xtask tools`.
pub fn run() -> Result<()> {
    let tools = ensure()?;
    component("rustfmt")?;
    component("clippy")?;
    println!("trunk     {}", tools.trunk.display());
    println!(
        "wasm-opt  {}",
        tools.wasm_opt.map_or("left to trunk".into(), |wasm_opt| wasm_opt.program.display().to_string())
    );
    println!("All tools are there.");
    Ok(())
}

/// Makes sure of everything that a build of the page needs.
pub fn ensure() -> Result<Tools> {
    let _lock = install::Lock::take()?;
    wasm_target()?;
    let (bindgen_version, wasm_opt_version) = versions()?;
    let trunk = cargo_tool(
        "trunk",
        |version| version.starts_with("0.21."),
        &CargoTool {
            package: "trunk",
            version: TRUNK,
            // Without the checks for a newer trunk and without TLS: what trunk would download is looked for below.
            arguments: &["--locked", "--no-default-features"],
            purpose: "it puts page, styles and WebAssembly together",
            minutes: "8",
        },
    )?;
    let wasm_bindgen = cargo_tool(
        "wasm-bindgen",
        |version| version == bindgen_version,
        &CargoTool {
            package: "wasm-bindgen-cli",
            version: &bindgen_version,
            // Not `--locked`: its own lock file names a yanked crate.
            arguments: &[],
            purpose: "it connects the compiled code to the browser, in exactly the version of Cargo.lock",
            minutes: "3",
        },
    )?;
    let wasm_opt = wasm_opt(wasm_opt_version);
    let programs = [Some(&trunk), Some(&wasm_bindgen), wasm_opt.as_ref().map(|wasm_opt| &wasm_opt.program)];
    let first = programs.into_iter().flatten().filter_map(|program| program.parent().map(Path::to_path_buf));
    let path = env::join_paths(first.chain(env::split_paths(&env::var_os("PATH").unwrap_or_default())))?;
    Ok(Tools { trunk, wasm_opt, path })
}

/// Makes sure of a part of the toolchain: `rustfmt` or `clippy`.
///
/// `rust-toolchain.toml` lets rustup do this and the next; where it is told not to install by itself, we ask it to.
pub fn component(name: &str) -> Result<()> {
    let subcommand = if name == "rustfmt" { "fmt" } else { name };
    if process::output(process::cargo().get_program(), &[subcommand, "--version"]).is_some() {
        return Ok(());
    }
    println!("Adding {name} to the Rust toolchain (seconds)");
    process::run(Command::new("rustup").args(["component", "add", name]))
        .with_context(|| format!("{name} is missing and rustup could not add it: install it and try again"))
}

/// Makes sure of the standard library for the browser.
pub fn wasm_target() -> Result<()> {
    // Asking the compiler rather than rustup: a Rust from elsewhere can have the target too.
    let libdir = process::output("rustc", &["--print", "target-libdir", "--target", TARGET]);
    if libdir.is_some_and(|dir| Path::new(&dir).is_dir()) {
        return Ok(());
    }
    println!("Adding the target {TARGET}: Rust's standard library for the browser (seconds)");
    process::run(Command::new("rustup").args(["target", "add", TARGET]))
        .with_context(|| format!("Rust cannot compile for {TARGET} yet: add that target to your toolchain"))
}

/// The versions of wasm-bindgen and of wasm-opt in `Trunk.toml`.
fn versions() -> Result<(String, u32)> {
    let file = dirs::root().join("Trunk.toml");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let config: Table = text.parse().with_context(|| format!("{} is no TOML", file.display()))?;
    let version = |tool: &str| config.get("tools")?.get(tool)?.as_str();
    let wasm_bindgen = version("wasm_bindgen").context("Trunk.toml names no version of wasm_bindgen")?;
    let wasm_opt = version("wasm_opt").and_then(|version| version.strip_prefix("version_")?.parse().ok());
    Ok((wasm_bindgen.to_owned(), wasm_opt.context("Trunk.toml names no version of wasm_opt")?))
}

/// The program from `PATH`, from the cache, or freshly installed.
fn cargo_tool(program: &str, fits: impl Fn(&str) -> bool, tool: &CargoTool) -> Result<PathBuf> {
    let cached = dirs::program_in(&dirs::tool(tool.package, tool.version)?.join("bin"), program);
    let good = |path: &PathBuf| {
        // "trunk 0.21.14"
        process::output(path, &["--version"]).is_some_and(|text| text.split(' ').nth(1).is_some_and(&fits))
    };
    if let Some(path) = dirs::on_path(program).into_iter().chain(cached).find(good) {
        return Ok(path);
    }
    let bin = install::with_cargo(tool)?;
    match dirs::program_in(&bin, program) {
        Some(path) if good(&path) => Ok(path),
        _ => bail!("{program} was installed into {} but does not run", bin.display()),
    }
}

/// `wasm-opt`: the version of `Trunk.toml` if it can be had, else one on `PATH` that is new enough, else nothing, and trunk
/// downloads it.
fn wasm_opt(version: u32) -> Option<WasmOpt> {
    let npm_version = format!("{version}.0.0");
    let cache = dirs::tool("binaryen", &npm_version).ok()?;
    let numbered = |program: PathBuf| {
        // "wasm-opt version 132 (version_132)"
        let version = process::output(&program, &["--version"])?.split(' ').nth(2)?.parse().ok()?;
        Some(WasmOpt { program, version })
    };
    let on_path = dirs::on_path("wasm-opt").and_then(numbered);
    let cached = dirs::program_in(&install::npm_programs(&cache), "wasm-opt").and_then(numbered);
    let (right, other) = match (on_path, cached) {
        (Some(found), cached) if found.version == version => (Some(found), cached),
        (found, cached) => (cached, found),
    };
    if right.is_some() {
        return right;
    }
    let by_hand = format!("`npm install --global binaryen@{npm_version}`");
    if let Some(npm) = dirs::on_path("npm") {
        println!("Installing binaryen {npm_version}: its wasm-opt makes the page faster and smaller (seconds)");
        match install::with_npm(&npm, "binaryen", &npm_version) {
            Ok(bin) => return dirs::program_in(&bin, "wasm-opt").and_then(numbered),
            Err(error) => println!("It cannot be had from npm: {error:#}"),
        }
    }
    let other = other.filter(|found| found.version >= OLDEST_WASM_OPT);
    match &other {
        Some(found) => println!("Using wasm-opt {}, not {version}; to change that: {by_hand}", found.version),
        None => println!("No wasm-opt of version {OLDEST_WASM_OPT} or newer: trunk downloads it. By hand: {by_hand}"),
    }
    other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trunk_uses_the_wasm_bindgen_that_cargo_does() {
        let lock: Table = fs::read_to_string(dirs::root().join("Cargo.lock")).unwrap().parse().unwrap();
        let packages = lock["package"].as_array().unwrap();
        let locked = packages.iter().find(|package| package["name"].as_str() == Some("wasm-bindgen")).unwrap();
        assert_eq!(Some(versions().unwrap().0.as_str()), locked["version"].as_str());
    }

    #[test]
    fn npm_hands_out_the_wasm_opt_that_trunk_asks_for() {
        let lock = fs::read_to_string(dirs::root().join("xtask/npm/binaryen/package-lock.json")).unwrap();
        let lock: serde_json::Value = serde_json::from_str(&lock).unwrap();
        let version = lock["packages"]["node_modules/binaryen"]["version"].as_str().unwrap();
        assert_eq!(version, format!("{}.0.0", versions().unwrap().1));
    }
}
