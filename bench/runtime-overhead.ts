import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { median } from './measure.ts';
import { type Bench, runLoad } from './runtime-loads.ts';
import { Watch } from './runtime-watch.ts';

interface Load {
  readonly name: string;
  /** Seconds. */
  run(): Promise<number>;
}

/** The same work with and without a watch in its default mode, in turn: medians of the ratios of neighbours. */
export async function measureOverhead(bench: Bench): Promise<void> {
  const loads = loadsOf(bench);
  for (const load of loads) await load.run();
  const pairs: Pair[] = [];
  for (let pair = 0; pair < bench.pairs; pair += 1) {
    pairs.push(await onePair(bench, loads, pair % 2 === 0));
  }
  for (const [index, { name }] of loads.entries()) tell(name, index, pairs);
}

/** A daemon goes on detaching after its watch has ended. */
const detachMs = 3000;

/** Seconds of each load. */
interface Pair {
  readonly bare: readonly number[];
  readonly watched: readonly number[];
}

async function onePair(bench: Bench, loads: readonly Load[], isBareFirst: boolean): Promise<Pair> {
  if (isBareFirst) return { bare: await runAll(loads), watched: await watched(bench, loads) };
  const seen = await watched(bench, loads);
  await wait(detachMs);
  return { watched: seen, bare: await runAll(loads) };
}

function tell(name: string, index: number, pairs: readonly Pair[]): void {
  const ratios = pairs.map(({ bare, watched: seen }) => (seen[index] ?? 0) / (bare[index] ?? 1));
  const seconds = median(pairs.map(({ bare }) => bare[index] ?? 0));
  console.log(
    `${name}: ${percent(median(ratios))} % more (${ratios.map(percent).join(', ')}); ${seconds.toFixed(3)} s without`,
  );
}

async function watched(bench: Bench, loads: readonly Load[]): Promise<readonly number[]> {
  await using watch = await Watch.start(bench.rules);
  void watch;
  await wait(1000);
  return await runAll(loads);
}

/** The best of two each: what else runs on the machine only ever adds. */
async function runAll(loads: readonly Load[]): Promise<readonly number[]> {
  const times: number[] = [];
  for (const load of loads) times.push(Math.min(await load.run(), await load.run()));
  return times;
}

function loadsOf(bench: Bench): readonly Load[] {
  return [
    { name: 'open and close', run: () => timed(bench, 'open', 400_000, 1, '/usr/lib/os-release') },
    { name: 'getpid', run: () => timed(bench, 'getpid', 3_000_000, 1) },
    { name: 'compile', run: compiler(bench) },
    ...redis(),
  ];
}

async function timed(bench: Bench, ...words: readonly (string | number)[]): Promise<number> {
  return (await runLoad(bench, ...words)) / 1e9;
}

/** A hundred small files in C, two at a time. */
function compiler(bench: Bench): () => Promise<number> {
  const directory = join(bench.directory, 'compile');
  mkdirSync(directory);
  for (let index = 0; index < 100; index += 1)
    writeFileSync(
      join(directory, `file-${index}.c`),
      `#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\nint f${index}(int a)\n{\n\tchar text[64];\n\tsnprintf(text, sizeof(text), "%d", a);\n\treturn atoi(text) + (int)strlen(text);\n}\n`,
    );
  const objects = Array.from({ length: 100 }, (_, index) => `file-${index}.o`).join(' ');
  writeFileSync(join(directory, 'Makefile'), `CFLAGS = -O1\nall: ${objects}\n`);
  return () => {
    execFileSync('sh', ['-c', 'rm -f *.o'], { cwd: directory });
    const began = performance.now();
    execFileSync('make', ['-s', '-j2'], { cwd: directory });
    return Promise.resolve((performance.now() - began) / 1000);
  };
}

/** Where Redis is installed: its own benchmark against its own server. */
function redis(): readonly Load[] {
  if (spawnSync('redis-benchmark', ['--version']).status !== 0) return [];
  return [{ name: 'redis-benchmark', run: () => Promise.resolve(redisOnce()) }];
}

function redisOnce(): number {
  const script = `redis-server --port 7399 --save '' --bind 127.0.0.1 > /dev/null & server=$!
until redis-cli -p 7399 ping > /dev/null 2>&1; do sleep 0.05; done
began=$(date +%s%N); redis-benchmark -p 7399 -q -n 60000 -t set,get > /dev/null; ended=$(date +%s%N)
kill $server; wait $server 2> /dev/null; echo $((ended - began))`;
  return Number(execFileSync('sh', ['-c', script], { encoding: 'utf8' })) / 1e9;
}

function percent(ratio: number): string {
  return ((ratio - 1) * 100).toFixed(1);
}
