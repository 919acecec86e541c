import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Observation } from '#model/observation.ts';
import { depsJsonAnalyzer } from '../language/dotnet/deps-json.ts';
import { type ByteSource, isRange, partOf, readExactly } from './byte-source.ts';
import type { Section } from './executable.ts';
import { inflateBounded } from './inflate.ts';
import { fileInside, type Program, unsupported } from './program.ts';

/** SHA-256 of ".net core bundle\n"; the eight bytes before it tell where the header of the bundle is. */
const signature = Buffer.from(
  '8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae',
  'hex',
);
const maxSearchBytes = 64 * 2 ** 20;
const windowBytes = 2 ** 20;
const maxEntries = 100_000;
const maxHeaderBytes = 32 * 2 ** 20;
const maxDocumentBytes = 32 * 2 ** 20;

interface Entry {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  readonly packedBytes: number;
}

/**
 * The packages of a .NET application that was published as a single file (dotnet/runtime, design/features/host-bundle: header
 * versions 1, 2 and 6), from the `deps.json` inside it.
 */
export function* observeDotnetBundle(program: Program): Iterable<Observation> {
  const { source, executable, scope } = program;
  const areas = [...executable.segments].slice(0, 16);
  const header = areas.map((area) => headerOffset(source, area)).find((at) => at !== undefined);
  if (header === undefined) return;
  const entries = readManifest(source, header);
  const documents = entries.filter(({ name }) => name.toLowerCase().endsWith('.deps.json'));
  if (documents.length === 0)
    yield unsupported(
      program,
      'a .NET application in a single file that does not list its packages',
    );
  for (const entry of documents.slice(0, 4))
    yield* depsJsonAnalyzer.analyze(
      fileInside(program, entry.name, contentOf(source, entry)),
      scope,
    );
}

/** Where the header is; `undefined` when the signature is not there, or nothing was bundled yet. */
function headerOffset(source: ByteSource, section: Section): number | undefined {
  const area = partOf(source, section.offset, Math.min(section.size, maxSearchBytes));
  for (let start = 0; start < area.size; start += windowBytes) {
    const bytes = area.read(start, windowBytes + signature.length + 8);
    const window = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const at = window.indexOf(signature);
    if (at < 8) continue;
    const offset = Number(window.readBigUInt64LE(at - 8));
    return offset > 0 && isRange(source, offset, 12) ? offset : undefined;
  }
  return undefined;
}

function readManifest(source: ByteSource, at: number): readonly Entry[] {
  const size = Math.min(source.size - at, maxHeaderBytes);
  const cursor = new Cursor(readExactly(source, at, size, '.NET bundle header'));
  const major = cursor.u32();
  cursor.u32();
  const count = cursor.u32();
  if (major < 1 || major > 16 || count > maxEntries)
    throw new CaissonError('input.malformed', 'the header of the .NET bundle is damaged');
  cursor.text();
  // Places of deps.json and runtimeconfig.json, and flags; the list below has them too.
  if (major >= 2) for (let field = 0; field < 5; field += 1) cursor.u64();
  return Array.from({ length: count }, () => {
    const offset = cursor.u64();
    const length = cursor.u64();
    const packedBytes = major >= 6 ? cursor.u64() : 0;
    cursor.byte();
    return { name: cursor.text(), offset, size: length, packedBytes };
  });
}

function contentOf(source: ByteSource, { name, offset, size, packedBytes }: Entry): Buffer {
  if (size > maxDocumentBytes || packedBytes > maxDocumentBytes)
    throw new CaissonError('limit.size', `${quote(name)} is too large`);
  const stored = packedBytes === 0 ? size : packedBytes;
  const data = readExactly(source, offset, stored, 'bundled file');
  return packedBytes === 0 ? data : inflateBounded(data, 'raw', size, quote(name));
}

/** Reads fields one after the other. Throws `input.malformed` at the end. */
class Cursor {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  byte(): number {
    return this.#bytes[this.#take(1)] ?? 0;
  }

  u32(): number {
    return this.#bytes.readUInt32LE(this.#take(4));
  }

  u64(): number {
    return Number(this.#bytes.readBigUInt64LE(this.#take(8)));
  }

  /** UTF-8 behind its length in seven-bit groups (System.IO.BinaryWriter). */
  text(): string {
    let length = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte();
      length += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    const at = this.#take(length);
    return this.#bytes.toString('utf8', at, at + length);
  }

  #take(length: number): number {
    const at = this.#at;
    if (at + length > this.#bytes.length)
      throw new CaissonError('input.malformed', 'the .NET bundle ends inside its header');
    this.#at = at + length;
    return at;
  }
}
