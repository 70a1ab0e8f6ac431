//! What was measured, and that the work was really done.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use relu_lab::compare::statistics::quantile;
use serde_json::Value;

use crate::page::Look;

/// Share by which two losses may differ after the first steps.
const AGREEMENT: f64 = 1e-3;

/// One measurement of one contender.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Samples that went through forward, backward and update.
    pub samples: f64,
    /// In this time.
    pub milliseconds: f64,
    /// Loss over the training set before.
    pub first_loss: f64,
    /// Loss over the training set after.
    pub last_loss: f64,
    /// Of all weights at the end; only ours have one.
    pub fingerprint: Option<String>,
    /// Loss over the training set after our first steps from our first weights; only of others that can be given them.
    pub agreement_loss: Option<f64>,
}

impl Measured {
    /// From what a contender in another process or page says.
    pub fn from_json(value: &Value) -> Result<Self> {
        let number = |name: &str| value[name].as_f64().with_context(|| format!("no number {name} in {value}"));
        Ok(Self {
            samples: number("samples")?,
            milliseconds: number("milliseconds")?,
            first_loss: number("first_loss")?,
            last_loss: number("last_loss")?,
            fingerprint: value["fingerprint"].as_str().map(str::to_owned),
            agreement_loss: value["agreement_loss"].as_f64(),
        })
    }

    /// An error if the first steps came to another loss than ours: other work was done. They round differently, no more.
    pub fn agreeing(self, ours: f64) -> Result<Self> {
        if let Some(loss) = self.agreement_loss {
            // NaN agrees with nothing.
            let agrees = (loss - ours).abs() <= AGREEMENT * ours;
            ensure!(agrees, "the first steps come to a loss of {loss}, ours to {ours}");
        }
        Ok(self)
    }

    /// An error unless it learned something.
    pub fn checked(self) -> Result<Self> {
        ensure!(
            self.last_loss < self.first_loss && self.samples > 0.0,
            "the loss did not fall: {} after {} samples, {} before",
            self.last_loss,
            self.samples,
            self.first_loss
        );
        Ok(self)
    }

    /// Samples per second.
    pub fn per_second(&self) -> f64 {
        self.samples / self.milliseconds * 1000.0
    }
}

/// Everything measured in one run.
#[derive(Default)]
pub struct Results {
    /// Samples per second by workload and contender.
    speeds: BTreeMap<(&'static str, &'static str), Vec<f64>>,
    /// Of each workload; one for all who do the same steps.
    pub fingerprints: BTreeMap<&'static str, String>,
    /// Floating-point operations per second.
    pub peak: Vec<f64>,
    /// The page, by workload.
    pub pages: Vec<(&'static str, Look)>,
}

impl Results {
    /// Takes a measurement.
    ///
    /// # Errors
    /// If its bits are not those that others reached with the same steps.
    pub fn add(&mut self, workload: &'static str, contender: &'static str, measured: &Measured) -> Result<()> {
        if let Some(fingerprint) = &measured.fingerprint {
            let known = self.fingerprints.entry(workload).or_insert_with(|| fingerprint.clone());
            ensure!(known == fingerprint, "{contender} ends {workload} with {fingerprint}, others with {known}");
        }
        self.speeds.entry((workload, contender)).or_default().push(measured.per_second());
        Ok(())
    }

    /// Samples per second of a contender.
    pub fn speed(&self, workload: &'static str, contender: &'static str) -> Spread {
        Spread::of(self.speeds.get(&(workload, contender)).map_or(&[], Vec::as_slice))
    }

    /// One number of each look at a page.
    pub fn page(&self, workload: &str, number: impl Fn(&Look) -> f64) -> Spread {
        let looks = self.pages.iter().filter(|(id, _)| *id == workload);
        Spread::of(&looks.map(|(_, look)| number(look)).collect::<Vec<_>>())
    }
}

/// Where measurements lie.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// Half of them are below.
    pub median: f64,
    /// The smallest.
    pub low: f64,
    /// The largest.
    pub high: f64,
}

impl Spread {
    /// NaN without measurements.
    pub fn of(values: &[f64]) -> Self {
        let at = |q| quantile(values, q).unwrap_or(f64::NAN);
        Self { median: at(0.5), low: at(0.0), high: at(1.0) }
    }

    /// Half of the distance between the ends, as a share of the median.
    pub fn half_width(&self) -> f64 {
        (self.high - self.low) / 2.0 / self.median
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(last_loss: f64, fingerprint: &str) -> Measured {
        let fingerprint = Some(fingerprint.to_owned());
        Measured {
            samples: 50.0,
            milliseconds: 100.0,
            first_loss: 0.7,
            last_loss,
            fingerprint,
            agreement_loss: Some(0.5),
        }
    }

    #[test]
    fn only_work_that_was_done_counts() {
        assert!(measured(0.1, "a").checked().is_ok_and(|measured| (measured.per_second() - 500.0).abs() < 1e-9));
        assert!(measured(0.7, "a").checked().is_err());
        assert!(measured(f64::NAN, "a").checked().is_err());
        assert!(measured(0.1, "a").agreeing(0.5001).is_ok() && measured(0.1, "a").agreeing(0.502).is_err());
        assert!(measured(0.1, "a").agreeing(f64::NAN).is_err());
        let mut results = Results::default();
        results.add("W1", "native", &measured(0.1, "a")).unwrap();
        assert!(results.add("W1", "wasm", &measured(0.1, "b")).is_err());
        assert!(results.add("W2", "wasm", &measured(0.1, "b")).is_ok());
    }

    #[test]
    fn spread() {
        let spread = Spread::of(&[4.0, 2.0, 3.0]);
        assert_eq!((spread.median, spread.low, spread.high), (3.0, 2.0, 4.0));
        assert!((spread.half_width() - 1.0 / 3.0).abs() < 1e-12);
    }
}
