//! The pages that there are.

/// A page: what the address names first, `#/train`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// One live network.
    Train,
    /// Many networks, one thing varied.
    Compare,
    /// Functions and their slopes.
    Activations,
    /// Claims, each predicted, measured and explained.
    Lessons,
}

impl Page {
    /// In the order of the tabs; the first one is shown for an address that names none.
    pub const ALL: [Self; 4] = [Self::Train, Self::Compare, Self::Activations, Self::Lessons];

    /// The name in the address.
    pub fn id(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Compare => "compare",
            Self::Activations => "activations",
            Self::Lessons => "lessons",
        }
    }

    /// The page of this id.
    pub fn of(id: &str) -> Self {
        Self::ALL.into_iter().find(|page| page.id() == id).unwrap_or(Self::ALL[0])
    }
}
