import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import type { Location } from '#model/location.ts';
import type { Observation } from '#model/observation.ts';
import { observeGoProgram } from '../language/go/go-program.ts';
import { observeAuditData } from '../language/rust/audit-data.ts';
import { type ByteSource, isRange, partOf } from './byte-source.ts';
import { type Executable, sectionNamed } from './executable.ts';
import { executableMagics, readExecutable } from './executable-format.ts';
import { readGoBuildInfo } from './go-build-info.ts';
import { readGoFunctionNames } from './go-function-names.ts';
import { inflateBounded } from './inflate.ts';
import { isPacked } from './packer.ts';

const maxAuditJsonBytes = 16 * 2 ** 20;

/** Reads what compilers left in ELF, PE and Mach-O files: Go build information, the crate list of cargo-auditable. */
export const programAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'binary/program',
  revision: 2,
  title: 'Go and Rust programs (build information in ELF, PE, Mach-O and WebAssembly files)',
  claims: [...executableMagics.map((magic) => ({ magic })), { suffix: '.wasm' }],
  analyze: analyzeProgram,
};

function* analyzeProgram(file: FileView, scope: Scope): Iterable<Observation> {
  const location = locationOf(file);
  const source = partOf(file, 0, file.size);
  const executable = readExecutable(source);
  if (executable === undefined) return;
  const info = readGoBuildInfo(source, executable, scope.limits.maxDocumentBytes);
  if (info !== undefined) {
    const names = readGoFunctionNames(source, executable, info.goVersion);
    yield* observeGoProgram(info, location, names);
  }
  const crates = readAuditData(source, executable, scope);
  if (crates !== undefined) yield* observeAuditData(crates, location);
  if (info === undefined && crates === undefined && isPacked(source, executable))
    yield {
      type: 'gap',
      location,
      reason: 'unsupported',
      detail: 'the program is packed with UPX, which hides the modules it was built from',
    };
}

function readAuditData(
  source: ByteSource,
  executable: Executable,
  scope: Scope,
): string | undefined {
  const section = sectionNamed(executable, '.dep-v0');
  if (section === undefined || !isRange(source, section.offset, section.size)) return undefined;
  const size = Math.min(section.size, scope.limits.maxDocumentBytes);
  const data = Buffer.from(source.read(section.offset, size));
  return inflateBounded(data, 'zlib', maxAuditJsonBytes, 'the section .dep-v0').toString('utf8');
}

function locationOf(file: FileView): Location {
  return { path: file.path, ...(file.layer && { layer: file.layer }) };
}
