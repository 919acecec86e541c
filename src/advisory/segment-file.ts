import { rmSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { Advisory, ExploitPrediction, KnownExploited } from '#model/advisory.ts';
import type { AliasGroup } from './alias.ts';
import { cveKey } from './cve-key.ts';
import { type AdvisoryHead, encodeFacts, encodeHead } from './encode.ts';
import type { Fact } from './fact.ts';
import { sortedSet } from './name.ts';
import { publisherOfFact } from './publisher.ts';
import { schemaVersion } from './schema.ts';

/** What the manifest says of a segment that was written. */
export interface SegmentSummary {
  readonly advisories: number;
  readonly packages: number;
  readonly facts: number;
  readonly newest: string;
  readonly feeds: readonly string[];
  readonly publishers: readonly string[];
}

/** One vector of a vulnerability with the feed that states it. */
export interface StatedVector {
  readonly id: string;
  readonly source: string;
  readonly vector: string;
  readonly score: number;
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
  const feeds = sortedSet(facts.map((fact) => fact.advisory.feed));
  const packages = groupByKey(facts);
  const publishers = sortedSet(facts.map(({ advisory }) => publisherOfFact(advisory).id));
  const summary = {
    advisories: heads.size,
    packages: packages.size,
    facts: facts.length,
    newest,
    feeds,
    publishers,
  };
  writeDatabase(path, (database) => {
    database.exec(
      `CREATE TABLE vuln(id INTEGER PRIMARY KEY, name TEXT NOT NULL, facts BLOB NOT NULL);
       CREATE TABLE pkg(name TEXT PRIMARY KEY, facts BLOB NOT NULL) WITHOUT ROWID`,
    );
    const rows = [...heads.values()].map(
      ({ id, head }) => [id, head.id, encodeHead(head, feeds)] as const,
    );
    insertAll(database, 'INSERT INTO vuln VALUES (?, ?, ?)', rows);
    insertAll(database, 'INSERT INTO pkg VALUES (?, ?)', packageRows(packages, heads));
    writeMeta(database, name, summary);
  });
  return summary;
}

/** Writes the `core` segment: which ids name the same vulnerability, and the vectors stated for each. */
export function writeCoreSegment(
  path: string,
  groups: readonly AliasGroup[],
  vectors: readonly StatedVector[],
  newest: string,
): SegmentSummary {
  const sources = sortedSet(vectors.map((vector) => vector.source));
  const names = groups.flatMap((group, index) => group.map((name) => [name, index + 1] as const));
  const byId = Map.groupBy(vectors, (vector) => vector.id);
  const summary = coreSummary(groups.length, byId.size, newest, sources);
  writeDatabase(path, (database) => {
    database.exec(
      `CREATE TABLE alias(name TEXT PRIMARY KEY, family INTEGER NOT NULL) WITHOUT ROWID;
       CREATE TABLE family(id INTEGER PRIMARY KEY, names TEXT NOT NULL);
       CREATE TABLE cvss(id TEXT PRIMARY KEY, vectors TEXT NOT NULL) WITHOUT ROWID`,
    );
    insertAll(database, 'INSERT INTO alias VALUES (?, ?)', names.toSorted(byFirst));
    insertAll(
      database,
      'INSERT INTO family VALUES (?, ?)',
      groups.map((group, index) => [index + 1, group.join(' ')]),
    );
    insertAll(
      database,
      'INSERT INTO cvss VALUES (?, ?)',
      [...byId].sort(byFirst).map(([id, list]) => [id, vectorText(list, sources)]),
    );
    writeMeta(database, 'core', { ...summary });
  });
  return summary;
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
  const summary = plainSummary(rows.length, newest, 'kev:cisa', 'cisa-kev');
  writeDatabase(path, (database) => {
    database.exec(
      `CREATE TABLE kev(cve TEXT PRIMARY KEY, added TEXT NOT NULL, due TEXT NOT NULL,
         ransomware INTEGER NOT NULL) WITHOUT ROWID`,
    );
    insertAll(database, 'INSERT INTO kev VALUES (?, ?, ?, ?)', rows);
    writeMeta(database, 'kev', { ...summary });
  });
  return summary;
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
  const summary = plainSummary(rows.size, newest, 'epss:first', 'first-epss');
  writeDatabase(path, (database) => {
    database.exec(
      `CREATE TABLE epss(cve INTEGER PRIMARY KEY, probability INTEGER NOT NULL,
         percentile INTEGER NOT NULL)`,
    );
    const sorted = [...rows.values()].sort((a, b) => a[0] - b[0]);
    insertAll(database, 'INSERT INTO epss VALUES (?, ?, ?)', sorted);
    writeMeta(database, 'epss', { ...summary });
  });
  return summary;
}

function writeDatabase(path: string, fill: (database: DatabaseSync) => void): void {
  rmSync(path, { force: true });
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF');
    database.exec('BEGIN');
    database.exec('CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID');
    fill(database);
    database.exec('COMMIT; VACUUM');
  } finally {
    database.close();
  }
}

function insertAll(
  database: DatabaseSync,
  sql: string,
  rows: Iterable<readonly SQLInputValue[]>,
): void {
  const statement = database.prepare(sql);
  for (const row of rows) statement.run(...row);
}

/** No build time here: a segment whose facts did not change keeps its digest. */
function writeMeta(database: DatabaseSync, segment: string, summary: SegmentSummary): void {
  const rows = Object.entries({
    schema: schemaVersion,
    segment,
    newest: summary.newest,
    feeds: JSON.stringify(summary.feeds),
    publishers: JSON.stringify(summary.publishers),
    advisories: String(summary.advisories),
    facts: String(summary.facts),
  });
  insertAll(database, 'INSERT INTO meta VALUES (?, ?)', rows.sort(byFirst));
}

interface NumberedHead {
  readonly id: number;
  readonly head: AdvisoryHead;
}

/** Heads in the order of their content, so that numbers do not depend on the order of reading. */
function numberHeads(facts: readonly Fact[]): ReadonlyMap<string, NumberedHead> {
  const heads = new Map<string, AdvisoryHead>();
  for (const { advisory } of facts) heads.set(headKey(advisory), headOf(advisory));
  const sorted = [...heads].sort(byFirst);
  return new Map(sorted.map(([key, head], index) => [key, { id: index + 1, head }]));
}

function headOf(advisory: Advisory): AdvisoryHead {
  const { package: _package, state: _state, ranges: _ranges, ...rest } = advisory;
  const { versions: _versions, qualifiers: _qualifiers, ...head } = rest;
  return head;
}

function headKey(advisory: Advisory): string {
  const { id, feed, severity, cvss, published, modified, url, cves, aliases } = advisory;
  const vectors = cvss.map((vector) => vector.vector);
  return JSON.stringify([id, feed, severity, vectors, published, modified, url, cves, aliases]);
}

function groupByKey(facts: readonly Fact[]): ReadonlyMap<string, Fact[]> {
  return Map.groupBy(facts, (fact) => fact.key);
}

function* packageRows(
  packages: ReadonlyMap<string, readonly Fact[]>,
  heads: ReadonlyMap<string, NumberedHead>,
): Iterable<readonly [string, Buffer]> {
  for (const key of [...packages.keys()].sort()) {
    const facts = packages.get(key) ?? [];
    const numbered = facts
      .map(({ advisory }) => ({ head: heads.get(headKey(advisory))?.id ?? 0, advisory }))
      .sort((a, b) => a.head - b.head || compareText(bodyText(a.advisory), bodyText(b.advisory)));
    const name = facts.map((fact) => fact.advisory.package).sort()[0] ?? key;
    yield [key, encodeFacts(name, numbered)];
  }
}

function bodyText({ state, ranges, versions, qualifiers }: Advisory): string {
  return JSON.stringify([state, ranges, versions, qualifiers]);
}

function coreSummary(
  families: number,
  vectors: number,
  newest: string,
  feeds: readonly string[],
): SegmentSummary {
  return { advisories: families, packages: 0, facts: vectors, newest, feeds, publishers: [] };
}

function plainSummary(
  count: number,
  newest: string,
  feed: string,
  publisher: string,
): SegmentSummary {
  return {
    advisories: count,
    packages: 0,
    facts: count,
    newest,
    feeds: [feed],
    publishers: [publisher],
  };
}

/** `sourceIndex score vector`, separated by line breaks. */
function vectorText(list: readonly StatedVector[], sources: readonly string[]): string {
  const lines = list.map(
    ({ source, score, vector }) => `${sources.indexOf(source)} ${score} ${vector}`,
  );
  return sortedSet(lines).join('\n');
}

function byFirst(a: readonly [string, ...unknown[]], b: readonly [string, ...unknown[]]): number {
  return compareText(a[0], b[0]);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
