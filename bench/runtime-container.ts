import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

/** What looks like a container to a sensor: a cgroup with the name of one, and a mount namespace. No engine is needed. */
export class BenchContainer implements Disposable {
  readonly id = randomBytes(32).toString('hex');
  readonly #cgroups: readonly string[];

  constructor() {
    this.#cgroups = hierarchies().map((root) => join(root, 'docker', this.id));
    for (const cgroup of this.#cgroups) mkdirSync(cgroup, { recursive: true });
  }

  /** Starts a program in it; its output is a pipe. */
  spawn(...words: readonly string[]): ChildProcess {
    const enter = this.#cgroups.map((cgroup) => `echo $$ > '${cgroup}/cgroup.procs' &&`).join(' ');
    return spawn('sh', ['-c', `${enter} exec unshare -m "$@"`, 'sh', ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  [Symbol.dispose](): void {
    for (const cgroup of this.#cgroups) rmdirSync(cgroup);
  }
}

/** Where processes are counted (version 1), and the unified hierarchy. */
function hierarchies(): readonly string[] {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const unified = mounts.find((line) => line.split(' ')[2] === 'cgroup2')?.split(' ')[1];
  return ['/sys/fs/cgroup/pids', '/sys/fs/cgroup/memory', unified ?? ''].filter(
    (path) => path !== '' && existsSync(join(path, 'cgroup.procs')),
  );
}
