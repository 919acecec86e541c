import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '#sql/open-database.ts';
import { temporary } from '../daemons.ts';
import { scopeIn } from '../walk.ts';
import {
  Acknowledged,
  type Hook,
  perBatch,
  perReport,
  sendAll,
  startHook,
} from './testing/platform-kills.ts';
import { hasPostgres, startPostgres } from './testing/postgres.ts';
import { eventually, onlyServing, type Row, RunningPlatform } from './testing/running-platform.ts';

/** `CAISSON_TEST_KILLS=100` for the whole run. */
const kills = Number(process.env['CAISSON_TEST_KILLS'] ?? 8);
const engines = (process.env['CAISSON_TEST_ENGINES'] ?? 'sqlite,postgres').split(',');

async function killAtRandom(platform: RunningPlatform): Promise<void> {
  for (let kill = 0; kill < kills; kill += 1) {
    await delay(100 + Math.random() * 1500);
    await platform.end('SIGKILL');
    platform.spawn();
    // Some of them die while they start.
    if (kill % 6 === 5) await delay(Math.random() * 2500);
    else await platform.ready();
  }
  if (!platform.isRunning) platform.spawn();
  await platform.ready();
}

function idsOf(items: readonly Row[], wanted: RegExp): readonly string[] {
  return items.flatMap(({ id }) => (typeof id === 'string' && wanted.test(id) ? [id] : []));
}

async function drained(platform: RunningPlatform): Promise<void> {
  await eventually(
    async () => (await platform.short('/destinations'))[0],
    (row) => Number(row?.['waiting']) === 0 && Number(row?.['dead']) === 0,
    'everything was delivered',
    120_000,
  );
}

/** Once each, none of those acknowledged missing; at most one more, whose acknowledgement was lost. */
function expectOnce(ids: readonly string[], acknowledged: number, atOnce = 1): void {
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThanOrEqual(acknowledged);
  expect(ids.length).toBeLessThanOrEqual(acknowledged + atOnce);
}

function expectTold(hook: Hook, known: Acknowledged): void {
  const bodies = [...hook.taken.values()];
  const told = new Set(bodies.flatMap(({ body }) => /i0\d{8}\b/u.exec(body)?.[0] ?? []));
  expect(told.size).toBeGreaterThanOrEqual(known.batches);
  expect(bodies.filter(({ differs }) => differs)).toEqual([]);
}

for (const engine of ['sqlite', 'postgres'])
  test.skipIf(!engines.includes(engine) || (engine === 'postgres' && !hasPostgres))(
    `killed ${kills} times while it takes in and delivers, it loses and doubles nothing, on ${engine}`,
    { timeout: 120_000 + kills * 20_000 },
    async () => {
      const directory = temporary('kills');
      onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
      await using server = engine === 'postgres' ? await startPostgres() : undefined;
      const address = await server?.create();
      const store = address ?? join(directory, 'state', 'platform', 'caisson.sqlite');
      await using hook = await startHook(9);
      await using platform = await RunningPlatform.start({
        directory,
        environment: { ...onlyServing, ...(address !== undefined && { CAISSON_STORE: address }) },
      });
      await platform.signInFirst();
      const added = await platform.ask('/destinations', {
        body: {
          name: 'hook',
          kind: 'webhook',
          format: 'json',
          address: hook.url,
          allowPrivate: true,
          kinds: ['incident.opened'],
        },
      });
      expect(added).toMatchObject({ status: 200 });
      const known = new Acknowledged();
      const stop = new AbortController();
      const sending = sendAll(platform, known, stop.signal);
      const begun = performance.now();

      await killAtRandom(platform);
      stop.abort();
      await sending;
      await drained(platform);

      expectOnce(
        idsOf(await platform.items('/events?kind=execve'), /^e\d/u),
        known.batches * perBatch,
        0,
      );
      expectOnce(idsOf(await platform.items('/detections'), /^d\d/u), known.batches);
      expectOnce(idsOf(await platform.items('/incidents'), /^i\d/u), known.batches);
      const findings = await platform.items('/findings?kind=vulnerability');
      expectOnce(
        findings.map((row) => String(row['id'])),
        known.reports * perReport,
        0,
      );
      expect(new Set(findings.map((row) => row['fingerprint'])).size).toBe(findings.length);
      expectTold(hook, known);
      expect(known.refused).toEqual([]);
      expect(await platform.end()).toBe(0);
      await using database = await openDatabase(store, scopeIn(directory));
      const isWhole =
        database.dialect === 'postgres' ||
        (await database.first('PRAGMA integrity_check'))?.['integrity_check'] === 'ok';
      expect(isWhole).toBe(true);
      // PostgreSQL numbers changes after the commit: the last ones may wait for the next start.
      const log = await database.first(
        'SELECT count(seq) AS n, min(seq) AS low, max(seq) AS high FROM change_log',
      );
      expect(Number(log?.['n'])).toBe(Number(log?.['high']) - Number(log?.['low']) + 1);
      const repeated = [...hook.taken.values()].filter(({ count }) => count > 1).length;
      const seconds = Math.round((performance.now() - begun) / 1000);
      process.stderr.write(
        `${JSON.stringify({ engine, kills, seconds, batches: known.batches, events: known.batches * perBatch, reports: known.reports, findings: findings.length, retries: known.retries, delivered: hook.taken.size, repeated })}\n`,
      );
    },
  );
