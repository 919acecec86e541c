import { expect, test } from 'vitest';
import type { Platform } from '#contract/platform.ts';
import { defaultLimits } from '#contract/scope.ts';
import { sampleRecord } from '#deliver/testing/records.ts';
import { isRecord } from '#kit/json.ts';
import { startDelivery } from '../../src/app/platform/delivery/delivery.ts';
import { createChangeLog } from '../../src/estate/change/change-log.ts';
import { changeMigration } from '../../src/estate/change/migration.ts';
import { coreMigration } from '../../src/estate/core-migration.ts';
import { addDestination, readDestination } from '../../src/estate/outbox/destinations.ts';
import { outboxMigration } from '../../src/estate/outbox/migration.ts';
import { runtimeMigration } from '../../src/estate/runtime/migration.ts';
import { migrate } from '../../src/sql/migrate.ts';
import { openSqlite } from '../../src/sql/open-sqlite.ts';
import { type Heard, openReceiver, type Reply, tryJson } from '../support/fakes/receiver.ts';

const total = 10_000;
const subjects = 500;
function quiet(): void {}

async function openPlatform(): Promise<Platform> {
  const database = await openSqlite(':memory:');
  await migrate(database, [coreMigration, runtimeMigration, changeMigration, outboxMigration]);
  function clock(): Date {
    return new Date();
  }
  return {
    database,
    scope: {
      signal: new AbortController().signal,
      clock,
      limits: defaultLimits,
      temporaryDirectory: '/tmp',
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      progress: { begin: () => ({ advance: quiet, [Symbol.dispose]: quiet }) },
    },
    changes: createChangeLog(database, clock),
    audit: { append: async () => undefined },
    jobs: {
      add: async () => '',
      wake: quiet,
      work: () => ({ [Symbol.asyncDispose]: async () => undefined }),
    },
  };
}

/** Takes `_bulk` only now and then: busy, gone in the middle of its answer, or with faults of single items. */
function openFlaky(taken: Map<string, number>, order: Map<string, number[]>) {
  let turn = 0;
  function keep(id: string, document: unknown): number {
    const seen = taken.get(id) ?? 0;
    taken.set(id, seen + 1);
    if (seen > 0 || !isRecord(document)) return 409;
    const subject = String(document['subject']);
    order.set(subject, [...(order.get(subject) ?? []), Number(document['seq'])]);
    return 201;
  }
  function bulk({ body }: Heard): Reply {
    turn += 1;
    if (turn % 7 === 3) return { status: 503, headers: { 'retry-after': '0' } };
    if (turn % 11 === 5) return { status: 429, headers: { 'retry-after': '0' } };
    const lines = body.trimEnd().split('\n').map(tryJson);
    const items = lines.flatMap((line, at) => {
      const create = isRecord(line) && isRecord(line['create']) ? line['create'] : undefined;
      if (create === undefined) return [];
      if (turn % 5 === 2 && at % 20 === 0) return [{ create: { status: 429 } }];
      return [{ create: { status: keep(String(create['_id']), lines[at + 1]) } }];
    });
    const answer = JSON.stringify({ items });
    return { status: 200, body: answer, ...(turn % 13 === 6 ? { cutAfter: 10 } : {}) };
  }
  return openReceiver(bulk);
}

test('while the other end fails in every way nothing is lost, and each subject stays in order', {
  timeout: 180_000,
}, async () => {
  const platform = await openPlatform();
  const { database, changes } = platform;
  const taken = new Map<string, number>();
  const order = new Map<string, number[]>();
  await using receiver = await openFlaky(taken, order);
  const id = await database.transaction((tx) =>
    addDestination(
      tx,
      {
        name: 'a',
        kind: 'elastic',
        format: 'json',
        address: receiver.url,
        settings: {},
        sealed: '',
        secretNames: [],
        kinds: [],
        minimum: 'negligible',
        allowPrivate: true,
        enabled: true,
      },
      0,
      Date.now(),
    ),
  );
  const vault = { seal: (text: string) => text, open: (text: string) => text };
  {
    await using _ = startDelivery({ platform, vault, origin: sampleRecord().product });
    for (let at = 0; at < total; at += 500) {
      await database.transaction((tx) =>
        changes.append(
          tx,
          Array.from({ length: 500 }, (__, some) => ({
            kind: 'gap' as const,
            subject: `s${(at + some) % subjects}`,
            text: `${at + some}`,
          })),
        ),
      );
      changes.committed();
    }
    const end = Date.now() + 150_000;
    while ((await readDestination(database, id)).delivered < total && Date.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 100));
  }

  expect((await readDestination(database, id)).delivered).toBe(total);
  expect(taken.size).toBe(total);
  for (const some of order.values()) expect(some).toEqual(some.toSorted((a, b) => a - b));
  await database[Symbol.asyncDispose]();
});
