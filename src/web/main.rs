//! The program that the browser loads.
//!
//! A package of its own, because link-time optimisation works at the level of the package that is linked (see the profile
//! `page` in the workspace's `Cargo.toml`).

fn main() {
    relu_lab_app::main();
}
