import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleScanner, sampleToken, testScope, viewOf } from '../testing.ts';
import { sourceOf } from './source.ts';
import { gluedValues, isSqlite } from './sqlite.ts';

function databaseOf(rows: readonly (readonly [string, string])[], create: string): Buffer {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-sqlite-'));
  const path = join(directory, 'a.db');
  const database = new DatabaseSync(path);
  database.exec(create);
  const insert = database.prepare('INSERT INTO a VALUES (?, ?)');
  database.exec('BEGIN');
  for (const row of rows) insert.run(...row);
  database.exec('COMMIT');
  database.close();
  const bytes = readFileSync(path);
  rmSync(directory, { recursive: true });
  return bytes;
}

const tables = [
  ['a table', 'CREATE TABLE a (name TEXT, value TEXT)'],
  ['a table without row ids', 'CREATE TABLE a (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID'],
  ['large pages', 'PRAGMA page_size = 65536; CREATE TABLE a (name TEXT, value TEXT)'],
] as const;

test.for(tables)('a token right behind another value of its row: %s', ([, create]) => {
  const rows = Array.from({ length: 300 }, (_, at): [string, string] => [`name${at}`, 'value']);
  const bytes = databaseOf([...rows, ['token', sampleToken()], ['note', '- plain text']], create);
  expect(isSqlite(bytes)).toBe(true);

  const { secrets } = sampleScanner().scanFile(viewOf('/a.db', bytes), testScope());

  expect(secrets).toMatchObject([{ rule: 'sample-token', decoders: ['sqlite'] }]);
});

test('damaged databases are read without harm and within bounds', () => {
  const bytes = databaseOf([['token', sampleToken()]], tables[0][1]);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 40 }),
      fc.nat(bytes.length),
      (edits, size) => {
        const damaged = Buffer.from(bytes);
        for (const [at, byte] of edits) damaged[at] = byte;
        expect(gluedValues(sourceOf(damaged.subarray(0, size))).length).toBeLessThanOrEqual(size);
      },
    ),
    { numRuns: 300 },
  );
});
