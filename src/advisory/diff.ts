import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import type { Advisory } from '#model/advisory.ts';
import { type Database, databaseAt, selectDatabase } from './database.ts';
import type { DatabaseLocation } from './location.ts';
import type { ManifestSegment } from './manifest.ts';
import { Comparison, type RowChange } from './row-change.ts';
import { openSegment } from './segment-cache.ts';
import { FactSegment } from './segment-reader.ts';
import { tablesOf } from './segment-tables.ts';
import { keyOf, SegmentView } from './segment-view.ts';
import { selectSegments } from './selection.ts';

/** What became of a key (a package, a CVE) of a segment from one build to the next. */
export interface KeyChange {
  readonly key: string;
  readonly change: 'added' | 'removed' | 'changed';
}

/** How two builds of a segment differ. `facts` are those about packages; other segments have keys only. */
export interface SegmentDifference {
  readonly segment: string;
  readonly keys: readonly KeyChange[];
  readonly facts: readonly FactChange[];
}

/** A fact that came, went, or says something else of the same advisory and package. */
interface FactChange {
  readonly package: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly before?: Advisory;
  readonly after?: Advisory;
}

/**
 * The keys whose facts differ between two files of one segment of facts, in order, by one pass over both. Throws
 * `input.malformed` when one is damaged.
 */
export function* changedKeys(before: string, after: string): Iterable<KeyChange> {
  using old = new SegmentView(before, 'facts');
  using young = new SegmentView(after, 'facts');
  yield* keyChanges(old, young);
}

/** The digest of each named segment's rows that look-ups at this location use; a segment that is not there is left out. */
export function segmentDigests(
  location: DatabaseLocation,
  names: readonly string[],
): ReadonlyMap<string, string> {
  const selection = selectSegments(location);
  return new Map(
    names.flatMap((name) => {
      const placed = selection?.facts.get(name);
      return placed === undefined ? [] : [[name, placed.segment.rows] as const];
    }),
  );
}

/**
 * How segments differ between two databases, those of them that do, in the order of their names; all segments when none are
 * named. A segment that only one of them has is compared with an empty one. Throws `input.not-found`, `integrity.*`.
 */
export function* diffSegments(
  before: Database,
  after: Database,
  options: { readonly cache: string; readonly names?: readonly string[]; readonly facts: boolean },
  scope: Scope,
): Iterable<SegmentDifference> {
  for (const name of namesIn(before, after, options.names)) {
    checkpoint(scope.signal);
    const [old, young] = [segmentOf(before, name), segmentOf(after, name)];
    if (old?.rows === young?.rows || (old ?? young)?.kind === 'other') continue;
    const sides = {
      old: { database: before, segment: old },
      young: { database: after, segment: young },
    };
    const difference = compare(name, sides, options, scope);
    if (difference.keys.length > 0) yield difference;
  }
}

/** The database in use, or the one in a directory (`index.json` and blobs). Throws `input.not-found`, `input.malformed`. */
export function openDatabase(
  location: DatabaseLocation | { readonly directory: string },
): Database {
  const database = 'directory' in location ? undefined : selectDatabase(location);
  return database ?? databaseAt('directory' in location ? location.directory : '');
}

interface Side {
  readonly database: Database;
  readonly segment: ManifestSegment | undefined;
}

interface Sides {
  readonly old: Side;
  readonly young: Side;
}

function compare(
  segment: string,
  { old, young }: Sides,
  { cache, facts }: { readonly cache: string; readonly facts: boolean },
  scope: Scope,
): SegmentDifference {
  function open<Opened>({ database, segment: one }: Side, use: (path: string) => Opened) {
    const place = { blobs: database.blobs, cache };
    return one === undefined ? undefined : openSegment(place, one, scope, use);
  }
  const kind = (old.segment ?? young.segment)?.kind ?? 'other';
  if (kind === 'other') return { segment, keys: [], facts: [] };
  using before = open(old, (path) => new SegmentView(path, kind));
  using after = open(young, (path) => new SegmentView(path, kind));
  const keys = [...sideChanges(before, after)];
  if (!facts || kind !== 'facts') return { segment, keys, facts: [] };
  using first = open(old, (path) => new FactSegment(path));
  using second = open(young, (path) => new FactSegment(path));
  return { segment, keys, facts: keys.flatMap(({ key }) => factChanges(key, first, second)) };
}

function sideChanges(
  before: SegmentView | undefined,
  after: SegmentView | undefined,
): Iterable<KeyChange> {
  if (before !== undefined && after !== undefined) return keyChanges(before, after);
  const change = before === undefined ? 'added' : 'removed';
  const view = before ?? after;
  const rows = view === undefined ? [] : tablesWithKeys(view).flatMap((one) => [...view.rows(one)]);
  return rows.map((row) => ({ key: String(keyOf(row)), change }));
}

function* keyChanges(before: SegmentView, after: SegmentView): Iterable<KeyChange> {
  const comparison = new Comparison(before, after);
  for (const table of tablesOf[before.kind])
    for (const change of comparison.changes(table))
      if (change.type !== 'same' && table.name !== 'vuln') yield keyChange(change);
}

function keyChange(change: Exclude<RowChange, { readonly type: 'same' }>): KeyChange {
  const row = change.type === 'added' ? change.after : change.before;
  return { key: String(keyOf(row)), change: change.type };
}

function tablesWithKeys({ kind }: SegmentView) {
  return tablesOf[kind].filter((table) => table.name !== 'vuln');
}

function factChanges(
  key: string,
  before: FactSegment | undefined,
  after: FactSegment | undefined,
): readonly FactChange[] {
  const old = byText(before?.byPackage(key) ?? []);
  const young = byText(after?.byPackage(key) ?? []);
  const gone = [...old].filter(([text]) => !young.has(text)).map(([, fact]) => fact);
  const came = [...young].filter(([text]) => !old.has(text)).map(([, fact]) => fact);
  return pairUp(key, gone, came);
}

/** Facts of the same advisory belong together: one that went and one that came are one that changed. */
function pairUp(
  name: string,
  gone: readonly Advisory[],
  came: readonly Advisory[],
): readonly FactChange[] {
  const waiting = Map.groupBy(came, ({ id, feed }) => `${feed} ${id}`);
  const changes = gone.map((before): FactChange => {
    const after = waiting.get(`${before.feed} ${before.id}`)?.shift();
    return after === undefined
      ? { package: name, change: 'removed', before }
      : { package: name, change: 'changed', before, after };
  });
  const rest = [...waiting.values()].flat();
  return [
    ...changes,
    ...rest.map((after): FactChange => ({ package: name, change: 'added', after })),
  ];
}

function byText(facts: readonly Advisory[]): ReadonlyMap<string, Advisory> {
  return new Map(facts.map((fact) => [JSON.stringify(fact), fact]));
}

function namesIn(
  before: Database,
  after: Database,
  wanted: readonly string[] | undefined,
): readonly string[] {
  const all = [...before.manifest.segments, ...after.manifest.segments].map(({ name }) => name);
  const names = [...new Set(all)].sort();
  return wanted === undefined ? names : names.filter((name) => wanted.includes(name));
}

function segmentOf({ manifest }: Database, name: string): ManifestSegment | undefined {
  return manifest.segments.find((segment) => segment.name === name);
}
