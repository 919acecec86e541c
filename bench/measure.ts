import { spawnSync } from 'node:child_process';

/** One run of a whole process by the system's own accounting: seconds and bytes. */
export interface Run {
  readonly wall: number;
  readonly cpu: number;
  readonly rss: number;
}

/** Runs a command once under GNU time. Throws when it fails with another code than those of a scan. */
export function runOnce(command: readonly string[], environment: NodeJS.ProcessEnv = {}): Run {
  const { stderr, status } = spawnSync('/usr/bin/time', ['-f', '@ %e %U %S %M', ...command], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const figures = /^@ (\S+) (\S+) (\S+) (\S+)$/m.exec(stderr);
  if (figures === null || (status !== 0 && status !== 3))
    throw new Error(`${command.join(' ')} failed (${status}): ${stderr.slice(-500)}`);
  const [wall = 0, user = 0, system = 0, kilobytes = 0] = figures.slice(1).map(Number);
  return { wall, cpu: user + system, rss: kilobytes * 1024 };
}

/** The same two commands in turn, A B A B …, after one warm-up of each. `prepare` runs before every run. */
export function runPairs(
  a: () => Run,
  b: () => Run,
  count: number,
): readonly (readonly [Run, Run])[] {
  a();
  b();
  return Array.from({ length: count }, () => [a(), b()] as const);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
