//! Functions of the standard library for pictures and texts, whose last bit may differ between platforms.
// removed once plot and app no longer call it

/// `e^x`.
pub fn exp(x: f64) -> f64 {
    x.exp()
}

/// The natural logarithm.
pub fn ln(x: f64) -> f64 {
    x.ln()
}

/// The decimal logarithm.
pub fn log10(x: f64) -> f64 {
    x.log10()
}

/// `x^y`.
pub fn pow(x: f64, y: f64) -> f64 {
    x.powf(y)
}

/// The cube root.
pub fn cbrt(x: f64) -> f64 {
    x.cbrt()
}

/// `10^x`.
pub fn pow10(x: f64) -> f64 {
    10.0_f64.powf(x)
}

/// The power of ten at or below a positive number.
pub fn decade(x: f64) -> f64 {
    10.0_f64.powf(x.log10().floor())
}
