//! Functions that a layer can put in the place of its input while it trains, as `PyTorch`'s `inplace=True` does.
//!
//! That takes a derivative that follows from the output alone: the backward pass then asks neither for z nor for a stored slope.
//! Half as much memory is written and read again, and wide layers apply the function to what they hold in registers.

use wide::{f32x4, f32x8};

use super::super::tensor::LANES;

/// What is done, and how the gradient follows from the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InPlace {
    /// Nothing: `a = z`, `d_z = d_a`.
    Identity,
    /// `a = 0 if z <= 0 else z`, `d_z = 0 if a <= 0 else d_a`; keeps NaN. As `torch.relu_` and its `threshold_backward`.
    Relu,
}

/// Both work on whole SIMD vectors, as the rows of tensors are.
impl InPlace {
    /// `z` becomes `a = f(z)`.
    pub(crate) fn forward(self, z: &mut [f32]) {
        if self == Self::Relu {
            for z in z.as_chunks_mut::<LANES>().0 {
                *z = f32x4::new(*z).relu().to_array();
            }
        }
    }

    /// `d_a` becomes `d_z = d_a · f'(z)`, where `a = f(z)`.
    pub(crate) fn backward(self, a: &[f32], d_a: &mut [f32]) {
        if self == Self::Relu {
            for (d, a) in d_a.as_chunks_mut::<LANES>().0.iter_mut().zip(a.as_chunks::<LANES>().0) {
                *d = f32x4::new(*d).gated(f32x4::new(*a)).to_array();
            }
        }
    }
}

/// [`InPlace::Relu`] of neighbours in a row.
pub(crate) trait Rectify: Copy {
    /// The gradients `d_z` where relu gave `a`.
    fn gated(self, a: Self) -> Self;

    /// `max(0, z)`, and NaN where z is.
    #[inline(always)]
    fn relu(self) -> Self {
        self.gated(self)
    }
}

impl Rectify for f32x4 {
    #[inline(always)]
    fn gated(self, a: Self) -> Self {
        !a.simd_le(Self::ZERO) & self
    }
}

impl Rectify for f32x8 {
    #[inline(always)]
    fn gated(self, a: Self) -> Self {
        !a.simd_le(Self::ZERO) & self
    }
}
