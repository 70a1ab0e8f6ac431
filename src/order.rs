//! The order of numbers, for whoever sorts things by a number that goes with them.

/// The indices of some keys in ascending order of the keys, equal ones in their order; NaN comes last.
pub fn ascending(keys: impl IntoIterator<Item = impl Into<f64>>) -> Vec<usize> {
    sorted(&keys.into_iter().map(Into::into).collect::<Vec<f64>>())
}

fn sorted(keys: &[f64]) -> Vec<usize> {
    let mut indices: Vec<usize> = (0..keys.len()).collect();
    indices.sort_by(|&a, &b| keys[a].total_cmp(&keys[b]));
    indices
}
