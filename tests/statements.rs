//! Everything that the page states about the world stands in `tests/statements/`, with what proves it.
//!
//! Each file is a table of a statement, quoted from the source, and its proof: `test: FILE.rs::NAME`, `formula: ...`,
//! `source: ...`, several of them separated by `; `. A statement that is changed in the source, and a test that no longer
//! exists, are found here.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

struct Row {
    file: String,
    statement: String,
    proof: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder whose names end so.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found
}

fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for path in files(&root().join("tests/statements"), ".md") {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines().filter(|line| line.starts_with('|')) {
            // A bar inside a cell is written `\|`, as everywhere in Markdown.
            let line = line.replace("\\|", "\u{1}");
            let cells: Vec<_> =
                line.trim_matches('|').split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect();
            let [statement, proof] = &cells[..] else { panic!("{file}: not two cells: {line}") };
            if statement != "statement" && !statement.starts_with("---") {
                rows.push(Row { file: file.clone(), statement: statement.clone(), proof: proof.clone() });
            }
        }
    }
    rows
}

/// A source as it is searched: line ends of long string literals and quotes of Rust are spaces and characters.
fn plain(source: &str) -> String {
    let joined = source.replace("\\\n", " ").replace("\\\"", "\"");
    joined.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_statement_stands_in_the_source() {
    let sources: Vec<_> = files(&root().join("src"), ".rs")
        .into_iter()
        .chain([root().join("README.md")])
        .map(|path| plain(&fs::read_to_string(path).unwrap()))
        .collect();
    let missing: Vec<_> = rows()
        .into_iter()
        .filter(|row| !sources.iter().any(|source| source.contains(&plain(&row.statement))))
        .map(|row| format!("{}: {}", row.file, row.statement))
        .collect();
    assert!(missing.is_empty(), "not in the source:\n{}", missing.join("\n"));
}

#[test]
fn every_statement_has_a_proof_and_every_test_that_is_named_exists() {
    let mut sources = files(&root().join("tests"), ".rs");
    sources.extend(files(&root().join("src"), ".rs"));
    let exists = |file: &str, name: &str| {
        let of_file = sources.iter().filter(|path| path.to_string_lossy().ends_with(&format!("/{file}")));
        of_file.into_iter().any(|path| fs::read_to_string(path).unwrap().contains(&format!("fn {name}(")))
    };
    let rows = rows();
    for Row { file, statement, proof } in &rows {
        assert!(!proof.is_empty(), "{file}: no proof for {statement}");
        for part in proof.split("; ") {
            let (kind, what) = part.split_once(": ").unwrap_or(("", ""));
            match kind {
                "test" => {
                    let (source, name) = what.split_once("::").unwrap_or_else(|| panic!("{file}: {part}"));
                    assert!(exists(source.trim_matches('`'), name.trim_matches('`')), "{file}: there is no {what}");
                }
                // A semicolon may stand inside a formula or a title.
                "formula" | "source" => assert!(!what.is_empty(), "{file}: {part}"),
                _ => assert!(proof.starts_with("formula: ") || proof.starts_with("source: "), "{file}: {part}"),
            }
        }
    }
}
