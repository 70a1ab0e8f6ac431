//! Rust's standard library compiled along with the page, to be small.
//!
//! The one that comes with the toolchain prepares a message for every panic and every failed check, with the place in the
//! source; compiled anew without them the page is a twelfth smaller. A panic then stops the program at once, which the
//! browser reports and the page shows. The options for it are not yet stable, so they are used only with the compiler that
//! they are known to work with; with another, or where the library's source cannot be had, the page is larger but the same.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use crate::{dirs, process};

/// Options of the compiler, on top of those in `.cargo/config.toml`: panics as a single instruction, no places in the
/// source, no texts for debugging.
const FLAGS: &str = "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";

/// Whether and how the standard library is compiled along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Std {
    /// As small as it can be.
    Small,
    /// The one of the toolchain.
    Prebuilt,
}

impl Std {
    /// Makes sure of the library's source and says if it has to do without; once, however often it is asked for.
    pub fn ensure() -> Self {
        static FOUND: OnceLock<Std> = OnceLock::new();
        *FOUND.get_or_init(Self::find)
    }

    fn find() -> Self {
        let version = process::output("rustc", &["--version"]).unwrap_or_default();
        let known = dirs::rust_version().unwrap_or_default();
        if !is_version(&version, &known) {
            println!("The page will be larger: its small standard library is known to compile with Rust {known} only");
            return Self::Prebuilt;
        }
        let sysroot = process::output("rustc", &["--print", "sysroot"]).unwrap_or_default();
        let has_source = || Path::new(&sysroot).join("lib/rustlib/src/rust/library/Cargo.lock").is_file();
        if !has_source() {
            println!(
                "Adding rust-src to the Rust toolchain: the page's standard library is compiled to be small (seconds)"
            );
            // What came of it is seen below.
            let _ = process::run(Command::new("rustup").args(["component", "add", "rust-src"]));
        }
        if has_source() {
            Self::Small
        } else {
            println!(
                "Going on without rust-src, the page will be larger. To try again: `rustup component add rust-src`"
            );
            Self::Prebuilt
        }
    }

    /// Tells cargo, or what calls cargo, by its environment.
    pub fn apply(self, command: &mut Command) {
        if self == Self::Small {
            command
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
                .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", FLAGS);
        }
    }
}

/// Whether `rustc 1.95.0 (...)` is a `1.95`.
fn is_version(printed: &str, wanted: &str) -> bool {
    let number = printed.split(' ').nth(1).unwrap_or_default();
    !wanted.is_empty() && number.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_known_compiler() {
        assert!(is_version("rustc 1.95.0 (59807616e 2026-04-14)", "1.95"));
        for other in ["rustc 1.95.0", "rustc 1.950.0", "rustc 1.96.0-nightly", ""] {
            assert_eq!(is_version(other, "1.95"), other == "rustc 1.95.0", "{other}");
        }
        assert!(!is_version("rustc 1.95.0", ""));
    }
}
