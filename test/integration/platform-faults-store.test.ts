import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { hasPrograms, isRoot, run, temporary } from '../daemons.ts';
import { Acknowledged, perBatch, sendAll } from './testing/platform-kills.ts';
import { hasPostgres, startPostgres } from './testing/postgres.ts';
import { eventually, onlyServing, RunningPlatform } from './testing/running-platform.ts';
import { SlowLink } from './testing/slow-link.ts';

/** How long a fault lasts; two minutes in a whole run. */
const awayMs = Number(process.env['CAISSON_TEST_AWAY_MS'] ?? 8000);

function directoryOf(name: string): string {
  const directory = temporary(name);
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Milliseconds until `/readyz` answers so. */
async function untilReady(platform: RunningPlatform, code: 200 | 503): Promise<number> {
  const begun = performance.now();
  await eventually(
    async () => (await platform.readiness()).status,
    (status) => status === code,
    `/readyz answers ${code}`,
  );
  return Math.round(performance.now() - begun);
}

async function blind(platform: RunningPlatform): Promise<string> {
  return (await platform.ask('/coverage')).text;
}

/** Milliseconds until batches are taken again. */
async function untilTaken(known: Acknowledged, batches = 4): Promise<number> {
  const begun = performance.now();
  const before = known.batches;
  await eventually(
    () => known.batches,
    (n) => n >= before + batches,
    'batches are taken',
  );
  return Math.round(performance.now() - begun);
}

async function expectWhole(platform: RunningPlatform, known: Acknowledged): Promise<void> {
  const events = await platform.items('/events?kind=execve');
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(events).toHaveLength(known.batches * perBatch);
  expect((await platform.items('/incidents')).length).toBe(known.batches);
}

test.skipIf(!isRoot() || !hasPrograms('mount'))(
  'a state directory that cannot be written is told at the start, and why',
  { timeout: 120_000 },
  async () => {
    const directory = directoryOf('faults-start');
    const state = join(directory, 'state');
    mkdirSync(state);
    run('mount', '-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', state);
    onTestFinished(() => {
      execFileSync('umount', ['-l', state]);
    });
    const first = await RunningPlatform.start({ directory, environment: onlyServing });
    await first.end();

    run('mount', '-o', 'remount,ro', state);
    const refused = await RunningPlatform.start({ directory, environment: onlyServing }).catch(
      (error: unknown) => String(error),
    );
    run('mount', '-o', 'remount,rw', state);
    await using again = await RunningPlatform.start({ directory, environment: onlyServing });

    expect(refused).toMatch(/state\/platform" cannot be written: its file system is read-only/u);
    expect(refused).toContain('--state');
    expect(await again.end()).toBe(0);
  },
);

test.skipIf(!hasPrograms('gcc'))(
  'a file system that becomes read-only refuses what cannot be kept, says so, and is over when it can be written',
  { timeout: 180_000 + 2 * awayMs },
  async ({ annotate }) => {
    const directory = directoryOf('faults-read-only');
    const [shim, flag, state] = ['read-only.so', 'read-only', 'state'].map((name) =>
      join(directory, name),
    ) as [string, string, string];
    run('gcc', '-shared', '-fPIC', '-o', shim, resolve('test/integration/testing/read-only.c'));
    await using platform = await RunningPlatform.start({
      directory,
      environment: {
        ...onlyServing,
        LD_PRELOAD: shim,
        READ_ONLY_BELOW: state,
        READ_ONLY_WHILE: flag,
      },
    });
    await platform.signInFirst();
    const known = new Acknowledged();
    const stop = new AbortController();
    const sending = sendAll(platform, known, stop.signal);
    await untilTaken(known);

    writeFileSync(flag, '');
    const degraded = await untilReady(platform, 503);
    const reason = (await platform.readiness()).text;
    const seen = await blind(platform);
    const looked = await platform.ask('/incidents');
    await delay(awayMs);
    rmSync(flag);
    const ready = await untilReady(platform, 200);
    const taken = await untilTaken(known);
    stop.abort();
    await sending;

    await annotate(`degraded ${degraded} ms, ready ${ready} ms, taken ${taken} ms`);
    expect(reason).toContain('the store cannot be written');
    expect(seen).toContain('the store cannot be written');
    expect(looked.status).toBe(200);
    expect(known.refused.filter((text) => !/^50[37]/u.test(text))).toEqual([]);
    const told = platform.log.split('\n').filter((line) => line.includes('the platform '));
    expect(told).toHaveLength(2);
    expect(told[0]).toContain('its file system is read-only');
    expect(told[1]).toContain('the platform works again');
    expect(await blind(platform)).not.toContain('the store cannot be written');
    await expectWhole(platform, known);
    expect(await platform.end()).toBe(0);
  },
);

test.skipIf(!hasPostgres)(
  'PostgreSQL that answers late makes everything late, and nothing wrong',
  { timeout: 240_000 + 2 * awayMs },
  async ({ annotate }) => {
    const directory = directoryOf('faults-slow');
    await using server = await startPostgres();
    const address = new URL(await server.create());
    await using link = await SlowLink.to(Number(address.port));
    address.port = String(link.port);
    await using platform = await RunningPlatform.start({
      directory,
      environment: { ...onlyServing, CAISSON_STORE: address.href },
    });
    await platform.signInFirst();
    const known = new Acknowledged();
    const stop = new AbortController();
    const sending = sendAll(platform, known, stop.signal);
    await untilTaken(known);

    // A batch takes some 35 questions one after the other.
    link.lateMs = [100, 250];
    await delay(awayMs);
    const slow = await untilTaken(known, 2);
    const begun = performance.now();
    const looked = await platform.ask('/incidents?limit=10');
    const lookMs = Math.round(performance.now() - begun);
    const readiness = await platform.readiness();
    link.lateMs = [0, 0];
    const quick = await untilTaken(known);
    stop.abort();
    await sending;

    await annotate(`2 batches in ${slow} ms, a list in ${lookMs} ms; afterwards in ${quick} ms`);
    expect(looked.status).toBe(200);
    expect(readiness.status).toBe(200);
    expect(known.refused.filter((text) => !/^50[37]/u.test(text))).toEqual([]);
    await expectWhole(platform, known);
    expect(await platform.end()).toBe(0);
  },
);

const breaks = [
  ['are held, and come later', (link: SlowLink) => link.hold()],
  [
    'vanish, as do their connections',
    (link: SlowLink) => {
      link.hold();
      link.lose();
    },
  ],
] as const;

test.skipIf(!hasPostgres).for(breaks)(
  'PostgreSQL whose packets %s is given up in time, and found again',
  { timeout: 240_000 + 2 * awayMs },
  async ([, cut], { annotate }) => {
    const directory = directoryOf('faults-held');
    await using server = await startPostgres();
    const address = new URL(await server.create());
    await using link = await SlowLink.to(Number(address.port));
    address.port = String(link.port);
    await using platform = await RunningPlatform.start({
      directory,
      environment: { ...onlyServing, CAISSON_STORE: address.href },
    });
    await platform.signInFirst();
    const known = new Acknowledged();
    const stop = new AbortController();
    const sending = sendAll(platform, known, stop.signal);
    await untilTaken(known);

    cut(link);
    const degraded = await untilReady(platform, 503);
    const health = await fetch(`${platform.url}/healthz`);
    await delay(awayMs);
    link.release();
    const ready = await untilReady(platform, 200);
    const taken = await untilTaken(known);
    stop.abort();
    await sending;

    await annotate(`degraded ${degraded} ms, ready ${ready} ms, taken ${taken} ms`);
    expect(health.status).toBe(200);
    expect(platform.log).toMatch(/impaired.*(?:does not answer|timeout exceeded)/u);
    expect(known.refused.filter((text) => !/^50[37]/u.test(text))).toEqual([]);
    await expectWhole(platform, known);
    expect(await platform.end()).toBe(0);
  },
);
