//! Eigenvalues and eigenvectors of a small symmetric matrix, for the principal components of a layer's outputs.
//!
//! Householder reflections make the matrix tridiagonal, and implicit QR steps with Wilkinson's shift make it diagonal
//! (Golub & Van Loan, Matrix Computations, 4th ed., algorithms 8.3.1 to 8.3.3). All of it is float64 in a fixed order: the same
//! matrix gives the same bits everywhere. Eigenvalues are off by a small multiple of 1e-16 of the largest one.

/// QR steps a row, of which two are usual. What has not converged then is as good as it is.
const STEPS: usize = 60;

/// The eigenvalues of a symmetric matrix and an orthonormal set of its eigenvectors.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Eigen {
    /// In falling order.
    pub values: Vec<f64>,
    /// `[value][row]`: the eigenvector of each value, of length 1. Its sign says nothing.
    pub vectors: Vec<Vec<f64>>,
}

impl Eigen {
    /// Of the symmetric matrix with these rows, of which the upper triangle is not read. Numbers are finite.
    pub fn symmetric(mut matrix: Vec<Vec<f64>>) -> Self {
        let mut vectors: Vec<Vec<f64>> = (0..matrix.len())
            .map(|row| (0..matrix.len()).map(|column| f64::from(u8::from(row == column))).collect())
            .collect();
        let mut beside = tridiagonal(&mut matrix, &mut vectors);
        let mut diagonal: Vec<f64> = matrix.iter().enumerate().map(|(i, row)| row[i]).collect();
        diagonalise(&mut diagonal, &mut beside, &mut vectors);
        let mut order: Vec<usize> = (0..diagonal.len()).collect();
        order.sort_by(|&a, &b| diagonal[b].total_cmp(&diagonal[a]));
        Self {
            values: order.iter().map(|&i| diagonal[i]).collect(),
            vectors: order.iter().map(|&i| std::mem::take(&mut vectors[i])).collect(),
        }
    }
}

/// Σ aᵢbᵢ.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// a += factor · b.
pub fn add_scaled(a: &mut [f64], factor: f64, b: &[f64]) {
    for (a, b) in a.iter_mut().zip(b) {
        *a += factor * b;
    }
}

/// Makes the matrix A tridiagonal, `QAQᵀ`, and multiplies `vectors` by Q from the left. Returns what stands beside the diagonal.
fn tridiagonal(matrix: &mut [Vec<f64>], vectors: &mut [Vec<f64>]) -> Vec<f64> {
    let n = matrix.len();
    let mut beside = vec![0.0; n.saturating_sub(1)];
    for (k, beside) in beside.iter_mut().enumerate() {
        // The reflection H = I - factor·v·vᵀ turns the column below the diagonal into a multiple of the first unit vector.
        let mut v: Vec<f64> = matrix[k + 1..].iter().map(|row| row[k]).collect();
        let norm = dot(&v, &v).sqrt();
        *beside = if v[0] > 0.0 { -norm } else { norm };
        v[0] -= *beside;
        let square = dot(&v, &v);
        if square == 0.0 {
            continue;
        }
        let factor = 2.0 / square;
        // HAH = A - v·wᵀ - w·vᵀ with w = p - (factor/2)·(p·v)·v and p = factor·A·v; of A only the lower triangle is kept up.
        let mut w = vec![0.0; v.len()];
        for (i, row) in matrix[k + 1..].iter().enumerate() {
            let left = &row[k + 1..=k + 1 + i];
            w[i] += factor * dot(left, &v);
            add_scaled(&mut w[..i], factor * v[i], &left[..i]);
        }
        let along = -factor / 2.0 * dot(&w, &v);
        add_scaled(&mut w, along, &v);
        for (i, row) in matrix[k + 1..].iter_mut().enumerate() {
            let left = &mut row[k + 1..=k + 1 + i];
            add_scaled(left, -v[i], &w);
            add_scaled(left, -w[i], &v);
        }
        let mut sums = vec![0.0; n];
        for (row, v) in vectors[k + 1..].iter().zip(&v) {
            add_scaled(&mut sums, *v, row);
        }
        for (row, v) in vectors[k + 1..].iter_mut().zip(&v) {
            add_scaled(row, -factor * v, &sums);
        }
    }
    beside
}

/// Makes a tridiagonal matrix diagonal, and turns `vectors` with it.
fn diagonalise(diagonal: &mut [f64], beside: &mut [f64], vectors: &mut [Vec<f64>]) {
    let is_zero = |d: &[f64], e: &[f64], i: usize| e[i].abs() <= f64::EPSILON * (d[i].abs() + d[i + 1].abs());
    let mut end = beside.len();
    for _ in 0..STEPS * diagonal.len() {
        // The last block that is not diagonal yet is from `start` to `end`.
        while end > 0 && is_zero(diagonal, beside, end - 1) {
            end -= 1;
        }
        if end == 0 {
            return;
        }
        let start = (0..end).rev().find(|&i| is_zero(diagonal, beside, i)).map_or(0, |i| i + 1);
        step(diagonal, beside, vectors, start..=end);
    }
}

/// One implicit QR step on a block: rotations of neighbouring rows chase the number that the first one puts outside of the band.
fn step(d: &mut [f64], e: &mut [f64], vectors: &mut [Vec<f64>], block: std::ops::RangeInclusive<usize>) {
    let (start, end) = block.into_inner();
    // Wilkinson's shift: the eigenvalue of the last 2 × 2 block that is nearer to its last number.
    let half = f64::midpoint(d[end - 1], -d[end]);
    let square = e[end - 1] * e[end - 1];
    let root = (half * half + square).sqrt();
    let shift = d[end] - square / (half + if half < 0.0 { -root } else { root });
    let (mut x, mut outside) = (d[start] - shift, e[start]);
    for k in start..end {
        let r = (x * x + outside * outside).sqrt();
        let (c, s) = if r > 0.0 { (x / r, outside / r) } else { (1.0, 0.0) };
        if k > start {
            e[k - 1] = r;
        }
        let (a, b, g) = (d[k], e[k], d[k + 1]);
        d[k] = c * c * a + 2.0 * c * s * b + s * s * g;
        d[k + 1] = s * s * a - 2.0 * c * s * b + c * c * g;
        e[k] = c * s * (g - a) + (c * c - s * s) * b;
        x = e[k];
        if k + 1 < end {
            outside = s * e[k + 1];
            e[k + 1] *= c;
        }
        let (upper, lower) = vectors.split_at_mut(k + 1);
        for (one, two) in upper[k].iter_mut().zip(&mut lower[0]) {
            (*one, *two) = (c * *one + s * *two, c * *two - s * *one);
        }
    }
}
