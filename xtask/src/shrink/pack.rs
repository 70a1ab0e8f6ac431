//! A module's code sorted by kind, which compresses a tenth better than as it stands.
//!
//! In WebAssembly an opcode, the number of a local and the offset of a field follow each other without order. Here all
//! opcodes stand together, all locals, all offsets and so on, each kind in a stream of its own, and the code is put together
//! again where it is loaded. The result is a valid module that holds nothing but this, as a custom section: hosts compress
//! it as they do WebAssembly.
//!
//! `src/bin/load.js` is the other half; what it does is what [`unpack`] does.

mod instructions;

use anyhow::{Context, Result, bail, ensure};

use self::instructions::{ALIGNED, I32_CONST, I32_CONST_2, INTEGERS, MEMORY, Mover, NATURAL, OFFSETS, OPS, STREAMS};

/// The name of the custom section.
pub const SECTION: &str = "packed";
/// Magic number and version.
const HEADER: &[u8] = b"\0asm\x01\0\0\0";
const CODE_SECTION: u8 = 10;

/// From a function's body to the streams.
struct Sorter<'a> {
    rest: &'a [u8],
    streams: [Vec<u8>; STREAMS],
}

impl Sorter<'_> {
    fn next(&mut self) -> Result<u8> {
        let (first, rest) = self.rest.split_first().context("the code ends in the middle of an instruction")?;
        self.rest = rest;
        Ok(*first)
    }

    fn function(&mut self) -> Result<()> {
        self.locals()?;
        let mut depth = 1;
        while depth > 0 {
            let opcode = self.next()?;
            if opcode == I32_CONST {
                let length = self.rest.iter().take_while(|byte| **byte >= 0x80).count().min(2);
                self.streams[OPS].push(if length == 0 { I32_CONST } else { I32_CONST_2 + length as u8 - 1 });
                self.number(INTEGERS + length)?;
            } else if MEMORY.contains(&opcode) {
                let natural = NATURAL[usize::from(opcode - MEMORY.start())] - b'0';
                if self.rest.first() == Some(&natural) {
                    self.next()?;
                } else {
                    self.streams[OPS].push(ALIGNED);
                    self.number(OPS)?;
                }
                self.streams[OPS].push(opcode);
                self.number(OFFSETS)?;
            } else {
                self.streams[OPS].push(opcode);
                depth += self.operands(opcode)?;
            }
        }
        Ok(())
    }
}

impl Mover for Sorter<'_> {
    fn byte(&mut self, stream: usize) -> Result<u8> {
        let byte = self.next()?;
        self.streams[stream].push(byte);
        Ok(byte)
    }
}

/// From the streams to a function's body.
struct Joiner<'a> {
    streams: [&'a [u8]; STREAMS],
    body: Vec<u8>,
}

impl Joiner<'_> {
    fn next(&mut self, stream: usize) -> Result<u8> {
        let (first, rest) = self.streams[stream].split_first().context("a stream is too short")?;
        self.streams[stream] = rest;
        Ok(*first)
    }

    fn function(&mut self) -> Result<()> {
        self.locals()?;
        let mut depth = 1;
        while depth > 0 {
            match self.next(OPS)? {
                I32_CONST => self.integer(0)?,
                ALIGNED => {
                    // The opcode comes first, then the alignment.
                    let at = self.body.len();
                    self.number(OPS)?;
                    let opcode = self.next(OPS)?;
                    self.body.insert(at, opcode);
                    self.number(OFFSETS)?;
                }
                wide @ I32_CONST_2..ALIGNED => self.integer(usize::from(wide - I32_CONST_2) + 1)?,
                opcode if MEMORY.contains(&opcode) => {
                    self.body.extend([opcode, NATURAL[usize::from(opcode - MEMORY.start())] - b'0']);
                    self.number(OFFSETS)?;
                }
                opcode => {
                    self.body.push(opcode);
                    depth += self.operands(opcode)?;
                }
            }
        }
        Ok(())
    }

    fn integer(&mut self, length: usize) -> Result<()> {
        self.body.push(I32_CONST);
        self.number(INTEGERS + length).map(drop)
    }
}

impl Mover for Joiner<'_> {
    fn byte(&mut self, stream: usize) -> Result<u8> {
        let byte = self.next(stream)?;
        self.body.push(byte);
        Ok(byte)
    }
}

/// The module in packed form; put together again, it is the same to the byte.
pub fn pack(wasm: &[u8]) -> Result<Vec<u8>> {
    let (start, end) = code_section(wasm)?;
    let mut reader = Sorter { rest: &wasm[start..end], streams: Default::default() };
    let count = read_number(&mut reader.rest)?;
    for _ in 0..count {
        let size = read_number(&mut reader.rest)?;
        let left = reader.rest.len();
        reader.function()?;
        ensure!(left - reader.rest.len() == size, "a function has {size} bytes, but not by its instructions");
    }
    let mut payload = Vec::new();
    let sizes = reader.streams.iter().map(Vec::len);
    for number in [wasm.len(), start, wasm.len() - end, count].into_iter().chain(sizes) {
        write_number(&mut payload, number);
    }
    payload.extend([&wasm[..start], &wasm[end..]].concat());
    payload.extend(reader.streams.concat());
    ensure!(unpack(&payload)? == wasm, "what was packed does not come out as it was");

    let mut packed = HEADER.to_vec();
    packed.push(0);
    write_number(&mut packed, 1 + SECTION.len() + payload.len());
    packed.push(SECTION.len() as u8);
    packed.extend(SECTION.bytes());
    packed.extend(payload);
    Ok(packed)
}

/// What `src/bin/load.js` makes of the content of the custom section.
pub fn unpack(mut payload: &[u8]) -> Result<Vec<u8>> {
    let mut numbers = [0; 4 + STREAMS];
    for number in &mut numbers {
        *number = read_number(&mut payload)?;
    }
    let [length, before, after, count] = [numbers[0], numbers[1], numbers[2], numbers[3]];
    let mut take = |size: usize| payload.split_off(..size).context("the packed module is too short");
    let (before, after) = (take(before)?, take(after)?);
    let mut joiner = Joiner { streams: [&[]; STREAMS], body: Vec::new() };
    for (stream, size) in joiner.streams.iter_mut().zip(&numbers[4..]) {
        *stream = take(*size)?;
    }
    let mut wasm = before.to_vec();
    write_number(&mut wasm, count);
    for _ in 0..count {
        joiner.body.clear();
        joiner.function()?;
        write_number(&mut wasm, joiner.body.len());
        wasm.extend(&joiner.body);
    }
    wasm.extend(after);
    ensure!(wasm.len() == length, "the packed module has {length} bytes, not {}", wasm.len());
    Ok(wasm)
}

/// Where the content of the code section begins and ends.
fn code_section(wasm: &[u8]) -> Result<(usize, usize)> {
    let mut rest = wasm.strip_prefix(HEADER).context("not WebAssembly")?;
    while let Some((id, after)) = rest.split_first() {
        rest = after;
        let size = read_number(&mut rest)?;
        let start = wasm.len() - rest.len();
        rest = rest.get(size..).context("a section is too short")?;
        if *id == CODE_SECTION {
            return Ok((start, start + size));
        }
    }
    bail!("there is no code in it")
}

fn read_number(bytes: &mut &[u8]) -> Result<usize> {
    let mut value = 0;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.split_off_first().context("a number is cut off")?;
        value |= usize::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    bail!("a number is too large")
}

fn write_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::*;

    /// A module with an instruction of every shape there is.
    fn module() -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        for small in [-64, 63, 64, -8192, 8191, 8192, i32::MIN, i32::MAX] {
            functions.function(0);
            let mut body = Function::new([(3, ValType::I32), (1, ValType::V128)]);
            let natural = MemArg { offset: 70_000, align: 2, target: MemArgTarget::Memory(0), ordering: None };
            let odd = MemArg { align: 0, ..natural };
            let mut write = body.instructions();
            write.i32_const(small).local_tee(0).i32_load(natural).local_set(1).local_get(2).i32_load(odd).drop();
            write
                .block(BlockType::Empty)
                .loop_(BlockType::Result(ValType::I32))
                .local_get(0)
                .br_if(0)
                .i32_const(1)
                .end();
            write.if_(BlockType::FunctionType(0)).else_().end().local_get(0).br_table([0, 1, 0], 0).end();
            write.i64_const(i64::MIN).drop().f32_const(f32::NAN.into()).drop().f64_const(0.1.into()).drop();
            write.v128_const(1 << 100).local_tee(3).i8x16_extract_lane_u(15).drop();
            write.local_get(0).v128_load(natural).local_get(0).local_get(3).v128_load8_lane(odd, 3);
            write.i8x16_shuffle([7; 16]).f32x4_sqrt().drop().local_get(0).v128_load32_splat(odd).drop();
            write.local_get(0).f32_load(natural).i32_trunc_sat_f32_s().drop().global_get(0).global_set(200);
            write
                .i32_const(0)
                .i32_const(0)
                .i32_const(0)
                .memory_copy(0, 0)
                .i32_const(0)
                .memory_size(0)
                .drop()
                .memory_grow(0);
            write
                .drop()
                .call(300)
                .call_indirect(0, 0)
                .ref_null(HeapType::FUNC)
                .drop()
                .ref_func(1)
                .drop()
                .nop()
                .return_();
            write.local_get(0).local_get(1).local_get(2).typed_select(ValType::I32).drop().unreachable().end();
            code.function(&body);
        }
        module.section(&types).section(&functions).section(&code);
        let mut data = DataSection::new();
        data.passive(b"after the code".iter().copied());
        module.section(&data);
        module.finish()
    }

    /// The content of the only section.
    fn payload(packed: &[u8]) -> &[u8] {
        let mut rest = packed.strip_prefix(HEADER).and_then(|rest| rest.strip_prefix(&[0])).unwrap();
        assert_eq!(read_number(&mut rest).unwrap(), rest.len());
        rest.strip_prefix(&[SECTION.len() as u8]).unwrap().strip_prefix(SECTION.as_bytes()).unwrap()
    }

    #[test]
    fn comes_out_as_it_was() {
        let wasm = module();
        let packed = pack(&wasm).unwrap();
        assert_eq!(unpack(payload(&packed)).unwrap(), wasm);
        // Nothing is lost to the sorting but a little for the sizes of the streams.
        assert!(packed.len() < wasm.len() + 40, "{} and {}", packed.len(), wasm.len());
    }

    #[test]
    fn what_is_not_whole_is_an_error() {
        let wasm = module();
        for end in 0..wasm.len() - 20 {
            assert!(pack(&wasm[..end]).is_err(), "{end} bytes of a module");
        }
        let packed = pack(&wasm).unwrap();
        let whole = payload(&packed);
        for end in 0..whole.len() {
            assert!(unpack(&whole[..end]).is_err(), "{end} bytes of a packed module");
        }
    }
}
