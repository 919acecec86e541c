import type { ExploitPrediction, KnownExploited, Ssvc } from '#model/advisory.ts';
import type { AliasGroup } from './alias.ts';
import { cveKey } from './cve-key.ts';
import { sortedSet } from './name.ts';
import type { SegmentSummary } from './segment-file.ts';
import { metaOfSegment, type Row, type Table, writeSegmentFile } from './segment-tables.ts';

/** One vector of a vulnerability with the feed that states it. */
export interface StatedVector {
  readonly id: string;
  readonly source: string;
  readonly vector: string;
  readonly score: number;
}

/** What the `core` segment holds: everything that is about a vulnerability and not about a package. */
export interface CoreFacts {
  readonly groups: readonly AliasGroup[];
  readonly vectors: readonly StatedVector[];
  /** CWE numbers by CVE or advisory id. */
  readonly weaknesses: ReadonlyMap<string, ReadonlySet<number>>;
  readonly decisions: ReadonlyMap<string, Ssvc>;
}

/** Writes the `core` segment: ids of the same vulnerability, vectors, weaknesses and decision points. */
export function writeCoreSegment(
  path: string,
  { groups, vectors, weaknesses, decisions }: CoreFacts,
  newest: string,
): SegmentSummary {
  const sources = [...new Set(vectors.map((vector) => vector.source))].sort();
  const byId = Map.groupBy(vectors, (vector) => vector.id);
  const rows: Readonly<Record<string, () => Iterable<Row>>> = {
    alias: () => aliasRows(groups),
    family: () => groups.map((group) => [group[0] ?? '', group.join(' ')] as const).sort(byFirst),
    cvss: () => [...byId].sort(byFirst).map(([id, list]) => [id, vectorText(list, sources)]),
    cwe: () => [...weaknesses].sort(byFirst).map(([id, numbers]) => [id, numberText(numbers)]),
    ssvc: () => [...decisions].sort(byFirst).map(([cve, ssvc]) => [cve, decisionText(ssvc)]),
  };
  const summary = {
    advisories: groups.length,
    packages: 0,
    facts: byId.size + weaknesses.size + decisions.size,
    newest,
    feeds: sources,
    publishers: [],
  };
  const digest = writeSegmentFile(
    path,
    'core',
    ({ name }) => rows[name]?.() ?? [],
    () => metaOfSegment('core', summary),
  );
  return { rows: digest, ...summary };
}

/** Writes the `kev` segment. */
export function writeKevSegment(
  path: string,
  entries: readonly KnownExploited[],
  newest: string,
): SegmentSummary {
  const rows = [...new Map(entries.map((entry) => [entry.cve, entry])).values()]
    .map(({ cve, added, due, ransomware }) => [cve, added, due ?? '', Number(ransomware)] as const)
    .sort(byFirst);
  const summary = plainSummary(rows.length, newest, ['kev:cisa'], ['cisa-kev']);
  const digest = writeSegmentFile(
    path,
    'kev',
    () => rows,
    () => metaOfSegment('kev', summary),
  );
  return { rows: digest, ...summary };
}

/** Writes the `epss` segment: both numbers in units of 0.00001, the precision of the feed. */
export function writeEpssSegment(
  path: string,
  entries: readonly ExploitPrediction[],
  newest: string,
): SegmentSummary {
  const rows = new Map<number, readonly [number, number, number]>();
  for (const { cve, probability, percentile } of entries) {
    const key = cveKey(cve);
    if (key !== undefined)
      rows.set(key, [key, Math.round(probability * 1e5), Math.round(percentile * 1e5)]);
  }
  const sorted = [...rows.values()].sort((a, b) => a[0] - b[0]);
  const summary = plainSummary(rows.size, newest, ['epss:first'], ['first-epss']);
  const digest = writeSegmentFile(
    path,
    'epss',
    () => sorted,
    () => metaOfSegment('epss', summary),
  );
  return { rows: digest, ...summary };
}

/** Writes a segment of one table of texts by key: `eol` (lifecycles as JSON) and `rhel-products` (CPE names). */
export function writeTextSegment(
  path: string,
  what: {
    readonly name: string;
    readonly kind: 'lifecycles' | 'products';
    readonly newest: string;
  },
  entries: ReadonlyMap<string, string>,
): SegmentSummary {
  const rows = [...entries].sort(byFirst);
  const summary = plainSummary(rows.length, what.newest, [], []);
  const digest = writeSegmentFile(
    path,
    what.kind,
    (_table: Table) => rows,
    () => metaOfSegment(what.name, summary),
  );
  return { rows: digest, ...summary };
}

function plainSummary(
  count: number,
  newest: string,
  feeds: readonly string[],
  publishers: readonly string[],
): Omit<SegmentSummary, 'rows'> {
  return { advisories: count, packages: 0, facts: count, newest, feeds, publishers };
}

/** Every name but the first of its family, which is the family's key: so rows do not move when families come or go. */
function aliasRows(groups: readonly AliasGroup[]): Iterable<Row> {
  return groups
    .flatMap(([first = '', ...rest]) => rest.map((name) => [name, first] as const))
    .sort(byFirst);
}

/** `sourceIndex score vector`, separated by line breaks. */
function vectorText(list: readonly StatedVector[], sources: readonly string[]): string {
  const lines = list.map(
    ({ source, score, vector }) => `${sources.indexOf(source)} ${score} ${vector}`,
  );
  return sortedSet(lines).join('\n');
}

function numberText(numbers: ReadonlySet<number>): string {
  return [...numbers].sort((a, b) => a - b).join(' ');
}

/** `exploitation automatable impact date`. */
function decisionText({ exploitation, automatable, impact, date }: Ssvc): string {
  return `${exploitation} ${automatable ? 'yes' : 'no'} ${impact} ${date}`;
}

function byFirst(a: readonly [string, ...unknown[]], b: readonly [string, ...unknown[]]): number {
  return a[0] < b[0] ? -1 : Number(a[0] > b[0]);
}
