//! Bytes to read: examples from the corpus, changed in a few places, so that they come past the first check of a parser.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Pieces that mean something to one of the readers, or that break what counts bytes, characters or numbers.
const PIECES: &[&str] = &[
    "",
    "0",
    "-0",
    "1e39",
    "-1e-46",
    "NaN",
    "inf",
    "1e999",
    "18446744073709551616",
    "4294967296",
    ".",
    ",",
    ";",
    "\t",
    "\r\n",
    "\n\n",
    "\"",
    "\"\"",
    "'",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "[[",
    "&",
    "=",
    "?",
    "#",
    "#/",
    "/",
    "%",
    "%00",
    "%ff",
    "%F0%9F",
    "+",
    "\u{feff}",
    "é",
    "𝔻",
    "\0",
    "null",
    "true",
    "-1",
    "1,5",
    "act=",
    "hidden=",
    "data=own",
    "relu",
    "leaky_relu(",
    "w=",
    "own=",
    "sin(pi*x1)",
    ":",
];

/// One change of a text of bytes.
#[derive(Debug, Clone)]
enum Change {
    /// Another byte in a place.
    Byte(Index, u8),
    /// A piece put into a place.
    Piece(Index, &'static str),
    /// A stretch taken out.
    Cut(Index, Index),
    /// A stretch written again, some times.
    Repeat(Index, Index, usize),
    /// The rest taken from another example.
    Splice(Index, Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    let place = any::<Index>;
    prop_oneof![
        3 => (place(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        4 => (place(), select(PIECES)).prop_map(|(at, piece)| Change::Piece(at, piece)),
        2 => (place(), place()).prop_map(|(from, to)| Change::Cut(from, to)),
        1 => (place(), place(), 1_usize..200).prop_map(|(from, to, times)| Change::Repeat(from, to, times)),
        2 => (place(), place(), place()).prop_map(|(at, example, from)| Change::Splice(at, example, from)),
    ]
}

/// A stretch between two places, in either order.
fn stretch(bytes: &[u8], from: Index, to: Index) -> (usize, usize) {
    let (from, to) = (from.index(bytes.len() + 1), to.index(bytes.len() + 1));
    (from.min(to), from.max(to))
}

/// The longest input: more is refused by its size before it is read.
const LONGEST: usize = 100_000;

fn changed(mut bytes: Vec<u8>, changes: &[Change], examples: &[Vec<u8>]) -> Vec<u8> {
    for change in changes {
        match *change {
            Change::Byte(at, byte) if !bytes.is_empty() => {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            Change::Byte(_, byte) => bytes.push(byte),
            Change::Piece(at, piece) => {
                let at = at.index(bytes.len() + 1);
                bytes.splice(at..at, piece.bytes());
            }
            Change::Cut(from, to) => {
                let (from, to) = stretch(&bytes, from, to);
                bytes.drain(from..to);
            }
            Change::Repeat(from, to, times) => {
                let (from, to) = stretch(&bytes, from, to);
                let again = bytes[from..to].repeat(times.min(LONGEST / (to - from).max(1)));
                bytes.splice(to..to, again);
            }
            Change::Splice(at, example, from) => {
                let example = &examples[example.index(examples.len())];
                bytes.truncate(at.index(bytes.len() + 1));
                bytes.extend_from_slice(&example[from.index(example.len() + 1)..]);
            }
        }
        bytes.truncate(LONGEST);
    }
    bytes
}

/// The folder of a target's examples.
pub fn corpus(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target)
}

/// The examples of a target, in the order of their names; one empty one if there are none.
pub fn examples(target: &str) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(corpus(target)).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let examples: Vec<Vec<u8>> = paths.iter().filter_map(|path| fs::read(path).ok()).collect();
    if examples.is_empty() { vec![Vec::new()] } else { examples }
}

/// Inputs made of these examples; one in twenty is noise.
pub fn inputs(examples: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let of_examples = (any::<Index>(), vec(change(), 0..6)).prop_map(move |(example, changes)| {
        changed(examples[example.index(examples.len())].clone(), &changes, &examples)
    });
    prop_oneof![19 => of_examples, 1 => vec(any::<u8>(), 0..300)]
}
