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
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        let size = match digits {
            _ if is_decimal(digits) => decimal(digits),
            word if ["inf", "infinity"].iter().any(|name| word.eq_ignore_ascii_case(name)) => Self::INFINITY,
            word if word.eq_ignore_ascii_case("nan") => Self::NAN,
            _ => return None,
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
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(left, right)| (left, Some(right)));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    digits(whole)
        && digits(fraction)
        && whole.len() + fraction.len() > 0
        && exponent.is_none_or(|exponent| {
            let size = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            !size.is_empty() && digits(size)
        })
}

/// The float64 that is nearest to a text of which [`is_decimal`] holds.
fn decimal(text: &str) -> f64 {
    #[cfg(target_arch = "wasm32")]
    return js_sys::parse_float(text);
    #[cfg(not(target_arch = "wasm32"))]
    return text.parse().unwrap_or(f64::NAN);
}
