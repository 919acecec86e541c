import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { openEvents } from '../../src/estate/event/open-events.ts';
import { openDatabase } from '../../src/sql/open-database.ts';
import { hasPostgres, startPostgres } from './testing/postgres.ts';

const root = mkdtempSync(join(tmpdir(), 'caisson-kill-'));
const scope = { clock: () => new Date(), log: { debug() {}, info() {}, warn() {}, error() {} } };
afterAll(() => rmSync(root, { recursive: true, force: true }));

const nothing = { lost: 0, doubled: 0, miscounted: 0, lostSteps: 0, half: false };

/** Runs the program until it has said something, and a while longer; answers the last number that it called safe. */
async function runAndKill(
  store: string,
  directory: string,
  first: number,
  afterMs: number,
): Promise<number> {
  const program = join(import.meta.dirname, 'testing/appending.ts');
  const child = spawn(process.execPath, [program, store, directory, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  await once(child.stdout, 'data');
  await delay(afterMs);
  const ended = once(child, 'close');
  child.kill('SIGKILL');
  await ended;
  return Number(text.split('\n').at(-2));
}

async function check(store: string, directory: string, acknowledged: number) {
  await using database = await openDatabase(store, scope);
  await using events = await openEvents(database, directory, scope, { maxBytes: 4_000_000_000 });
  const found = new Map<string, number>();
  let cursor: string | undefined;
  do {
    const page = await events.list({}, 'all', { cursor, limit: 500 });
    for (const { id } of page.items) found.set(id, (found.get(id) ?? 0) + 1);
    cursor = page.next;
  } while (cursor !== undefined);
  const wanted = Array.from(
    { length: (acknowledged + 1) * 10 },
    (_, at) => `${Math.floor(at / 10)}-${at % 10}`,
  );
  const state = await database.first(
    'SELECT (SELECT count(*) FROM step WHERE n <= ?) AS steps, (SELECT n FROM tally) AS tally, (SELECT count(*) FROM step) AS all_steps',
    [acknowledged],
  );
  const counted = (await events.hourly(3, {}, 'all')).reduce((sum, hour) => sum + hour.events, 0);

  return {
    lost: wanted.filter((id) => !found.has(id)).length,
    doubled: [...found].filter(([, times]) => times !== 1).length,
    miscounted: counted - found.size,
    lostSteps: acknowledged + 1 - Number(state?.['steps']),
    half: Number(state?.['tally']) < Number(state?.['all_steps']),
  };
}

async function killOften(store: string, directory: string, times: number) {
  let last = -1;
  for (let at = 0; at < times; at += 1)
    last = await runAndKill(store, directory, last + 1, (at * 37) % 120); // what was under way is sent again
  return check(store, directory, last);
}

test('killed thirty times: nothing acknowledged is lost, nothing is doubled', async () => {
  expect(await killOften(join(root, 'state.db'), join(root, 'events'), 30)).toEqual(nothing);
});

describe.skipIf(!hasPostgres)('with PostgreSQL', () => {
  test('killed thirty times: nothing acknowledged is lost, nothing is doubled', async () => {
    await using server = await startPostgres();
    expect(await killOften(await server.create(), '', 30)).toEqual(nothing);
  });
});
