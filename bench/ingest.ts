import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { RuntimeIngest } from '#app/platform/live/ingest.ts';
import { testPlatform, testScope } from '#app/platform/live/testing.ts';
import { openEvents } from '#estate/event/open-events.ts';
import { openDatabase } from '#sql/open-database.ts';

/**
 * Events into the store at a rate, with detections among them: how soon a detection can be read, and whether all is there.
 * `node bench/ingest.ts [seconds=60] [events/s=20000] [detections/s=50] [store]`
 */
const [seconds = '60', rate = '20000', alarms = '50', store] = process.argv.slice(2);
const perBatch = 2000;
const directory = mkdtempSync(join(tmpdir(), 'caisson-bench-ingest-'));
const at = {
  get time(): number {
    return Date.now();
  },
  set time(_: number) {},
};
const scope = testScope(at);
const database = await openDatabase(store ?? join(directory, 'caisson.sqlite'), scope);
const platform = await testPlatform(database, at);
const events = await openEvents(database, join(directory, 'events'), scope, {});
const ingest = new RuntimeIngest(platform, events, 'bench');
function container(number: number): string {
  return number.toString(16).padStart(64, 'c');
}
const delays: number[] = [];
let sent = 0;
let accepted = 0;
let told = 0;

await ingest.take({
  id: 'start',
  node: 'bench',
  reach: 'all',
  text: Array.from({ length: 50 }, (_, at) =>
    JSON.stringify({
      type: 'container',
      gone: false,
      container: {
        id: container(at),
        name: `web-${at}`,
        image: { reference: `r.local/web${at}:1` },
      },
    }),
  ).join('\n'),
});

function eventLine(number: number): string {
  return JSON.stringify({
    type: 'event',
    id: `e${number}`,
    time: Date.now(),
    kind: number % 3 === 0 ? 'connect' : 'execve',
    pid: 1000 + (number % 5000),
    process: `worker${number % 40}`,
    exe: `/usr/bin/worker${number % 40}`,
    arguments: `worker --shard ${number % 900}`,
    container: container(number % 50),
    uid: 1000,
  });
}

function detectionLine(number: number): string {
  return JSON.stringify({
    type: 'detection',
    detection: {
      id: `01HZ${String(number).padStart(22, '0')}`,
      time: Date.now(),
      kind: 'rule',
      rule: `Rule ${number % 20}`,
      priority: 'warning',
      severity: 'medium',
      source: 'syscall',
      tags: ['container'],
      output: `a shell ran in web-${number % 50}`,
      outputFields: { 'proc.name': 'sh' },
      because: [],
      container: {
        id: container(number % 50),
        shortId: container(number % 50).slice(0, 12),
        engine: 'docker',
        name: `web-${number % 50}`,
      },
    },
  });
}

/** Seconds of one sender: batches of a tenth of a second, sent whether or not the ones before have come back. */
const begun = performance.now();
const cpuBefore = process.cpuUsage();
const waiting = new Set<Promise<void>>();
const batches = Math.ceil((Number(seconds) * Number(rate)) / perBatch);
const everyMs = (perBatch / Number(rate)) * 1000;
for (let number = 0; number < batches; number += 1) {
  const due = begun + number * everyMs;
  const ahead = due - performance.now();
  if (ahead > 1) await wait(ahead);
  const lines = Array.from({ length: perBatch }, (_, at) => eventLine(sent + at));
  const count = Math.round(((number + 1) * everyMs * Number(alarms)) / 1000) - told;
  for (let one = 0; one < count; one += 1) lines.push(detectionLine(told + one));
  sent += perBatch;
  told += count;
  const made = performance.now();
  const work = ingest
    .take({ id: `b${number}`, node: 'bench', reach: 'all', text: lines.join('\n') })
    .then((outcome) => {
      accepted += outcome.accepted;
      if (count > 0) delays.push(performance.now() - made);
    })
    .finally(() => waiting.delete(work));
  waiting.add(work);
  if (waiting.size >= 8) await Promise.race(waiting);
}
await Promise.all(waiting);
const took = (performance.now() - begun) / 1000;
const cpu = process.cpuUsage(cpuBefore);
const sorted = delays.toSorted((a, b) => a - b);
function share(part: number): number {
  return Math.round(sorted[Math.floor(sorted.length * part)] ?? 0);
}
const row = await database.first('SELECT count(*) AS n FROM detection');
const storage = await events.storage();
console.log(
  JSON.stringify({
    seconds: Math.round(took * 10) / 10,
    eventsPerSecond: Math.round(sent / took),
    lines: { sent: sent + told, accepted },
    detections: { told, stored: Number(row?.['n']) },
    visibleMs: { p50: share(0.5), p95: share(0.95), p99: share(0.99), most: share(0.9999) },
    cores: Math.round(((cpu.user + cpu.system) / 1e6 / took) * 100) / 100,
    rssMiB: Math.round(process.memoryUsage.rss() / 2 ** 20),
    eventBytes: storage.bytes,
  }),
);
await events[Symbol.asyncDispose]();
await database[Symbol.asyncDispose]();
rmSync(directory, { recursive: true, force: true });
