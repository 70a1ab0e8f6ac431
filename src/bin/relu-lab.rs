//! The same core without a browser.

fn main() {}
