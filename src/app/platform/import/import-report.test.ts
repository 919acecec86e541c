import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SqlDatabase } from '#contract/sql.ts';
import { createChangeLog } from '#estate/change/change-log.ts';
import type { LifecycleFinding, VulnerabilityFinding } from '#model/finding.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { platformMigrations } from '../migrations.ts';
import { reportOf, type SampleFinding } from '../testing-report.ts';
import { importReport } from './import-report.ts';
import { reassess } from './reassess.ts';

const day = 86_400_000;
const start = Date.parse('2026-11-01T00:00:00Z');

async function open() {
  const database = await openSqlite(':memory:');
  await migrate(database, platformMigrations);
  return { database, changes: createChangeLog(database, () => new Date(start)) };
}

async function findings(database: SqlDatabase, columns = 'rule, state, tier') {
  return database.all(
    `SELECT ${columns} FROM finding f JOIN vulnerability v ON v.id = f.vulnerability ORDER BY rule`,
  );
}

const heavy: SampleFinding = { id: 'CVE-2026-0001', name: 'libfoo', score: 9.8, fixed: '2.0' };
function withScores(finding: VulnerabilityFinding, [worst = '', other = '']: readonly string[]) {
  const cvss = [
    { version: '4.0', vector: other, score: 4.1, source: 'a' },
    { version: '3.1', vector: worst, score: 9.8, source: 'b' },
  ] as const;
  return { ...finding, vulnerability: { ...finding.vulnerability, cvss } };
}

const light: SampleFinding = { id: 'CVE-2026-0002', name: 'libbar', score: 3 };

test('a first report opens its findings and counts them on the asset', async () => {
  const { database, changes } = await open();
  await using _ = database;

  const result = await importReport(database, changes, reportOf([heavy, light]), { now: start });

  expect(result).toEqual({ asset: '1', opened: 2, closed: 0 });
  expect(await findings(database)).toEqual([
    { rule: heavy.id, state: 'open', tier: 'P2' },
    { rule: light.id, state: 'open', tier: 'P4' },
  ]);
  expect(await database.all('SELECT p0, p1, p2, p3, p4, fixable, components FROM asset')).toEqual([
    { p0: 0, p1: 0, p2: 1, p3: 0, p4: 1, fixable: 1, components: 2 },
  ]);
  const kinds = (await changes.after(0, 'all', 10)).map(({ kind }) => kind);
  expect(kinds).toEqual(['finding.opened', 'finding.opened', 'asset.scanned']);
});

test('an operating system out of support is in use, as its assessment says', async () => {
  const { database, changes } = await open();
  await using _ = database;
  const report = reportOf([light]);
  const [judged] = report.findings;
  if (judged === undefined) throw new Error('no finding');
  const ended: LifecycleFinding = {
    kind: 'lifecycle',
    rule: 'end-of-life/debian-12',
    title: 'Debian 12: support ended',
    severity: 'medium',
    fingerprint: 'e'.repeat(64),
    locations: [{ path: '/etc/os-release' }],
    lifecycle: {
      period: { product: 'debian', line: '12', supportedUntil: '2026-06-10' },
      version: '12.15',
      status: 'ended',
      successor: '13',
    },
  };

  await importReport(
    database,
    changes,
    { ...report, findings: [judged, { ...judged, finding: ended }] },
    { now: start },
  );

  expect(await findings(database, 'rule, usage')).toEqual([
    { rule: light.id, usage: 'unknown' },
    { rule: ended.rule, usage: 'loaded' },
  ]);
});

test('of several CVSS scores the worst is kept, with its own vector', async () => {
  const { database, changes } = await open();
  await using _ = database;
  const vectors = ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'CVSS:4.0/AV:L'];
  const report = reportOf([heavy]);
  const scored = report.findings.map((judged) =>
    judged.finding.kind === 'vulnerability'
      ? { ...judged, finding: withScores(judged.finding, vectors) }
      : judged,
  );

  await importReport(database, changes, { ...report, findings: scored }, { now: start });

  const [row] = await database.all('SELECT cvss, facts FROM problem');
  expect(row?.['cvss']).toBe(9.8);
  expect(JSON.parse(String(row?.['facts']))).toEqual({ aliases: [], cvssVector: vectors[0] });
});

test('what vanished is fixed, and what comes back is open again with a new clock', async () => {
  const { database, changes } = await open();
  await using _ = database;
  await importReport(database, changes, reportOf([heavy, light]), { now: start });

  const second = await importReport(database, changes, reportOf([light], { day: 1 }), {
    now: start + day,
  });
  const fixed = await findings(database, 'state, fixed_at, due_at');
  const third = await importReport(database, changes, reportOf([heavy, light], { day: 2 }), {
    now: start + 2 * day,
  });

  expect(second).toMatchObject({ opened: 0, closed: 1 });
  expect(fixed[0]).toEqual({ state: 'fixed', fixed_at: start + day, due_at: null });
  expect(third).toMatchObject({ opened: 1, closed: 0 });
  expect((await findings(database, 'state, fixed_at, due_at'))[0]).toEqual({
    state: 'open',
    fixed_at: null,
    due_at: start + 32 * day,
  });
});

test('what the scan could not read is not called fixed', async () => {
  const { database, changes } = await open();
  await using _ = database;
  await importReport(database, changes, reportOf([heavy, light]), { now: start });

  const blind = reportOf([], { day: 1, gaps: [{ path: '/app/libfoo.lock', reason: 'malformed' }] });
  const result = await importReport(database, changes, blind, { now: start + day });

  expect(result.closed).toBe(1);
  expect(await findings(database, 'rule, state')).toEqual([
    { rule: heavy.id, state: 'open' },
    { rule: light.id, state: 'fixed' },
  ]);
});

test('a report that is older than the last changes nothing', async () => {
  const { database, changes } = await open();
  await using _ = database;
  await importReport(database, changes, reportOf([heavy], { day: 5 }), { now: start + 6 * day });

  const old = await importReport(database, changes, reportOf([], { day: 1 }), {
    now: start + 6 * day,
  });

  expect(old).toEqual({ asset: '1', opened: 0, closed: 0 });
  expect((await findings(database, 'state'))[0]).toEqual({ state: 'open' });
});

test('a raised tier starts a clock of its own and never extends the old one', async () => {
  const { database, changes } = await open();
  await using _ = database;
  await importReport(database, changes, reportOf([heavy]), { now: start });
  const first = await findings(database, 'tier, due_at');

  await importReport(database, changes, reportOf([{ ...heavy, exploited: true }], { day: 29 }), {
    now: start + 29 * day,
  });

  expect(first).toEqual([{ tier: 'P2', due_at: start + 30 * day }]);
  expect(await findings(database, 'tier, due_at')).toEqual([
    { tier: 'P0', due_at: start + 30 * day },
  ]);
});

test('the day that CISA sets ends the time where it comes first', async () => {
  const { database, changes } = await open();
  await using _ = database;

  const listed = { ...heavy, exploited: true, due: '2026-11-02' };
  await importReport(database, changes, reportOf([listed]), { now: start });

  expect(await findings(database, 'due_at')).toEqual([
    { due_at: Date.parse('2026-11-02T23:59:59.999Z') },
  ]);
});

test('what is loaded, and how its workload is reached, changes tier and counters together', async () => {
  const { database, changes } = await open();
  await using _ = database;
  const wormable = { ...heavy, vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' };
  await importReport(database, changes, reportOf([wormable]), { now: start });

  await database.transaction(async (tx) => {
    await tx.run(
      `INSERT INTO workload (identity, name, kind, cluster, namespace, asset, running, exposure, first_seen, last_seen)
       VALUES ('c/n/Deployment/shop', 'shop', 'Deployment', 'c', 'n', 1, 2, 'internet', 1, 1)`,
    );
  });
  await reassess(database, changes, [1], start + 1);
  const reached = await findings(database, 'tier, exposure, usage');
  await database.transaction((tx) => tx.run(`UPDATE occurrence SET usage = 'not-loaded'`));
  await reassess(database, changes, [1], start + 2);

  expect(reached).toEqual([{ tier: 'P1', exposure: 'internet', usage: 'unknown' }]);
  expect(await findings(database, 'tier, exposure, usage')).toEqual([
    { tier: 'P2', exposure: 'internet', usage: 'not-loaded' },
  ]);
  expect(await database.all('SELECT p0, p1, p2, running FROM asset')).toEqual([
    { p0: 0, p1: 0, p2: 1, running: 2 },
  ]);
});

test('property: the same findings again, in any order and with aliases in any order, change nothing', async () => {
  const sample = fc.record({
    id: fc.integer({ min: 1, max: 9 }).map((n) => `CVE-2026-100${n}`),
    name: fc.constantFrom('liba', 'libb', '__proto__'),
    score: fc.constantFrom(2, 5, 7.5, 9.8),
    aliases: fc.uniqueArray(fc.constantFrom('GHSA-1', 'GHSA-2', 'DSA-3'), { maxLength: 3 }),
    exploited: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(sample, { maxLength: 8, selector: ({ id, name }) => `${id} ${name}` }),
      async (samples) => {
        const { database, changes } = await open();
        await using _ = database;
        await importReport(database, changes, reportOf(samples), { now: start });
        const before = await dump(database);

        const turned = samples.map((one) => ({ ...one, aliases: one.aliases.toReversed() }));
        const again = await importReport(database, changes, reportOf(turned.toReversed()), {
          now: start + day,
        });

        expect(again).toEqual({ asset: '1', opened: 0, closed: 0 });
        expect(await dump(database)).toEqual(before);
      },
    ),
    { numRuns: 25 },
  );
});

/** Everything but the packed report, whose order of findings is that of the file. */
async function dump(database: SqlDatabase): Promise<readonly unknown[]> {
  const tables = ['asset', 'asset_place', 'component', 'occurrence', 'problem', 'finding'];
  const more = [
    'finding_tally',
    'vulnerability_tally',
    'asset_day',
    'finding_history',
    'change_log',
  ];
  const all: unknown[] = [];
  for (const table of [...tables, ...more]) all.push(await database.all(`SELECT * FROM ${table}`));
  return all;
}
