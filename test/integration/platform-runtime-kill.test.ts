import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { testScope } from '#app/platform/live/testing.ts';
import { openEvents } from '#estate/event/open-events.ts';
import { openDatabase } from '#sql/open-database.ts';

const kills = 30;

/** Takes batches in until so many were acknowledged, then kills it amid its work; the number of the last one acknowledged. */
async function killedAfter(
  place: { readonly store: string; readonly events: string },
  first: number,
  count: number,
): Promise<number> {
  const program = join(import.meta.dirname, 'testing', 'ingest-child.ts');
  const child = spawn(process.execPath, [program, place.store, place.events, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = first - 1;
  let seen = 0;
  const ended = once(child, 'exit');
  createInterface({ input: child.stdout }).on('line', (line) => {
    last = Number(line);
    seen += 1;
    if (seen === count) child.kill('SIGKILL');
  });
  await ended;
  return last;
}

test(`nothing that was acknowledged is lost, and nothing doubled, by ${kills} kills`, {
  timeout: 280_000,
}, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-kill-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const place = { store: join(directory, 'store.sqlite'), events: join(directory, 'events') };
  mkdirSync(place.events);
  let last = -1;
  for (let kill = 0; kill < kills; kill += 1)
    // What was sent last and not acknowledged is sent again, and so is the one before: acknowledgements get lost, too.
    last = await killedAfter(place, Math.max(0, last), 2 + ((kill * 7) % 11));

  const scope = testScope({ time: Date.now() });
  await using database = await openDatabase(place.store, scope);
  await using events = await openEvents(database, place.events, scope, {});
  const stored = await database.first(
    'SELECT count(*) AS n, count(DISTINCT id) AS different, sum(n) AS told FROM detection',
  );
  const hours = await database.first('SELECT sum(n) AS n FROM detection_hour');
  const ids = new Set<string>();
  let rows = 0;
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; ) {
    const page = await events.list({ kinds: ['execve'] }, 'all', { cursor, limit: 500 });
    for (const { id } of page.items) ids.add(id);
    rows += page.items.length;
    cursor = page.next;
    isFirst = false;
  }

  const n = Number(stored?.['n']);
  expect(n).toBeGreaterThanOrEqual(last + 1);
  expect(n).toBeLessThanOrEqual(last + 2);
  expect(stored).toMatchObject({ different: n, told: n });
  expect(hours).toEqual({ n });
  expect(rows).toBe(ids.size);
  expect(ids.size).toBeGreaterThanOrEqual((last + 1) * 20);
  expect(ids.size).toBeLessThanOrEqual((last + 2) * 20);
});
