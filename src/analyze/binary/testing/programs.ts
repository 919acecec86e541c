/** How an ELF file for tests looks. `bare` leaves the section table out, as packers and strippers do. */
export interface ElfOptions {
  readonly wide?: boolean;
  readonly littleEndian?: boolean;
  readonly bare?: boolean;
}

/** Where the single segment of a test program is loaded. */
export const loadAddress = 0x400000;

const elf64 = {
  headerBytes: 64,
  programBytes: 56,
  entryBytes: 64,
  word: 8,
  programs: 32,
  sizes: 54,
  flags: 4,
  memory: 16,
};
const elf32 = {
  headerBytes: 52,
  programBytes: 32,
  entryBytes: 40,
  word: 4,
  programs: 28,
  sizes: 42,
  flags: 24,
  memory: 8,
};

/** Makes an ELF file with one writable segment over the whole file and the given sections, each aligned to 16 bytes. */
export function buildElf(
  sections: Readonly<Record<string, Uint8Array>>,
  options: ElfOptions = {},
): Buffer {
  return assemble(sections, { wide: true, littleEndian: true, bare: false, ...options });
}

function assemble(
  sections: Readonly<Record<string, Uint8Array>>,
  { wide, littleEndian, bare }: Required<ElfOptions>,
): Buffer {
  const { headerBytes, programBytes, entryBytes, word, programs, sizes, flags, memory } = wide
    ? elf64
    : elf32;
  const names = ['', ...Object.keys(sections), '.shstrtab'];
  const parts = [...Object.values(sections), Buffer.from(`${names.join('\0')}\0`, 'latin1')];
  const { offsets, end } = layOut(parts, headerBytes + programBytes);
  const count = bare ? 0 : names.length;
  const lengths = parts.map((part) => part.length);
  const file = Buffer.concat([place(parts, offsets, end), Buffer.alloc(entryBytes * count)]);
  const write = writerOf(file, littleEndian, wide);
  file.set([0x7f, 0x45, 0x4c, 0x46, word / 4, littleEndian ? 1 : 2, 1]);
  write.word(programs, headerBytes);
  write.word(programs + word, bare ? 0 : end);
  for (const [index, value] of [programBytes, 1, entryBytes, count, count - 1].entries())
    write.u16(sizes + 2 * index, Math.max(0, value));
  write.u32(headerBytes, 1);
  write.u32(headerBytes + flags, 6);
  write.word(headerBytes + memory, loadAddress);
  write.word(headerBytes + 2 * memory, file.length);
  for (let index = 1; index < count; index += 1) {
    const at = end + index * entryBytes;
    const offset = offsets[index - 1] ?? 0;
    write.u32(at, names.slice(0, index).join('\0').length + 1);
    write.u32(at + 4, 1);
    const words = [3, loadAddress + offset, offset, lengths[index - 1] ?? 0];
    for (const [field, value] of words.entries()) write.word(at + 8 + field * word, value);
  }
  return file;
}

function place(parts: readonly Uint8Array[], offsets: readonly number[], end: number): Buffer {
  const file = Buffer.alloc(end);
  for (const [index, part] of parts.entries()) file.set(part, offsets[index] ?? 0);
  return file;
}

function layOut(parts: readonly Uint8Array[], start: number) {
  const offsets: number[] = [];
  let end = align(start);
  for (const part of parts) {
    offsets.push(end);
    end = align(end + part.length);
  }
  return { offsets, end };
}

/** Makes a PE32+ file with the given sections. */
export function buildPe(sections: Readonly<Record<string, Uint8Array>>): Buffer {
  const entries = Object.entries(sections);
  const table = 64 + 24 + 240;
  let end = align(table + 40 * entries.length);
  const size = entries.reduce((total, [, data]) => align(total + data.length), end);
  const file = Buffer.alloc(size);
  file.write('MZ', 0, 'latin1');
  file.writeUInt32LE(64, 60);
  file.write('PE\0\0', 64, 'latin1');
  file.writeUInt16LE(entries.length, 64 + 6);
  file.writeUInt16LE(240, 64 + 20);
  file.writeUInt16LE(0x20b, 88);
  file.writeBigUInt64LE(0x140000000n, 88 + 24);
  for (const [index, [name, data]] of entries.entries()) {
    const at = table + 40 * index;
    file.write(name, at, 8, 'latin1');
    file.writeUInt32LE(data.length, at + 8);
    file.writeUInt32LE(end, at + 12);
    file.writeUInt32LE(data.length, at + 16);
    file.writeUInt32LE(end, at + 20);
    file.writeUInt32LE(0xc0000040, at + 36);
    file.set(data, end);
    end = align(end + data.length);
  }
  return file;
}

/** Makes a 64-bit Mach-O file with one `__DATA` segment of the given sections; `fat` wraps it as the only slice. */
export function buildMachO(sections: Readonly<Record<string, Uint8Array>>, fat = false): Buffer {
  const entries = Object.entries(sections);
  const commandBytes = 72 + 80 * entries.length;
  let end = align(32 + commandBytes);
  const size = entries.reduce((total, [, data]) => align(total + data.length), end);
  const file = Buffer.alloc(size);
  file.writeUInt32LE(0xfeedfacf, 0);
  file.writeUInt32LE(1, 16);
  file.writeUInt32LE(commandBytes, 20);
  file.writeUInt32LE(0x19, 32);
  file.writeUInt32LE(commandBytes, 36);
  file.write('__DATA', 40, 'latin1');
  file.writeBigUInt64LE(0x100000000n, 56);
  file.writeBigUInt64LE(BigInt(size), 80);
  file.writeUInt32LE(3, 92);
  file.writeUInt32LE(entries.length, 96);
  for (const [index, [name, data]] of entries.entries()) {
    const at = 104 + 80 * index;
    file.write(name, at, 16, 'latin1');
    file.write('__DATA', at + 16, 'latin1');
    file.writeBigUInt64LE(0x100000000n + BigInt(end), at + 32);
    file.writeBigUInt64LE(BigInt(data.length), at + 40);
    file.writeUInt32LE(end, at + 48);
    file.set(data, end);
    end = align(end + data.length);
  }
  return fat ? wrapFat(file) : file;
}

/** Makes a WebAssembly module of custom sections. */
export function buildWasm(sections: Readonly<Record<string, Uint8Array>>): Buffer {
  const parts = Object.entries(sections).map(([name, data]) => {
    const body = Buffer.concat([counted(Buffer.from(name)), data]);
    return Buffer.concat([Buffer.from([0]), counted(body)]);
  });
  return Buffer.concat([Buffer.from('\0asm\x01\0\0\0', 'latin1'), ...parts]);
}

/** Build information as Go 1.18 and later write it: strings behind the header. */
export function goInline(version: string, modules: string): Buffer {
  const header = Buffer.alloc(32);
  header.write('\xff Go buildinf:', 0, 'latin1');
  header[14] = 8;
  header[15] = 2;
  return Buffer.concat([header, counted(Buffer.from(version)), counted(framed(modules))]);
}

/** Build information as Go before 1.18 wrote it: pointers, here to string headers right behind them. */
export function goPointers(
  version: string,
  modules: string,
  address: number,
  { wide = true, littleEndian = true }: ElfOptions = {},
): Buffer {
  const word = wide ? 8 : 4;
  const texts = [Buffer.from(version), framed(modules)];
  const file = Buffer.alloc(32 + 4 * word + texts.reduce((sum, text) => sum + text.length, 0));
  const write = writerOf(file, littleEndian, wide);
  file.write('\xff Go buildinf:', 0, 'latin1');
  file[14] = word;
  file[15] = littleEndian ? 0 : 1;
  let end = 32 + 4 * word;
  for (const [index, text] of texts.entries()) {
    const header = 32 + index * 2 * word;
    write.word(16 + index * word, address + header);
    write.word(header, address + end);
    write.word(header + word, text.length);
    file.set(text, end);
    end += text.length;
  }
  return file;
}

function framed(modules: string): Buffer {
  if (modules === '') return Buffer.alloc(0);
  return Buffer.concat([Buffer.alloc(16, 0x30), Buffer.from(modules), Buffer.alloc(16, 0xf9)]);
}

function counted(bytes: Buffer): Buffer {
  const length: number[] = [];
  for (let rest = bytes.length; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.concat([Buffer.from([...length, rest]), bytes]);
    length.push((rest % 128) + 128);
  }
}

function wrapFat(file: Buffer): Buffer {
  const head = Buffer.alloc(4096);
  head.writeUInt32BE(0xcafebabe, 0);
  head.writeUInt32BE(1, 4);
  head.writeUInt32BE(head.length, 16);
  head.writeUInt32BE(file.length, 20);
  return Buffer.concat([head, file]);
}

function writerOf(file: Buffer, littleEndian: boolean, wide: boolean) {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  return {
    u16: (at: number, value: number) => view.setUint16(at, value, littleEndian),
    u32: (at: number, value: number) => view.setUint32(at, value, littleEndian),
    word: (at: number, value: number) =>
      wide
        ? view.setBigUint64(at, BigInt(value), littleEndian)
        : view.setUint32(at, value, littleEndian),
  };
}

function align(offset: number): number {
  return Math.ceil(offset / 16) * 16;
}
