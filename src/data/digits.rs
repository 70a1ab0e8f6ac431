//! The handwritten digits of UCI: 1797 images of 8 × 8 pixels, from a file that comes with the project (`assets/digits.md` says
//! its format, source and licence).
//!
//! The core reads no files: whoever can get at the bytes [provides](provide) them, once for the whole program. Until then images are
//! blank, and [`DataSetRow::is_missing`](super::sets::DataSetRow::is_missing) says so.

use std::sync::OnceLock;

use rand_chacha::ChaCha8Rng;

use super::points::{Points, Target};
use crate::nn::random::{normal, shuffle};

/// Pixels of an image, row by row from the top left.
pub const PIXELS: usize = 64;
/// Number of classes: one a digit.
pub const CLASSES: u32 = 10;
/// Number of images.
pub const COUNT: u32 = 1797;
/// The largest value of a pixel in the file: it becomes 1.
const INK: u8 = 16;

/// What the file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Digits {
    /// `[pixel][image]`, from 0 (paper) to 1 (ink).
    pub pixels: Vec<Vec<f32>>,
    /// The digit of each image.
    pub class: Vec<u8>,
}

/// Why some bytes are not the digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DigitsError {
    /// They do not begin as the file does.
    #[error("not the file of the digits")]
    NotDigits,
    /// There are fewer or more than the file's beginning says.
    #[error("the file of the digits has {found} bytes in place of {wanted}")]
    Length {
        /// Bytes there are.
        found: usize,
        /// Bytes there should be.
        wanted: usize,
    },
    /// A digit above 9 or a pixel above 16.
    #[error("the file of the digits holds {value} at byte {at}")]
    Value {
        /// Where.
        at: usize,
        /// What stands there.
        value: u8,
    },
}

impl Digits {
    /// The digits in the bytes of the file, in scikit-learn's order.
    ///
    /// # Errors
    /// [`DigitsError`].
    pub fn read(bytes: &[u8]) -> Result<Self, DigitsError> {
        const HEAD: usize = 6;
        let head =
            bytes.first_chunk::<HEAD>().filter(|head| head.starts_with(b"dig1")).ok_or(DigitsError::NotDigits)?;
        let count = usize::from(u16::from_le_bytes([head[4], head[5]]));
        let wanted = HEAD + count * (1 + PIXELS);
        if count != COUNT as usize {
            return Err(DigitsError::NotDigits);
        }
        if bytes.len() != wanted {
            return Err(DigitsError::Length { found: bytes.len(), wanted });
        }
        let (class, ink) = bytes[HEAD..].split_at(count);
        let too_large = |values: &[u8], from: usize, most: u8| {
            let found = values.iter().position(|value| *value > most);
            found.map_or(Ok(()), |i| Err(DigitsError::Value { at: from + i, value: values[i] }))
        };
        too_large(class, HEAD, CLASSES as u8 - 1)?;
        too_large(ink, HEAD + count, INK)?;
        // Where each image stands in the file: by its digit.
        let mut by_class: Vec<usize> = (0..count).collect();
        by_class.sort_by_key(|&image| class[image]);
        let unsorted = |column: &[u8]| {
            let mut pixels = vec![0.0; count];
            for (&image, &ink) in by_class.iter().zip(column) {
                pixels[image] = f32::from(ink) / f32::from(INK);
            }
            pixels
        };
        Ok(Self { pixels: ink.chunks_exact(count).map(unsorted).collect(), class: class.to_vec() })
    }
}

static PROVIDED: OnceLock<Digits> = OnceLock::new();

/// Lets the whole program have the digits from the bytes of their file; the first ones count.
///
/// # Errors
/// [`DigitsError`].
pub fn provide(bytes: &[u8]) -> Result<(), DigitsError> {
    let digits = Digits::read(bytes)?;
    PROVIDED.get_or_init(|| digits);
    Ok(())
}

/// The digits, if they were provided.
pub fn provided() -> Option<&'static Digits> {
    PROVIDED.get()
}

/// `count` images in random order, each pixel moved by the noise and kept between paper and ink. Blank ones of all digits in turn where
/// none were provided.
pub(super) fn generate(rng: &mut ChaCha8Rng, noise: f32, count: u32) -> Points {
    let mut order: Vec<u32> = (0..COUNT).collect();
    shuffle(rng, &mut order);
    order.truncate(count as usize);
    let Some(digits) = provided() else {
        let of = order.iter().map(|image| (image % CLASSES) as u8).collect();
        let target = Target::Class { of, count: CLASSES as u8 };
        return Points { inputs: vec![vec![0.0; order.len()]; PIXELS], target, train: 0 };
    };
    let column = |pixels: &Vec<f32>| -> Vec<f32> {
        let moved = |pixel: f32| (pixel + noise * normal(rng)).clamp(0.0, 1.0);
        order.iter().map(|&image| pixels[image as usize]).map(moved).collect()
    };
    let inputs = digits.pixels.iter().map(column).collect();
    let of = order.iter().map(|&image| digits.class[image as usize]).collect();
    Points { inputs, target: Target::Class { of, count: CLASSES as u8 }, train: 0 }
}
