//! The mathematics: numbers in, numbers out. Knows no experiment, no clock and no browser.

pub mod choice;
