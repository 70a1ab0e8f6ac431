//! Text to rows of cells: how the cells are separated is found out, the `csv` library takes them apart.

use super::problem::{Problem, Reason};

/// The most bytes of a text or a file that are read.
pub const MAX_BYTES: usize = 8 << 20;

/// What separates the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// As a spreadsheet puts them on the clipboard.
    Tab,
    /// As spreadsheets write them where decimals stand behind a comma.
    Semicolon,
    /// CSV.
    Comma,
    /// `|`.
    Bar,
    /// Any number of spaces.
    Spaces,
    /// Nothing: there is one column.
    None,
}

impl Separator {
    /// In the order of preference where several would do: a comma may be a decimal comma.
    const ALL: [Self; 4] = [Self::Tab, Self::Semicolon, Self::Bar, Self::Comma];

    /// The character; `None` for spaces, which are turned into tabs before.
    fn character(self) -> char {
        match self {
            Self::Tab | Self::Spaces | Self::None => '\t',
            Self::Semicolon => ';',
            Self::Comma => ',',
            Self::Bar => '|',
        }
    }
}

/// A row as it stands in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The line in which it begins, from 1.
    pub line: u32,
    /// Its cells, without the space around them.
    pub cells: Vec<String>,
}

/// The text in the bytes of a file: UTF-8, or UTF-16 with its mark, or else Latin-1.
///
/// # Errors
/// [`Reason::TooLong`] and [`Reason::NotText`].
pub fn text_of(bytes: &[u8]) -> Result<(String, Option<Problem>), Problem> {
    if bytes.len() > MAX_BYTES {
        return Err(Reason::TooLong { found: bytes.len(), most: MAX_BYTES }.anywhere());
    }
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        (String::from_utf16_lossy(&units), None)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => return Ok(utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => return Ok(utf16(rest, u16::from_be_bytes)),
        _ => {}
    }
    // A zip archive, which workbooks are; a workbook of before 2007; anything else that no text holds.
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) || bytes.contains(&0) {
        return Err(Reason::NotText.anywhere());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((text.to_owned(), None)),
        Err(_) => Ok((bytes.iter().map(|&byte| char::from(byte)).collect(), Some(Reason::NotUtf8.anywhere()))),
    }
}

/// The rows of a text that are not blank.
///
/// # Errors
/// [`Reason::TooLong`].
pub fn records(text: &str) -> Result<(Separator, Vec<Record>), Problem> {
    if text.len() > MAX_BYTES {
        return Err(Reason::TooLong { found: text.len(), most: MAX_BYTES }.anywhere());
    }
    // Editors on Windows begin a file with a byte order mark; lines end in three ways.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let separator = separator(&text);
    let text = if separator == Separator::Spaces { spaces_to_tabs(&text) } else { text };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator.character() as u8)
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let (mut line, mut seen) = (1, 0);
    let mut record = csv::StringRecord::new();
    // What is UTF-8 and of any number of cells has no mistake that the library could name.
    while let Ok(true) = reader.read_record(&mut record) {
        // Blank lines before it count as its beginning.
        let begin = record.position().map_or(seen, |at| (at.byte() as usize).min(text.len()));
        let begin = begin + text.as_bytes()[begin..].iter().take_while(|byte| **byte == b'\n').count();
        line += text.get(seen.min(begin)..begin).map_or(0, |skipped| skipped.matches('\n').count()) as u32;
        seen = begin;
        // A line of separators alone is what spreadsheets make of an empty row.
        if record.iter().any(|cell| !cell.is_empty()) {
            rows.push(Record { line, cells: record.iter().map(str::to_owned).collect() });
        }
    }
    Ok((separator, rows))
}

/// Lines that are looked at to find the separator.
const LOOKED_AT: usize = 60;

/// What separates the cells: what most lines have equally often.
fn separator(text: &str) -> Separator {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT).collect();
    let share = |separator: Separator| {
        let counts: Vec<usize> = lines.iter().map(|line| outside_quotes(line, separator.character())).collect();
        let most = counts.iter().filter(|&&count| count > 0);
        let usual = most.max_by_key(|&&count| counts.iter().filter(|other| **other == count).count());
        usual.map_or(0, |usual| counts.iter().filter(|count| *count == usual).count())
    };
    let best = Separator::ALL.into_iter().map(|separator| (separator, share(separator)));
    // The first of those that are equally good.
    let best = best.reduce(|best, next| if next.1 > best.1 { next } else { best });
    match best {
        Some((separator, lines_with)) if 2 * lines_with > lines.len() => separator,
        _ if lines.iter().filter(|line| line.split_whitespace().count() > 1).count() * 5 > lines.len() * 4 => {
            Separator::Spaces
        }
        Some((separator, lines_with)) if lines_with > 0 => separator,
        _ => Separator::None,
    }
}

/// How often a character stands in a line outside quotation marks.
fn outside_quotes(line: &str, wanted: char) -> usize {
    let mut quoted = false;
    let mut count = 0;
    for character in line.chars() {
        quoted ^= character == '"';
        count += usize::from(character == wanted && !quoted);
    }
    count
}

fn spaces_to_tabs(text: &str) -> String {
    text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join("\t")).collect::<Vec<_>>().join("\n")
}
