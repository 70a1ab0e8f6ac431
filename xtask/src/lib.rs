//! The project's own commands, in Rust so that they are the same on Linux, macOS and Windows.
//!
//! ```text
//! main.rs ── tools ──────────────┐
//!         ── serve (trunk serve) ┤
//!         ── test ──┐            ├──▶ tools ──▶ install
//!         ── dist ──┼──▶ page ───┘
//!         ── bench ─┘  (trunk build --release)
//! ```
//!
//! Trunk builds the page (`Trunk.toml`, `index.html`), cargo everything else. What is here makes sure that both find their
//! tools, and puts the checks in order.
//!
//! A library as well as a program: the browser tests find the browser and the page with the same modules.

pub mod dirs;
pub mod process;

pub mod install;
pub mod tools;

pub mod native_cpu;
pub mod page;
pub mod sizes;

pub mod browser;

pub mod bench;
pub mod dist;
pub mod serve;
pub mod test;
