//! What the network is given of a point (x1, x2): one row for each feature.

use crate::nn::choice::{Choice, ChoiceError, Parameter, Row};
use crate::nn::math::sin_cos;

/// A row of [`FEATURES`].
#[derive(Debug)]
pub struct FeatureRow {
    /// The spelling in links: a formula.
    pub id: &'static str,
    /// The formula on the page.
    pub name: &'static str,
    /// 1 if it needs only the first coordinate, else 2.
    pub dimensions: u8,
    /// The feature of a point.
    pub value: fn(f32, f32) -> f32,
}

/// Everything a network can be given.
pub const FEATURES: &[FeatureRow] = &[
    FeatureRow { id: "x1", name: "x₁", dimensions: 1, value: |x1, _| x1 },
    FeatureRow { id: "x2", name: "x₂", dimensions: 2, value: |_, x2| x2 },
    FeatureRow { id: "x1^2", name: "x₁²", dimensions: 1, value: |x1, _| x1 * x1 },
    FeatureRow { id: "x2^2", name: "x₂²", dimensions: 2, value: |_, x2| x2 * x2 },
    FeatureRow { id: "x1*x2", name: "x₁x₂", dimensions: 2, value: |x1, x2| x1 * x2 },
    FeatureRow { id: "sin(pi*x1)", name: "sin πx₁", dimensions: 1, value: |x1, _| sine(x1) },
    FeatureRow { id: "sin(pi*x2)", name: "sin πx₂", dimensions: 2, value: |_, x2| sine(x2) },
];

fn sine(x: f32) -> f32 {
    sin_cos(std::f32::consts::PI * x).0
}

impl Row for FeatureRow {
    const WHAT: &'static str = "feature";

    fn table() -> &'static [Self] {
        FEATURES
    }

    fn id(&self) -> &'static str {
        self.id
    }

    fn name(&self) -> &'static str {
        self.name
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[]
    }
}

/// A feature.
pub type Feature = Choice<FeatureRow>;

/// The coordinates themselves.
pub fn first_two() -> Vec<Feature> {
    vec![Feature::of(&FEATURES[0]), Feature::of(&FEATURES[1])]
}

/// The feature with this formula, however it is spaced: `sin(pi x1)` and `sin(pi*x1)` are one.
///
/// # Errors
/// [`ChoiceError::Unknown`] if there is no such feature.
pub fn from_text(text: &str) -> Result<Feature, ChoiceError> {
    let bare = |text: &str| text.replace([' ', '*', '+'], "").to_ascii_lowercase();
    let row = FEATURES.iter().find(|row| bare(row.id) == bare(text));
    row.map_or_else(|| Feature::from_id(text), |row| Ok(Feature::of(row)))
}

/// A feature's place in the table.
pub fn position(feature: Feature) -> usize {
    FEATURES.iter().position(|row| row.id == feature.id()).unwrap_or(0)
}
