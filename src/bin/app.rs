//! The page.

fn main() {
    relu_lab::ui::start();
}
