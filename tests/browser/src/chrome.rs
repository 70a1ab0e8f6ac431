//! One browser: the driver's process, its session, and their end, whatever happens in between.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, LoggingPrefsLogLevel};
use tokio::runtime::Runtime;
use xtask::browser::Browser;

/// No sandbox, as tests may run as root; and none of the things that a browser does on its own.
const ARGUMENTS: &[&str] = &[
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

/// A running browser with an empty profile.
pub struct Chrome {
    pub driver: WebDriver,
    /// thirtyfour is asynchronous, tests are not.
    runtime: Runtime,
    process: Child,
    profile: PathBuf,
}

impl Chrome {
    /// Starts driver and browser.
    pub fn start() -> Self {
        let browser = Browser::find().expect("no browser: `cargo xtask test` makes sure of one");
        let mut process = Command::new(&browser.driver)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", browser.driver.display()));
        let Some(port) = port(&mut process) else {
            let _ = process.kill();
            panic!("{} did not say on which port it listens", browser.driver.display());
        };
        let profile = empty_profile();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let session = (|| {
            let mut capabilities = DesiredCapabilities::chrome();
            for argument in ARGUMENTS {
                capabilities.add_arg(argument)?;
            }
            capabilities.add_arg(&format!("--user-data-dir={}", profile.display()))?;
            if let Some(chrome) = &browser.chrome {
                capabilities.set_binary(&chrome.to_string_lossy())?;
            }
            capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
            capabilities.set_logging_prefs("performance", LoggingPrefsLogLevel::All)?;
            runtime.block_on(WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities))
        })();
        match session {
            Ok(driver) => Self { driver, runtime, process, profile },
            Err(error) => {
                let _ = process.kill();
                panic!("the browser does not start: {error}");
            }
        }
    }

    /// Waits for an asynchronous answer of the driver.
    pub fn wait<T>(&self, answer: impl Future<Output = WebDriverResult<T>>) -> WebDriverResult<T> {
        self.runtime.block_on(answer)
    }
}

impl Drop for Chrome {
    fn drop(&mut self) {
        let browser = self.driver.capabilities().get("goog:processID").and_then(serde_json::Value::as_u64);
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

/// The port that the driver chose, from what it prints: "... was started successfully on port 40123."
fn port(process: &mut Child) -> Option<u16> {
    let output = process.stdout.take()?;
    let (send, receive) = mpsc::channel();
    // Reads on after the port has been found: a driver whose output nobody takes would stop.
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let Some((_, end)) = line.split_once("started successfully on port ") else {
                continue;
            };
            // The receiver is gone once it has its number.
            let _ = send.send(end.trim_end_matches('.').parse().ok());
        }
    });
    receive.recv_timeout(Duration::from_secs(20)).ok().flatten()
}

fn empty_profile() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("relu-lab-browser-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let profile = std::env::temp_dir().join(name);
    fs::create_dir_all(&profile).unwrap_or_else(|error| panic!("cannot create {}: {error}", profile.display()));
    profile
}
