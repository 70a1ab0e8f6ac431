//! Activations that overwrite their input during training, as `PyTorch`'s `inplace=True` does.
//!
//! That needs a derivative that can be computed from the output alone: the backward pass then reads neither z nor a stored derivative.
//! It halves the memory traffic, and lets the matrix product apply the function as its epilogue.

use wide::{f32x4, f32x8};

use super::super::tensor::LANES;

/// The function, and how the gradient is computed from its output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InPlace {
    /// Nothing: `a = z`, `d_z = d_a`.
    Identity,
    /// `a = 0 if z <= 0 else z`, `d_z = 0 if a <= 0 else d_a`; keeps NaN. As `torch.relu_` and its `threshold_backward`.
    Relu,
}

/// Both process whole SIMD vectors only, to which the rows of tensors are padded.
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
                *d = f32x4::new(*d).relu_backward(f32x4::new(*a)).to_array();
            }
        }
    }
}

/// [`InPlace::Relu`] on a SIMD vector.
pub(crate) trait Rectify: Copy {
    /// `d_z` for `self` = `d_a`, where relu gave `a`: 0 where a is not positive, `d_a` elsewhere, also where a is NaN.
    fn relu_backward(self, a: Self) -> Self;

    /// `max(0, z)`, and NaN where z is.
    #[inline(always)]
    fn relu(self) -> Self {
        self.relu_backward(self)
    }
}

impl Rectify for f32x4 {
    #[inline(always)]
    fn relu_backward(self, a: Self) -> Self {
        !a.simd_le(Self::ZERO) & self
    }
}

impl Rectify for f32x8 {
    #[inline(always)]
    fn relu_backward(self, a: Self) -> Self {
        !a.simd_le(Self::ZERO) & self
    }
}
