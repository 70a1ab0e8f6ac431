//! What the WebAssembly is made of: bytes for each part of the project and each crate, and the largest functions.
//!
//! twiggy reads the program as the compiler left it, with names: wasm-opt and brotli come after that, so that the figures
//! are for comparing with each other, not with the sizes in `dist/`.

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::install::CargoTool;
use crate::small_std::Std;
use crate::{dirs, process, tools};

const TWIGGY: CargoTool = CargoTool {
    package: "twiggy",
    version: "0.8.0",
    locked: true,
    why: "it tells what a WebAssembly file is made of (about 2 minutes)",
};
/// Rows shown of each table.
const ROWS: usize = 40;

/// One function or piece of data, as twiggy lists it.
#[derive(Debug, Deserialize)]
struct Item {
    name: String,
    shallow_size: usize,
}

/// Compiles the page with names that say for what a generic function was made, and prints its profile.
pub fn print() -> Result<()> {
    let twiggy = tools::cargo_tool("twiggy", |version| version == TWIGGY.version, &TWIGGY)?;
    let target = dirs::target().join("profile");
    let mut build = process::cargo();
    build.current_dir(dirs::root()).args(["build", "--package", "relu-lab-page", "--profile", "page"]);
    build.args(["--target", "wasm32-unknown-unknown", "--target-dir"]).arg(&target);
    Std::ensure().apply(&mut build);
    // Added to the flags of .cargo/config.toml and of the small standard library.
    build.args(["--config", r#"target.wasm32-unknown-unknown.rustflags=["-C", "symbol-mangling-version=v0"]"#]);
    process::run_with_heartbeat(&mut build, "compiling the page with full names")?;
    let program = target.join("wasm32-unknown-unknown/page/app.wasm");
    let output = Command::new(twiggy).args(["top", "-n", "1000000", "--format", "json"]).arg(&program).output()?;
    ensure!(output.status.success(), "twiggy cannot read {}", program.display());
    let items: Vec<Item> = serde_json::from_slice(&output.stdout).context("twiggy prints something else")?;
    // wasm-bindgen takes its own descriptions out again; names and other notes do not ship.
    let ships =
        |item: &&Item| !["__wbindgen_describe", "subsection", "custom section"].iter().any(|n| item.name.contains(n));
    let mut items: Vec<&Item> = items.iter().filter(ships).collect();

    let mut parts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for item in &items {
        let (bytes, count) = parts.entry(part(&item.name)).or_default();
        *bytes += item.shallow_size;
        *count += 1;
    }
    let mut parts: Vec<_> = parts.into_iter().collect();
    parts.sort_by_key(|(_, (bytes, _))| std::cmp::Reverse(*bytes));
    println!(
        "\n{:>9} {:>6}  part (a generic function counts for the part of the project it was made for)",
        "bytes", "items"
    );
    for (name, (bytes, count)) in parts.iter().take(ROWS) {
        println!("{bytes:>9} {count:>6}  {name}");
    }
    items.sort_by_key(|item| std::cmp::Reverse(item.shallow_size));
    println!("\n{:>9}  item", "bytes");
    for item in items.iter().take(ROWS) {
        println!("{:>9}  {:.140}", item.shallow_size, item.name);
    }
    Ok(())
}

/// `relu_lab::ui::train` if the name has it anywhere, else the first crate in it, else the kind of data.
fn part(name: &str) -> String {
    let path = |from: &str, depth: usize| {
        let words =
            from.split("::").take(depth).map(|word| word.split(['[', '<', '>', '(', ' ', '{']).next().unwrap_or(""));
        words.take_while(|word| !word.is_empty()).collect::<Vec<_>>().join("::")
    };
    let own = name.find("relu_lab").map(|at| match path(&name[at..], 2) {
        ui if ui == "relu_lab::ui" => path(&name[at..], 3),
        part => part,
    });
    // A blanket implementation reads `<_ as tachys::...>`: the trait's crate counts.
    let foreign =
        || name.contains("::").then(|| path(name.trim_start_matches("<_ as ").trim_start_matches(['<', '&', '(']), 1));
    let data = || name.split(['.', '[', '"']).find(|word| !word.trim().is_empty()).unwrap_or("other").trim().to_owned();
    own.or_else(foreign).filter(|name| !name.is_empty()).unwrap_or_else(data)
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn a_name_belongs_to_the_project_first() {
        assert_eq!(part("relu_lab::ui::train::map::Map::h0123"), "relu_lab::ui::train");
        assert_eq!(part("<tachys::html::Div as Render<relu_lab[1f]::ui::train::Map>>::build"), "relu_lab::ui::train");
        assert_eq!(part("core::ptr::drop_in_place<relu_lab::train::snapshot::Snapshot>"), "relu_lab::train");
        assert_eq!(part("<tachys::view::Any as Render>::build"), "tachys");
        assert_eq!(part("<_ as tachys[b6]::view::IntoAny>::into_any::rebuild"), "tachys");
        assert_eq!(part("data segment \".rodata\""), "data segment");
    }
}
