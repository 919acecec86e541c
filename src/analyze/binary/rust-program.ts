import { checkpoint } from '#kit/abort.ts';
import type { Observation } from '#model/observation.ts';
import { SourcePaths } from '../language/rust/source-paths.ts';
import { partOf } from './byte-source.ts';
import { type Section, sectionNamed } from './executable.ts';
import type { Program } from './program.ts';

const maxCommentBytes = 4096;
const maxScanBytes = 64 * 2 ** 20;
const windowBytes = 2 ** 20;
/** No path of a crate is longer; windows overlap by this much. */
const overlapBytes = 256;

/**
 * Crates of a Rust program that was built without an audit list, from the source paths in its read-only data. Only where
 * the compiler left its name: in ELF files in the section `.comment`, elsewhere in that data itself.
 */
export function* observeRustProgram(program: Program): Iterable<Observation> {
  const { executable, location, scope } = program;
  if (executable.format === 'elf' && !isByRustc(program)) return;
  const data = sectionNamed(executable, '.rodata', '.rdata', '__const', '__cstring');
  if (data === undefined) return;
  const paths = new SourcePaths();
  for (const text of windowsOf(program, data)) {
    checkpoint(scope.signal);
    paths.add(text);
  }
  yield* paths.observations(location);
}

function isByRustc({ source, executable }: Program): boolean {
  const section = sectionNamed(executable, '.comment');
  if (section === undefined) return false;
  const size = Math.min(section.size, maxCommentBytes);
  const bytes = partOf(source, section.offset, size).read(0, size);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('rustc version');
}

function* windowsOf({ source }: Program, section: Section): Iterable<string> {
  const area = partOf(source, section.offset, Math.min(section.size, maxScanBytes));
  for (let at = 0; at < area.size; at += windowBytes) {
    const bytes = area.read(at, windowBytes + overlapBytes);
    const window = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (window.includes('registry')) yield window.toString('latin1');
  }
}
