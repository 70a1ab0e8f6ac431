//! Numbers from text.
// removed once plot and app no longer call it

/// The number, if the text is one and nothing else.
pub fn parse<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}
