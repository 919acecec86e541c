import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openSqlite } from '../../src/sql/open-sqlite.ts';
import { sqlContract } from '../contract/sql-contract.ts';

const directory = mkdtempSync(join(tmpdir(), 'caisson-sql-'));
let files = 0;
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function freshPath(): string {
  files += 1;
  return join(directory, `${files}.db`);
}

sqlContract('SQLite in a file', () => openSqlite(freshPath()));

const endless =
  'WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 6000000) SELECT count(*) FROM r';

test('a read that takes too long ends, and the next one works', async () => {
  await using database = await openSqlite(freshPath(), { timeoutMs: 100 });

  await expect(database.all(endless)).rejects.toMatchObject({ code: 'limit.time' });

  // A busy machine may need longer than the limit for a new thread.
  await expect
    .poll(() => database.first('SELECT 1 AS one').catch(() => undefined), { timeout: 30_000 })
    .toEqual({ one: 1 });
}, 60_000);

test('a directory that is not there is told with a hint', async () => {
  await expect(openSqlite(join(directory, 'none', 'x.db'))).rejects.toMatchObject({
    code: 'host.io',
    hint: 'the directory must exist and be writable',
  });
});
