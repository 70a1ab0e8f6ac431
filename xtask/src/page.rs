//! The page in `dist/`: compile, put together, make smaller. What is served and tested is what ships.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::tools::Tools;
use crate::{dirs, process, sizes, tools};

/// What the compiler emits and every browser with WebAssembly SIMD understands. Not `--all-features`: that would let
/// the optimiser use what no browser has yet.
const FEATURES: &[&str] = &[
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Builds `dist/` and returns it.
pub fn build() -> Result<PathBuf> {
    let tools = tools::ensure()?;
    let start = Instant::now();
    let root = dirs::root();

    println!("Compiling the page in release mode (the first time some minutes, later seconds)");
    // trunk would do this too, but without a word.
    process::run_with_heartbeat(
        process::cargo().current_dir(&root).args([
            "build",
            "--profile",
            "page",
            "--target",
            "wasm32-unknown-unknown",
            "--package",
            "relu-lab-page",
        ]),
        "compiling the page",
    )?;
    // trunk reads NO_COLOR as "true" or "false" and stops at the customary "1".
    process::run(
        Command::new(&tools.trunk)
            .current_dir(&root)
            .args(["build", "--release", "--log=warn"])
            .env("PATH", &tools.path)
            // It asks cargo again for what has just been compiled; once is enough to read.
            .env("CARGO_TERM_QUIET", "true")
            .env_remove("NO_COLOR"),
    )?;
    optimise(&tools, &dirs::dist())?;
    println!("Built dist/ in {}", process::seconds(start.elapsed()));
    Ok(dirs::dist())
}

/// Runs wasm-opt over every WebAssembly file of the folder, all at once.
///
/// Not left to trunk, which fetches a wasm-opt from elsewhere if it finds none, and has no memory: the optimiser takes
/// longer than everything else in a build where only a style changed.
fn optimise(tools: &Tools, dist: &Path) -> Result<()> {
    let Some(wasm_opt) = &tools.wasm_opt else {
        return Ok(());
    };
    let cache = dirs::target().join("wasm-opt");
    fs::create_dir_all(&cache)?;
    let files = sizes::files(dist)?.into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "wasm"));
    let jobs: Vec<_> = files
        .map(|file| {
            let (wasm_opt, cache) = (wasm_opt.clone(), cache.clone());
            thread::spawn(move || optimise_file(&wasm_opt, &file, &cache))
        })
        .collect();
    let mut used = Vec::new();
    for job in jobs {
        match job.join() {
            Ok(result) => used.push(result?),
            Err(_) => bail!("optimising WebAssembly panicked"),
        }
    }
    // Results of earlier builds will not be asked for again.
    for old in sizes::files(&cache)?.into_iter().filter(|file| !used.contains(file)) {
        let _ = fs::remove_file(old);
    }
    Ok(())
}

/// Replaces one file by its optimised form and returns where that is kept.
fn optimise_file(wasm_opt: &Path, file: &Path, cache: &Path) -> Result<PathBuf> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    // Kernels that are merged into the one function that calls them lose a fifth of their speed: in so large a function
    // the browser runs out of registers.
    // The lowest kilobyte of memory is the end of the stack, which nothing reads at an offset; and functions with similar
    // names, side by side, compress better.
    let level =
        ["-Oz", "--one-caller-inline-max-function-size=0", "--low-memory-unused", "--reorder-functions-by-name"];
    let mut hasher = DefaultHasher::new();
    (fs::read(file)?, level, FEATURES, wasm_opt).hash(&mut hasher);
    let kept = cache.join(format!("{:016x}.wasm", hasher.finish()));
    if !kept.is_file() {
        // Written beside and renamed, so that an interrupted run leaves nothing that looks finished.
        let unfinished = kept.with_extension("part");
        let mut command = Command::new(wasm_opt);
        command
            .args(level)
            .args(FEATURES)
            .args(["--strip-debug", "--strip-producers"])
            .arg(file)
            .arg("--output")
            .arg(&unfinished);
        process::run_with_heartbeat(&mut command, &format!("optimising {name}"))?;
        fs::rename(&unfinished, &kept)?;
    }
    fs::copy(&kept, file).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(kept)
}
