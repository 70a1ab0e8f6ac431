//! Order, quantiles, an exact paired test, and a correction for testing many pairs.

use crate::nn::math::powi;
use crate::order::ascending;

/// The values in ascending order, without NaN.
fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// The q-quantile of some values, as NumPy's default does it: linear between the two nearest ranks.
///
/// Infinite values are larger than any other; between a finite and an infinite value the quantile is infinite.
/// `None` without values. NaN is not a value.
pub fn quantile(values: &[f64], q: f64) -> Option<f64> {
    quantile_of_sorted(&sorted(values), q)
}

/// First quartile, median and third quartile; infinite where a run never got there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quartiles {
    /// First quartile.
    pub low: f64,
    /// Median.
    pub median: f64,
    /// Third quartile.
    pub high: f64,
}

/// The quartiles of some values, with one sort for all three; `None` without values.
pub fn quartiles(values: &[f64]) -> Option<Quartiles> {
    let sorted = sorted(values);
    let at = |q| quantile_of_sorted(&sorted, q);
    Some(Quartiles { low: at(0.25)?, median: at(0.5)?, high: at(0.75)? })
}

fn quantile_of_sorted(sorted: &[f64], q: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let position = q.clamp(0.0, 1.0) * last as f64;
    let below = position as usize;
    let share = position - below as f64;
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    if share == 0.0 || low == high {
        return Some(low);
    }
    Some(low + (high - low) * share)
}

/// The median.
pub fn median(values: &[f64]) -> Option<f64> {
    quantile(values, 0.5)
}

/// What a sign test of paired values found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SignTest {
    /// Pairs in which the first value is smaller.
    pub first_smaller: u32,
    /// Pairs in which the second value is smaller.
    pub second_smaller: u32,
    /// Pairs of equal values; they do not count.
    pub ties: u32,
    /// Two-sided p-value: how often chance alone would split the pairs at least as unevenly.
    pub p_value: f64,
}

/// The exact two-sided sign test (binomial with 1/2) over pairs of values; ties are left out.
pub fn sign_test(first: &[f64], second: &[f64]) -> SignTest {
    let pairs = || first.iter().zip(second);
    let first_smaller = pairs().filter(|(a, b)| a < b).count() as u32;
    let second_smaller = pairs().filter(|(a, b)| a > b).count() as u32;
    let ties = pairs().count() as u32 - first_smaller - second_smaller;
    let n = first_smaller + second_smaller;
    let fewer = first_smaller.min(second_smaller);
    // P(X <= fewer) for X ~ Binomial(n, 1/2), by the recurrence of the binomial coefficients.
    let mut term = powi(0.5, n);
    let mut tail = 0.0;
    for k in 0..=fewer {
        tail += term;
        term = term * f64::from(n - k) / f64::from(k + 1);
    }
    SignTest { first_smaller, second_smaller, ties, p_value: (2.0 * tail).min(1.0) }
}

/// p-values corrected for their number by Holm's step-down method, in the order given.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let order = ascending(p_values.iter().copied());
    let mut corrected = vec![0.0; p_values.len()];
    let mut largest = 0.0_f64;
    for (rank, &index) in order.iter().enumerate() {
        largest = largest.max((p_values[index] * (p_values.len() - rank) as f64).min(1.0));
        corrected[index] = largest;
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;

    const INF: f64 = f64::INFINITY;

    // numpy.quantile([1, 2, 4, 8, 16], [0, .1, .25, .5, .75, .9, 1]) with NumPy 2
    #[test]
    fn quantiles_are_numpys() {
        let values = [16.0, 1.0, 8.0, 2.0, 4.0];
        for (q, expected) in [(0.0, 1.0), (0.1, 1.4), (0.25, 2.0), (0.5, 4.0), (0.75, 8.0), (0.9, 12.8), (1.0, 16.0)] {
            let got = quantile(&values, q).unwrap();
            assert!((got - expected).abs() < 1e-12, "{q}: {got}, NumPy {expected}");
        }
        assert_eq!(median(&[1.0, 2.0]), Some(1.5));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn a_run_that_never_got_there_is_later_than_any() {
        assert_eq!(median(&[10.0, INF, 20.0]), Some(20.0));
        assert_eq!(median(&[10.0, INF]), Some(INF));
        assert_eq!(median(&[INF, INF, 3.0]), Some(INF));
        assert_eq!(quantile(&[1.0, 2.0, 3.0, INF, INF], 0.25), Some(2.0));
    }

    // scipy.stats.binomtest(k, n).pvalue: binomtest(2, 16) = 0.004180908203125, binomtest(0, 8) = 0.0078125,
    // binomtest(3, 8) = 0.7265625, binomtest(4, 8) = 1, binomtest(25, 64) = 0.1034...
    #[test]
    fn the_sign_test_is_scipys() {
        let pairs = |first: u32, second: u32, ties: u32| {
            let n = (first + second + ties) as usize;
            let other = |i: usize| match i as u32 {
                i if i < first => 2.0,
                i if i < first + second => 0.0,
                _ => 1.0,
            };
            sign_test(&vec![1.0; n], &(0..n).map(other).collect::<Vec<_>>())
        };
        for (first, second, p) in
            [(14, 2, 0.004_180_908_203_125), (8, 0, 0.007_812_5), (3, 5, 0.726_562_5), (4, 4, 1.0)]
        {
            let test = pairs(first, second, 3);
            assert!((test.p_value - p).abs() < 1e-12, "{first}:{second} {} {p}", test.p_value);
            assert_eq!((test.first_smaller, test.second_smaller, test.ties), (first, second, 3));
        }
        assert_eq!(sign_test(&[INF, INF], &[INF, INF]).p_value, 1.0);
        assert_eq!(sign_test(&[3.0], &[INF]).first_smaller, 1);
    }

    // statsmodels multipletests([.01, .04, .03, .005], method="holm"): [.03, .06, .06, .02]
    #[test]
    fn holms_correction_is_statsmodels() {
        let corrected = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (got, expected) in corrected.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((got - expected).abs() < 1e-12, "{corrected:?}");
        }
        assert_eq!(holm(&[]), Vec::<f64>::new());
    }
}
