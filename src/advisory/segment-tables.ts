import { createHash, type Hash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import { type Digest, parseDigest } from '#model/digest.ts';
import type { SegmentKind } from './manifest.ts';
import { schemaVersion } from './schema.ts';

/** A value as segments hold it. */
export type Cell = string | number | Uint8Array;
/** One row; the first cell is the key of the table. */
export type Row = readonly Cell[];

type Column = readonly [name: string, type: 'TEXT' | 'INTEGER' | 'BLOB'];

/** A table of a segment: its key is the first column, and rows are stored in the order of the key. */
export interface Table {
  readonly name: string;
  /** Names and SQL types, the key first. */
  readonly columns: readonly [Column, ...Column[]];
}

/** The tables of each kind of segment beside `meta`. Delta, digest and comparison work on these alone. */
export const tablesOf: Readonly<Record<Exclude<SegmentKind, 'other'>, readonly Table[]>> = {
  facts: [
    { name: 'vuln', columns: [integer('id'), text('name'), blob('facts')] },
    { name: 'pkg', columns: [text('name'), blob('facts')] },
  ],
  core: [
    { name: 'alias', columns: [text('name'), text('family')] },
    { name: 'family', columns: [text('id'), text('names')] },
    { name: 'cvss', columns: [text('id'), text('vectors')] },
    { name: 'cwe', columns: [text('id'), text('numbers')] },
    { name: 'ssvc', columns: [text('cve'), text('decision')] },
  ],
  kev: [
    {
      name: 'kev',
      columns: [text('cve'), text('added'), text('due'), integer('ransomware')],
    },
  ],
  epss: [
    { name: 'epss', columns: [integer('cve'), integer('probability'), integer('percentile')] },
  ],
  lifecycles: [{ name: 'lifecycle', columns: [text('product'), text('lines')] }],
  products: [{ name: 'product', columns: [text('repository'), text('cpes')] }],
};

/** What `meta` says beside the digest of the rows. */
export type Meta = Readonly<Record<string, string>>;

/**
 * Writes a segment to a new SQLite file: the same rows and meta give the same bytes with the same SQLite. Gives the digest of
 * the rows, which is the same with every SQLite.
 */
export function writeSegmentFile(
  path: string,
  kind: Exclude<SegmentKind, 'other'>,
  rowsOf: (table: Table) => Iterable<Row>,
  metaOf: () => Meta,
): Digest {
  rmSync(path, { force: true });
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF');
    database.exec('BEGIN');
    createTable(database, metaTable);
    for (const table of tablesOf[kind]) {
      createTable(database, table);
      insertAll(database, table, rowsOf(table));
    }
    const meta = metaOf();
    const digest = rowsDigest(database, kind, meta);
    const rows = Object.entries({ ...meta, rows: digest }).sort((a, b) => (a[0] < b[0] ? -1 : 1));
    insertAll(database, metaTable, rows);
    database.exec('COMMIT; VACUUM');
    return digest;
  } finally {
    database.close();
  }
}

/** `meta` of a new segment. There is no build time in it: a segment whose facts did not change keeps its digest. */
export function metaOfSegment(
  segment: string,
  summary: {
    readonly newest: string;
    readonly feeds: readonly string[];
    readonly publishers: readonly string[];
    readonly advisories: number;
    readonly packages: number;
    readonly facts: number;
  },
): Meta {
  return {
    schema: schemaVersion,
    segment,
    newest: summary.newest,
    feeds: JSON.stringify(summary.feeds),
    publishers: JSON.stringify(summary.publishers),
    advisories: String(summary.advisories),
    packages: String(summary.packages),
    facts: String(summary.facts),
  };
}

/**
 * SHA-256 over all rows of all tables in the order of their keys, and over `meta` without its own digest: what a segment says,
 * whatever its file looks like. Each cell counts with type and length.
 */
function rowsDigest(
  database: DatabaseSync,
  kind: Exclude<SegmentKind, 'other'>,
  meta: Meta,
): Digest {
  const hash = createHash('sha256');
  for (const [key, value] of Object.entries(meta).sort((a, b) => (a[0] < b[0] ? -1 : 1)))
    if (key !== 'rows') hashRow(hash, [key, value]);
  for (const table of tablesOf[kind]) {
    hash.update(`\n${table.name}\n`);
    for (const row of readRows(database, table)) hashRow(hash, row);
  }
  return parseDigest(`sha256:${hash.digest('hex')}`);
}

/** The rows of a table in the order of their keys (text by its UTF-8 bytes). */
export function* readRows(database: DatabaseSync, table: Table): Iterable<Row> {
  const names = table.columns.map(([name]) => name);
  const [key = ''] = names;
  const statement = database.prepare(
    `SELECT ${names.join(', ')} FROM ${table.name} ORDER BY ${key}`,
  );
  for (const row of statement.iterate()) yield names.map((name) => cellOf(row[name]));
}

/** What `meta` of an open segment says. */
export function readMeta(database: DatabaseSync): Meta {
  const rows = [...readRows(database, metaTable)];
  return Object.fromEntries(rows.map(([key, value]) => [String(key), String(value)]));
}

const metaTable: Table = { name: 'meta', columns: [text('key'), text('value')] };

function createTable(database: DatabaseSync, { name, columns }: Table): void {
  const [[key, type]] = columns;
  const rest = columns.slice(1).map(([column, kind]) => `${column} ${kind} NOT NULL`);
  // An integer key is the row's own number; other tables need none.
  const end = type === 'INTEGER' ? '' : ' WITHOUT ROWID';
  database.exec(`CREATE TABLE ${name}(${key} ${type} PRIMARY KEY, ${rest.join(', ')})${end}`);
}

function insertAll(
  database: DatabaseSync,
  { name, columns }: Table,
  rows: Iterable<readonly SQLInputValue[]>,
): void {
  const marks = columns.map(() => '?').join(', ');
  const statement = database.prepare(`INSERT INTO ${name} VALUES (${marks})`);
  for (const row of rows) statement.run(...row);
}

function cellOf(value: SQLOutputValue | undefined): Cell {
  if (typeof value === 'bigint') return Number(value);
  return value ?? '';
}

function hashRow(hash: Hash, row: Row): void {
  for (const cell of row) {
    if (typeof cell === 'number') hash.update(`i${cell}\n`);
    else if (typeof cell === 'string') hash.update(`t${Buffer.byteLength(cell)}\n`).update(cell);
    else hash.update(`b${cell.length}\n`).update(cell);
  }
}

function text(name: string): Column {
  return [name, 'TEXT'];
}

function integer(name: string): Column {
  return [name, 'INTEGER'];
}

function blob(name: string): Column {
  return [name, 'BLOB'];
}
