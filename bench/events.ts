import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { EventInput, EventStore } from '../src/estate/event/event-store.ts';
import { eventMigration } from '../src/estate/event/migration.ts';
import { openEvents } from '../src/estate/event/open-events.ts';
import { migrate } from '../src/sql/migrate.ts';
import { openDatabase } from '../src/sql/open-database.ts';

/**
 * Appends events as fast as it goes, then at a rate, while a console reads. `node bench/events.ts [STORE] [SECONDS] [RATE]`:
 * STORE is a `postgres://` address, or `sqlite` for SQLite in a temporary directory.
 */
const [store, seconds = '15', rate = '20000'] = process.argv.slice(2);
const root = mkdtempSync(join(tmpdir(), 'caisson-bench-'));
const scope = {
  clock: () => new Date(),
  log: { debug() {}, info() {}, warn() {}, error: console.error },
};
const batchSize = 1000;
let number = 0;

function batch(): readonly EventInput[] {
  const time = Date.now();
  return Array.from({ length: batchSize }, (_, at) => {
    const n = number * batchSize + at;
    const w = n % 300;
    return {
      id: `01JD${String(n).padStart(22, '0')}`,
      time,
      kind: n % 3 === 0 ? 'exec' : 'open',
      pid: n % 32_768,
      process: `proc${n % 120}`,
      exe: `/usr/bin/proc${n % 120}`,
      arguments: `--serve --port ${n % 9000} --name worker-${n % 5000}`,
      path: `/var/lib/app/file-${n % 4000}`,
      container: `container-${n % 900}`,
      uid: 1000,
      parent: 'sh',
      workload: { id: String(w), name: `shop/web-${w}` },
      cluster: 'prod',
      namespace: `team-${w % 20}`,
      ...(n % 2000 === 0 && { rule: 'shell', severity: 'high' }),
    };
  });
}

async function append(events: EventStore): Promise<void> {
  number += 1;
  await events.append({
    id: `bench-${number}-${process.pid}`,
    node: `node-${number % 200}`,
    events: batch(),
  });
}

async function read(events: EventStore, signal: AbortSignal): Promise<readonly number[]> {
  const times: number[] = [];
  while (!signal.aborted) {
    const startedAt = performance.now();
    const at = times.length;
    if (at % 3 === 0) await events.list({ workload: String(at % 300) }, 'all', { limit: 100 });
    else if (at % 3 === 1)
      await events.list({}, [{ cluster: 'prod', namespace: 'team-3' }], { limit: 100 });
    else await events.hourly(24, {}, 'all');
    times.push(performance.now() - startedAt);
    await delay(50);
  }
  return times.toSorted((a, b) => a - b);
}

const database = await openDatabase(
  store === undefined || store === 'sqlite' ? join(root, 'state.db') : store,
  scope,
);
await migrate(database, [eventMigration]);
const events = await openEvents(database, join(root, 'events'), scope, { maxBytes: 8 * 2 ** 30 });

const fast = performance.now();
const before = number;
while (performance.now() - fast < Number(seconds) * 1000)
  await Promise.all([append(events), append(events), append(events), append(events)]);
const perSecond = ((number - before) * batchSize) / ((performance.now() - fast) / 1000);

const controller = new AbortController();
const reading = read(events, controller.signal);
const startedAt = performance.now();
const waits: number[] = [];
for (let done = 0; performance.now() - startedAt < Number(seconds) * 1000; done += batchSize) {
  const due = startedAt + (done / Number(rate)) * 1000;
  if (due > performance.now()) await delay(due - performance.now());
  await append(events);
  waits.push(performance.now() - due);
}
const sustained = (waits.length * batchSize) / ((performance.now() - startedAt) / 1000);
controller.abort();
const reads = await reading;
const sorted = waits.toSorted((a, b) => a - b);
const { bytes } = await events.storage();
function at(values: readonly number[], share: number): string {
  return `${(values[Math.floor(values.length * share)] ?? 0).toFixed(1)} ms`;
}
console.log(`as fast as it goes      ${perSecond.toFixed(0)} events/s`);
console.log(
  `asked ${rate}/s         ${sustained.toFixed(0)} events/s, appended after p50 ${at(sorted, 0.5)}, p95 ${at(sorted, 0.95)}, max ${at(sorted, 0.9999)}`,
);
console.log(
  `console meanwhile       p50 ${at(reads, 0.5)}, p95 ${at(reads, 0.95)}, p99 ${at(reads, 0.99)} (${reads.length} reads)`,
);
console.log(
  `bytes per event         ${(bytes / (number * batchSize)).toFixed(0)}; memory ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`,
);
await events[Symbol.asyncDispose]();
await database[Symbol.asyncDispose]();
rmSync(root, { recursive: true, force: true });
