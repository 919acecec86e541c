import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { rpmTags } from '../rpm/header.ts';

/** Values of a header: one text, several texts, or 32-bit numbers. */
export type HeaderFields = Readonly<
  Partial<Record<keyof typeof rpmTags, string | readonly string[] | readonly number[]>>
>;

/** A header as rpm keeps it in its database. Entries stand in the order of their tags. */
export function headerBlob(fields: HeaderFields): Buffer {
  const index: Buffer[] = [];
  let data = Buffer.alloc(0);
  const entries = Object.entries(rpmTags)
    .flatMap(([name, tag]) => {
      const value = fields[name as keyof typeof rpmTags];
      return value === undefined ? [] : [{ tag: tag as number, value }];
    })
    .concat({ tag: installedSize, value: [1] })
    .sort((a, b) => a.tag - b.tag);
  for (const { tag, value } of entries) {
    const { type, count, bytes } = encode(value);
    if (type === 4) data = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
    index.push(words([tag, type, data.length, count]));
    data = Buffer.concat([data, bytes]);
  }
  return Buffer.concat([words([index.length, data.length]), ...index, data]);
}

/** A tag that we do not read but every package has, and other readers insist on. */
const installedSize = 1009;

function encode(value: string | readonly string[] | readonly number[]) {
  if (typeof value === 'string') return { type: 6, count: 1, bytes: Buffer.from(`${value}\0`) };
  const numbers = value.filter((item) => typeof item === 'number');
  if (numbers.length > 0) return { type: 4, count: numbers.length, bytes: words(numbers) };
  const bytes = Buffer.from(value.map((text) => `${text}\0`).join(''));
  return { type: 8, count: value.length, bytes };
}

function words(values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) buffer.writeUInt32BE(value, at * 4);
  return buffer;
}

/** A database in ndb format, one slot page, blobs numbered from 1. */
export function ndbDatabase(blobs: readonly Uint8Array[]): Buffer {
  const slots = Buffer.alloc(4096);
  slots.writeUInt32LE(0x506d7052, 0);
  slots.writeUInt32LE(1, 8);
  slots.writeUInt32LE(1, 12);
  slots.writeUInt32LE(blobs.length + 1, 16);
  for (let at = 32; at < slots.length; at += 16) slots.writeUInt32LE(0x746f6c53, at);
  const records: Buffer[] = [];
  let block = slots.length / 16;
  for (const [at, blob] of blobs.entries()) {
    const record = ndbRecord(at + 1, blob);
    const slot = 32 + at * 16;
    slots.writeUInt32LE(at + 1, slot + 4);
    slots.writeUInt32LE(block, slot + 8);
    slots.writeUInt32LE(record.length / 16, slot + 12);
    records.push(record);
    block += record.length / 16;
  }
  return Buffer.concat([slots, ...records]);
}

/** Head, blob, padding and tail of 12 bytes; the checksum in the tail is not made, as nobody reads it here. */
function ndbRecord(number: number, blob: Uint8Array): Buffer {
  const record = Buffer.alloc(Math.ceil((16 + blob.length + 12) / 16) * 16);
  record.writeUInt32LE(0x53626c42, 0);
  record.writeUInt32LE(number, 4);
  record.writeUInt32LE(1, 8);
  record.writeUInt32LE(blob.length, 12);
  record.set(blob, 16);
  record.writeUInt32LE(blob.length, record.length - 8);
  record.writeUInt32LE(0x45626c42, record.length - 4);
  return record;
}

/** A database as rpm makes it with SQLite, by SQLite itself. */
export function sqliteDatabase(blobs: readonly Uint8Array[], pageBytes = 4096): Buffer {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-rpm-'));
  try {
    const path = join(directory, 'rpmdb.sqlite');
    const database = new DatabaseSync(path);
    database.exec(`PRAGMA page_size = ${pageBytes}`);
    database.exec(
      'CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL);' +
        'CREATE TABLE Name (key TEXT NOT NULL, hnum INTEGER NOT NULL, idx INTEGER NOT NULL)',
    );
    const insert = database.prepare('INSERT INTO Packages (blob) VALUES (?)');
    database.exec('BEGIN');
    for (const blob of blobs) insert.run(blob);
    database.exec('COMMIT');
    database.close();
    return readFileSync(path);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
