//! What the Compare page says in sentences: the verdict, what is held equal, the figures for screen readers.

pub mod figures;
pub mod held;
pub mod verdict;

/// `1 seed`, `2 seeds`.
pub fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// `A`, `A or B`, `A, B or C`.
pub fn listed(names: &[&str], word: &str) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} {word} {last}", first.join(", ")),
        names => names.concat(),
    }
}
