//! The numbers of a tensor as float32, whatever kind of floating point they are stored in.

use safetensors::tensor::Dtype;

/// The kinds that can be read.
pub const KINDS: [Dtype; 4] = [Dtype::F32, Dtype::F64, Dtype::F16, Dtype::BF16];

/// The numbers in little-endian bytes, each rounded to the nearest float32; `None` of a kind that is not one of [`KINDS`].
pub fn read(kind: Dtype, bytes: &[u8]) -> Option<Vec<f32>> {
    Some(match kind {
        Dtype::F32 => bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect(),
        Dtype::F64 => bytes.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes) as f32).collect(),
        Dtype::F16 => bytes.as_chunks().0.iter().map(|bytes| half(u16::from_le_bytes(*bytes))).collect(),
        Dtype::BF16 => bytes.as_chunks().0.iter().map(|bytes| brain(u16::from_le_bytes(*bytes))).collect(),
        _ => return None,
    })
}

/// A bfloat16: the upper half of a float32.
fn brain(bits: u16) -> f32 {
    f32::from_bits(u32::from(bits) << 16)
}

/// A float16 (IEEE 754 binary16): a sign, 5 bits of exponent with a bias of 15, 10 bits of fraction.
fn half(bits: u16) -> f32 {
    let (sign, exponent, fraction) = (u32::from(bits >> 15) << 31, u32::from(bits >> 10) & 31, u32::from(bits) & 1023);
    let magnitude = match exponent {
        // Without a leading 1: fraction times 2 to the power of -24.
        0 => (fraction as f32 / (1 << 24) as f32).to_bits(),
        31 => 0x7f80_0000 | fraction << 13,
        _ => (exponent + 127 - 15) << 23 | fraction << 13,
    };
    f32::from_bits(sign | magnitude)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_gives_the_number_that_it_holds() {
        let (two, third) = (-2.5_f32, 1.0_f64 / 3.0);
        assert_eq!(read(Dtype::F32, &third_bytes(f32::to_le_bytes, two, third as f32)), Some(vec![two, third as f32]));
        let wide = [f64::from(two).to_le_bytes(), third.to_le_bytes()].concat();
        assert_eq!(read(Dtype::F64, &wide), Some(vec![two, third as f32]));
        // float16 has 11 bits, bfloat16 8: a third is 1365/4096 in the one and 171/512 in the other.
        let short = [0xc100_u16.to_le_bytes(), 0x3555_u16.to_le_bytes()].concat();
        assert_eq!(read(Dtype::F16, &short), Some(vec![two, 1365.0 / 4096.0]));
        let shorter = [0xc020_u16.to_le_bytes(), 0x3eab_u16.to_le_bytes()].concat();
        assert_eq!(read(Dtype::BF16, &shorter), Some(vec![two, 171.0 / 512.0]));
        // The smallest above 0, the largest, and what is none.
        assert_eq!([0x8001_u16, 0x7bff, 0x7c00, 0].map(half), [-1.0 / (1 << 24) as f32, 65504.0, f32::INFINITY, 0.0]);
        assert!(half(0x7e00).is_nan());
        assert_eq!(read(Dtype::I64, &[0; 8]), None);
        // Too large for a float32.
        assert_eq!(read(Dtype::F64, &1e300_f64.to_le_bytes()), Some(vec![f32::INFINITY]));
    }

    fn third_bytes(bytes: fn(f32) -> [u8; 4], a: f32, b: f32) -> Vec<u8> {
        [bytes(a), bytes(b)].concat()
    }
}
