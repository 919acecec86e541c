import { createHash } from 'node:crypto';
import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import type { Component, Hash } from '#model/component.ts';
import type { Location } from '#model/location.ts';
import type { Observation } from '#model/observation.ts';
import { type ByteSource, bytesSource, partOf } from '../../binary/byte-source.ts';
import { readZipEntries, readZipEntry, type ZipEntry, zipEntryArea } from '../../binary/zip.ts';
import { readArchive } from './archive-content.ts';
import { archiveGap } from './archive-gap.ts';
import { archiveSuffixes } from './archive-name.ts';
import { libraryOfClass } from './class-fingerprint.ts';
import { InflateBudget } from './inflate-budget.ts';

const maxArchiveDepth = 4;
const hashChunkBytes = 2 ** 20;

/** Reads Java archives and the archives inside them, without unpacking anything to disk. */
export const archiveAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'java/archive',
  revision: 3,
  title: 'Java archives (jar, war, ear and their kin, nested)',
  claims: archiveSuffixes.map((suffix) => ({ suffix })),
  analyze: analyzeArchive,
};

/** One archive on the way down. `parent` is the nearest enclosing archive that is known by name. */
interface Frame {
  readonly source: ByteSource;
  readonly location: Location;
  readonly depth: number;
  readonly parent?: Component;
}

function* analyzeArchive(file: FileView, scope: Scope): Iterable<Observation> {
  const location = { path: file.path, ...(file.layer && { layer: file.layer }) };
  const source = partOf(file, 0, file.size);
  // RAR archives have the ending of Java's resource adapters.
  if (file.path.toLowerCase().endsWith('.rar') && isRar(source)) return;
  const budget = new InflateBudget(file.size, scope.limits);
  yield* walkArchive({ source, location, depth: 0 }, budget, scope);
}

function isRar(source: ByteSource): boolean {
  return Buffer.from(source.read(0, 4)).toString('latin1') === 'Rar!';
}

function* walkArchive(frame: Frame, budget: InflateBudget, scope: Scope): Iterable<Observation> {
  checkpoint(scope.signal);
  const { source, location, depth } = frame;
  const entries = readZipEntries(source, isWanted, { maxEntries: budget.entriesLeft() });
  budget.countEntries(entries.length);
  const content = readArchive(source, entries, { location, embedded: depth > 0 }, budget);
  const own = content.own && { ...content.own, hashes: [sha1Of(source)] };
  if (own !== undefined) yield { type: 'component', component: own };
  const container = own ?? frame.parent;
  if (own !== undefined) yield* containedIn(frame.parent, own);
  for (const component of content.shaded) {
    yield { type: 'component', component };
    yield* containedIn(container, component);
  }
  yield* content.gaps;
  for (const entry of entries) {
    if (!isArchiveName(entry.name)) continue;
    const inner = {
      path: `${location.path}!/${entry.name}`,
      ...(location.layer && { layer: location.layer }),
    };
    const next = { location: inner, depth: depth + 1, ...(container && { parent: container }) };
    yield* walkNested(source, entry, next, { budget, scope });
  }
}

function* walkNested(
  outer: ByteSource,
  entry: ZipEntry,
  frame: Omit<Frame, 'source'>,
  { budget, scope }: { readonly budget: InflateBudget; readonly scope: Scope },
): Iterable<Observation> {
  try {
    if (frame.depth > maxArchiveDepth)
      throw new CaissonError(
        'limit.depth',
        `archives nested deeper than ${maxArchiveDepth} are not read`,
      );
    const source = openNested(outer, entry, budget, scope);
    yield* walkArchive({ ...frame, source }, budget, scope);
  } catch (error) {
    yield archiveGap(error, frame.location);
  }
}

/** A stored archive is read in place; a deflated one is held in memory, one per level at a time. */
function openNested(
  outer: ByteSource,
  entry: ZipEntry,
  budget: InflateBudget,
  scope: Scope,
): ByteSource {
  if (entry.method === 0) return zipEntryArea(outer, entry);
  const { maxFileBytes } = scope.limits;
  if (entry.size <= maxFileBytes) budget.spend(entry.size);
  return bytesSource(readZipEntry(outer, entry, maxFileBytes));
}

function* containedIn(container: Component | undefined, inner: Component): Iterable<Observation> {
  if (container === undefined || container.id === inner.id) return;
  const relation = { from: container.id, to: inner.id, kind: 'contains' } as const;
  yield { type: 'relation', location: inner.locations[0], relation };
}

/** Most entries are classes: their names are told apart by the last bytes, without making text of them. */
function isWanted(name: Buffer): boolean {
  const last = name.at(-1) ?? 0;
  if (last === 0x2f || (last | 0x20) === 0x73)
    return libraryOfClass(name) !== undefined || isDescriptorName(name);
  return isArchiveName(name.toString('latin1')) || isDescriptorName(name);
}

function isDescriptorName(name: Buffer): boolean {
  const length = name.length;
  if (length > 1024) return false;
  const tail = name.toString('latin1', Math.max(0, length - 20));
  return tail.endsWith('MANIFEST.MF') || /(?:^|\/)pom\.(?:properties|xml)$/.test(tail);
}

function isArchiveName(name: string): boolean {
  const dot = name.lastIndexOf('.');
  const suffix = dot === -1 ? '' : name.slice(dot).toLowerCase();
  return archiveSuffixes.some((candidate) => candidate === suffix);
}

/** SHA-1 of the whole archive: registries list Maven artifacts by it. */
function sha1Of(source: ByteSource): Hash {
  const hash = createHash('sha1');
  for (let at = 0; at < source.size; at += hashChunkBytes)
    hash.update(source.read(at, hashChunkBytes));
  return { algorithm: 'sha1', value: hash.digest('hex') };
}
