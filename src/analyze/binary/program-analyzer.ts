import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { isCaissonError } from '#kit/error.ts';
import type { Observation } from '#model/observation.ts';
import { gapReasonOf } from '../examine.ts';
import { observeGoProgram } from '../language/go/go-program.ts';
import { locationOf } from '../language/package-component.ts';
import { observeAuditData } from '../language/rust/audit-data.ts';
import { isRange, partOf } from './byte-source.ts';
import { observeAssembly } from './dotnet-assembly.ts';
import { sectionNamed } from './executable.ts';
import { executableMagics, readExecutable } from './executable-format.ts';
import { readGoBuildInfo } from './go-build-info.ts';
import { readGoFunctionNames } from './go-function-names.ts';
import { inflateBounded } from './inflate.ts';
import { observeNativeImage } from './native-image.ts';
import { observePackageNote } from './package-note.ts';
import { isPacked } from './packer.ts';
import { observePayload } from './payload.ts';
import { type Program, unsupported } from './program.ts';
import { observeRustProgram } from './rust-program.ts';

const maxAuditJsonBytes = 16 * 2 ** 20;

/** Reads what compilers, linkers and packagers left in ELF, PE, Mach-O and WebAssembly files. */
export const programAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'binary/program',
  revision: 5,
  title:
    'programs (build information of Go, Rust, .NET, GraalVM and distributions, and what is packed into single files)',
  claims: [...executableMagics.map((magic) => ({ magic })), { suffix: '.wasm' }],
  analyze: analyzeProgram,
};

/** One kind of information in programs. */
type Reader = (program: Program) => Iterable<Observation>;
const readers: readonly Reader[] = [
  observeBuild,
  observePackageNote,
  observeNativeImage,
  observeAssembly,
  observePayload,
];

function* analyzeProgram(file: FileView, scope: Scope): Iterable<Observation> {
  const source = partOf(file, 0, file.size);
  const executable = readExecutable(source);
  if (executable === undefined) return;
  const program = { source, executable, location: locationOf(file), scope };
  for (const reader of readers) yield* attempt(reader, program);
}

/** What is damaged for one reader is a gap, and the others go on. */
function* attempt(reader: Reader, program: Program): Iterable<Observation> {
  try {
    yield* reader(program);
  } catch (error) {
    if (!isCaissonError(error) || !/^(?:input|limit)\./.test(error.code)) throw error;
    const { location } = program;
    yield { type: 'gap', location, reason: gapReasonOf(error.code), detail: error.message };
  }
}

/** Modules of Go and crates of Rust. Only a program that tells neither may be packed. */
function* observeBuild(program: Program): Iterable<Observation> {
  const { source, executable, location, scope } = program;
  const info = readGoBuildInfo(source, executable, scope.limits.maxDocumentBytes);
  if (info !== undefined) {
    const names = readGoFunctionNames(source, executable, info.goVersion);
    yield* observeGoProgram(info, location, names);
  }
  const crates = readAuditData(program);
  if (crates !== undefined) yield* observeAuditData(crates, location);
  if (info !== undefined || crates !== undefined) return;
  yield* observeRustProgram(program);
  if (isPacked(source, executable))
    yield unsupported(
      program,
      'the program is packed with UPX, which hides the modules it was built from',
    );
}

function readAuditData({ source, executable, scope }: Program): string | undefined {
  const section = sectionNamed(executable, '.dep-v0');
  if (section === undefined || !isRange(source, section.offset, section.size)) return undefined;
  const size = Math.min(section.size, scope.limits.maxDocumentBytes);
  const data = Buffer.from(source.read(section.offset, size));
  return inflateBounded(data, 'zlib', maxAuditJsonBytes, 'the section .dep-v0').toString('utf8');
}
