/**
 * How fast source files are checked, start-up included:
 *
 *     node bench/check.ts [RUNS]
 *
 * Writes 5,000 Dockerfiles and 1,000 workflows, the same on every machine, into a temporary directory and measures whole processes of
 * `dist/caisson.js check` by the system's accounting. With HADOLINT=/path/to/hadolint the peer reads the same Dockerfiles.
 */
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDockerfiles, writeWorkflows } from './check-corpus.ts';
import { median, type Run, runOnce } from './measure.ts';

const dockerfiles = 5000;
const workflows = 1000;

function main(): void {
  const runs = Number(process.argv[2] ?? 3);
  const root = mkdtempSync(join(tmpdir(), 'caisson-check-'));
  try {
    writeDockerfiles(join(root, 'docker'), dockerfiles);
    writeWorkflows(join(root, 'work'), workflows);
    console.log('| files | wall, s | CPU, s | files/s | memory, MB |\n|---|---|---|---|---|');
    const docker = join(root, 'docker');
    for (const row of [
      { what: 'Dockerfiles', count: dockerfiles, run: () => ours(docker, '0') },
      { what: 'Dockerfiles with ShellCheck', count: dockerfiles, run: () => ours(docker, '1') },
      { what: 'workflows', count: workflows, run: () => ours(join(root, 'work'), '0') },
      ...peerRow(docker),
    ])
      print(row, runs);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function peerRow(directory: string): readonly Row[] {
  const peer = process.env['HADOLINT'];
  if (peer === undefined) return [];
  const files = globSync(join(directory, '**', 'Dockerfile')).sort();
  return [
    {
      what: 'Dockerfiles, hadolint',
      count: dockerfiles,
      run: () => runOnce([peer, '--no-fail', '-f', 'json', ...files]),
    },
  ];
}

function ours(directory: string, shellcheck: string): Run {
  const program = join(import.meta.dirname, '..', 'dist', 'caisson.js');
  const command = [process.execPath, program, 'check', directory, '--fail-on', 'none'];
  return runOnce([...command, '-o', 'json=/dev/null'], { CAISSON_SHELLCHECK: shellcheck });
}

interface Row {
  readonly what: string;
  readonly count: number;
  readonly run: () => Run;
}

function print({ what, count, run }: Row, runs: number): void {
  const all = Array.from({ length: runs }, run);
  const wall = median(all.map((one) => one.wall));
  const cpu = median(all.map((one) => one.cpu));
  const memory = median(all.map(({ rss }) => rss / 1e6));
  console.log(
    `| ${count} ${what} | ${wall.toFixed(1)} | ${cpu.toFixed(1)} | ${(count / wall).toFixed(0)} | ${memory.toFixed(0)} |`,
  );
}

main();
