// Fetches the page's program and compiles it. To be shorter on the way it can be packed: all opcodes together, all numbers
// of locals, all offsets and so on, in a custom section of a module that is otherwise empty. `xtask/src/shrink/pack.rs`
// packs, and says what the numbers below mean.

export async function compiled(address) {
  const outer = await WebAssembly.compileStreaming(fetch(address))
    // Some hosts do not say that it is WebAssembly.
    .catch(async () => WebAssembly.compile(await (await fetch(address)).arrayBuffer()));
  const [packed] = WebAssembly.Module.customSections(outer, 'packed');
  return packed ? WebAssembly.compile(unpack(new Uint8Array(packed))) : outer;
}

const OPS = 0, LOCALS = 1, OFFSETS = 2, CALLS = 3, INTEGERS = 4, FLOATS = 7, LONGS = 8, HEADS = 9, OTHERS = 10, STREAMS = 11;
const NATURAL = '23230011001122232301012';

// What follows each opcode: a number from a stream, nothing, the offset of a load or store, or something else.
const NOTHING = 16, MEMORY = 17, ELSE = 18;
const PLAN = new Uint8Array(256).fill(NOTHING);
const plan = (what, ...opcodes) => opcodes.forEach(opcode => PLAN[opcode] = what);
plan(OPS, 0x02, 0x03, 0x04, 0x0c, 0x0d, 0x23, 0x24, 0x25, 0x26, 0x3f, 0x40, 0xd0, 0xd2);
plan(LOCALS, 0x20, 0x21, 0x22);
plan(CALLS, 0x10);
plan(INTEGERS, 0x41);
plan(INTEGERS + 1, 0xe0);
plan(INTEGERS + 2, 0xe1);
plan(LONGS, 0x42);
plan(ELSE, 0x0e, 0x11, 0x1c, 0x43, 0x44, 0xe2, 0xfc, 0xfd);
PLAN.fill(MEMORY, 0x28, 0x3f);

function unpack(packed) {
  let at = 0;
  const number = () => {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = packed[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const length = number(), before = number(), after = number(), count = number();
  const sizes = Array.from({ length: STREAMS }, number);
  const wasm = new Uint8Array(length);
  wasm.set(packed.subarray(at, at += before));
  wasm.set(packed.subarray(at, at += after), length - after);
  // Where each stream is read next.
  const next = Int32Array.from(sizes, size => (at += size) - size);

  const body = new Uint8Array(length);
  // These move something to the body's end and give its new end.
  const bytes = (stream, count, end) => {
    while (count--) body[end++] = packed[next[stream]++];
    return end;
  };
  const numbers = (stream, count, end) => {
    while (count--) while ((body[end++] = packed[next[stream]++]) > 127);
    return end;
  };
  // The number that stands in a stream, which is small and still to be moved.
  const peek = stream => {
    at = next[stream];
    return number();
  };
  const rare = (opcode, end) => {
    if (opcode === 0x43) return bytes(FLOATS, 4, end);
    if (opcode === 0x44) return bytes(FLOATS, 8, end);
    if (opcode === 0x0e) return numbers(OTHERS, peek(OTHERS) + 2, end);
    if (opcode === 0x11) return numbers(OTHERS, 2, end);
    if (opcode === 0x1c) return bytes(OTHERS, peek(OTHERS) + 1, end);
    if (opcode === 0xe2) {
      // The alignment stands before the opcode.
      const opcode = end - 1;
      end = numbers(OPS, 1, end);
      body[opcode] = packed[next[OPS]++];
      return numbers(OFFSETS, 1, end);
    }
    const operation = peek(OPS);
    end = numbers(OPS, 1, end);
    if (opcode === 0xfc) return numbers(OPS, operation < 8 ? 0 : operation & 1 || operation > 15 ? 1 : 2, end);
    if (operation < 12 || operation > 83 && operation < 94) end = numbers(OFFSETS, 1, numbers(OPS, 1, end));
    if (operation === 12 || operation === 13) return bytes(FLOATS, 16, end);
    const has_lane = operation > 20 && operation < 35 || operation > 83 && operation < 92;
    return has_lane ? bytes(OTHERS, 1, end) : end;
  };

  let to = before;
  const write = value => {
    for (; value > 127; value >>>= 7) wasm[to++] = value | 128;
    wasm[to++] = value;
  };
  write(count);
  for (let index = 0; index < count; index++) {
    let runs = peek(HEADS);
    let end = numbers(HEADS, 1, 0);
    while (runs--) end = bytes(HEADS, 1, numbers(HEADS, 1, end));
    for (let depth = 1; depth;) {
      const opcode = packed[next[OPS]++];
      const what = PLAN[opcode];
      body[end++] = opcode === 0xe0 || opcode === 0xe1 ? 0x41 : opcode;
      if (what < NOTHING) {
        let from = next[what];
        while ((body[end++] = packed[from++]) > 127);
        next[what] = from;
        if (opcode < 5) depth++;
      } else if (what === MEMORY) {
        body[end++] = NATURAL.charCodeAt(opcode - 0x28) - 48;
        end = numbers(OFFSETS, 1, end);
      } else if (what === ELSE) {
        end = rare(opcode, end);
      } else if (opcode === 0x0b) {
        depth--;
      }
    }
    write(end);
    wasm.set(body.subarray(0, end), to);
    to += end;
  }
  return wasm;
}
