import type { Advisory } from '#model/advisory.ts';
import type { Digest } from '#model/digest.ts';
import { type AdvisoryHead, encodeFacts, encodeHead } from './encode.ts';
import type { Fact } from './fact.ts';
import { sortedSet } from './name.ts';
import { publisherOfFact } from './publisher.ts';
import { metaOfSegment, type Row, type Table, writeSegmentFile } from './segment-tables.ts';

/** What the manifest says of a segment that was written. */
export interface SegmentSummary {
  readonly rows: Digest;
  readonly advisories: number;
  readonly packages: number;
  readonly facts: number;
  readonly newest: string;
  readonly feeds: readonly string[];
  readonly publishers: readonly string[];
}

/**
 * Writes the facts of one ecosystem or release to a new SQLite file: `vuln` (advisory heads), `pkg` (one row per package)
 * and `meta`. The same facts, in any order, give the same bytes.
 */
export function writeFactSegment(
  path: string,
  name: string,
  facts: readonly Fact[],
  newest: string,
): SegmentSummary {
  const heads = numberHeads(facts);
  const feeds = sortedSet([...new Set(facts.map((fact) => fact.advisory.feed))]);
  const packages = Map.groupBy(facts, (fact) => fact.key);
  const summary = {
    advisories: heads.size,
    packages: packages.size,
    facts: facts.length,
    newest,
    feeds,
    publishers: publishersOf(facts),
  };
  function rowsOf({ name: table }: Table): Iterable<Row> {
    return table === 'vuln' ? headRows(heads, feeds) : packageRows(packages, heads);
  }
  const rows = writeSegmentFile(path, 'facts', rowsOf, () => metaOfSegment(name, summary));
  return { rows, ...summary };
}

interface NumberedHead {
  readonly id: number;
  readonly head: AdvisoryHead;
}

function publishersOf(facts: readonly Fact[]): string[] {
  const found = new Set<string>();
  for (const { advisory } of facts) found.add(publisherOfFact(advisory).id);
  return [...found].sort();
}

/** Heads in the order of their content, so that numbers do not depend on the order of reading. */
function numberHeads(facts: readonly Fact[]): ReadonlyMap<string, NumberedHead> {
  const heads = new Map<string, AdvisoryHead>();
  for (const { advisory } of facts) {
    const key = headKey(advisory);
    if (!heads.has(key)) heads.set(key, headOf(advisory));
  }
  const sorted = [...heads].sort((a, b) => compareText(a[0], b[0]));
  return new Map(sorted.map(([key, head], index) => [key, { id: index + 1, head }]));
}

function* headRows(
  heads: ReadonlyMap<string, NumberedHead>,
  feeds: readonly string[],
): Iterable<Row> {
  for (const { id, head } of heads.values()) yield [id, head.id, encodeHead(head, feeds)];
}

function headOf(advisory: Advisory): AdvisoryHead {
  const { id, cves, aliases, severity, cvss, published, modified, feed, url } = advisory;
  return {
    id,
    cves,
    aliases,
    ...(severity !== undefined && { severity }),
    cvss,
    ...(published !== undefined && { published }),
    ...(modified !== undefined && { modified }),
    feed,
    ...(url !== undefined && { url }),
  };
}

function headKey(advisory: Advisory): string {
  const { id, feed, severity, cvss, published, modified, url, cves, aliases } = advisory;
  const vectors = cvss.map((vector) => vector.vector);
  return JSON.stringify([id, feed, severity, vectors, published, modified, url, cves, aliases]);
}

function* packageRows(
  packages: ReadonlyMap<string, readonly Fact[]>,
  heads: ReadonlyMap<string, NumberedHead>,
): Iterable<Row> {
  for (const key of [...packages.keys()].sort()) {
    const facts = packages.get(key) ?? [];
    const numbered = facts
      .map(({ advisory }) => ({ head: heads.get(headKey(advisory))?.id ?? 0, advisory }))
      .sort((a, b) => a.head - b.head || compareText(bodyText(a.advisory), bodyText(b.advisory)));
    const name = facts.map((fact) => fact.advisory.package).sort()[0] ?? key;
    yield [key, encodeFacts(name, numbered)];
  }
}

function bodyText({ state, ranges, versions, qualifiers, statement, fixedOn }: Advisory): string {
  return JSON.stringify([state, ranges, versions, qualifiers, statement, fixedOn]);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
