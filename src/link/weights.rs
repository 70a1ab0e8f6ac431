//! Weights in a link: `w=1` and the numbers of the network as base64 that addresses take (RFC 4648, section 5, no padding).
//!
//! The first character is the version. What follows are float32 numbers, little-endian, in the order of
//! [`Network::numbers`](crate::nn::network::Network::numbers): every bit of them, so that a run goes on from the sender's very weights.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The version that is written.
const VERSION: char = '1';

/// The most numbers that travel in a link: with them it has some 3,300 characters, which browsers, chats and learning platforms take.
pub const MOST_NUMBERS: usize = 600;

/// Why a code holds no weights.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// It is empty, or of a version that is not known.
    #[error("it is of another version")]
    Version,
    /// It is no base64, or ends in the middle of a number.
    #[error("it is broken or cut off")]
    Broken,
    /// It holds more than [`MOST_NUMBERS`].
    #[error("it holds more than {MOST_NUMBERS} numbers")]
    TooLong,
}

/// The code of these numbers.
pub fn to_code(numbers: &[f32]) -> String {
    let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
    format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// The numbers of a code.
///
/// # Errors
/// [`CodeError`].
pub fn from_code(code: &str) -> Result<Vec<f32>, CodeError> {
    let body = code.strip_prefix(VERSION).ok_or(CodeError::Version)?;
    // Four characters are three bytes.
    if body.len() > MOST_NUMBERS * 4 * 4 / 3 + 4 {
        return Err(CodeError::TooLong);
    }
    let bytes = URL_SAFE_NO_PAD.decode(body).map_err(|_| CodeError::Broken)?;
    let (numbers, rest) = bytes.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(CodeError::Broken);
    }
    Ok(numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_keep_their_bits(bits in prop::collection::vec(any::<u32>(), 0..MOST_NUMBERS)) {
            let numbers: Vec<f32> = bits.iter().map(|bits| f32::from_bits(*bits)).collect();
            let code = to_code(&numbers);
            prop_assert!(code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
            let read: Vec<u32> = from_code(&code).unwrap().iter().map(|number| number.to_bits()).collect();
            prop_assert_eq!(read, bits);
        }

        #[test]
        fn any_text_is_weights_or_an_error(text in ".{0,200}") {
            let _ = from_code(&text);
            let _ = from_code(&format!("1{text}"));
        }
    }

    #[test]
    fn what_is_no_code_says_why() {
        assert_eq!(to_code(&[1.0]), "1AACAPw");
        for (code, error) in [
            ("", CodeError::Version),
            ("2AACAPw", CodeError::Version),
            ("1AACAP", CodeError::Broken),
            ("1AACA!w", CodeError::Broken),
        ] {
            assert_eq!(from_code(code), Err(error), "{code}");
        }
        assert!(from_code(&to_code(&[0.5; MOST_NUMBERS])).is_ok());
        assert_eq!(from_code(&to_code(&[0.5; MOST_NUMBERS + 2])), Err(CodeError::TooLong));
    }
}
