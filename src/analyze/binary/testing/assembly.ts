import { buildPe } from './programs.ts';

/** What a test assembly states; `strings` become its version resource. */
export interface AssemblyOptions {
  readonly name: string;
  readonly version?: readonly [number, number, number, number];
  readonly culture?: string;
  readonly strings?: Readonly<Record<string, string>>;
}

const optionalHeader = 64 + 24;
const placeholder = 0x7fffffff;

/** Makes a .NET assembly: a PE file with a CLI header, metadata of a few tables, and a version resource. */
export function buildAssembly(options: AssemblyOptions): Buffer {
  const resource = resourceOf(versionBlock(options.strings ?? {}));
  const file = buildPe({ '.text': cliOf(options), '.rsrc': resource });
  const text = file.indexOf(Buffer.from([72, 0, 0, 0, 2, 0, 5, 0]));
  const rsrc = file.indexOf(resource);
  file.writeUInt32LE(16, optionalHeader + 108);
  for (const [number, at, size] of [
    [2, rsrc, resource.length],
    [14, text, 72],
  ] as const) {
    file.writeUInt32LE(at, optionalHeader + 112 + number * 8);
    file.writeUInt32LE(size, optionalHeader + 116 + number * 8);
  }
  file.writeUInt32LE(text + 72, text + 8);
  const leaf = file.indexOf(Buffer.from([0xff, 0xff, 0xff, 0x7f]), rsrc);
  file.writeUInt32LE(rsrc + 88, leaf);
  return file;
}

function cliOf({ name, version = [1, 0, 0, 0], culture = '' }: AssemblyOptions): Buffer {
  const strings = Buffer.from(`\0${name}\0${culture}\0`);
  const counts = [1, 1, 1, 1];
  const rows = Buffer.alloc(10 + 6 + 14 + 22);
  const assembly = 30;
  for (const [index, part] of version.entries()) rows.writeUInt16LE(part, assembly + 4 + index * 2);
  rows.writeUInt16LE(1, assembly + 18);
  rows.writeUInt16LE(name.length + 2, assembly + 20);
  const tables = Buffer.alloc(24 + counts.length * 4);
  // Module, TypeRef, TypeDef and Assembly, one row each.
  tables.writeUInt32LE(0b111, 8);
  tables.writeUInt32LE(1, 12);
  for (const [index, count] of counts.entries()) tables.writeUInt32LE(count, 24 + index * 4);
  const body = Buffer.concat([tables, rows]);
  const root = Buffer.alloc(20 + 12 + 20);
  root.writeUInt32LE(0x424a5342, 0);
  root.writeUInt32LE(0, 12);
  root.writeUInt16LE(2, 18);
  root.writeUInt32LE(root.length, 20);
  root.writeUInt32LE(body.length, 24);
  root.write('#~\0\0', 28);
  root.writeUInt32LE(root.length + body.length, 32);
  root.writeUInt32LE(strings.length, 36);
  root.write('#Strings\0\0\0\0', 40);
  const metadata = Buffer.concat([root, body, strings]);
  const header = Buffer.alloc(72);
  header.writeUInt32LE(72, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(5, 6);
  header.writeUInt32LE(metadata.length, 12);
  return Buffer.concat([header, metadata]);
}

/** Three directories of one entry each, then the description of the data; its address is filled in later. */
function resourceOf(version: Buffer): Buffer {
  const tree = Buffer.alloc(88);
  for (const [level, id] of [16, 1, 1033].entries()) {
    const at = level * 24;
    tree.writeUInt16LE(1, at + 14);
    tree.writeUInt32LE(id, at + 16);
    tree.writeUInt32LE(level < 2 ? 0x80000000 + at + 24 : 72, at + 20);
  }
  tree.writeUInt32LE(placeholder, 72);
  tree.writeUInt32LE(version.length, 76);
  return Buffer.concat([tree, version]);
}

function versionBlock(strings: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(strings).map(([name, value]) =>
    block(name, wide(value), value.length + 1),
  );
  const table = block('000004b0', Buffer.concat(entries), 0);
  const info = block('StringFileInfo', table, 0);
  return block('VS_VERSION_INFO', Buffer.concat([Buffer.alloc(52), info]), 52);
}

function block(name: string, content: Buffer, valueLength: number): Buffer {
  const head = pad(Buffer.concat([Buffer.alloc(6), wide(name)]));
  const whole = Buffer.concat([head, content]);
  whole.writeUInt16LE(whole.length, 0);
  whole.writeUInt16LE(valueLength, 2);
  return pad(whole);
}

function wide(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf16le');
}

function pad(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
