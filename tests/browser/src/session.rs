//! One browser: the driver's process, its session, and their end, whatever happens in between.

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use thirtyfour::prelude::*;
use thirtyfour::{Capabilities, ChromiumLikeCapabilities, LoggingPrefsLogLevel};
use tokio::runtime::Runtime;
use xtask::browser::{Browser, Engine};

use crate::screen::Screen;

/// No sandbox, as tests may run as root; and none of the things that a browser does on its own.
const CHROMIUM_ARGUMENTS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
];

const START_LIMIT: Duration = Duration::from_secs(20);
const START_ATTEMPTS: usize = 3;

/// A running browser with an empty profile.
pub struct Session {
    pub driver: WebDriver,
    pub engine: Engine,
    /// thirtyfour is asynchronous, tests are not.
    runtime: Runtime,
    process: Child,
    profile: PathBuf,
    /// What the browser is shown on, where it cannot do without.
    _screen: Option<Screen>,
}

impl Session {
    /// Starts driver and browser. A port that was free a moment ago can be taken by now, and a browser can end while it starts on
    /// a busy machine: then once more.
    pub fn start(engine: Engine) -> Self {
        let name = engine.name();
        let browser =
            Browser::find(engine).unwrap_or_else(|| panic!("no {name}: `cargo xtask test --engines` makes sure of it"));
        let mut attempts = (0..START_ATTEMPTS).map(|_| Self::try_start(&browser));
        let started = attempts.find_map(|started| started.map_err(|error| eprintln!("{name}: {error}")).ok());
        started.unwrap_or_else(|| panic!("{name} does not start"))
    }

    fn try_start(browser: &Browser) -> Result<Self, String> {
        let profile = empty_profile();
        let screen = (browser.engine == Engine::WebKit).then(Screen::start).flatten();
        let port = free_port();
        let mut command = driver_command(browser, port, &profile);
        if let Some(screen) = &screen {
            command.env("DISPLAY", screen.display());
        }
        let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut process =
            command.spawn().map_err(|error| format!("cannot start {}: {error}", browser.driver.display()))?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        // A driver that has ended listens to nobody: it is another one that has the port.
        let is_ready = listens(port) && matches!(process.try_wait(), Ok(None));
        let session = if is_ready {
            let address = format!("http://127.0.0.1:{port}");
            capabilities(browser, &profile)
                .and_then(|capabilities| runtime.block_on(WebDriver::new(address, capabilities)))
                .map_err(|error| error.to_string())
        } else {
            Err(format!("{} does not listen on port {port}", browser.driver.display()))
        };
        match session {
            Ok(driver) => Ok(Self { driver, engine: browser.engine, runtime, process, profile, _screen: screen }),
            Err(error) => {
                let _ = process.kill();
                let _ = process.wait();
                let _ = fs::remove_dir_all(&profile);
                Err(error)
            }
        }
    }

    /// Waits for an asynchronous answer of the driver.
    pub fn wait<T>(&self, answer: impl Future<Output = WebDriverResult<T>>) -> WebDriverResult<T> {
        self.runtime.block_on(answer)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let id = |name| self.driver.capabilities().get(name).and_then(serde_json::Value::as_u64);
        let browser = id("goog:processID").or_else(|| id("moz:processID"));
        // Asked politely the driver ends its browser; a browser that hangs is ended below.
        let driver = self.driver.clone();
        // In a block of its own: the time limit needs the runtime around it.
        let quit = async { tokio::time::timeout(Duration::from_secs(5), driver.quit()).await };
        let has_quit = matches!(self.runtime.block_on(quit), Ok(Ok(())));
        if let (false, Some(browser)) = (has_quit, browser) {
            let (program, arguments): (_, &[&str]) =
                if cfg!(windows) { ("taskkill", &["/F", "/T", "/PID"]) } else { ("kill", &["-9"]) };
            let _ = Command::new(program).args(arguments).arg(browser.to_string()).status();
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.profile);
    }
}

fn driver_command(browser: &Browser, port: u16, profile: &Path) -> Command {
    let mut command = Command::new(&browser.driver);
    command.arg(format!("--port={port}"));
    match browser.engine {
        Engine::Chromium => {}
        // The port of the other protocol, which nobody uses here, would be the same for all.
        Engine::Firefox => {
            command.arg("--websocket-port=0").arg("--profile-root").arg(profile);
        }
        Engine::WebKit => {
            // Without a bus there are no settings to be read and no accessibility service to be asked.
            command.env("GSETTINGS_BACKEND", "memory").env("NO_AT_BRIDGE", "1");
            for folder in ["XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"] {
                command.env(folder, profile.join(folder));
            }
        }
    }
    command
}

fn capabilities(browser: &Browser, profile: &Path) -> WebDriverResult<Capabilities> {
    let program = browser.program.as_ref().map(|program| program.to_string_lossy());
    match browser.engine {
        Engine::Chromium => {
            let mut capabilities = DesiredCapabilities::chrome();
            for argument in CHROMIUM_ARGUMENTS {
                capabilities.add_arg(argument)?;
            }
            capabilities.add_arg(&format!("--user-data-dir={}", profile.display()))?;
            if let Some(program) = program {
                capabilities.set_binary(&program)?;
            }
            capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
            capabilities.set_logging_prefs("performance", LoggingPrefsLogLevel::All)?;
            Ok(capabilities.into())
        }
        Engine::Firefox => {
            let mut capabilities = DesiredCapabilities::firefox();
            capabilities.add_arg("-headless")?;
            if let Some(program) = program {
                capabilities.set_firefox_binary(&program)?;
            }
            Ok(capabilities.into())
        }
        Engine::WebKit => {
            let mut capabilities = Capabilities::new();
            capabilities.set("browserName", "MiniBrowser")?;
            capabilities.set("webkitgtk:browserOptions", json!({ "binary": program, "args": ["--automation"] }))?;
            Ok(capabilities)
        }
    }
}

/// A port that nobody listens on. Not every driver can choose one by itself.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port of this machine");
    listener.local_addr().expect("its address").port()
}

fn listens(port: u16) -> bool {
    let start = Instant::now();
    while start.elapsed() < START_LIMIT {
        if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return true;
        }
        thread::sleep(Duration::from_millis(20));
    }
    false
}

fn empty_profile() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("relu-lab-browser-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let profile = std::env::temp_dir().join(name);
    fs::create_dir_all(&profile).unwrap_or_else(|error| panic!("cannot create {}: {error}", profile.display()));
    profile
}
