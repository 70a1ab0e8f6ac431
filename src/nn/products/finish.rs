//! What becomes of a tile's sums between the last addition and the memory.

use super::super::activation::InPlace;
use super::super::activation::in_place::Rectify;
use super::super::tensor::Tensor;

/// One of the ways; those of [`InPlace`] that do something.
#[derive(Clone, Copy)]
pub(super) enum Finish<'a> {
    /// They stay as they are.
    Keep,
    /// `relu` of them.
    Relu,
    /// 0 where `relu` gave these, a matrix like the product.
    Gate(&'a [f32]),
}

impl<'a> Finish<'a> {
    /// On the way forward.
    pub fn forward(then: Option<InPlace>) -> Self {
        if then == Some(InPlace::Relu) { Self::Relu } else { Self::Keep }
    }

    /// On the way back to what a function made in place.
    pub fn backward(then: Option<(InPlace, &'a Tensor)>) -> Self {
        match then {
            Some((InPlace::Relu, a)) => Self::Gate(a.data()),
            _ => Self::Keep,
        }
    }

    /// For the part of the product that begins so many numbers further on.
    #[inline(always)]
    pub fn from(self, start: usize) -> Self {
        if let Self::Gate(a) = self { Self::Gate(&a[start..]) } else { self }
    }

    /// Of a tile in the first rows, which are so many columns long, from column `at` on.
    #[inline(always)]
    pub fn of<V: Rectify + From<[f32; W]>, const W: usize, const R: usize>(
        self,
        mut sums: [V; R],
        columns: usize,
        at: usize,
    ) -> [V; R] {
        match self {
            Self::Keep => sums,
            Self::Relu => sums.map(V::relu),
            Self::Gate(a) => {
                for (r, sums) in sums.iter_mut().enumerate() {
                    let a = &a[r * columns + at..];
                    // At the end of the last row a tile can be wider than what is left of it.
                    let part = || std::array::from_fn(|c| a.get(c).copied().unwrap_or(0.0));
                    *sums = sums.gated(V::from(a.first_chunk().copied().unwrap_or_else(part)));
                }
                sums
            }
        }
    }
}
