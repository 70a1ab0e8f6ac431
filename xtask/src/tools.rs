//! The tools that turn the crate into a page, in versions known to work together.
//!
//! Each is taken from `PATH` if its version fits, else from the cache, else installed into the cache.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::install::{self, CargoTool, NpmTool};
use crate::{dirs, process};

const TARGET: &str = "wasm32-unknown-unknown";
const TRUNK: &str = "0.21.14";
const BINARYEN: &str = "132.0.0";
/// Older ones do not know what today's compiler emits.
const OLDEST_WASM_OPT: u32 = 116;

/// Programs found or installed.
pub struct Tools {
    /// Builds page and worker.
    pub trunk: PathBuf,
    /// Makes the WebAssembly smaller; the page works without.
    pub wasm_opt: Option<PathBuf>,
    /// `PATH` with the tools first, so that trunk finds them and downloads nothing.
    pub path: OsString,
}

/// `cargo xtask tools`.
pub fn run(arguments: &[String]) -> Result<()> {
    anyhow::ensure!(arguments.is_empty(), "`tools` takes no arguments");
    let tools = ensure()?;
    component("rustfmt")?;
    component("clippy")?;
    println!("trunk     {}", tools.trunk.display());
    println!("wasm-opt  {}", tools.wasm_opt.map_or("none".into(), |path| path.display().to_string()));
    println!("All tools are there.");
    Ok(())
}

/// Makes sure of everything that a build of the page needs.
pub fn ensure() -> Result<Tools> {
    let _lock = install::Lock::take()?;
    wasm_target()?;
    let bindgen_version = locked_version("wasm-bindgen")?;
    let wasm_bindgen = cargo_tool(
        "wasm-bindgen",
        |version| version == bindgen_version,
        &CargoTool {
            package: "wasm-bindgen-cli",
            version: &bindgen_version,
            // Its own lock file names a yanked crate.
            locked: false,
            why: "it connects the compiled code to the browser, in exactly the version of Cargo.lock (about 3 minutes)",
        },
    )?;
    let trunk = cargo_tool(
        "trunk",
        |version| version.starts_with("0.21."),
        &CargoTool {
            package: "trunk",
            version: TRUNK,
            locked: true,
            why: "it puts page, styles and WebAssembly together (about 8 minutes, once)",
        },
    )?;
    let wasm_opt = wasm_opt();
    let first = [&trunk, &wasm_bindgen].into_iter().filter_map(|program| program.parent().map(Path::to_path_buf));
    let path = env::join_paths(first.chain(env::split_paths(&env::var_os("PATH").unwrap_or_default())))?;
    Ok(Tools { trunk, wasm_opt, path })
}

/// Makes sure of a part of the toolchain: `rustfmt` or `clippy`.
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

/// The version of a package in `Cargo.lock`.
fn locked_version(package: &str) -> Result<String> {
    let file = dirs::root().join("Cargo.lock");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let name = format!("name = \"{package}\"");
    let mut lines = text.lines().skip_while(|line| *line != name).skip(1);
    let version = lines.next().and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    version.map(str::to_owned).with_context(|| format!("{package} is not in Cargo.lock"))
}

/// The program from `PATH`, from the cache, or freshly installed.
pub fn cargo_tool(program: &str, fits: impl Fn(&str) -> bool, tool: &CargoTool) -> Result<PathBuf> {
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

/// `wasm-opt` where it can be had. Without, the page is larger but the same.
fn wasm_opt() -> Option<PathBuf> {
    let tool = NpmTool { package: "binaryen", version: BINARYEN, program: "wasm-opt", shrinks: "the page" };
    install::optional(&tool, dirs::on_path("wasm-opt").into_iter().collect(), |path| {
        // "wasm-opt version 132 (version_132)"
        let text = process::output(path, &["--version"]).unwrap_or_default();
        let is_new = text.split(' ').nth(2).and_then(|number| number.parse().ok()) >= Some(OLDEST_WASM_OPT);
        if !is_new {
            println!("{} is older than {OLDEST_WASM_OPT} and not used", path.display());
        }
        is_new
    })
}
