//! What is wrong with a table, as data: page and command line make their own sentences of it.

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// The line of the file, from 1; `None` where it is about the whole table or a column.
    pub line: Option<u32>,
    /// What it is.
    pub reason: Reason,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// There is no row at all. Nothing can be used.
    Empty,
    /// The text has so many bytes. Nothing can be used.
    TooLong {
        /// How many there are.
        found: usize,
        /// How many are read.
        most: usize,
    },
    /// The file is a workbook or an archive, not text. Nothing can be used.
    NotText,
    /// The text is not UTF-8; it was read as Latin-1.
    NotUtf8,
    /// A row has more or fewer cells than the table has columns: it is left out.
    Cells {
        /// How many it has.
        found: usize,
        /// How many there are to be.
        wanted: usize,
    },
    /// A cell of a column of numbers holds no number that can be taken: the row is left out.
    NotANumber {
        /// The column's name.
        column: String,
        /// What stands there.
        text: String,
    },
    /// A cell is empty or says that there is nothing: the row is left out.
    Missing {
        /// The column's name.
        column: String,
    },
    /// A column holds words: it is no input.
    Words {
        /// Its name.
        column: String,
    },
    /// All rows that are used have the same value in a column: it is left out.
    Constant {
        /// Its name.
        column: String,
        /// The value.
        value: String,
    },
    /// A column holds nothing, or next to nothing: it is left out.
    Sparse {
        /// Its name.
        column: String,
        /// Rows in which it has no value.
        missing: usize,
        /// Rows.
        rows: usize,
    },
    /// More columns of numbers than are taken: the first are.
    TooManyColumns {
        /// How many there are.
        found: usize,
        /// How many are taken.
        most: usize,
    },
    /// More rows than are taken: so many are, evenly spread over the table.
    TooManyRows {
        /// How many there are.
        found: usize,
        /// How many are taken.
        most: usize,
    },
    /// The target has more different values than there can be classes. Nothing can be used.
    TooManyClasses {
        /// Its name.
        column: String,
        /// How many different values.
        found: usize,
        /// How many classes there can be.
        most: usize,
    },
    /// The target is the same in every row. Nothing can be used.
    OneClass {
        /// Its name.
        column: String,
        /// The value.
        value: String,
    },
    /// The target holds words, which have no values. Nothing can be used.
    WordsAsValues {
        /// Its name.
        column: String,
    },
    /// No column is left as an input. Nothing can be used.
    NoInput,
    /// Fewer rows are left than it takes. Nothing can be used.
    TooFewRows {
        /// How many there are.
        found: usize,
        /// How many it takes.
        least: usize,
    },
}

impl Reason {
    /// Whether nothing of the table can be used.
    pub fn is_fatal(&self) -> bool {
        matches!(
            self,
            Self::Empty
                | Self::TooLong { .. }
                | Self::NotText
                | Self::TooManyClasses { .. }
                | Self::OneClass { .. }
                | Self::WordsAsValues { .. }
                | Self::NoInput
                | Self::TooFewRows { .. }
        )
    }

    /// This reason about the table as a whole.
    pub fn anywhere(self) -> Problem {
        Problem { line: None, reason: self }
    }

    /// This reason in a line.
    pub fn in_line(self, line: u32) -> Problem {
        Problem { line: Some(line), reason: self }
    }
}
