//! What every part of the page can ask for.

use leptos::prelude::{expect_context, provide_context};

use crate::components::fields::Settings;
use crate::hooks::screen::Screen;
use crate::pages::activations::state::Explore;
use crate::pages::compare::state::Compare;
use crate::state::Lab;

/// Handles to what is shared by all components below the one that provides it.
#[derive(Clone, Copy)]
pub struct Here {
    /// The screen.
    pub screen: Screen,
    /// The state of the page as a whole, and of Train.
    pub lab: Lab,
    /// The state of Activations.
    pub explore: Explore,
    /// The state of Compare.
    pub compare: Compare,
    /// The experiment that fields show and change: each page can have its own.
    pub settings: Settings,
}

impl Here {
    /// Gives it to the component that runs now, and to all below it.
    pub fn provide(self) {
        provide_context(self);
    }
}

/// All of it.
pub fn here() -> Here {
    expect_context()
}

/// The state of the page as a whole, and of Train.
pub fn lab() -> Lab {
    here().lab
}

/// The state of Activations.
pub fn explore() -> Explore {
    here().explore
}

/// The state of Compare.
pub fn compare() -> Compare {
    here().compare
}

/// The screen.
pub fn screen() -> Screen {
    here().screen
}

/// The experiment that fields show and change.
pub fn settings() -> Settings {
    here().settings
}
