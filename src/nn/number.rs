//! Numbers from text.
//!
//! In the browser its own `parseFloat` reads decimal fractions: Rust's reader of them is correct to the last bit, as is the
//! browser's, and brings a table of 10 kB that no page should have to load.

/// A number that can be read from text, as [`str::parse`] reads it.
pub trait Number: Sized {
    /// The number, if the text is one and nothing else.
    fn from_text(text: &str) -> Option<Self>;
}

/// The number, if the text is one and nothing else.
pub fn parse<T: Number>(text: &str) -> Option<T> {
    T::from_text(text)
}

impl Number for f64 {
    fn from_text(text: &str) -> Option<Self> {
        let is_signed = text.starts_with('+') || text.starts_with('-');
        let digits = &text[usize::from(is_signed)..];
        let is = |word: &str| digits.eq_ignore_ascii_case(word);
        let size = if is_decimal(digits.as_bytes()) {
            decimal(digits)
        } else if is("inf") || is("infinity") {
            Self::INFINITY
        } else if is("nan") {
            Self::NAN
        } else {
            return None;
        };
        Some(if text.starts_with('-') { -size } else { size })
    }
}

/// Read as float64 and rounded.
impl Number for f32 {
    fn from_text(text: &str) -> Option<Self> {
        f64::from_text(text).map(|number| number as Self)
    }
}

macro_rules! whole {
    ($($whole:ty)*) => { $(
        impl Number for $whole {
            fn from_text(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    )* };
}
whole!(u32 u64 usize);

/// Digits with at most one point among or beside them, and perhaps an exponent.
fn is_decimal(text: &[u8]) -> bool {
    let at = |place: usize| text.get(place).copied().unwrap_or_default();
    let after_digits = |mut place: usize| {
        while at(place).is_ascii_digit() {
            place += 1;
        }
        place
    };
    let whole = after_digits(0);
    let fraction = whole + usize::from(at(whole) == b'.');
    let end = after_digits(fraction);
    if whole + end == fraction {
        return false;
    }
    if !matches!(at(end), b'e' | b'E') {
        return end == text.len();
    }
    let exponent = end + 1 + usize::from(matches!(at(end + 1), b'+' | b'-'));
    let last = after_digits(exponent);
    last > exponent && last == text.len()
}

/// The float64 that is nearest to a text of which [`is_decimal`] holds.
fn decimal(text: &str) -> f64 {
    #[cfg(target_arch = "wasm32")]
    return js_sys::parse_float(text);
    #[cfg(not(target_arch = "wasm32"))]
    return text.parse().unwrap_or(f64::NAN);
}
