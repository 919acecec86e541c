/**
 * How long clusters of manifests take, start-up included:
 *
 *     node bench/kube.ts [OBJECTS] [RUNS]
 *
 * Writes a corpus, the same on every machine, into a temporary directory and measures whole processes of `dist/caisson.js` by the
 * system's accounting. Budget for 100,000 objects: 60 s and 1 GB.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeKubeCorpus } from './kube-corpus.ts';
import { median, runOnce } from './measure.ts';

const [objects = 100_000, runs = 3] = process.argv.slice(2).map(Number);
const output = ['-o', 'json=/dev/null'];
const commands: readonly (readonly [string, (directory: string) => readonly string[]])[] = [
  ['kube scan', (directory) => ['kube', 'scan', directory, ...output]],
  ['check', (directory) => ['check', directory, '--fail-on', 'none', ...output]],
  ['kube who-can', (directory) => ['kube', 'who-can', 'get', 'secrets', '-f', directory]],
  ['kube network map', (directory) => ['kube', 'network', 'map', '-f', directory]],
];

function main(): void {
  const root = mkdtempSync(join(tmpdir(), 'caisson-kube-'));
  try {
    writeKubeCorpus(root, objects);
    console.log('| command | wall, s | CPU, s | objects/s | memory, MB |\n|---|---|---|---|---|');
    for (const [name, words] of commands) print(name, words(root));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function print(name: string, words: readonly string[]): void {
  const program = join(import.meta.dirname, '..', 'dist', 'caisson.js');
  const all = Array.from({ length: runs }, () => runOnce([process.execPath, program, ...words]));
  const wall = median(all.map((one) => one.wall));
  const cpu = median(all.map((one) => one.cpu));
  const memory = median(all.map(({ rss }) => rss / 1e6));
  console.log(
    `| ${name} | ${wall.toFixed(1)} | ${cpu.toFixed(1)} | ${(objects / wall).toFixed(0)} | ${memory.toFixed(0)} |`,
  );
}

main();
