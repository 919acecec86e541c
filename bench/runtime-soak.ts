import { once } from 'node:events';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { BenchContainer } from './runtime-container.ts';
import { type Bench, megabytes } from './runtime-loads.ts';
import { Watch, type WatchUsage } from './runtime-watch.ts';

const stepMs = 10_000;
const containers = 2;

export interface SoakOptions {
  readonly seconds: number;
  /** Events a second of all containers together. */
  readonly rate: number;
  /** Where the samples go as CSV. */
  readonly samples: string | undefined;
}

/** Opens, connections, forks and execs in containers for a long time: memory must stay flat and nothing be lost. */
export async function soak(bench: Bench, options: SoakOptions): Promise<void> {
  await using watch = await Watch.start([...bench.rules, '--learn']);
  const kinds = new Map<string, number>();
  using listening = watch.listen(({ kind, loss }) => {
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (loss !== undefined) console.log(`loss: ${JSON.stringify(loss)}`);
  });
  void listening;
  const sample = sampler(watch, options.samples);
  const running = Array.from({ length: containers }, (_, index) => load(bench, options, index));
  const all = Promise.all(running);
  let isOver = false;
  void all.then(() => {
    isOver = true;
  });
  const first: WatchUsage[] = [];
  const usages: WatchUsage[] = [];
  while (!isOver) {
    await Promise.race([wait(stepMs), all]);
    const usage = sample();
    (first.length < 12 ? first : usages).push(usage);
  }
  const last = usages.slice(-12);
  console.log(
    `soak: ${options.seconds} s at ${options.rate} events/s; ${watch.lost} lost; ` +
      `Node ${range(first, 'nodeBytes')} MB in the first two minutes, ${range(last, 'nodeBytes')} in the last; ` +
      `daemon ${range(first, 'daemonBytes')}, ${range(last, 'daemonBytes')}; descriptors ${first[0]?.descriptors} to ${last.at(-1)?.descriptors}; ` +
      `lines: ${JSON.stringify(Object.fromEntries(kinds))}`,
  );
}

async function load(bench: Bench, { seconds, rate }: SoakOptions, index: number): Promise<void> {
  using container = new BenchContainer();
  const directory = join(bench.directory, `soak-${index}`);
  mkdirSync(directory);
  const words = ['steady', String(seconds), String(rate / containers), directory];
  await once(container.spawn(bench.load, ...words), 'close');
}

function sampler(watch: Watch, file: string | undefined): () => WatchUsage {
  const began = performance.now();
  if (file !== undefined)
    writeFileSync(file, 'seconds,node_bytes,daemon_bytes,node_cpu,daemon_cpu,descriptors,lost\n');
  return () => {
    const usage = watch.usage();
    const { nodeBytes, daemonBytes, nodeCpu, daemonCpu, descriptors } = usage;
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    const line = [seconds, nodeBytes, daemonBytes, nodeCpu, daemonCpu, descriptors, watch.lost];
    if (file !== undefined) appendFileSync(file, `${line.join(',')}\n`);
    return usage;
  };
}

function range(usages: readonly WatchUsage[], member: 'nodeBytes' | 'daemonBytes'): string {
  const values = usages.map((usage) => usage[member]);
  return `${megabytes(Math.min(...values))} to ${megabytes(Math.max(...values))}`;
}
