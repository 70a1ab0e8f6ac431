//! What the browser refuses: to keep something for the page, or to change the address. The page says so once, and goes on.

use leptos::prelude::*;

/// What was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Its storage: blocked by the reader, or full.
    Storage,
    /// Changes of the address: some browsers take only a hundred of them in ten seconds.
    Address,
}

/// How far a refusal is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Known {
    #[default]
    Nothing,
    Told,
    Dismissed,
}

thread_local! {
    static STORAGE: ArcRwSignal<Known> = ArcRwSignal::new(Known::Nothing);
    static ADDRESS: ArcRwSignal<Known> = ArcRwSignal::new(Known::Nothing);
}

impl Refused {
    fn known(self) -> ArcRwSignal<Known> {
        match self {
            Self::Storage => STORAGE.with(Clone::clone),
            Self::Address => ADDRESS.with(Clone::clone),
        }
    }

    /// Whether it is to be told; reactive.
    pub fn is_told(self) -> bool {
        self.known().get() == Known::Told
    }

    /// It was refused. What was dismissed is not told again.
    pub fn note(self) {
        let known = self.known();
        if known.get_untracked() == Known::Nothing {
            known.set(Known::Told);
        }
    }

    /// It is refused no more.
    pub fn forget(self) {
        let known = self.known();
        if known.get_untracked() != Known::Nothing {
            known.set(Known::Nothing);
        }
    }

    /// It has been read.
    pub fn dismiss(self) {
        self.known().set(Known::Dismissed);
    }
}
