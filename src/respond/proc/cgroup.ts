import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { tryReadBytes } from './read.ts';

/** A directory of a cgroup, and the hierarchy it is in. */
export interface CgroupDirectory {
  readonly path: string;
  /** Empty for the unified hierarchy. */
  readonly controllers: readonly string[];
}

const maxDirectories = 10_000;
const maxProcesses = 100_000;
/** The order in which hierarchies are asked: the unified one, then those that every container has. */
const preferred = ['', 'pids', 'freezer', 'memory', 'devices', 'cpu'];

/** Directories of the cgroups of a process, where it is not in the root of the hierarchy. Best one to list processes first. */
export function cgroupsOf(pid: number, proc: string): readonly CgroupDirectory[] {
  const mounts = cgroupMounts(proc);
  const found = (tryReadBytes(join(proc, String(pid), 'cgroup')) ?? '')
    .split('\n')
    .flatMap((line) => {
      const [, names = '', ...rest] = line.split(':');
      const path = rest.join(':');
      const mount = mounts.get(names);
      // A path that leaves what is mounted here belongs to another cgroup namespace.
      if (mount === undefined || path === '' || path === '/' || path.includes('/..')) return [];
      return [{ path: join(mount, path), controllers: names === '' ? [] : names.split(',') }];
    });
  return found.sort((a, b) => rankOf(a) - rankOf(b));
}

/** Processes in a cgroup and those below it. */
export function processesIn(directory: string): readonly number[] {
  const found = new Set<number>();
  const waiting = [directory];
  for (let seen = 0; seen < maxDirectories; seen += 1) {
    const next = waiting.pop();
    if (next === undefined) break;
    for (const line of (tryReadBytes(join(next, 'cgroup.procs')) ?? '').split('\n'))
      if (line !== '' && found.size < maxProcesses) found.add(Number(line));
    waiting.push(...directoriesIn(next));
  }
  // 0 is a process that this pid namespace does not show.
  found.delete(0);
  return [...found].sort((a, b) => a - b);
}

/** All processes that share the cgroup of `pid`; itself alone where it is in no cgroup of its own. */
export function processesWith(pid: number, proc: string): readonly number[] {
  for (const { path } of cgroupsOf(pid, proc)) {
    const found = processesIn(path);
    if (found.includes(pid)) return found;
  }
  return tryReadBytes(join(proc, String(pid), 'stat')) === undefined ? [] : [pid];
}

function cgroupMounts(proc: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of (tryReadBytes(join(proc, 'self/mountinfo')) ?? '').split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const point = before.split(' ')[4];
    const [type, , options = ''] = after.split(' ');
    if (point === undefined) continue;
    if (type === 'cgroup2' && !found.has('')) found.set('', point);
    if (type === 'cgroup') addController(found, point, options);
  }
  return found;
}

/** The line of /proc/PID/cgroup names the controllers as the mount does, among other options. */
function addController(found: Map<string, string>, point: string, options: string): void {
  const names = options
    .split(',')
    .filter((one) => !['rw', 'ro', 'xattr', 'noprefix', 'clone_children'].includes(one))
    .filter((one) => !one.startsWith('release_agent='));
  if (names.length > 0 && !found.has(names.join(','))) found.set(names.join(','), point);
}

function rankOf({ controllers }: CgroupDirectory): number {
  const ranks = (controllers.length === 0 ? [''] : controllers).map((one) =>
    preferred.indexOf(one),
  );
  return Math.min(...ranks.map((rank) => (rank === -1 ? preferred.length : rank)));
}

function directoriesIn(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(path, entry.name));
  } catch {
    return [];
  }
}
