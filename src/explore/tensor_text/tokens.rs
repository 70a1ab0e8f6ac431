//! The text of a tensor as brackets, separators, line ends and words, each with the byte at which it begins.

/// A bracket, a comma or semicolon, a line's end, or a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Open,
    Close,
    Separator(char),
    NewLine,
    Word(&'a str),
}

pub(super) struct Tokens<'a> {
    pub(super) text: &'a str,
    pub(super) position: usize,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (usize, Token<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = &self.text[self.position..];
        let blank = |c: char| c != '\n' && c.is_whitespace();
        let at = self.position + (rest.len() - rest.trim_start_matches(blank).len());
        let rest = &self.text[at..];
        let first = rest.chars().next()?;
        let (token, length) = match first {
            '[' => (Token::Open, 1),
            ']' => (Token::Close, 1),
            ',' | ';' => (Token::Separator(first), 1),
            '\n' => (Token::NewLine, 1),
            _ => {
                let length = rest.find(|c: char| c.is_whitespace() || ",;[]".contains(c)).unwrap_or(rest.len());
                (Token::Word(&rest[..length]), length)
            }
        };
        self.position = at + length;
        Some((at, token))
    }
}
