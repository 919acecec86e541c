import { zstdDecompressSync } from 'node:zlib';
import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { Observation } from '#model/observation.ts';
import { Budget, isPlainWord } from '../bounds.ts';
import { linesOf } from '../lines.ts';
import { ownershipObservations, packageObservation } from '../package-observation.ts';

/**
 * Packages of Ubuntu images cut with Chisel: `manifest.wall`, JSON lines compressed with zstd (Chisel manifest, schema 1.0).
 * It names no source packages.
 */
export const chiselManifest: Analyzer = {
  kind: 'analyzer',
  id: 'os/chisel',
  revision: 1,
  title: 'packages of chiselled images',
  claims: [{ basename: 'manifest.wall' }],
  analyze,
};

function* analyze(file: FileView, scope: Scope): Iterable<Observation> {
  const budget = new Budget(scope.limits.maxEntries);
  const owned = new Map<string, string[]>();
  const [header = '', ...lines] = linesOf(decompress(file.bytes(), scope.limits.maxFileBytes));
  checkHeader(header);
  for (const line of lines) {
    budget.spend(1);
    const entry = parseJson(line, 'a line of the chisel manifest');
    if (!isRecord(entry)) throw malformed('a line that is no object');
    if (entry['kind'] === 'package') {
      budget.countPackage();
      yield packageOf(file.path, entry);
    } else if (entry['kind'] === 'content') own(entry, owned);
  }
  for (const [name, paths] of owned)
    yield* ownershipObservations(file.path, { ecosystem: 'deb', package: name }, paths);
}

function decompress(bytes: Uint8Array, most: number): string {
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: most }).toString('utf8');
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new CaissonError('limit.size', 'the chisel manifest is too large', { cause });
    throw new CaissonError('input.malformed', 'the chisel manifest is not valid zstd', { cause });
  }
}

function checkHeader(line: string): void {
  const header = parseJson(line, 'the first line of the chisel manifest');
  if (!isRecord(header) || header['jsonwall'] === undefined) throw malformed('no header');
  if (!String(header['schema']).startsWith('1.'))
    throw new CaissonError('input.unsupported', 'the chisel manifest has a later schema');
}

type Entry = Readonly<Record<string, unknown>>;

function packageOf(path: string, { name, version, arch }: Entry): Observation {
  const architecture = typeof arch === 'string' ? arch : '';
  if (typeof name !== 'string' || typeof version !== 'string')
    throw malformed('a nameless package');
  if (!isPlainWord(name) || !isPlainWord(version)) throw malformed('a package with a strange name');
  const purl = { type: 'deb', qualifiers: { arch: architecture } };
  return packageObservation(path, { name, version, architecture, purl });
}

/** `slice` is the package's name, `_` and the name of the slice. */
function own({ slice, path }: Entry, owned: Map<string, string[]>): void {
  if (typeof slice !== 'string' || typeof path !== 'string') throw malformed('a nameless path');
  if (path.endsWith('/')) return;
  const [name = ''] = slice.split('_', 1);
  const paths = owned.get(name);
  if (paths === undefined) owned.set(name, [path]);
  else paths.push(path);
}

function malformed(what: string): CaissonError {
  return new CaissonError('input.malformed', `the chisel manifest has ${what}`);
}
