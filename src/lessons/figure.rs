//! How what a lesson has measured is shown: the kind of its figure with what that needs to know. `plot::lesson` draws it; tables and code
//! are the page's own.

use crate::lessons::measured::Measured;

/// The figure of a lesson.
#[derive(Debug, Clone, Copy)]
pub enum Figure {
    /// Panels with a row for each arm and a dot for each seed.
    Dots(&'static [Panel]),
    /// All arms in one plot: the median of the seeds as a line from left to right, the single ones thin; or dots.
    Lines(Axes),
    /// The loss of runs over their epochs, logarithmic: the median thick, the single ones thin.
    Curves {
        /// The quantity whose theory is a line across.
        theory: Option<usize>,
    },
    /// How often which x is among the places that the arms draw, over all seeds.
    Histogram(Axes),
    /// A small plot for each arm, side by side: what a net answers over two inputs, else the line that the arm draws. Of the seed in
    /// the middle by the first quantity.
    Panels(Axes),
    /// A table of shares.
    Grid(&'static Grid),
    /// Pieces of code, with what came of them.
    Code(&'static [Snippet]),
}

/// A panel of [`Figure::Dots`].
#[derive(Debug, Clone, Copy)]
pub enum Panel {
    /// A quantity, a row for each arm.
    Values(usize),
    /// A quantity that is 0 or 1, a row for each arm: how many of the seeds have 1.
    Counts(usize),
    /// Quantities of the first arm that have one scale: the panel's title; quantity and name of each row.
    Rows(&'static str, &'static [(usize, &'static str)]),
}

/// The axes of a plot, and what is drawn in it.
#[derive(Debug, Clone, Copy)]
pub struct Axes {
    /// Name of the horizontal axis, with its unit if it has one.
    pub x: &'static str,
    /// Name of the vertical axis, with its unit if it has one.
    pub y: &'static str,
    /// Whether y are decimal logarithms.
    pub log10: bool,
    /// How places are drawn.
    pub marks: Marks,
    /// The quantity whose theory belongs to the ends of the lines.
    pub theory: Option<usize>,
    /// What the lines are to be held against.
    pub reference: Option<Reference>,
}

/// How the places are drawn that an arm gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// A line from one to the next.
    Line,
    /// A line, its vertices between the ends marked.
    Bends,
    /// Dots, of one seed: every seed has places of its own.
    Dots,
}

/// A function that is known.
#[derive(Debug, Clone, Copy)]
pub struct Reference {
    /// Its name.
    pub name: &'static str,
    /// y over x.
    pub y: fn(f32) -> f32,
}

impl Axes {
    /// Lines with these names.
    pub const fn new(x: &'static str, y: &'static str) -> Self {
        Self { x, y, log10: false, marks: Marks::Line, theory: None, reference: None }
    }
}

/// A table of shares with two headings.
#[derive(Debug)]
pub struct Grid {
    /// What the rows are.
    pub rows: &'static str,
    /// A name for each row.
    pub row_names: &'static [&'static str],
    /// What the columns are.
    pub columns: &'static str,
    /// A name for each column.
    pub column_names: &'static [&'static str],
    /// What was measured in a row and a column.
    pub cell: fn(&Measured, usize, usize) -> Cell,
}

/// What a cell of a [`Grid`] says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// The share; NaN before the first outcome.
    pub share: f64,
    /// Of how many.
    pub count: u32,
    /// Between which shares theory says it lies.
    pub theory: Option<(f64, f64)>,
    /// Whether it fits theory; `None` where there is none, or no outcome.
    pub fits: Option<bool>,
}

/// A piece of code.
#[derive(Debug)]
pub struct Snippet {
    /// The lines.
    pub code: &'static str,
    /// The arms that run it.
    pub arms: &'static [usize],
    /// What came of it in an arm; `None` before the first outcome.
    pub came: fn(&Measured, usize) -> Option<Came>,
}

/// What came of a [`Snippet`].
#[derive(Debug, Clone, PartialEq)]
pub enum Came {
    /// A number.
    Number(f64),
    /// A tensor with one dimension.
    Tensor(Vec<f32>),
    /// A module, no tensor.
    Module,
    /// The result that it should have.
    Same,
    /// Another result, without an error.
    Other,
    /// An error.
    Error,
}

impl Came {
    /// The tensor that an arm draws, its places being the numbers' indices.
    pub fn tensor(measured: &Measured, arm: usize) -> Option<Self> {
        let (_, outcome) = measured.outcomes(arm).last()?;
        Some(Self::Tensor(outcome.line.iter().map(|(_, value)| *value).collect()))
    }
}

/// The place that a figure points at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pointer {
    /// The arm. In a grid the row, in code the snippet.
    pub arm: usize,
    /// The panel of [`Figure::Dots`]. In a grid the column, in code which of the snippet's arms. Else 0.
    pub panel: usize,
    /// The place on the horizontal axis; `None` is the end of a line.
    pub x: Option<f32>,
}

impl Pointer {
    /// At an arm.
    pub const fn at(arm: usize) -> Self {
        Self { arm, panel: 0, x: None }
    }

    /// In this panel.
    #[must_use]
    pub const fn panel(self, panel: usize) -> Self {
        Self { panel, ..self }
    }

    /// At this place on the horizontal axis.
    #[must_use]
    pub const fn x(self, x: f32) -> Self {
        Self { x: Some(x), ..self }
    }
}
