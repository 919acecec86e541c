import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { CaissonError } from '#kit/error.ts';
import type { Digest } from '#model/digest.ts';
import { ByteReader, ByteWriter, damaged } from './bytes.ts';
import { indexOfFeeds, renumber, withFeeds } from './head-map.ts';
import { maxSegmentBytes } from './manifest.ts';
import { blobOf, Comparison } from './row-change.ts';
import { type Cell, type Row, type Table, tablesOf, writeSegmentFile } from './segment-tables.ts';
import { SegmentView } from './segment-view.ts';

/**
 * A delta in version 1: a magic word, the kind of segment, `meta` of the newer build, then for each table steps until `end`. Rows
 * that stay are counted; rows that come are written out. Numbers of heads and feeds are not part of it: whoever applies it
 * numbers anew.
 */
const magic = 'caisson-delta-1';
const steps = { end: 0, keep: 1, drop: 2, add: 3 } as const;

type ViewKind = SegmentView['kind'];

/** The delta between two files of one segment, zstd. Throws `input.malformed` when one of them is damaged. */
export function makeDelta(before: string, after: string, kind: ViewKind): Buffer {
  using old = new SegmentView(before, kind);
  using young = new SegmentView(after, kind);
  const out = new ByteWriter();
  out.text(magic);
  out.text(kind);
  out.list(
    Object.entries(young.meta).filter(([key]) => key !== 'rows'),
    ([key, value]) => {
      out.text(key);
      out.text(value);
    },
  );
  const comparison = new Comparison(old, young);
  for (const table of tablesOf[kind]) writeSteps(comparison, table, out);
  return zstdCompressSync(out.finish(), {
    params: { [constants.ZSTD_c_compressionLevel]: 19, [constants.ZSTD_c_checksumFlag]: 0 },
  });
}

function writeSteps(comparison: Comparison, table: Table, out: ByteWriter): void {
  let [kept, dropped] = [0, 0];
  function flush(): void {
    for (const [step, count] of [
      [steps.keep, kept],
      [steps.drop, dropped],
    ] as const) {
      if (count === 0) continue;
      out.varint(step);
      out.varint(count);
    }
    [kept, dropped] = [0, 0];
  }
  for (const change of comparison.changes(table)) {
    if (change.type === 'same') {
      if (dropped > 0) flush();
      kept += 1;
      continue;
    }
    if (change.type !== 'added') dropped += 1;
    if (change.type === 'removed') continue;
    flush();
    out.varint(steps.add);
    writeRow(change.after, table, out);
  }
  flush();
  out.varint(steps.end);
}

function writeRow(row: Row, { columns }: Table, out: ByteWriter): void {
  for (const [at, [, type]] of columns.entries()) {
    const cell = row[at];
    if (type === 'INTEGER') out.varint(Number(cell));
    else if (type === 'TEXT') out.text(String(cell));
    else out.bytes(blobOf(cell));
  }
}

/**
 * Applies a delta to the file of an older build and writes the newer one. Gives the digest of the rows, which the caller compares
 * with what it expects: nothing but that says that the delta belongs to the file. Throws `input.malformed`.
 */
export function applyDelta(before: string, delta: Uint8Array, out: string, kind: ViewKind): Digest {
  const input = new ByteReader(inflate(delta));
  if (input.text() !== magic || input.text() !== kind) throw notADelta();
  const meta = Object.fromEntries(
    input.list((inner) => [inner.text(), inner.text()] as const).filter(([key]) => key !== 'rows'),
  );
  using old = new SegmentView(before, kind);
  const patch = new Patch(input, old, feedsOf(meta));
  const digest = writePatched(() =>
    writeSegmentFile(
      out,
      kind,
      (table) => patch.rows(table),
      () => meta,
    ),
  );
  if (!input.done) throw notADelta();
  return digest;
}

/** Rows that break a rule of their table (a name twice) come from a damaged delta; a full disk does not. */
function writePatched(write: () => Digest): Digest {
  try {
    return write();
  } catch (error) {
    const isConstraint = error instanceof Error && /constraint failed/i.test(error.message);
    if (isConstraint) throw notADelta();
    throw error;
  }
}

/** The rows of the newer build, table by table in the order of the delta. */
class Patch {
  readonly #input: ByteReader;
  readonly #old: SegmentView;
  readonly #feeds: ReadonlyMap<string, number>;
  readonly #heads = new Map<number, number>();

  constructor(input: ByteReader, old: SegmentView, feeds: readonly string[]) {
    this.#input = input;
    this.#old = old;
    this.#feeds = indexOfFeeds(feeds);
  }

  *rows(table: Table): Iterable<Row> {
    const before = this.#old.rows(table)[Symbol.iterator]();
    let position = 0;
    for (let step = this.#input.varint(); step !== steps.end; step = this.#input.varint()) {
      if (step === steps.add) {
        position += 1;
        yield this.#added(table, position);
        continue;
      }
      if (step !== steps.keep && step !== steps.drop) throw notADelta();
      for (let left = this.#input.varint(); left > 0; left -= 1) {
        const next = before.next();
        if (next.done === true) throw notADelta();
        if (step === steps.drop) continue;
        position += 1;
        yield this.#kept(table, next.value, position);
      }
    }
    if (before.next().done !== true) throw notADelta();
  }

  #added(table: Table, position: number): Row {
    const row = table.columns.map(([, type]) => readCell(this.#input, type));
    return table.name === 'vuln' ? [position, ...row.slice(1)] : row;
  }

  #kept(table: Table, row: Row, position: number): Row {
    if (table.name === 'vuln') {
      this.#heads.set(Number(row[0]), position);
      const head = withFeeds(blobOf(row[2]), this.#old.feeds, this.#feeds);
      return [position, row[1] ?? '', known(head)];
    }
    if (table.name !== 'pkg') return row;
    return [row[0] ?? '', known(renumber(blobOf(row[1]), (old) => this.#heads.get(old)))];
  }
}

function known(blob: Buffer | undefined): Buffer {
  if (blob === undefined) throw notADelta();
  return blob;
}

function readCell(input: ByteReader, type: 'TEXT' | 'INTEGER' | 'BLOB'): Cell {
  if (type === 'INTEGER') return input.varint();
  return type === 'TEXT' ? input.text() : Buffer.from(input.bytes());
}

function feedsOf(meta: Readonly<Record<string, string>>): readonly string[] {
  try {
    const feeds: unknown = JSON.parse(meta['feeds'] ?? '');
    if (Array.isArray(feeds)) return feeds.map(String);
  } catch {
    throw damaged();
  }
  throw damaged();
}

function inflate(delta: Uint8Array): Buffer {
  try {
    return zstdDecompressSync(delta, { maxOutputLength: maxSegmentBytes });
  } catch (cause) {
    throw new CaissonError('input.malformed', 'an advisory delta cannot be unpacked', { cause });
  }
}

function notADelta(): CaissonError {
  return new CaissonError('input.malformed', 'an advisory delta does not fit its segment');
}
