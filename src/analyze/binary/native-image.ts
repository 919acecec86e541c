import { gunzipSync } from 'node:zlib';
import { CaissonError } from '#kit/error.ts';
import type { Observation } from '#model/observation.ts';
import { readSbom } from '../sbom/read.ts';
import { type ByteSource, isRange, readExactly } from './byte-source.ts';
import { type Executable, offsetOfAddress, sectionNamed } from './executable.ts';
import { fileInside, type Program, unsupported } from './program.ts';
import { readerOf } from './reader.ts';

/** Native images are made for 64-bit machines only. */
const symbolBytes = 24;
const maxSymbolBytes = 32 * 2 ** 20;
const maxNameBytes = 32 * 2 ** 20;
const maxPackedBytes = 16 * 2 ** 20;
const maxSbomBytes = 64 * 2 ** 20;

/**
 * The libraries of a GraalVM native image: CycloneDX JSON, gzipped, that its builder embeds at the symbol `sbom` with its
 * length in 64 bits at `sbom_length`. Without it nothing tells what was compiled in.
 */
export function* observeNativeImage(program: Program): Iterable<Observation> {
  const { executable, source, scope } = program;
  if (sectionNamed(executable, '.svm_heap', '__svm_heap', '.svm_hea') === undefined) return;
  const packed = executable.format === 'elf' ? packedSbom(source, executable) : undefined;
  if (packed === undefined) {
    yield unsupported(
      program,
      'a native image of GraalVM without an SBOM: its libraries are not known',
    );
    return;
  }
  const file = { ...fileInside(program, 'sbom', unpack(packed)), path: program.location.path };
  for (const seen of readSbom(file, scope)) {
    if (seen.type === 'os') continue;
    if (seen.type !== 'component') yield seen;
    else yield { ...seen, component: { ...seen.component, presence: 'embedded' } };
  }
}

function packedSbom(source: ByteSource, executable: Executable): Buffer | undefined {
  const found = symbolAddresses(source, executable, ['sbom', 'sbom_length']);
  const [start, length] = ['sbom', 'sbom_length'].map((name) => {
    const address = found.get(name);
    return address === undefined ? undefined : offsetOfAddress(executable, address);
  });
  if (start === undefined || length === undefined || !isRange(source, length, 8)) return undefined;
  const size = Number(readExactly(source, length, 8, 'SBOM length').readBigUInt64LE());
  if (size > maxPackedBytes) throw new CaissonError('limit.size', 'the embedded SBOM is too large');
  return readExactly(source, start, size, 'embedded SBOM');
}

/** Values of symbols by name, out of the dynamic symbols or the full table (System V ABI, section "Symbol Table"). */
function symbolAddresses(
  source: ByteSource,
  executable: Executable,
  wanted: readonly string[],
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [table, strings] of [
    ['.dynsym', '.dynstr'],
    ['.symtab', '.strtab'],
  ] as const) {
    const symbols = contentOf(source, executable, table, maxSymbolBytes);
    const names = contentOf(source, executable, strings, maxNameBytes);
    if (symbols === undefined || names === undefined) continue;
    const reader = readerOf(symbols, executable.littleEndian !== false, true);
    for (let at = 0; at + symbolBytes <= symbols.length; at += symbolBytes) {
      const name = wanted.find((candidate) => isNamed(names, reader.u32(at), candidate));
      if (name !== undefined) found.set(name, reader.word(at + 8));
    }
  }
  return found;
}

function isNamed(names: Buffer, offset: number, name: string): boolean {
  const end = offset + name.length;
  return names[end] === 0 && names.toString('latin1', offset, end) === name;
}

function contentOf(
  source: ByteSource,
  executable: Executable,
  name: string,
  maxBytes: number,
): Buffer | undefined {
  const section = sectionNamed(executable, name);
  if (section === undefined || section.size > maxBytes) return undefined;
  if (!isRange(source, section.offset, section.size)) return undefined;
  return readExactly(source, section.offset, section.size, 'symbol table');
}

function unpack(packed: Buffer): Buffer {
  try {
    return gunzipSync(packed, { maxOutputLength: maxSbomBytes });
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new CaissonError('limit.size', 'the embedded SBOM unpacks to too much', { cause });
    throw new CaissonError('input.malformed', 'the embedded SBOM is not valid gzip', { cause });
  }
}
