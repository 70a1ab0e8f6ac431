//! The page: opened, looked at, used.

use std::cell::RefCell;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use thirtyfour::prelude::*;
use xtask::browser::Engine;
use xtask::dirs;

use crate::conditions::{Network, Theme, Viewport};
use crate::element::Element;
use crate::requests;
use crate::server::StaticServer;
use crate::session::Session;

/// The page's folder: `DIST_DIR`, or where `cargo xtask dist` makes it.
pub fn dist() -> PathBuf {
    std::env::var_os("DIST_DIR").map_or_else(dirs::dist, PathBuf::from)
}

/// How a page is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder of the server where the page stands; there is nothing outside it.
    pub folder: &'static str,
    /// The size of the window. Engines other than Chromium have about this size, and no touch.
    pub viewport: Viewport,
    /// What the system prefers; Chromium only.
    pub theme: Theme,
    /// What it is opened in.
    pub engine: Engine,
    /// The folder that is served, if not the page's.
    pub site: Option<PathBuf>,
    /// How slow the connection is made.
    pub network: Option<Network>,
}

impl Default for Options {
    fn default() -> Self {
        let (viewport, theme, engine) = (Viewport::DESKTOP, Theme::Light, Engine::Chromium);
        Self { folder: "/", viewport, theme, engine, site: None, network: None }
    }
}

/// A page in its own browser, on its own server. All of it ends when this is dropped.
pub struct Page {
    session: Session,
    server: StaticServer,
    /// The driver hands out each entry once.
    console: RefCell<Vec<String>>,
    requested: RefCell<Vec<String>>,
}

impl Page {
    /// Opens a link of the page, such as `#/train?act=tanh`; an empty one is the default page.
    pub fn open(link: &str) -> Self {
        Self::open_with(&Options::default(), link)
    }

    /// As [`Page::open`], otherwise than usual.
    pub fn open_with(options: &Options, link: &str) -> Self {
        let site = options.site.clone().unwrap_or_else(dist);
        let server = StaticServer::start(&site, options.folder).unwrap_or_else(|error| panic!("{error:#}"));
        let session = Session::start(options.engine);
        let page = Self { session, server, console: RefCell::default(), requested: RefCell::default() };
        if page.engine() == Engine::Chromium {
            page.set_viewport(options.viewport);
            page.set_theme(options.theme);
            page.slow_down_machine();
        } else {
            let Viewport { width, height, .. } = options.viewport;
            page.wait(page.driver().set_window_rect(0, 0, width, height))
                .unwrap_or_else(|error| panic!("no window of {width} by {height}: {error}"));
        }
        if let Some(network) = options.network {
            page.slow_down(network);
        }
        page.go(link);
        page
    }

    /// Loads a link from the start, also if only the part after `#` differs.
    pub fn go(&self, link: &str) {
        // With only a new hash the browser would not load anything.
        let addresses = ["about:blank".to_owned(), self.server.url() + link];
        for address in addresses {
            self.wait(self.driver().goto(address)).unwrap_or_else(|error| panic!("cannot open {link:?}: {error}"));
        }
    }

    /// Changes the part after `#` as a person does in the address bar: nothing is loaded anew.
    pub fn edit_link(&self, hash: &str) {
        self.script("location.hash = arguments[0]; return null", vec![hash.into()]);
    }

    /// The part of the address from `#` on.
    pub fn link(&self) -> String {
        self.script("return location.hash", vec![]).as_str().unwrap_or_default().to_owned()
    }

    /// Loads the same address again.
    pub fn reload(&self) {
        self.wait(self.driver().refresh()).unwrap_or_else(|error| panic!("cannot reload: {error}"));
    }

    /// A command of Chrome's own protocol.
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.wait(self.driver().cdp().send_raw(command, parameters))
            .unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// Runs JavaScript in the page and returns what it returns.
    pub fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.wait(self.driver().execute(script, arguments))
            .unwrap_or_else(|error| panic!("script failed: {error}\n{script}"))
            .json()
            .clone()
    }

    /// Runs JavaScript that gives its result to a callback, its last argument, when it is done; up to two minutes.
    pub fn script_async(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.wait(async {
            self.driver().set_script_timeout(Duration::from_mins(2)).await?;
            self.driver().execute_async(script, arguments).await
        })
        .unwrap_or_else(|error| panic!("script failed: {error}\n{script}"))
        .json()
        .clone()
    }

    /// The driver, for what has no helper here; its answers are awaited with [`Page::wait`].
    pub fn driver(&self) -> &WebDriver {
        &self.session.driver
    }

    /// What shows the page.
    pub fn engine(&self) -> Engine {
        self.session.engine
    }

    /// Waits for an answer of the driver.
    pub fn wait<T>(&self, answer: impl Future<Output = WebDriverResult<T>>) -> WebDriverResult<T> {
        self.session.wait(answer)
    }

    /// The button of that name.
    pub fn button(&self, name: &str) -> Element<'_> {
        self.named("button", "button, [role=button], [role=switch], input[type=button], summary", name, None)
    }

    /// The labelled field of that name: input, menu, slider, checkbox.
    pub fn field(&self, name: &str) -> Element<'_> {
        self.named(
            "field",
            "input, select, textarea, [role=slider], [role=combobox], [role=spinbutton], [role=switch]",
            name,
            None,
        )
    }

    /// A choice in a named group of radios: `radio("Activation", "Tanh")`.
    pub fn radio(&self, group: &str, name: &str) -> Element<'_> {
        self.named("radio", "input[type=radio], [role=radio]", name, Some(group))
    }

    /// The tab of that name.
    pub fn tab(&self, name: &str) -> Element<'_> {
        self.named("tab", "[role=tab], nav a, nav button", name, None)
    }

    /// The visible elements of a CSS selector, inside a named group if one is given.
    pub fn all(&self, selector: &str, group: Option<&str>) -> Vec<Element<'_>> {
        self.find(selector, None, group)
            .unwrap_or_default()
            .into_iter()
            .map(|element| Element::new(self, element, selector.to_owned()))
            .collect()
    }

    /// Whether a button of that name is there.
    pub fn has_button(&self, name: &str) -> bool {
        self.find("button, [role=button], [role=switch]", Some(name), None).is_ok()
    }

    fn named(&self, kind: &str, selector: &str, name: &str, group: Option<&str>) -> Element<'_> {
        let what = group.map_or_else(|| format!("{kind} {name:?}"), |group| format!("{kind} {name:?} in {group:?}"));
        match self.find(selector, Some(name), group) {
            Ok(mut found) => Element::new(self, found.remove(0), what),
            Err(others) => panic!("there is no {what}, only {others}"),
        }
    }

    /// The matches, or the names of what else there is.
    fn find(&self, selector: &str, name: Option<&str>, group: Option<&str>) -> Result<Vec<WebElement>, Value> {
        let arguments = vec![selector.into(), name.into(), group.into()];
        let answer = self
            .wait(self.driver().execute(include_str!("names.js"), arguments))
            .unwrap_or_else(|error| panic!("cannot look for {selector}: {error}"));
        let names = answer.json().clone();
        match answer.elements() {
            Ok(found) if !found.is_empty() => Ok(found),
            _ => Err(names),
        }
    }

    /// The full-precision value of a number on the page; panics if it is not shown.
    pub fn value(&self, test_id: &str) -> f64 {
        let data = self.data(test_id);
        data.parse().unwrap_or_else(|_| panic!("{test_id} is {data:?}, not a number"))
    }

    /// The `data-value` of an element, as it is written; panics if it is not shown.
    pub fn data(&self, test_id: &str) -> String {
        self.try_data(test_id)
            .unwrap_or_else(|| panic!("nothing on the page has data-testid={test_id:?} and a data-value"))
    }

    /// As [`Page::data`], if it is there.
    pub fn try_data(&self, test_id: &str) -> Option<String> {
        let script = "return document.querySelector(`[data-testid=\"${arguments[0]}\"]`)?.dataset.value ?? null";
        self.script(script, vec![test_id.into()]).as_str().map(str::to_owned)
    }

    /// What an element shows, or nothing if it is not there.
    pub fn text(&self, test_id: &str) -> String {
        let script = "return document.querySelector(`[data-testid=\"${arguments[0]}\"]`)?.innerText ?? null";
        self.script(script, vec![test_id.into()]).as_str().unwrap_or_default().trim().to_owned()
    }

    /// Waits until something holds; panics if it does not in time, and returns how long it took.
    pub fn wait_until(&self, what: &str, limit: Duration, holds: impl Fn(&Self) -> bool) -> Duration {
        let start = Instant::now();
        while !holds(self) {
            assert!(start.elapsed() < limit, "waited {limit:?} in vain: {what}{}", self.numbers());
            thread::sleep(Duration::from_millis(30));
        }
        start.elapsed()
    }

    /// Waits until the run is paused and its step stays: the page says "paused" before the frame that shows where it stands is there.
    pub fn wait_until_paused(&self) {
        self.wait_until("it is paused, and its step stays", Duration::from_secs(30), |page| {
            let look = || (page.data("status"), page.data("step"));
            let before = look();
            // Frames are waited for too: on a slow machine they are further apart than this.
            page.settle(Duration::from_millis(200));
            before.0 == "paused" && before == look()
        });
    }

    /// Everything that the page tells of itself, for messages.
    fn numbers(&self) -> String {
        let script = "return [...document.querySelectorAll('[data-testid]')].map(e => `\\n  ${e.dataset.testid} = ${e.dataset.value ?? e.innerText}`).join('')";
        self.script(script, vec![]).as_str().unwrap_or_default().to_owned()
    }

    /// Saves what is to be seen into `tests/browser/screenshots/`.
    pub fn screenshot(&self, name: &str) -> PathBuf {
        let file = dirs::root().join("tests/browser/screenshots").join(format!("{name}.png"));
        let folder = file.parent().unwrap_or(&file);
        std::fs::create_dir_all(folder).unwrap_or_else(|error| panic!("cannot create {}: {error}", folder.display()));
        self.wait(self.driver().screenshot(&file)).unwrap_or_else(|error| panic!("no screenshot {name}: {error}"));
        file
    }

    /// Errors that the console has shown so far; Chromium only.
    pub fn console_errors(&self) -> Vec<String> {
        let entries = self.wait(self.driver().browser_log()).unwrap_or_else(|error| panic!("no console: {error}"));
        let errors = entries.into_iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message);
        self.console.borrow_mut().extend(errors);
        self.console.borrow().clone()
    }

    /// The address of everything that the page has asked the network for so far, by the browser's own record.
    ///
    /// What the worker asks for is not in it: the server has a record of that, and sends a policy that lets the browser
    /// block and report what is meant for others.
    pub fn requests(&self) -> Vec<String> {
        let entries = self
            .wait(self.driver().get_log("performance"))
            .unwrap_or_else(|error| panic!("no record of requests: {error}"));
        self.requested.borrow_mut().extend(entries.iter().filter_map(|entry| requests::requested(&entry.message)));
        self.requested.borrow().clone()
    }

    /// No error in the console, nothing missing on the server, no request of page or worker to anywhere else. Engines other than
    /// Chromium have no console and no record that could be read: there it is what they ask the server for and report to it.
    pub fn assert_clean(&self) {
        let served = self.server.served();
        // 304: a worker asks again for what the page has.
        let bad: Vec<_> = served.iter().filter(|request| !matches!(request.status, 200 | 304)).collect();
        assert!(bad.is_empty(), "asked for what is not there, or blocked: {bad:#?}");
        if self.engine() != Engine::Chromium {
            return;
        }
        let home = self.server.url();
        let elsewhere: Vec<String> = self.requests().into_iter().filter(|url| !url.starts_with(&home)).collect();
        assert!(elsewhere.is_empty(), "requests that left {home}: {elsewhere:?}");
        let errors = self.console_errors();
        assert!(errors.is_empty(), "errors in the console:\n{}", errors.join("\n"));
    }

    /// The server, which knows what it was asked for.
    pub fn server(&self) -> &StaticServer {
        &self.server
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if !thread::panicking() {
            return;
        }
        // The test has failed: keep what can be seen. No panic in here, it would hide the first.
        let name = thread::current().name().unwrap_or("page").replace("::", "-");
        let file = dirs::root().join("tests/browser/screenshots").join(format!("failed-{name}.png"));
        let is_saved = std::fs::create_dir_all(file.parent().unwrap_or(&file)).is_ok()
            && self.wait(self.driver().screenshot(&file)).is_ok();
        if is_saved {
            eprintln!("as it looked: {}", file.display());
        }
        if self.engine() != Engine::Chromium {
            return;
        }
        for entry in self.wait(self.driver().browser_log()).unwrap_or_default() {
            eprintln!("console {}: {}", entry.level, entry.message);
        }
    }
}
