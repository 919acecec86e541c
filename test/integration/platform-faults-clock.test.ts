import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { temporary } from '../daemons.ts';
import { Acknowledged, perBatch, sendAll, startHook } from './testing/platform-kills.ts';
import { hasPostgres, startPostgres } from './testing/postgres.ts';
import { eventually, onlyServing, RunningPlatform } from './testing/running-platform.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const preload = pathToFileURL(join(import.meta.dirname, 'testing', 'shifted-clock.ts')).href;

/** A platform with a clock of its own, and somebody who sends to it. */
async function begin(environment: Readonly<Record<string, string>> = {}) {
  const directory = temporary('faults-clock');
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const clock = join(directory, 'clock');
  const platform = await RunningPlatform.start({
    directory,
    environment: {
      ...onlyServing,
      NODE_OPTIONS: `--import=${preload}`,
      CAISSON_TEST_CLOCK: clock,
      ...environment,
    },
  });
  await platform.signInFirst();
  const known = new Acknowledged();
  const stop = new AbortController();
  const sending = sendAll(platform, known, stop.signal);
  return {
    platform,
    known,
    /** Sets the clock beside that of the machine, waits until that was noticed, and tells how long it took until work goes on. */
    set: async (ms: number): Promise<number> => {
      const told = timesTold(platform);
      writeFileSync(clock, String(ms));
      await eventually(
        () => timesTold(platform),
        (times) => times > told,
        'the jump is told',
        30_000,
      );
      const [begun, before] = [performance.now(), known.batches];
      await eventually(
        () => known.batches,
        (n) => n > before + 3,
        'batches are taken',
      );
      return Math.round(performance.now() - begun);
    },
    end: async (): Promise<void> => {
      stop.abort();
      await Promise.race([
        sending,
        delay(30_000).then(() => {
          throw new Error(
            `sending does not end: ${known.refused.at(-1)}\n${platform.log.slice(-3000)}`,
          );
        }),
      ]);
    },
  };
}

/** How often it was told that the clock jumped. */
function timesTold({ log }: RunningPlatform): number {
  return log.split(/the clock of this machine has jumped|nothing is removed for its age/u).length;
}

async function expectWhole(platform: RunningPlatform, known: Acknowledged): Promise<void> {
  const events = await platform.items('/events?kind=execve');
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(events).toHaveLength(known.batches * perBatch);
  expect((await platform.items('/incidents')).length).toBe(known.batches);
  const numbers = (await platform.items('/changes')).map(({ seq }) => Number(seq));
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(await platform.ask('/audit/verification', { method: 'POST' })).toMatchObject({
    status: 200,
    body: { ok: true },
  });
}

for (const [name, jump] of [
  ['an hour', hourMs],
  ['a day', dayMs],
] as const)
  test(`a clock that jumps ${name} ahead and back again loses nothing and stops nothing`, {
    timeout: 240_000,
  }, async ({ annotate }) => {
    const { platform, known, set, end } = await begin();
    await using _ = platform;
    await using hook = await startHook(5);
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

    const ahead = await set(jump);
    const back = await set(0);
    const behind = await set(-jump);
    const again = await set(0);
    const before = hook.taken.size;
    await eventually(
      () => hook.taken.size,
      (n) => n > before + 5,
      'changes are delivered',
    );
    await end();

    await annotate(`batches after ${ahead}, ${back}, ${behind}, ${again} ms`);
    expect(known.refused).toEqual([]);
    expect((await platform.readiness()).status).toBe(200);
    expect(platform.log).toContain('the clock of this machine has jumped');
    await expectWhole(platform, known);
    expect(await platform.end()).toBe(0);
  });

test('a clock that is months ahead removes nothing for its age', { timeout: 240_000 }, async () => {
  const { platform, known, set, end } = await begin();
  await using _ = platform;

  // Another day begins another file of events: then old ones are looked for.
  await set(300 * dayMs);
  const blind = await platform.ask('/coverage');
  await set(0);
  await end();

  expect(blind.text).toContain('300 days ahead');
  expect((await platform.ask('/coverage')).text).not.toContain('days ahead');
  expect(platform.log).toContain('nothing is removed for its age until tomorrow');
  await expectWhole(platform, known);
  expect(await platform.end()).toBe(0);
});

test.skipIf(!hasPostgres)(
  'on PostgreSQL a clock that jumps loses nothing and stops nothing',
  { timeout: 240_000 },
  async () => {
    await using server = await startPostgres();
    const { platform, known, set, end } = await begin({ CAISSON_STORE: await server.create() });
    await using _ = platform;

    await set(hourMs);
    await set(-hourMs);
    await set(0);
    await end();

    expect(known.refused.filter((text) => !/^50[37]/u.test(text))).toEqual([]);
    await expectWhole(platform, known);
    expect(await platform.end()).toBe(0);
  },
);
