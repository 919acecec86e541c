import { expect, test } from 'vitest';
import type { Outcome } from '#contract/delivery.ts';
import type { Change } from '#contract/platform.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { createChangeLog } from '../change/change-log.ts';
import { changeMigration } from '../change/migration.ts';
import { coreMigration } from '../core-migration.ts';
import { listDeliveries, replayDeliveries } from './deliveries.ts';
import { addDestination, type DestinationWish, readDestination, readLags } from './destinations.ts';
import { outboxMigration } from './migration.ts';
import { pruneChanges } from './prune.ts';
import { claimDeliveries, hastenDeliveries, settleDeliveries } from './queue.ts';
import { isWanted, routeChanges } from './route.ts';

const start = 1_700_000_000_000;
const wish: DestinationWish = {
  name: 'a',
  kind: 'webhook',
  format: 'json',
  address: 'https://example.test',
  settings: {},
  sealed: '',
  secretNames: [],
  kinds: [],
  minimum: 'negligible',
  allowPrivate: false,
  enabled: true,
};
const delivered: Outcome = { type: 'delivered' };
const retry: Outcome = { type: 'retry', reason: 'busy', transport: false };
const dead: Outcome = { type: 'dead', reason: 'malformed', transport: false };
const down: Outcome = { type: 'retry', reason: 'refused', transport: true };

async function openOutbox() {
  const database = await openSqlite(':memory:');
  await migrate(database, [coreMigration, changeMigration, outboxMigration]);
  const changes = createChangeLog(database, () => new Date(start));
  const id = await database.transaction((tx) => addDestination(tx, wish, 0, start));
  async function add(...subjects: readonly string[]): Promise<void> {
    const some = subjects.map(
      (subject): Change => ({ kind: 'detection', subject, text: subject, severity: 'high' }),
    );
    await database.transaction((tx) => changes.append(tx, some));
    await routeChanges(database, changes, await readDestination(database, id), start);
  }
  async function claim(now = start): Promise<Awaited<ReturnType<typeof claimDeliveries>>> {
    return claimDeliveries(database, id, { most: 10, leaseMs: 60_000, now });
  }
  async function settle(
    claimed: Awaited<ReturnType<typeof claim>>,
    outcome: Outcome,
    now = start,
  ): Promise<void> {
    const settled = claimed.map((delivery) => ({ delivery, outcome }));
    await settleDeliveries(database, id, settled, now);
  }
  return { database, changes, id, add, claim, settle };
}

test('changes of one subject go one after the other, others at once', async () => {
  const { database, add, claim, settle } = await openOutbox();
  await using _ = database;
  await add('a', 'a', 'b');
  await add('a');

  const first = await claim();
  expect(first.map(({ seq }) => seq)).toEqual([1, 3]);
  expect(await claim()).toEqual([]);
  await settle(first, delivered);

  const second = await claim();
  expect(second.map(({ seq }) => seq)).toEqual([2]);
  await settle(second, retry);
  expect(await claim()).toEqual([]);

  const again = await claim(start + 5000);
  expect(again.map(({ seq, attempts }) => [seq, attempts])).toEqual([[2, 2]]);
  await settle(again, dead, start + 5000);
  expect((await claim(start + 5000)).map(({ seq }) => seq)).toEqual([4]);
});

test('what nobody settled goes out again when its lease has ended', async () => {
  const { database, add, claim } = await openOutbox();
  await using _ = database;
  await add('a');

  const [first] = await claim();
  expect(await claim(start + 59_999)).toEqual([]);
  const [again] = await claim(start + 60_000);

  expect(again?.id).toBe(first?.id);
});

test('five transport failures break the circuit, one success mends it and hurries what waits', async () => {
  const { database, id, add, claim, settle } = await openOutbox();
  await using _ = database;
  await add('a', 'b');
  let now = start;

  for (let turn = 0; turn < 5; turn += 1) {
    await settle(await claim(now), down, now);
    now += 600_000;
  }
  const broken = await readDestination(database, id);
  expect(broken.failures).toBeGreaterThanOrEqual(5);
  expect(broken.brokenUntil).toBeGreaterThan(start);
  const probe = await claimDeliveries(database, id, { most: 1, leaseMs: 1000, now });
  await settle(probe, delivered, now);

  expect(await readDestination(database, id)).toMatchObject({ failures: 0, delivered: 1 });
  expect(await claim(now)).toHaveLength(1);
});

test('a refusal of everything breaks at once and spares what waits', async () => {
  const { database, id, add, claim, settle } = await openOutbox();
  await using _ = database;
  await add('a');

  await settle(await claim(), { type: 'dead', reason: 'wrong token', transport: true });

  const { failures, attention } = await readDestination(database, id);
  expect(failures).toBe(5);
  expect(attention).toBe('wrong token');
});

test('after seven days it is dead, never earlier', async () => {
  const { database, id, add, claim, settle } = await openOutbox();
  await using _ = database;
  await add('a');
  const week = 7 * 86_400_000;

  await settle(await claim(start + week), retry, start + week);
  expect((await readLags(database)).get(id)?.dead).toBe(0);
  const later = start + week + 700_000;
  await settle(await claim(later), retry, later);

  expect(await readLags(database)).toEqual(new Map([[id, { waiting: 0, dead: 1 }]]));
});

test('dead letters and stretches of time go again under the same id, in order', async () => {
  const { database, id, add, claim, settle } = await openOutbox();
  await using _ = database;
  await add('a', 'b');
  const first = await claim();
  await settle(first, dead);
  const before = await listDeliveries(database, id, { limit: 10 });

  const queued = await database.transaction((tx) =>
    replayDeliveries(tx, id, { dead: true }, start),
  );
  expect(queued).toBe(2);
  await settle(await claim(), delivered);

  const after = await listDeliveries(database, id, { states: ['delivered'], limit: 10 });
  expect(after.map(({ change }) => change)).toEqual(before.map(({ change }) => change));
  const all = await database.transaction((tx) =>
    replayDeliveries(tx, id, { from: start, to: start }, start),
  );
  expect(all).toBe(2);
  await expect(
    database.transaction((tx) => replayDeliveries(tx, id, {}, start)),
  ).rejects.toMatchObject({ code: 'usage.invalid-argument' });
});

test('what is still to be delivered is never pruned', async () => {
  const { database, changes, add, claim, settle } = await openOutbox();
  await using _ = database;
  await add('a', 'b', 'c');
  const [first, second] = await claim();
  await settle(
    [first, second].filter((one) => one !== undefined),
    delivered,
  );
  const later = start + 8 * 86_400_000;

  expect(await pruneChanges(database, { keepMs: 0, maxBytes: 1e9 }, start + 1000)).toBe(0);
  expect(await pruneChanges(database, { keepMs: 0, maxBytes: 1e9 }, later)).toBe(2);
  expect((await changes.after(0, 'all', 10)).map(({ seq }) => seq)).toEqual([3]);
  await add('d');
  expect(await changes.latest()).toBe(4);
});

test('above the byte limit young changes go too when all have passed them', async () => {
  const { database, add, claim, settle } = await openOutbox();
  await using _ = database;
  await add('a', 'b');
  await settle(await claim(), delivered);

  expect(await pruneChanges(database, { keepMs: 0, maxBytes: 1 }, start + 1000)).toBe(1);
});

test.for([
  [{ kinds: [], minimum: 'negligible' }, { kind: 'audit' }, true],
  [{ kinds: [], minimum: 'high' }, { kind: 'audit' }, false],
  [{ kinds: ['audit'], minimum: 'high' }, { kind: 'audit' }, true],
  [{ kinds: ['finding.*'], minimum: 'high' }, { kind: 'finding.opened', severity: 'high' }, true],
  [{ kinds: ['finding.*'], minimum: 'high' }, { kind: 'finding.opened', severity: 'low' }, false],
  [{ kinds: ['finding.*'], minimum: 'low' }, { kind: 'detection', severity: 'high' }, false],
  [{ kinds: [], minimum: 'medium' }, { kind: 'finding.opened', severity: 'unknown' }, true],
] as const)('%j gets %j: %s', ([destination, change, wanted]) => {
  expect(isWanted(destination, change)).toBe(wanted);
});

test('a clock that goes back holds nothing up: what waits for its next attempt goes, and order is kept', async () => {
  const { database, id, add, claim, settle } = await openOutbox();
  await using _ = database;
  const ahead = start + 86_400_000;
  await add('a', 'a', 'b');
  await settle(await claim(ahead), down, ahead);
  expect(await claim()).toEqual([]);

  await hastenDeliveries(database, start);
  const due = await claim();

  expect(due.map(({ seq }) => seq)).toEqual([1, 3]);
  expect((await readDestination(database, id)).brokenUntil).toBeLessThanOrEqual(start + 1_200_000);
});
