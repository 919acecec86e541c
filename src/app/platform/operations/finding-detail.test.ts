import { expect, test } from 'vitest';
import type { Reach } from '#contract/platform.ts';
import { createChangeLog } from '#estate/change/change-log.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { importReport } from '../import/import-report.ts';
import { reassess } from '../import/reassess.ts';
import { platformMigrations } from '../migrations.ts';
import { reportOf } from '../testing-report.ts';
import { readFinding } from './finding-detail.ts';

const now = Date.parse('2026-11-20T00:00:00Z');
const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

test('the detail of a shared image says nothing of what another tenant does with it', async () => {
  const database = await openSqlite(':memory:');
  await using _ = database;
  await migrate(database, platformMigrations);
  const changes = createChangeLog(database, () => new Date(now));
  const report = reportOf([{ id: 'CVE-2026-1', name: 'libfoo', score: 9.8, vector }]);
  await importReport(database, changes, report, { now, places: ['mine', 'theirs'].map(placeOf) });
  async function runs(namespace: string, exposure: string): Promise<void> {
    await database.transaction((tx) =>
      tx.run(
        `INSERT INTO workload (identity, name, kind, cluster, namespace, asset, running, exposure, first_seen, last_seen)
         VALUES (?, 'shop', 'Deployment', 'c', ?, 1, 2, ?, 1, 1)`,
        [`c/${namespace}/Deployment/shop`, namespace, exposure],
      ),
    );
    await reassess(database, changes, [1], now + 1);
  }
  async function seenBy(reach: Reach) {
    const { tier, score, sentence, exposure, usage, factors, workloads } = await readFinding(
      database,
      '1',
      reach,
    );
    return { tier, score, sentence, exposure, usage, factors, workloads };
  }
  await runs('mine', 'isolated');
  const before = await seenBy([placeOf('mine')]);

  await runs('theirs', 'internet');
  await database.transaction((tx) =>
    tx.run(`INSERT INTO loaded VALUES (2, 1, (SELECT min(id) FROM component), 'mmap', 1, 1)`),
  );
  await reassess(database, changes, [1], now + 2);

  expect(await seenBy([placeOf('mine')])).toEqual(before);
  expect(await seenBy('all')).toMatchObject({ exposure: 'internet', usage: 'loaded', tier: 'P1' });
  expect(await seenBy([placeOf('theirs')])).toMatchObject({
    exposure: 'internet',
    usage: 'loaded',
  });
});

function placeOf(namespace: string) {
  return { cluster: 'c', namespace };
}
