import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { hasPrograms, isRoot, run, temporary } from '../daemons.ts';
import { Acknowledged, perBatch, sendAll } from './testing/platform-kills.ts';
import { hasPostgres, startPostgres } from './testing/postgres.ts';
import { eventually, onlyServing, RunningPlatform } from './testing/running-platform.ts';

/** Time that PostgreSQL is away; a minute and more in a whole run. */
const awayMs = Number(process.env['CAISSON_TEST_AWAY_MS'] ?? 8000);

function directoryOf(name: string): string {
  const directory = temporary(name);
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function status(platform: RunningPlatform): Promise<number> {
  return (await platform.readiness()).status;
}

async function expectWhole(platform: RunningPlatform, known: Acknowledged): Promise<void> {
  const events = await platform.items('/events?kind=execve');
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(events).toHaveLength(known.batches * perBatch);
  expect((await platform.items('/incidents')).length).toBe(known.batches);
}

test.skipIf(!hasPostgres)(
  'PostgreSQL goes away and comes back: it says so, takes nothing it cannot keep, and goes on by itself',
  { timeout: 120_000 + 2 * awayMs },
  async ({ annotate }) => {
    const directory = directoryOf('faults-postgres');
    await using server = await startPostgres();
    await using platform = await RunningPlatform.start({
      directory,
      environment: { ...onlyServing, CAISSON_STORE: await server.create() },
    });
    await platform.signInFirst();
    const known = new Acknowledged();
    const stop = new AbortController();
    const sending = sendAll(platform, known, stop.signal);
    await eventually(
      () => known.batches,
      (n) => n > 3,
      'batches are taken',
    );

    await server.stop('immediate');
    const left = performance.now();
    await eventually(
      () => status(platform),
      (code) => code === 503,
      'it is not ready',
    );
    const degraded = Math.round(performance.now() - left);
    const reason = (await platform.readiness()).text;
    await delay(awayMs);
    await server.start();
    const back = performance.now();
    await eventually(
      () => status(platform),
      (code) => code === 200,
      'it is ready again',
    );
    const ready = Math.round(performance.now() - back);
    const before = known.batches;
    await eventually(
      () => known.batches,
      (n) => n > before + 3,
      'batches are taken again',
    );
    const taken = Math.round(performance.now() - back);
    stop.abort();
    await sending;

    await annotate(`degraded ${degraded} ms, ready ${ready} ms, taken ${taken} ms`);
    expect(reason).toContain('store');
    expect(known.refused.filter((text) => !text.startsWith('503'))).toEqual([]);
    expect(known.refused.join('\n')).not.toContain('127.0.0.1');
    await expectWhole(platform, known);
    expect(await platform.end()).toBe(0);
  },
);

test.skipIf(!isRoot() || !hasPrograms('mount'))(
  'a full disk refuses what cannot be kept, lets people look, and is over when there is room',
  { timeout: 180_000 },
  async () => {
    const directory = directoryOf('faults-full');
    const state = join(directory, 'small');
    mkdirSync(state);
    run('mount', '-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', state);
    onTestFinished(() => {
      execFileSync('umount', ['-l', state]);
    });
    await using platform = await RunningPlatform.start({
      directory,
      state,
      environment: onlyServing,
    });
    await platform.signInFirst();
    const known = new Acknowledged();
    const stop = new AbortController();
    const sending = sendAll(platform, known, stop.signal);
    await eventually(
      () => known.batches,
      (n) => n > 3,
      'batches are taken',
    );

    fill(join(state, 'filler'));
    await eventually(
      () => known.refused.length,
      (n) => n > 2,
      'it refuses',
    );
    await eventually(
      () => status(platform),
      (code) => code === 503,
      'it is not ready',
    );
    const looked = await platform.ask('/incidents');
    const health = await fetch(`${platform.url}/healthz`);
    rmSync(join(state, 'filler'));
    await eventually(
      () => status(platform),
      (code) => code === 200,
      'it is ready again',
    );
    const before = known.batches;
    await eventually(
      () => known.batches,
      (n) => n > before + 3,
      'batches are taken again',
    );
    stop.abort();
    await sending;

    expect(platform.log).toMatch(/impaired.*its file system is full/u);
    expect(looked.status).toBe(200);
    expect(health.status).toBe(200);
    expect(known.refused.every((text) => /^50[037]/u.test(text))).toBe(true);
    await expectWhole(platform, known);
    expect(await platform.end()).toBe(0);
  },
);

function fill(path: string): void {
  const block = Buffer.alloc(65_536);
  try {
    for (;;) writeFileSync(path, block, { flag: 'a' });
  } catch {
    // Full.
  }
}

test('asked to stop while it takes in, it ends well, and what was acknowledged is there', {
  timeout: 120_000,
}, async () => {
  const directory = directoryOf('faults-stop');
  await using platform = await RunningPlatform.start({ directory, environment: onlyServing });
  await platform.signInFirst();
  const known = new Acknowledged();
  const stop = new AbortController();
  const sending = sendAll(platform, known, stop.signal);
  await eventually(
    () => known.batches,
    (n) => n > 5,
    'batches are taken',
  );

  const begun = performance.now();
  const code = await platform.end('SIGTERM');
  const took = performance.now() - begun;
  await platform.start();
  stop.abort();
  await sending;

  expect(code).toBe(0);
  expect(took).toBeLessThan(15_000);
  await expectWhole(platform, known);
});
