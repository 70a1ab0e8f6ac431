//! What axe-core finds: the checks of WCAG that a machine can do. It comes from npm, in the version and with the hash of
//! `xtask/npm/axe-core`.

use std::fmt;
use std::fs;
use std::sync::OnceLock;

use serde_json::Value;
use xtask::{dirs, install};

use crate::page::Page;

const PACKAGE: &str = "axe-core";
const VERSION: &str = "4.14.1";

/// Something that axe-core finds wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule, as axe-core names it.
    pub rule: String,
    /// The selector of the element.
    pub element: String,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.rule, self.element, self.reason)
    }
}

/// The script, installed if it is not there.
fn source() -> &'static str {
    static SOURCE: OnceLock<String> = OnceLock::new();
    SOURCE.get_or_init(|| {
        let folder = dirs::tool(PACKAGE, VERSION).map(|dir| install::npm_package(&dir, PACKAGE));
        let file = folder.unwrap_or_else(|error| panic!("{error:#}")).join("axe.min.js");
        if !file.is_file() {
            let npm = dirs::on_path("npm")
                .unwrap_or_else(|| panic!("axe-core {VERSION} comes from npm, which is not here: install Node"));
            let installed = install::Lock::take().and_then(|_lock| install::with_npm(&npm, PACKAGE, VERSION));
            installed.unwrap_or_else(|error| panic!("axe-core {VERSION} cannot be had from npm: {error:#}"));
        }
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    })
}

/// Every animation at its end: colours on their way are no colours of the page.
const RUN: &str = "const done = arguments[arguments.length - 1];
document.getAnimations().forEach(one => { try { one.finish() } catch (endless) { one.cancel() } });
axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => done(violations.flatMap(({ id, nodes }) =>
    nodes.map(node => [id, node.target.join(' '), [...node.any, ...node.all, ...node.none].map(one => one.message).join('; ')]))),
    error => done(String(error)));";

impl Page {
    /// Everything that axe-core finds wrong with the page as it is.
    pub fn violations(&self) -> Vec<Violation> {
        if self.eval("typeof axe") == "undefined" {
            self.script(&format!("{}; return null", source()), vec![]);
        }
        let found = self.script_async(RUN, vec![]);
        let list = found.as_array().unwrap_or_else(|| panic!("axe-core does not run: {found}"));
        let text = |row: &Value, index: usize| row[index].as_str().unwrap_or_default().to_owned();
        list.iter().map(|row| Violation { rule: text(row, 0), element: text(row, 1), reason: text(row, 2) }).collect()
    }
}
