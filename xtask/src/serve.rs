//! `cargo xtask serve`: `trunk serve --release` with its tools, on a port that is free.

use std::env;
use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result};
use clap::Args;

use crate::{dirs, process, tools};

const DEFAULT_PORT: u16 = 8080;

/// The command's arguments.
#[derive(Args)]
pub struct Options {
    /// The port on this machine; without it, 8080 or the next that is free
    #[arg(long)]
    port: Option<u16>,
    /// Do not open a browser
    #[arg(long)]
    no_open: bool,
}

/// Serves until interrupted, and builds again when a file changes.
pub fn run(options: &Options) -> Result<()> {
    let tools = tools::ensure()?;
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    let port = match options.port {
        Some(port) => port,
        None => (DEFAULT_PORT..DEFAULT_PORT + 50)
            .find(is_free)
            .context("no port from 8080 to 8129 is free: choose one with --port")?,
    };
    println!("Once it is built, ReLU Lab is at http://127.0.0.1:{port}/ and Ctrl+C stops it");
    let mut trunk = tools.trunk();
    trunk.args(["serve", "--release", "--port", &port.to_string()]);
    // In a folder of its own: trunk adds a script that reloads the page, which must not ship.
    trunk.arg("--dist").arg(dirs::target().join("serve"));
    if !options.no_open && has_screen() {
        trunk.arg("--open");
    }
    process::run(&mut trunk)
}

/// Whether a browser can be shown; without one, the printed address has to do.
fn has_screen() -> bool {
    cfg!(any(windows, target_os = "macos"))
        || env::var_os("DISPLAY").is_some()
        || env::var_os("WAYLAND_DISPLAY").is_some()
}
