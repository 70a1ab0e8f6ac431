//! Functions for what is only shown: pictures, axes, texts. Their last bit may differ from machine to machine.
//!
//! They are the platform's own, in the browser those of its `Math`: no page has to load them.
//! Whatever takes part in training calls [`math`](crate::math) instead.

macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident($($x:ident),*): $here:ident, $browser:ident;)*) => { $(
        $(#[$doc])*
        #[inline]
        pub fn $name($($x: f64),*) -> f64 {
            #[cfg(target_arch = "wasm32")]
            return js_sys::Math::$browser($($x),*);
            #[cfg(not(target_arch = "wasm32"))]
            return f64::$here($($x),*);
        }
    )* };
}

functions! {
    /// `e^x`.
    exp(x): exp, exp;
    /// The natural logarithm.
    ln(x): ln, log;
    /// The decimal logarithm.
    log10(x): log10, log10;
    /// `x^y`.
    pow(x, y): powf, pow;
    /// The cube root.
    cbrt(x): cbrt, cbrt;
}

/// `10^x`.
#[inline]
pub fn pow10(x: f64) -> f64 {
    pow(10.0, x)
}

/// The power of ten at or below a positive number.
#[inline]
pub fn decade(x: f64) -> f64 {
    pow10(log10(x).floor())
}
