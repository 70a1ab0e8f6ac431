//! The page and its worker: one program, so that what both need is loaded once.
//!
//! This package is compiled to be fast, for the mathematics; the page is not to be inlined into it.

fn main() {
    if relu_lab::worker::is_worker() {
        relu_lab::worker::start();
    } else {
        relu_lab::ui::start();
    }
}
