//! The page and its worker: one program, so that what both need is loaded once.

fn main() {
    if relu_lab::worker::is_worker() {
        relu_lab::worker::start();
    } else {
        relu_lab::ui::start();
    }
}
