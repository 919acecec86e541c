import { CaissonError } from '#kit/error.ts';
import type { ByteSource } from './byte-source.ts';
import type { Executable, Section } from './executable.ts';

const maxSections = 10_000;
const headBytes = 128;
const customSection = 0;

/** Lists the custom sections of a WebAssembly module (WebAssembly core 2.0, section 5.5). `undefined` when it is none. */
export function readWasm(source: ByteSource): Executable | undefined {
  const magic = Buffer.from(source.read(0, 8));
  if (magic.length < 8 || magic.readUInt32BE(0) !== 0x0061736d) return undefined;
  const sections: Section[] = [];
  let count = 0;
  for (let at = 8; at < source.size; count += 1) {
    if (count > maxSections)
      throw new CaissonError('limit.entries', `the module has more than ${maxSections} sections`);
    const head = Buffer.from(source.read(at, headBytes));
    const size = readCount(head, 1);
    const end = at + size.end + size.value;
    if (head[0] === customSection) sections.push(sectionAt(head, at, size.end, end));
    at = end;
  }
  return { format: 'wasm', sections, segments: [] };
}

/** A custom section begins with its name. Names that are longer than any we look for are cut. */
function sectionAt(head: Buffer, at: number, nameAt: number, end: number): Section {
  const name = readCount(head, nameAt);
  const offset = at + name.end + name.value;
  return {
    name: head.toString('utf8', name.end, Math.min(head.length, name.end + name.value)),
    offset,
    size: Math.max(0, end - offset),
    address: 0,
    writable: false,
  };
}

/** An unsigned LEB128 number of at most five bytes, and where it ends. */
function readCount(bytes: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let used = 0; used < 5 && start + used < bytes.length; used += 1) {
    const byte = bytes[start + used] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * used);
    if (byte < 0x80) return { value, end: start + used + 1 };
  }
  throw new CaissonError('input.malformed', 'the WebAssembly module is damaged');
}
