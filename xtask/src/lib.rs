//! The project's own commands, in Rust so that they are the same on Linux, macOS and Windows.
//!
//! ```text
//! main.rs ── serve ─┐
//!         ── test ──┼──▶ page (trunk, shrink) ──▶ tools ──▶ install
//!         ── dist ──┤      └─▶ dist/ ──▶ static_server, sizes, profile
//!         ── bench ─┘
//! ```
//!
//! A library as well as a program: the browser tests serve the page with the same [`static_server`] and find the
//! browser with the same [`browser`].

pub mod dirs;
pub mod process;

pub mod install;
pub mod tools;

pub mod page;
pub mod profile;
pub mod shrink;
pub mod sizes;
pub mod small_std;
pub mod static_server;

pub mod browser;

pub mod bench;
pub mod dist;
pub mod serve;
pub mod test;
