//! A matrix of float32, unit-major: all samples of one unit are contiguous (`[unit][sample]`).
//!
//! A layer of 4 units is too narrow to fill SIMD lanes, a mini-batch is not: so the samples run along the lanes.
//! Every row is padded to a multiple of [`LANES`], and kernels process whole rows without a scalar tail.
//!
//! The padding is kept *finite unless a real sample is not*: activations there repeat the last sample, gradients there are zero,
//! so that a sum over a padded row is the sum over its samples.

/// Rows are padded to a multiple of this many samples, the float32 numbers of a 128-bit SIMD vector.
pub const LANES: usize = 4;

/// `units` rows of `samples` numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tensor {
    units: usize,
    samples: usize,
    stride: usize,
    data: Vec<f32>,
}

impl Tensor {
    /// All zero.
    pub fn zeros(units: usize, samples: usize) -> Self {
        let mut tensor = Self::default();
        tensor.resize(units, samples);
        tensor
    }

    /// One row per unit, all of the same length.
    ///
    /// # Panics
    /// If the rows differ in length.
    pub fn from_units<U: AsRef<[f32]>>(units: &[U]) -> Self {
        let samples = units.first().map_or(0, |unit| unit.as_ref().len());
        let mut tensor = Self::zeros(units.len(), samples);
        for (index, unit) in units.iter().enumerate() {
            tensor.unit_mut(index).copy_from_slice(unit.as_ref());
        }
        tensor.fill_padding();
        tensor
    }

    /// Gives it another shape and sets it to zero; a tensor that has the shape already is left as it is.
    ///
    /// Allocates only if the tensor never was as large before.
    pub fn resize(&mut self, units: usize, samples: usize) {
        if self.units == units && self.samples == samples {
            return;
        }
        self.units = units;
        self.samples = samples;
        self.stride = samples.next_multiple_of(LANES);
        self.data.clear();
        self.data.resize(units * self.stride, 0.0);
    }

    /// Number of rows.
    pub fn units(&self) -> usize {
        self.units
    }

    /// Length of a row without its padding.
    pub fn samples(&self) -> usize {
        self.samples
    }

    /// Length of a row with its padding: the distance from a unit to the next in memory.
    pub fn stride(&self) -> usize {
        self.stride
    }

    /// All samples of one unit.
    pub fn unit(&self, unit: usize) -> &[f32] {
        &self.data[unit * self.stride..][..self.samples]
    }

    /// All samples of one unit.
    pub fn unit_mut(&mut self, unit: usize) -> &mut [f32] {
        &mut self.data[unit * self.stride..][..self.samples]
    }

    /// All samples of one unit and the padding after them.
    pub fn padded(&self, unit: usize) -> &[f32] {
        &self.data[unit * self.stride..][..self.stride]
    }

    /// All samples of one unit and the padding after them.
    pub fn padded_mut(&mut self, unit: usize) -> &mut [f32] {
        &mut self.data[unit * self.stride..][..self.stride]
    }

    /// Everything, row after row, padding included.
    pub fn data(&self) -> &[f32] {
        &self.data
    }

    /// Everything, row after row, padding included.
    pub fn data_mut(&mut self) -> &mut [f32] {
        &mut self.data
    }

    /// Takes the samples with these indices from `source`, in this order.
    ///
    /// # Panics
    /// If an index is not below `source.samples()`.
    pub fn gather(&mut self, source: &Tensor, indices: &[u32]) {
        self.resize(source.units, indices.len());
        if indices.is_empty() {
            return;
        }
        for unit in 0..self.units {
            let (to, from) = (&mut self.data[unit * self.stride..][..self.stride], source.unit(unit));
            for (to, &index) in to.iter_mut().zip(indices) {
                *to = from[index as usize];
            }
        }
        self.fill_padding();
    }

    /// Sets the padding to zero, as it is in gradients.
    pub fn clear_padding(&mut self) {
        if self.samples < self.stride {
            for unit in 0..self.units {
                for sample in self.samples..self.stride {
                    self.data[unit * self.stride + sample] = 0.0;
                }
            }
        }
    }

    /// Lets the padding repeat the last sample, so that nothing computed from it can be non-finite
    /// unless the same computed from a real sample is.
    pub fn fill_padding(&mut self) {
        if self.samples == self.stride || self.samples == 0 {
            return;
        }
        for unit in 0..self.units {
            let row = &mut self.data[unit * self.stride..][..self.stride];
            let last = row[self.samples - 1];
            row[self.samples..].fill(last);
        }
    }
}
