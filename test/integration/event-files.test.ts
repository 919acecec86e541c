import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from 'vitest';
import { EventFile } from '../../src/estate/event/event-file.ts';
import { rowOf } from '../../src/estate/event/event-row.ts';
import type { EventFilter, EventStoreOptions } from '../../src/estate/event/event-store.ts';
import { fileQuery } from '../../src/estate/event/file-query.ts';
import { eventMigration } from '../../src/estate/event/migration.ts';
import { openEventFiles } from '../../src/estate/event/open-event-files.ts';
import { migrate } from '../../src/sql/migrate.ts';
import { openSqlite } from '../../src/sql/open-sqlite.ts';
import {
  type EventClock,
  eventAt,
  eventStoreContract,
  start,
} from '../contract/event-store-contract.ts';

const root = mkdtempSync(join(tmpdir(), 'caisson-events-'));
const log = { debug() {}, info() {}, warn() {}, error() {} };
let count = 0;
afterAll(() => rmSync(root, { recursive: true, force: true }));

function fresh(): string {
  count += 1;
  return join(root, String(count));
}

async function open(clock: EventClock, options: EventStoreOptions = {}, directory = fresh()) {
  const database = await openSqlite(':memory:');
  await migrate(database, [eventMigration]);
  return openEventFiles(directory, database, { clock: () => new Date(clock.now), log }, options);
}

eventStoreContract('event files', open);

const filters: readonly EventFilter[] = [
  {},
  { workload: 'w1' },
  { container: 'c1' },
  { alarms: true },
  { alarms: false },
  { kinds: ['exec', 'open'] },
  { node: 'n' },
  { text: 'x' },
  { workload: 'w1', alarms: true, kinds: ['exec'], node: 'n', from: 5, to: 9, text: 'sh' },
];
test.for([0, 1, 30_000])('no question reads a file of %i events from end to end', (rows) => {
  const path = `${fresh()}.db`;
  const file = new EventFile(path);
  const events = Array.from({ length: rows }, (_, at) =>
    rowOf(
      eventAt(start + at, {
        workload: { id: `w${at % 9}`, name: '' },
        container: `c${at % 50}`,
        ...(at % 100 === 0 && { rule: 'r' }),
      }),
      'n',
      start,
    ),
  );
  file.append([{ id: 'b', rows: events }]);
  const database = new DatabaseSync(path);

  const plans = filters.flatMap((filter) => {
    const behind = { ts: start, file: 'k', row: 9 };
    const query = fileQuery(database, 'k', {
      filter,
      reach: [{ namespace: 'shop' }],
      behind,
      limit: 50,
    });
    return query === undefined
      ? []
      : database
          .prepare(`EXPLAIN QUERY PLAN ${query.sql}`)
          .all(...query.values)
          .map(({ detail }) => String(detail));
  });
  database.close();
  file.close();

  expect(plans.filter((detail) => /SCAN e\b|SCAN event/u.test(detail))).toEqual([]);
  expect(
    plans
      .filter((detail) => /SEARCH e /u.test(detail))
      .every((detail) => /\((ts|workload)[=>]/u.test(detail)),
  ).toBe(true);
  expect(plans.filter((detail) => /SEARCH e /u.test(detail)).length).toBeGreaterThanOrEqual(
    rows > 1 ? filters.length : 4,
  );
});

test('bytes are bounded first: the oldest files go, and the newest stays', async () => {
  const clock = { now: start };
  await using store = await open(clock, { maxBytes: 8 * 400_000 });
  for (let at = 0; at < 40; at += 1) {
    clock.now += 1000;
    const events = Array.from({ length: 1000 }, (_, n) =>
      eventAt(clock.now, { id: `${at}-${n}`, arguments: `${'x'.repeat(200)}${n}` }),
    );
    await store.append({ id: `b${at}`, node: 'n', events });
  }

  await store.retain(clock.now);
  const { bytes, limit, oldest } = await store.storage();

  expect(bytes).toBeLessThanOrEqual(limit);
  expect(oldest).toBeGreaterThan(start + 1000);
  expect((await store.list({}, 'all', { limit: 1 })).items[0]?.time).toBe(clock.now);
  expect((await store.hourly(2, {}, 'all')).reduce((sum, { events }) => sum + events, 0)).toBe(
    40_000,
  );
});

test('a store that is opened again goes on, and knows the batches it had', async () => {
  const clock = { now: start };
  const directory = fresh();
  const batch = { id: 'b', node: 'n', events: [eventAt(start)] };
  for (const day of [0, 0, 1]) {
    clock.now = start + day * 86_400_000;
    await using store = await open(clock, {}, directory);
    await store.append(batch);
    await store.append({ id: `own ${count} ${day}`, node: 'n', events: [] });
  }

  await using store = await open(clock, {}, directory);

  expect((await store.list({}, 'all', { limit: 10 })).items).toHaveLength(1);
  expect(readdirSync(directory).filter((name) => name.endsWith('.db'))).toEqual([
    'events-2026-11-22.0000.db',
    'events-2026-11-23.0000.db',
  ]);
});

test('a damaged file is told, the others are read', async () => {
  const clock = { now: start };
  const directory = fresh();
  {
    await using store = await open(clock, {}, directory);
    await store.append({ id: 'b', node: 'n', events: [eventAt(start, { id: 'kept' })] });
  }
  writeFileSync(
    join(directory, 'events-2026-11-23.0000.db'),
    'this is no database at all'.repeat(1000),
  );
  clock.now = start + 86_400_000;

  await using store = await open(clock, {}, directory);
  await store.append({ id: 'b2', node: 'n', events: [eventAt(clock.now, { id: 'later' })] });
  const page = await store.list({}, 'all', { limit: 5 });

  expect(page.items.map(({ id }) => id)).toEqual(['later', 'kept']);
  expect(page.damaged).toEqual(['2026-11-23.0000']);
});
