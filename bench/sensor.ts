/**
 * The sensor, end to end; as root on Linux, with `native/build/caisson-sensor` made:
 *
 *     node bench/sensor.ts [PAIRS [IDLE-SECONDS]]
 *
 * Goals: 400,000 events/s into Node without loss on 2 cores; exec to handler p99 under 10 ms; idle below 1 % of a core and
 * 150 MB in all.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { EventHandler, KernelInterest } from '../src/contract/runtime.ts';
import { defaultLimits, type Scope } from '../src/contract/scope.ts';
import { ProcessTable } from '../src/event/process-table.ts';
import type { RuntimeEvent } from '../src/model/runtime-event.ts';
import { Decoder } from '../src/sensor/decoder.ts';
import { type Sensor, startSensor } from '../src/sensor/start-sensor.ts';
import { execRecord, openRecord, socketRecord } from '../src/sensor/testing.ts';
import { compileLoads, runLoad } from './sensor-load.ts';

const [pairs = 2_000_000, idleSeconds = 60] = process.argv.slice(2).map(Number);
const ticksPerSecond = 100;
const buildDirectory = join(import.meta.dirname, '..', 'native', 'build');
const interest: KernelInterest = {
  calls: [
    'open',
    'openat',
    'openat2',
    'creat',
    'connect',
    'accept',
    'accept4',
    'renameat2',
    'setns',
  ],
  opens: { writes: true, reads: 'all', prefixes: [] },
  failures: false,
  scope: 'all',
  network: { dns: true, sni: false, http: false },
  uring: false,
  strict: false,
};

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-sensor-'));
  try {
    const loads = compileLoads(directory);
    await idle();
    decodeAlone();
    await sustained(loads.open, 1);
    await sustained(loads.open, 2);
    await execLatency(loads.exec);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function decodeAlone(): void {
  const records: Buffer[] = [];
  for (let index = 0; index < 5000; index += 1) {
    const path = `/usr/lib/x86_64-linux-gnu/lib${index % 200}.so.6`;
    records.push(openRecord({ tgid: 100, path, raw: path }));
  }
  const bytes = Buffer.concat(records);
  for (const [name, block, count] of [
    ['open', bytes, 5000],
    ['connect', Buffer.concat(Array(5000).fill(socketRecord({ tgid: 100, cookie: 1 }))), 5000],
  ] as const) {
    let best = 0;
    for (let turn = 0; turn < 20; turn += 1) best = Math.max(best, decodeRate(block, count));
    console.log(`decode alone, ${name}: ${Math.round(best)} records/s`);
  }
}

function decodeRate(bytes: Buffer, count: number): number {
  let told = 0;
  const decoder = new Decoder({
    table: new ProcessTable(),
    architecture: 'x64',
    now: () => 0,
    handler: {
      event: () => {
        told += 1;
      },
    },
    hooks: {
      hello: nothing,
      heartbeat: nothing,
      synced: nothing,
      alive: nothing,
      missing: nothing,
      doubtful: nothing,
    },
  });
  decoder.push(execRecord({ tgid: 100 }));
  for (let turn = 0; turn < 10; turn += 1) decoder.push(bytes);
  told = 0;
  const start = process.hrtime.bigint();
  for (let turn = 0; turn < 40; turn += 1)
    for (let at = 0; at < bytes.length; at += 65_536) decoder.push(bytes.subarray(at, at + 65_536));
  if (told !== count * 40) throw new Error(`${told} events of ${count * 40}`);
  return (told * 1e9) / Number(process.hrtime.bigint() - start);
}

/** Loops on so many processors at once. */
async function sustained(program: string, loops: number): Promise<void> {
  let opens = 0;
  let lost = 0;
  const handler: EventHandler = {
    event: (event) => {
      if (event.process.name === 'open-loop' && event.fd?.name === '/etc/hostname') opens += 1;
    },
    loss: (loss) => {
      lost += loss.counts['open'] ?? 0;
    },
  };
  const bare = (await runLoad(program, 200_000, 0)) / 200_000;
  await withSensor(handler, async (sensor) => {
    await runLoad(program, 50_000, 0);
    await wait(500);
    opens = 0;
    const before = usage(sensor);
    const began = performance.now();
    const each = pairs / loops;
    const times = await Promise.all(
      Array.from({ length: loops }, (_, processor) => runLoad(program, each, processor)),
    );
    const longest = Math.max(...times);
    while (opens + lost < pairs && performance.now() - began < longest / 1e6 + 5000) await wait(2);
    const seconds = (performance.now() - began) / 1000;
    const after = usage(sensor);
    console.log(
      `${loops} loops: ${Math.round(opens / seconds)} events/s, ${pairs - opens} lost of ${pairs} (${lost} told), ` +
        `${(longest / each).toFixed(0)} ns an open and close, ${bare.toFixed(0)} ns without sensor`,
    );
    console.log(
      `CPU an event: daemon ${perEvent(after.daemon - before.daemon, opens)} µs, Node ${perEvent(after.node - before.node, opens)} µs; ` +
        `memory: daemon ${after.daemonMb} MB, Node ${after.nodeMb} MB`,
    );
  });
}

async function execLatency(program: string): Promise<void> {
  const delays: number[] = [];
  const handler: EventHandler = {
    event: (event) => {
      if (event.type === 'execve' && event.process.exePath.endsWith('/true'))
        delays.push(age(event));
    },
  };
  await withSensor(handler, async () => {
    await wait(1500);
    await runLoad(program, 1000, 3000);
    await wait(200);
  });
  delays.sort((a, b) => a - b);
  console.log(
    `exec to handler: ${delays.length} execs, p50 ${quantile(delays, 0.5)} ms, p99 ${quantile(delays, 0.99)} ms`,
  );
}

function age(event: RuntimeEvent): number {
  return (
    performance.timeOrigin + performance.now() - (event.seconds * 1000 + event.nanoseconds / 1e6)
  );
}

async function idle(): Promise<void> {
  await withSensor({ event: () => undefined }, async (sensor) => {
    await wait(3000);
    const before = usage(sensor);
    await wait(idleSeconds * 1000);
    const after = usage(sensor);
    console.log(
      `idle for ${idleSeconds} s: daemon ${percent(after.daemon - before.daemon)} %, Node ${percent(after.node - before.node)} % of a core; ` +
        `memory: daemon ${after.daemonMb} MB, Node ${after.nodeMb} MB; ${sensor.statistics().events} events`,
    );
  });
}

async function withSensor(
  handler: EventHandler,
  work: (sensor: Sensor) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const scope = scopeOf(stop.signal);
  const sensor = await startSensor({ interest, buildDirectory }, scope);
  const running = sensor.source.run(handler, scope);
  await work(sensor);
  stop.abort();
  await running;
  await sensor[Symbol.asyncDispose]();
}

function perEvent(seconds: number, events: number): string {
  return ((seconds * 1e6) / events).toFixed(2);
}

function percent(seconds: number): string {
  return ((seconds / idleSeconds) * 100).toFixed(2);
}

function quantile(sorted: readonly number[], share: number): string {
  return (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(2);
}

function nothing(): void {
  // Of no interest here.
}

function scopeOf(signal: AbortSignal): Scope {
  return {
    signal,
    log: { debug: nothing, info: nothing, warn: console.warn, error: console.error },
    progress: { begin: () => ({ advance: nothing, [Symbol.dispose]: nothing }) },
    clock: () => new Date(),
    limits: defaultLimits,
    temporaryDirectory: tmpdir(),
  };
}

interface Usage {
  /** Seconds of CPU. */
  readonly daemon: number;
  readonly node: number;
  readonly daemonMb: number;
  readonly nodeMb: number;
}

function usage(sensor: Sensor): Usage {
  const pid = sensor.statistics().daemonPid;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  const { user, system } = process.cpuUsage();
  return {
    daemon: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    node: (user + system) / 1e6,
    daemonMb: Math.round(resident / 1024),
    nodeMb: Math.round(process.memoryUsage().rss / 1e6),
  };
}

await main();
