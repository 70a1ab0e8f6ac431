//! `cargo xtask serve`: build the page, serve it on this machine, open it.

use std::env;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::page;
use crate::static_server::StaticServer;

const DEFAULT_PORT: u16 = 8080;

/// Serves until interrupted.
pub fn run(arguments: &[String]) -> Result<()> {
    let options = Options::parse(arguments)?;
    let dist = page::build()?;
    let server = match options.port {
        Some(port) => StaticServer::start(&dist, "/", port).with_context(|| format!("--port {port} cannot be had"))?,
        // Nobody asked for this very port: the next free one does as well.
        None => match StaticServer::start(&dist, "/", DEFAULT_PORT) {
            Ok(server) => server,
            Err(error) => {
                println!("{error:#}, taking another");
                (DEFAULT_PORT + 1..DEFAULT_PORT + 50)
                    .find_map(|port| StaticServer::start(&dist, "/", port).ok())
                    .context("no port from 8080 to 8129 is free: choose one with --port")?
            }
        },
    };
    println!("\nReLU Lab is at {}", server.url());
    println!("Ctrl+C stops it");
    if options.open {
        open(&server.url());
    }
    server.wait();
    Ok(())
}

struct Options {
    port: Option<u16>,
    open: bool,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self { port: None, open: true };
        let mut rest = arguments.iter().map(String::as_str).flat_map(|argument| argument.split('='));
        while let Some(argument) = rest.next() {
            match argument {
                "--port" => {
                    let port = rest.next().context("--port needs a number")?;
                    options.port = Some(
                        port.parse().with_context(|| format!("--port {port}: a port is a number from 0 to 65535"))?,
                    );
                }
                "--no-open" => options.open = false,
                other => bail!("`serve` knows --port and --no-open, not `{other}`"),
            }
        }
        Ok(options)
    }
}

/// Opens the address in a browser where there is a screen; without one, the printed address has to do.
fn open(url: &str) {
    let mut command = if cfg!(windows) {
        let mut command = Command::new("cmd");
        command.args(["/C", "start", "", url]);
        command
    } else if cfg!(target_os = "macos") {
        let mut command = Command::new("open");
        command.arg(url);
        command
    } else if env::var_os("DISPLAY").is_some() || env::var_os("WAYLAND_DISPLAY").is_some() {
        let mut command = Command::new("xdg-open");
        command.arg(url);
        command
    } else {
        return;
    };
    if let Err(error) = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn() {
        println!("No browser could be opened ({error}): open the address by hand");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options> {
        Options::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn options() {
        assert!(parse("").is_ok_and(|options| options.port.is_none() && options.open));
        assert!(parse("--port 9000 --no-open").is_ok_and(|options| options.port == Some(9000) && !options.open));
        assert!(parse("--port=9000").is_ok_and(|options| options.port == Some(9000)));
        for wrong in ["--port", "--port many", "--port 70000", "8080"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
