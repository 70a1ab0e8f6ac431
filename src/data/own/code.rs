//! Own data as bytes and as the text of a link: `p1…` holds up to 200 points themselves, `f1…` says which file is needed.
//!
//! `p` and `f` are the kinds, 1 is the version of the format, and the rest is base64 (RFC 4648, the alphabet for addresses) of
//! postcard: whole numbers take one to four bytes by their size, and two classes share a byte.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::column::Column;
use super::{Own, OwnData, OwnTarget, POINTS_IN_LINK, Shape};

/// Points that are in the code.
const POINTS: &str = "p1";
/// Points that are in a file.
const FILE: &str = "f1";

/// Why a text is not a code of own data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// It begins as no code does.
    #[error("no code of points")]
    Unknown,
    /// It is of a later version.
    #[error("a code of version {0}, and this version reads 1")]
    Version(char),
    /// Something of it is missing or changed.
    #[error("a damaged code")]
    Damaged,
}

/// The layout of the bytes.
#[derive(Serialize, Deserialize)]
struct Wire {
    columns: Vec<Column>,
    target_name: String,
    target: WireTarget,
}

#[derive(Serialize, Deserialize)]
enum WireTarget {
    /// Names, and two classes a byte: the earlier one in the low half.
    Class(Vec<String>, Vec<u8>),
    Value(Column),
}

impl OwnData {
    /// As bytes: for storage, and for [`OwnData::hash`].
    pub fn to_bytes(&self) -> Vec<u8> {
        let target = match &self.target {
            OwnTarget::Class { names, of } => {
                let packed = of.chunks(2).map(|pair| (pair[0] & 15) | (pair.get(1).unwrap_or(&0) << 4)).collect();
                WireTarget::Class(names.clone(), packed)
            }
            OwnTarget::Value(column) => WireTarget::Value(column.clone()),
        };
        let wire = Wire { columns: self.columns.clone(), target_name: self.target_name.clone(), target };
        // Postcard writes every value of these types; empty bytes, which are no data, are reported by whoever reads them.
        postcard::to_allocvec(&wire).unwrap_or_default()
    }

    /// The data in some bytes.
    ///
    /// # Errors
    /// [`CodeError::Damaged`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CodeError> {
        let Ok((wire, [])) = postcard::take_from_bytes::<Wire>(bytes) else { return Err(CodeError::Damaged) };
        let points = wire.columns.first().map_or(0, |column| column.digits.len());
        let target = match wire.target {
            WireTarget::Class(names, packed) => {
                if packed.len() != points.div_ceil(2) {
                    return Err(CodeError::Damaged);
                }
                let of = packed.iter().flat_map(|pair| [pair & 15, pair >> 4]).take(points).collect();
                OwnTarget::Class { names, of }
            }
            WireTarget::Value(column) => OwnTarget::Value(column),
        };
        let data = Self { columns: wire.columns, target, target_name: wire.target_name };
        if data.is_sound() { Ok(data) } else { Err(CodeError::Damaged) }
    }

    /// As a text that holds everything, however much it is: for the browser's storage.
    pub fn to_text(&self) -> String {
        format!("{POINTS}{}", URL_SAFE_NO_PAD.encode(self.to_bytes()))
    }
}

impl Own {
    /// The code in a link. More than [`POINTS_IN_LINK`] points are in a file, of which it says which one.
    pub fn code(&self) -> String {
        match self {
            Self::Here(data) if data.points() <= POINTS_IN_LINK => data.to_text(),
            _ => {
                let bytes = postcard::to_allocvec(&(self.hash(), self.shape())).unwrap_or_default();
                format!("{FILE}{}", URL_SAFE_NO_PAD.encode(bytes))
            }
        }
    }

    /// What a code says.
    ///
    /// # Errors
    /// [`CodeError`].
    pub fn from_code(text: &str) -> Result<Self, CodeError> {
        let text = text.trim();
        let decoded = |rest: &str| URL_SAFE_NO_PAD.decode(rest).map_err(|_| CodeError::Damaged);
        if let Some(rest) = text.strip_prefix(POINTS) {
            return Ok(Self::Here(Arc::new(OwnData::from_bytes(&decoded(rest)?)?)));
        }
        if let Some(rest) = text.strip_prefix(FILE) {
            return match postcard::take_from_bytes::<(u64, Shape)>(&decoded(rest)?) {
                Ok(((hash, shape), [])) if shape.is_sound() => Ok(Self::Away { hash, shape }),
                _ => Err(CodeError::Damaged),
            };
        }
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (Some('p' | 'f'), Some(version)) if version.is_ascii_digit() => Err(CodeError::Version(version)),
            _ => Err(CodeError::Unknown),
        }
    }
}
