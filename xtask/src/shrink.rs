//! Makes what trunk has put together smaller: the program, the scripts around it, the styles.
//!
//! ```text
//! app.js, app_bg.wasm ──▶ bindings ──▶ wasm-opt ──▶ order ──▶ pack ──▶ app_bg.wasm
//!                             └──────────────────▶ minify ──▶ app.js
//! *.css ──▶ styles ──▶ minify ──▶ one sheet
//! ```
//!
//! Not left to trunk, which fetches tools from elsewhere if it finds none, and has no memory: wasm-opt takes longer than
//! everything else in a build where only a style changed.

mod bindings;
mod minify;
mod order;
mod pack;
mod rewrite;
mod styles;

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use self::bindings::Bindings;
use self::minify::Minifier;
use self::rewrite::Rewrite;
use crate::tools::Tools;
use crate::{dirs, process, sizes};

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

/// How wasm-opt makes the program small. `-Oz` would save another half percent, and cost small nets twentieths of their speed.
const LEVEL: &[&str] = &[
    "-O3",
    // Kernels that are merged into the one function that calls them lose a fifth of their speed: in so large a function
    // the browser runs out of registers.
    "--one-caller-inline-max-function-size=0",
    // The lowest kilobyte of memory is the end of the stack, which nothing reads at an offset.
    "--low-memory-unused",
    // What it saves compresses better where it is.
    "--skip-pass=local-cse",
    "--strip-debug",
    "--strip-producers",
];

/// Makes all files of `dist/` smaller.
pub fn run(tools: &Tools, dist: &Path) -> Result<()> {
    let minifier = Minifier::ensure();
    let script = file(dist, "app-", ".js")?;
    let program = file(dist, "app-", "_bg.wasm")?;
    let bindings = Bindings { wasm: fs::read(&program)?, script: fs::read_to_string(&script)? };

    let Bindings { wasm, script: text } = bindings.without_classes()?;
    let wasm = optimised(tools, wasm)?;
    let bindings = Bindings { wasm, script: text }.without_unused_functions()?.with_short_names()?;
    let packed = pack::pack(&bindings.wasm).unwrap_or_else(|error| {
        // A newer compiler may know instructions that the packing does not; the page takes it either way.
        println!("The program stays unpacked and is larger: {error:#}");
        bindings.wasm
    });
    fs::write(&program, packed)?;
    fs::write(&script, minifier.script(&bindings.script)?)?;
    for name in ["load.js", "worker.js"] {
        let file = dist.join(name);
        fs::write(&file, minifier.script(&fs::read_to_string(&file)?)?)?;
    }
    let page = dist.join("index.html");
    fs::write(&page, styles::join(&fs::read_to_string(&page)?, dist, &minifier)?)?;
    Ok(())
}

/// The file with this beginning and end; between them is a checksum.
fn file(dist: &Path, beginning: &str, end: &str) -> Result<PathBuf> {
    let is_it = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(beginning) && name.ends_with(end)
    };
    sizes::files(dist)?.into_iter().find(is_it).with_context(|| format!("trunk made no {beginning}*{end}"))
}

/// The program as wasm-opt leaves it, if there is one, with its functions in another order. Kept for the next build.
fn optimised(tools: &Tools, wasm: Vec<u8>) -> Result<Vec<u8>> {
    let cache = dirs::target().join("wasm-opt");
    fs::create_dir_all(&cache)?;
    let mut hasher = DefaultHasher::new();
    (&wasm, LEVEL, FEATURES, &tools.wasm_opt).hash(&mut hasher);
    let kept = cache.join(format!("{:016x}.wasm", hasher.finish()));
    if let Ok(wasm) = fs::read(&kept) {
        return Ok(wasm);
    }
    let smaller = match &tools.wasm_opt {
        None => wasm,
        Some(wasm_opt) => {
            let [input, output] = ["input", "output"].map(|name| cache.join(name));
            fs::write(&input, wasm)?;
            let mut command = Command::new(wasm_opt);
            command.args(LEVEL).args(FEATURES).arg(&input).arg("--output").arg(&output);
            process::run_with_heartbeat(&mut command, "optimising the program")?;
            fs::read(&output)?
        }
    };
    let order = Some(order::by_similarity(&rewrite::bodies(&smaller)?));
    let ordered = Rewrite { order, ..Rewrite::default() }.run(&smaller)?;
    // Results of earlier builds will not be asked for again.
    for old in sizes::files(&cache)? {
        let _ = fs::remove_file(old);
    }
    // Written beside and renamed, so that an interrupted run leaves nothing that looks finished.
    let unfinished = kept.with_extension("part");
    fs::write(&unfinished, &ordered)?;
    fs::rename(&unfinished, &kept)?;
    Ok(ordered)
}
