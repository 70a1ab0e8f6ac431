//! The worker: trains, and nothing else.

fn main() {
    relu_lab::worker::start();
}
