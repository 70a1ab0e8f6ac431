//! A real browser for the tests: Chromium or Chrome, and the driver that steers it.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::{dirs, process};

/// The two programs, found or installed.
pub struct Browser {
    /// Nothing where only the driver knows where its browser is.
    pub chrome: Option<PathBuf>,
    /// `chromedriver`.
    pub driver: PathBuf,
}

impl Browser {
    /// From the environment (`CHROME`, `CHROMEDRIVER`), from `PATH`, or from where installers put it.
    pub fn find() -> Option<Self> {
        let variable = |name| env::var_os(name).map(PathBuf::from);
        let driver = variable("CHROMEDRIVER").or_else(|| dirs::on_path("chromedriver"))?;
        let chrome = variable("CHROME").or_else(|| {
            ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
                .into_iter()
                .find_map(dirs::on_path)
        });
        // Elsewhere the driver knows the usual places better than we do.
        if chrome.is_none() && cfg!(target_os = "linux") {
            return None;
        }
        Some(Self { chrome, driver })
    }

    /// Tells a command which browser to use, in the variables that [`Browser::find`] reads.
    pub fn tell(&self, command: &mut Command) {
        command.env("CHROMEDRIVER", &self.driver);
        if let Some(chrome) = &self.chrome {
            command.env("CHROME", chrome);
        }
    }

    /// As [`Browser::find`]; what is missing is installed where we may, else the error says what to do.
    pub fn ensure() -> Result<Self> {
        if let Some(browser) = Self::find() {
            return Ok(browser);
        }
        let is_root = process::output("id", &["-u"]).is_some_and(|id| id == "0");
        if is_root && let Some(apt_get) = dirs::on_path("apt-get") {
            println!("Installing chromium and chromium-driver: the page is tested in a real browser (1 to 3 minutes)");
            let apt_get = |arguments: &[&str]| {
                process::run_with_heartbeat(
                    Command::new(&apt_get).args(arguments).env("DEBIAN_FRONTEND", "noninteractive"),
                    "installing chromium",
                )
            };
            apt_get(&["update"])?;
            apt_get(&["install", "--yes", "--no-install-recommends", "chromium", "chromium-driver"])?;
            if let Some(browser) = Self::find() {
                return Ok(browser);
            }
        }
        bail!(
            "no Chromium with its driver. {} Or set CHROME and CHROMEDRIVER to the two programs, or leave the browser out with `cargo xtask test --no-browser`",
            if cfg!(target_os = "macos") {
                "Install Chrome, then `brew install --cask chromedriver`."
            } else if cfg!(windows) {
                "Install Chrome and put the chromedriver of the same version on PATH."
            } else {
                "On Debian: `sudo apt-get install chromium chromium-driver`."
            }
        )
    }
}
