//! Where else a lesson's setup can be seen and changed.

/// A page of the lab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// Many runs, one thing varied.
    Compare,
    /// Functions, their slopes, and tensors.
    Activations,
}

/// A page that shows the setup of a lesson. Runs are opened in Train by what their arms and presets say.
#[derive(Debug, Clone, Copy)]
pub struct Opens {
    /// The page.
    pub page: Page,
    /// What it is to show, as in its links.
    pub query: &'static str,
}
