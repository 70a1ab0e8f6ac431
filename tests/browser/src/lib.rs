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
//! `tests/browser/screenshots/`. `cargo xtask test` builds the page, finds the browser and runs them one after the other
//! (several at once would take each other's processor and with it the speeds that they measure).

mod axe;
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
pub use element::Element;
pub use frames::Frames;
pub use layout::Fault;
pub use page::{Network, Options, Page, Theme, Viewport, dist};
pub use server::{Served, StaticServer, compressed};
pub use texts::Defect;
pub use xtask::browser::Engine;
