import type { Observation } from '#model/observation.ts';
import { observeDotnetBundle } from './dotnet-bundle.ts';
import { readNotes } from './elf-note.ts';
import { type Executable, endOfProgram, type Section } from './executable.ts';
import { type Program, unsupported } from './program.ts';
import { observePyInstaller } from './pyinstaller.ts';

const tailBytes = 16 * 1024;
/** Certificates and debugging links behind a program are small, and so is what no packager would bother to append. */
const leastPayloadBytes = 16;

const compilerNoteBytes = 160;

/** Marks near the end of a program, and what a program that bears one is. */
const tailMarks = [
  ['<nexe~~sentinel>', 'a Node.js program packed by nexe'],
  ['d3n0l4nd', 'a program compiled by Deno'],
  ['\n---- Bun! ----\n', 'a program compiled by Bun'],
] as const;
const pkgMarks = ['"/snapshot/', "'/snapshot/", 'C:\\\\snapshot\\\\'];

/** Sections that runtimes put their scripts into, where the format of the program has room for that. */
const sectionMarks: ReadonlyMap<string, string> = new Map([
  ['.bun', 'a program compiled by Bun'],
  ['__bun', 'a program compiled by Bun'],
  ['d3n0l4nd', 'a program compiled by Deno'],
  ['.d3n0l4nd', 'a program compiled by Deno'],
  ['__NODE_SEA_BLOB', 'a single executable application of Node.js'],
]);

/**
 * Applications that are packed into one file together with the program that runs them: .NET bundles and PyInstaller
 * archives are read, of others the kind is said, because their modules cannot be told.
 */
export function* observePayload(program: Program): Iterable<Observation> {
  const kind = sectionKind(program) ?? noteKind(program);
  if (kind !== undefined) yield unexamined(program, kind);
  const { source, executable } = program;
  if (executable.format === 'wasm') return;
  const end = endOfProgram(executable);
  if (source.size - end < leastPayloadBytes) return;
  const tail = tailOf(program);
  yield* observePyInstaller(program, tail);
  yield* observeDotnetBundle(program);
  const packed = kind === undefined ? (headKind(program) ?? tailKind(tail)) : undefined;
  if (packed !== undefined) yield unexamined(program, packed);
}

function unexamined(program: Program, kind: string): Observation {
  return unsupported(program, `${kind}: the modules inside it are not examined`);
}

function sectionKind({ executable }: Program): string | undefined {
  const found = executable.sections.find(({ name }) => sectionMarks.has(name));
  return found && sectionMarks.get(found.name);
}

/** In ELF files the blob of Node.js is a note of its own segment. */
function noteKind(program: Program): string | undefined {
  const notes = notesOf(program.executable);
  return notes.some((section) => isScript(program, section))
    ? 'a single executable application of Node.js'
    : undefined;
}

function isScript(program: Program, section: Section): boolean {
  return readNotes(program, section).some(({ owner }) => owner === 'NODE_SEA_BLOB');
}

/** Compilers leave notes of some 100 bytes; a script takes more. */
function notesOf({ notes = [] }: Executable): readonly Section[] {
  return notes.filter(({ size }) => size > compilerNoteBytes).slice(0, 8);
}

/** AppImage specification, type 1 and 2: a mark in the unused bytes of the ELF header. */
function headKind({ source }: Program): string | undefined {
  const [a, i, type = 0] = source.read(8, 3);
  return a === 0x41 && i === 0x49 && (type === 1 || type === 2) ? 'an AppImage' : undefined;
}

function tailOf({ source }: Program): Buffer {
  const size = Math.min(source.size, tailBytes);
  return Buffer.from(source.read(source.size - size, size));
}

function tailKind(tail: Buffer): string | undefined {
  const text = tail.toString('latin1');
  const found = tailMarks.find(([mark]) => text.includes(mark));
  if (found !== undefined) return found[1];
  return pkgMarks.some((mark) => text.includes(mark))
    ? 'a Node.js program packed by pkg'
    : undefined;
}
