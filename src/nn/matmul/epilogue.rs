//! The epilogue of a matrix product: what is done to a tile of sums while it is still in registers, before it is stored.

use super::super::activation::InPlace;
use super::super::activation::in_place::Rectify;
use super::super::tensor::Tensor;

/// An operation on every element of a product.
#[derive(Clone, Copy)]
pub(super) enum Epilogue<'a> {
    /// None: the sums are stored as they are.
    Identity,
    /// `relu` of each sum.
    Relu,
    /// The backward pass of `relu`: 0 where its output, a matrix of the shape of the product, is not positive.
    ReluBackward(&'a [f32]),
}

impl<'a> Epilogue<'a> {
    /// That of the forward product `W a + b`.
    pub fn forward(fused: Option<InPlace>) -> Self {
        if fused == Some(InPlace::Relu) { Self::Relu } else { Self::Identity }
    }

    /// That of the product `Wᵀ d_z`, given the layer's input and the function that made it in place.
    pub fn backward(fused: Option<(InPlace, &'a Tensor)>) -> Self {
        match fused {
            Some((InPlace::Relu, a)) => Self::ReluBackward(a.data()),
            _ => Self::Identity,
        }
    }

    /// That of the part of the product that begins `start` elements further on.
    #[inline(always)]
    pub fn skip(self, start: usize) -> Self {
        if let Self::ReluBackward(a) = self { Self::ReluBackward(&a[start..]) } else { self }
    }

    /// Applies it to a tile: `R` rows of `W` sums from column `column` on, of a product with rows of `columns` elements.
    #[inline(always)]
    pub fn apply<V: Rectify + From<[f32; W]>, const W: usize, const R: usize>(
        self,
        mut sums: [V; R],
        columns: usize,
        column: usize,
    ) -> [V; R] {
        match self {
            Self::Identity => sums,
            Self::Relu => sums.map(V::relu),
            Self::ReluBackward(a) => {
                for (r, sums) in sums.iter_mut().enumerate() {
                    let a = &a[r * columns + column..];
                    // A tile can be wider than what is left of the last row.
                    let part = || std::array::from_fn(|c| a.get(c).copied().unwrap_or(0.0));
                    *sums = sums.relu_backward(V::from(a.first_chunk().copied().unwrap_or_else(part)));
                }
                sums
            }
        }
    }
}
