//! Tensors as `print` of `PyTorch` writes them, with its default options: 4 digits, lines of 80 characters, and of more than 1000
//! numbers the first and the last three of every dimension (`torch/_tensor_str.py`).

use crate::explore::tensor_text::TextTensor;

const DIGITS: usize = 4;
const LINE: usize = 80;
/// More numbers than this are summarised.
const THRESHOLD: usize = 1000;
/// So many numbers at each end of a dimension are kept.
const EDGE: usize = 3;

/// The tensor as `print(x)` writes it.
pub fn print(tensor: &TextTensor) -> String {
    const OPEN: &str = "tensor(";
    if tensor.values.is_empty() {
        let shape: Vec<String> = tensor.shape.iter().map(usize::to_string).collect();
        // The shape of an empty vector is plain.
        return if shape.len() == 1 { format!("{OPEN}[])") } else { format!("{OPEN}[], size=({}))", shape.join(", ")) };
    }
    let is_summary = tensor.values.len() > THRESHOLD;
    let mut shown = Vec::new();
    collect(&tensor.values, &tensor.shape, is_summary, &mut shown);
    let format = Format::new(&shown);
    format!("{OPEN}{})", write(&tensor.values, &tensor.shape, is_summary, &format, OPEN.len()))
}

/// The entries of the first dimension that are shown: all, or those at its ends.
fn entries(length: usize, is_summary: bool) -> (Vec<usize>, Vec<usize>) {
    if is_summary && length > 2 * EDGE {
        ((0..EDGE).collect(), (length - EDGE..length).collect())
    } else {
        ((0..length).collect(), Vec::new())
    }
}

/// The numbers that are shown: the format is chosen for them.
fn collect(values: &[f32], shape: &[usize], is_summary: bool, shown: &mut Vec<f32>) {
    let Some((&length, inner)) = shape.split_first() else { return shown.extend(values) };
    let size = values.len() / length.max(1);
    let (first, last) = entries(length, is_summary);
    first.into_iter().chain(last).for_each(|i| collect(&values[i * size..(i + 1) * size], inner, is_summary, shown));
}

fn write(values: &[f32], shape: &[usize], is_summary: bool, format: &Format, indent: usize) -> String {
    let Some((&length, inner)) = shape.split_first() else { return format.cell(values[0]) };
    let (size, (first, last)) = (values.len() / length.max(1), entries(length, is_summary));
    let part = |i: &usize| write(&values[i * size..(i + 1) * size], inner, is_summary, format, indent + 1);
    let mut parts: Vec<String> = first.iter().map(part).collect();
    if !last.is_empty() {
        parts.push(if inner.is_empty() { " ..." } else { "..." }.to_owned());
        parts.extend(last.iter().map(part));
    }
    let blanks = " ".repeat(indent + 1);
    let text = if inner.is_empty() {
        let per_line = (LINE.saturating_sub(indent) / (format.width + 2)).max(1);
        let lines: Vec<String> = parts.chunks(per_line).map(|line| line.join(", ")).collect();
        lines.join(&format!(",\n{blanks}"))
    } else {
        parts.join(&format!(",{}{blanks}", "\n".repeat(shape.len() - 1)))
    };
    format!("[{text}]")
}

/// How `torch` chooses to print numbers: by the smallest and the largest of those that are neither 0 nor infinite nor NaN.
struct Format {
    style: Style,
    width: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Whole,
    Fixed,
    Scientific,
}

impl Format {
    fn new(values: &[f32]) -> Self {
        let counted = || values.iter().copied().filter(|v| v.is_finite() && *v != 0.0);
        let sizes = counted().map(|v| f64::from(v.abs()));
        let (low, high) = sizes.fold((f64::INFINITY, 0.0_f64), |(low, high), v| (low.min(v), high.max(v)));
        let is_whole = counted().all(|v| v == v.ceil());
        let is_wide = high / low > 1000.0 || high > 1e8;
        let style = if high > 0.0 && (is_wide || (!is_whole && low < 1e-4)) {
            Style::Scientific
        } else if is_whole {
            Style::Whole
        } else {
            Style::Fixed
        };
        Self { style, width: counted().map(|value| style.text(value).len()).max().unwrap_or(1) }
    }

    fn cell(&self, value: f32) -> String {
        format!("{:>width$}", self.style.text(value), width = self.width)
    }
}

impl Style {
    fn text(self, value: f32) -> String {
        if value.is_nan() {
            return "nan".to_owned();
        }
        if value.is_infinite() {
            return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
        }
        match self {
            Self::Whole => format!("{value:.0}."),
            Self::Fixed => format!("{value:.DIGITS$}"),
            Self::Scientific => scientific(value),
        }
    }
}

/// `1.0000e-05`, as Python's `{:.4e}` writes it.
fn scientific(value: f32) -> String {
    let text = format!("{value:.DIGITS$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    format!("{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}
