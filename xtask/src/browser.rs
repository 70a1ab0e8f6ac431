//! Real browsers for the tests: of each engine one, and the driver that steers it.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::install::{self, CargoTool};
use crate::{dirs, process, tools};

const GECKODRIVER: CargoTool = CargoTool {
    package: "geckodriver",
    version: "0.37.1",
    arguments: &[],
    purpose: "it steers Firefox for the tests",
    minutes: "2",
};

/// What shows the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Of Chrome, Edge and others; all tests run in it.
    Chromium,
    /// Of Firefox.
    Firefox,
    /// Of Safari; here that of GTK, on Linux.
    WebKit,
}

impl Engine {
    /// Every engine.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKit",
        }
    }

    /// The variables that name browser and driver.
    fn variables(self) -> [&'static str; 2] {
        match self {
            Self::Chromium => ["CHROME", "CHROMEDRIVER"],
            Self::Firefox => ["FIREFOX", "GECKODRIVER"],
            Self::WebKit => ["WEBKIT", "WEBKITDRIVER"],
        }
    }

    /// How Debian calls what is needed.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["chromium", "chromium-driver"],
            Self::Firefox => &["firefox-esr"],
            // It has no mode without a screen: Xvfb is one that nobody sees.
            Self::WebKit => &["webkit2gtk-driver", "xvfb"],
        }
    }

    fn program(self) -> Option<PathBuf> {
        let names: &[&str] = match self {
            Self::Chromium => &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
            Self::Firefox => &["firefox-esr", "firefox"],
            Self::WebKit => return mini_browser(),
        };
        names.iter().copied().find_map(dirs::on_path)
    }

    fn driver(self) -> Option<PathBuf> {
        match self {
            Self::Chromium => dirs::on_path("chromedriver"),
            Self::Firefox => dirs::on_path("geckodriver").or_else(|| {
                dirs::program_in(&dirs::tool(GECKODRIVER.package, GECKODRIVER.version).ok()?.join("bin"), "geckodriver")
            }),
            Self::WebKit => dirs::on_path("WebKitWebDriver"),
        }
    }
}

/// The browser that comes with `WebKitGTK`, beside its library: `/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser`.
fn mini_browser() -> Option<PathBuf> {
    let architecture = format!("/usr/lib/{}-linux-gnu", env::consts::ARCH);
    let folders = [architecture.as_str(), "/usr/libexec", "/usr/lib64", "/usr/lib"].map(fs::read_dir);
    let inside = folders.into_iter().flatten().flatten().flatten().map(|entry| entry.path());
    let is_webkit =
        |folder: &PathBuf| folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("webkit"));
    inside.filter(is_webkit).find_map(|folder| dirs::program_in(&folder, "MiniBrowser"))
}

/// The two programs, found or installed.
pub struct Browser {
    /// What it shows pages with.
    pub engine: Engine,
    /// Nothing where only the driver knows where its browser is.
    pub program: Option<PathBuf>,
    /// `chromedriver` and the like.
    pub driver: PathBuf,
}

impl Browser {
    /// From the environment (`CHROME` and `CHROMEDRIVER`, `FIREFOX` and `GECKODRIVER`, `WEBKIT` and `WEBKITDRIVER`), from `PATH`,
    /// or from where installers put it.
    pub fn find(engine: Engine) -> Option<Self> {
        let [program, driver] = engine.variables().map(|name| env::var_os(name).map(PathBuf::from));
        let driver = driver.or_else(|| engine.driver())?;
        let program = program.or_else(|| engine.program());
        // Elsewhere the driver knows the usual places better than we do.
        if program.is_none() && cfg!(target_os = "linux") {
            return None;
        }
        Some(Self { engine, program, driver })
    }

    /// Tells a command which browser to use, in the variables that [`Browser::find`] reads.
    pub fn tell(&self, command: &mut Command) {
        let [program, driver] = self.engine.variables();
        command.env(driver, &self.driver);
        if let Some(path) = &self.program {
            command.env(program, path);
        }
    }

    /// As [`Browser::find`]; what is missing is installed where we may, else the error says what to do.
    pub fn ensure(engine: Engine) -> Result<Self> {
        if let Some(browser) = Self::find(engine) {
            return Ok(browser);
        }
        if engine.program().is_none() || engine != Engine::Firefox {
            with_apt_get(engine)?;
        }
        if engine == Engine::Firefox && engine.driver().is_none() {
            // Debian has no package of it.
            let _lock = install::Lock::take()?;
            tools::cargo_tool("geckodriver", |_| true, &GECKODRIVER)?;
        }
        if let Some(browser) = Self::find(engine) {
            return Ok(browser);
        }
        let [program, driver] = engine.variables();
        bail!(
            "no {} with its driver. {} Or set {program} and {driver} to the two programs, or leave the browsers out with `cargo xtask test --no-browser`",
            engine.name(),
            by_hand(engine),
        )
    }
}

/// Installs an engine as root on Debian; elsewhere that is left to people.
fn with_apt_get(engine: Engine) -> Result<()> {
    let is_root = process::output("id", &["-u"]).is_some_and(|id| id == "0");
    let Some(program) = dirs::on_path("apt-get").filter(|_| is_root) else { return Ok(()) };
    let packages = engine.packages();
    println!("Installing {}: the page is tested in real browsers (1 to 3 minutes)", packages.join(" and "));
    let apt_get = |arguments: &[&str]| {
        process::run_with_heartbeat(
            Command::new(&program).args(arguments).env("DEBIAN_FRONTEND", "noninteractive"),
            &format!("installing {}", engine.name()),
        )
    };
    apt_get(&["update"])?;
    apt_get(&[&["install", "--yes", "--no-install-recommends"], packages].concat())
}

fn by_hand(engine: Engine) -> String {
    match engine {
        Engine::WebKit if !cfg!(target_os = "linux") => "It is tested on Linux only.".to_owned(),
        Engine::Chromium if cfg!(target_os = "macos") => {
            "Install Chrome, then `brew install --cask chromedriver`.".to_owned()
        }
        Engine::Chromium if cfg!(windows) => {
            "Install Chrome and put the chromedriver of the same version on PATH.".to_owned()
        }
        Engine::Firefox if !cfg!(target_os = "linux") => "Install Firefox.".to_owned(),
        _ => format!("On Debian: `sudo apt-get install {}`.", engine.packages().join(" ")),
    }
}
