//! What WebAssembly's instructions are made of: which stream each part of them belongs to.

use std::ops::RangeInclusive;

use anyhow::{Result, bail};

/// Opcodes, with what is nearly as predictable: labels, block types, alignments.
pub const OPS: usize = 0;
/// Numbers of locals.
pub const LOCALS: usize = 1;
/// Offsets of loads and stores.
pub const OFFSETS: usize = 2;
/// Functions that are called.
pub const CALLS: usize = 3;
/// Integers of one byte; those of two and those of more follow.
pub const INTEGERS: usize = 4;
/// `f32`, `f64`, `v128`.
pub const FLOATS: usize = 7;
/// `i64`.
pub const LONGS: usize = 8;
/// Declarations of locals.
pub const HEADS: usize = 9;
/// What is rare.
pub const OTHERS: usize = 10;
pub const STREAMS: usize = 11;

pub const I32_CONST: u8 = 0x41;
/// In place of `i32.const`: of two bytes, of more. WebAssembly does not use these opcodes.
pub const I32_CONST_2: u8 = 0xe0;
/// Before a load or store with an alignment that is not the natural one; the alignment follows.
pub const ALIGNED: u8 = 0xe2;
/// Loads and stores.
pub const MEMORY: RangeInclusive<u8> = 0x28..=0x3e;
/// The natural alignment of each of [`MEMORY`], as a power of two.
pub const NATURAL: &[u8; 23] = b"23230011001122232301012";

/// Moves the parts of instructions from where they are to where they belong.
pub trait Mover {
    /// A byte.
    fn byte(&mut self, stream: usize) -> Result<u8>;

    /// A number in LEB128; what is lost beyond 32 bits nobody asks for.
    fn number(&mut self, stream: usize) -> Result<u32> {
        let (mut value, mut shift) = (0_u32, 0);
        loop {
            let byte = self.byte(stream)?;
            value |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            shift += 7;
            if byte < 0x80 {
                return Ok(value);
            }
        }
    }

    fn bytes(&mut self, stream: usize, count: u32) -> Result<()> {
        (0..count).try_for_each(|_| self.byte(stream).map(drop))
    }

    fn numbers(&mut self, stream: usize, count: u32) -> Result<()> {
        (0..count).try_for_each(|_| self.number(stream).map(drop))
    }

    /// The declarations of a function's locals: runs of one type.
    fn locals(&mut self) -> Result<()> {
        for _ in 0..self.number(HEADS)? {
            self.number(HEADS)?;
            self.byte(HEADS)?;
        }
        Ok(())
    }

    /// What follows an opcode other than `i32.const` and [`MEMORY`]. Gives how much deeper in blocks it leads.
    fn operands(&mut self, opcode: u8) -> Result<i32> {
        match opcode {
            0x02..=0x04 => self.number(OPS).map(|_| 1),
            0x0b => Ok(-1),
            _ => self.flat_operands(opcode).map(|()| 0),
        }
    }

    fn flat_operands(&mut self, opcode: u8) -> Result<()> {
        match opcode {
            0x00 | 0x01 | 0x05 | 0x0f | 0x1a | 0x1b | 0x45..=0xc4 | 0xd1 => Ok(()),
            0x0c | 0x0d | 0x23..=0x26 | 0x3f | 0x40 | 0xd0 | 0xd2 => self.numbers(OPS, 1),
            0x0e => {
                let labels = self.number(OTHERS)?;
                self.numbers(OTHERS, labels + 1)
            }
            0x10 => self.numbers(CALLS, 1),
            0x11 => self.numbers(OTHERS, 2),
            0x1c => {
                let types = self.number(OTHERS)?;
                self.bytes(OTHERS, types)
            }
            0x20..=0x22 => self.numbers(LOCALS, 1),
            0x42 => self.numbers(LONGS, 1),
            0x43 => self.bytes(FLOATS, 4),
            0x44 => self.bytes(FLOATS, 8),
            0xfc => match self.number(OPS)? {
                0..=7 => Ok(()),
                8 | 10 | 12 | 14 => self.numbers(OPS, 2),
                9 | 11 | 13 | 15..=17 => self.numbers(OPS, 1),
                other => bail!("there is no operation 0xfc {other}"),
            },
            0xfd => {
                let operation = self.number(OPS)?;
                if matches!(operation, 0..=11 | 84..=93) {
                    self.number(OPS)?;
                    self.number(OFFSETS)?;
                }
                match operation {
                    12 | 13 => self.bytes(FLOATS, 16),
                    21..=34 | 84..=91 => self.bytes(OTHERS, 1),
                    _ => Ok(()),
                }
            }
            other => bail!("there is no opcode {other:#x}"),
        }
    }
}
