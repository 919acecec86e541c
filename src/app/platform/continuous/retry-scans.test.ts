import { expect, test } from 'vitest';
import { openSqlite } from '#sql/open-sqlite.ts';
import { testPlatform } from '../live/testing.ts';
import { retryFailedScans } from './retry-scans.ts';

const hour = 3_600_000;
const now = 1_800_000_000_000;

test('a scan that failed since yesterday is tried once more, unless it was tried since', async () => {
  await using database = await openSqlite(':memory:');
  const platform = await testPlatform(database, { time: now });
  const jobs = [
    ['1', 'scan', 'lately', 'failed', now - 2 * hour],
    ['2', 'scan@n1', 'long ago', 'failed', now - 72 * hour],
    ['3', 'scan', 'read since', 'failed', now - 30 * hour],
    ['4', 'scan', 'read since', 'done', now - 6 * hour],
    ['5', 'usage', 'no scan', 'failed', now - hour],
  ] as const;
  await database.transaction((tx) =>
    tx.runMany(
      `INSERT INTO job (id, kind, subject, dedup, data, state, run_after, created, finished) VALUES (?, ?, ?, ?, '{"name":"x"}', ?, 0, 0, ?)`,
      jobs.map(([id, kind, subject, state, finished]) => [
        id,
        kind,
        subject,
        `scan::${subject}`,
        state,
        finished,
      ]),
    ),
  );

  await retryFailedScans(platform);
  await retryFailedScans(platform);

  expect(await database.all("SELECT kind, subject, data FROM job WHERE state = 'waiting'")).toEqual(
    [{ kind: 'scan', subject: 'lately', data: '{"name":"x"}' }],
  );
});
