//! The page in a real browser, steered by the names that people and assistive technology see.
//!
//! ```no_run
//! use std::time::Duration;
//! use browser_tests::Page;
//!
//! let page = Page::open("#/train?data=xor");
//! page.button("Play").click();
//! page.wait_until("the loss falls", Duration::from_secs(10), |page| page.value("train-loss") < 0.1);
//! page.assert_clean();
//! ```
//!
//! Tests are plain functions: whatever the page lacks ends in a panic that says so, with a screenshot of that moment in
//! `tests/browser/screenshots/`. `cargo xtask test` builds the page, finds the browser and runs them two at a time; a test that
//! measures something alone holds a lock.
//!
//! `SLOW_DOWN=6` runs them as on a machine that takes six times as long and paints late: tests that do not measure time hold
//! there too.

mod axe;
mod conditions;
mod element;
mod frames;
mod layout;
mod page;
mod pinned;
mod requests;
mod screen;
mod server;
mod session;
mod steps;
mod texts;

pub use axe::Violation;
pub use conditions::{Network, Theme, Viewport};
pub use element::Element;
pub use frames::Frames;
pub use layout::Fault;
pub use page::{Options, Page, dist};
pub use server::{Served, StaticServer, compressed};
pub use texts::Defect;
pub use xtask::browser::Engine;
