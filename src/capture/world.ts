import type { LiveProcess } from '#event/process.ts';
import type { ProcessIdentity } from '#event/process-facts.ts';
import { ProcessTable } from '#event/process-table.ts';
import type { ExecutedFile } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { type DescriptorBudget, DescriptorTable } from './descriptor-table.ts';
import type { ListedInterface } from './interface-list.ts';
import { withoutDeletion } from './path.ts';
import type { ListedFile, ListedThread } from './process-list.ts';
import type { ListedUsers } from './user-list.ts';

/** A thread and what its process has open. */
export interface Thread {
  readonly id: number;
  readonly process: LiveProcess;
  readonly descriptors: DescriptorTable;
}

interface Group {
  readonly descriptors: DescriptorTable;
  readonly threads: Set<number>;
}

const maxNames = 10_000;
const maxThreads = 262_144;
const maxDescriptors = 2_000_000;
/** Nanoseconds of the table's clock at the first event: what was there before is older. */
const beginning = 1e6;

/** The state of the machine as a capture tells it so far. */
export class World {
  readonly table: ProcessTable;
  users: ListedUsers = { users: new Map(), groups: new Map() };
  interfaces: readonly ListedInterface[] = [];
  readonly #threads = new Map<number, number>();
  readonly #groups = new Map<number, Group>();
  readonly #budget: DescriptorBudget = { left: maxDescriptors };
  readonly #containerOf: (cgroup: string, pid: number) => WorkloadContainer | undefined;
  #first: bigint | undefined;
  #now = 0;

  constructor(containerOf: (cgroup: string, pid: number) => WorkloadContainer | undefined) {
    this.#containerOf = containerOf;
    this.table = new ProcessTable({
      containerOf,
      userNameOf: (uid) => this.users.users.get(uid),
      groupNameOf: (gid) => this.users.groups.get(gid),
    });
  }

  /** Nanoseconds of the table's clock. */
  get now(): number {
    return this.#now;
  }

  advance(time: bigint): void {
    this.#first ??= time;
    this.#now = Math.max(this.#now, Number(time - this.#first) + beginning);
    this.table.advance(this.#now);
  }

  /** What ran when the capture began; ancestors come before their descendants. */
  list(threads: readonly ListedThread[]): void {
    const leaders = new Map(
      threads.filter(({ thread, pid }) => thread === pid).map((it) => [it.pid, it]),
    );
    const depths = depthsOf(leaders);
    const inOrder = [...leaders.values()].toSorted(
      (a, b) => (depths.get(a.pid) ?? 0) - (depths.get(b.pid) ?? 0),
    );
    for (const leader of inOrder) this.#put(leader, depths.get(leader.pid) ?? 1);
    for (const { thread, pid } of threads) if (this.#groups.has(pid)) this.#join(thread, pid);
  }

  /** The thread that an event is of; one that nobody told of is made, with nothing known. */
  thread(id: number): Thread {
    const pid = this.#threads.get(id) ?? id;
    const known = this.table.get(pid);
    const process = known ?? this.table.put(pid, unknownIdentity(this.#now), unknownImage);
    return { id, process, descriptors: this.#join(id, pid).descriptors };
  }

  descriptorsOf(pid: number): DescriptorTable | undefined {
    return this.#groups.get(pid)?.descriptors;
  }

  isKnown(thread: number): boolean {
    return this.#threads.has(thread);
  }

  addThread(id: number, pid: number): void {
    this.#join(id, pid);
  }

  /** A child has what its creator has; with `isShared` for as long as both live. */
  addProcess(pid: number, creator: DescriptorTable | undefined, isShared: boolean): void {
    this.#groups.get(pid)?.descriptors.clear();
    const descriptors = (isShared ? creator : creator?.fork()) ?? new DescriptorTable(this.#budget);
    this.#groups.set(pid, { descriptors, threads: new Set() });
    this.#join(pid, pid);
  }

  /** A thread ended; its process ends with the last one. */
  removeThread(id: number): void {
    const pid = this.#threads.get(id) ?? id;
    this.#threads.delete(id);
    const group = this.#groups.get(pid);
    group?.threads.delete(id);
    if (group !== undefined && group.threads.size > 0) return;
    this.#groups.delete(pid);
    group?.descriptors.clear();
    this.table.exit(pid, this.#now);
  }

  /** An exec ends every other thread of its process. */
  keepOnly(thread: number, pid: number): void {
    const threads = this.#groups.get(pid)?.threads ?? new Set<number>();
    for (const other of threads)
      if (other !== thread && other !== pid) {
        threads.delete(other);
        this.#threads.delete(other);
      }
  }

  /** The host has another user, or group, by now. */
  name(list: 'users' | 'groups', id: number, name: string): void {
    const known = this.users[list];
    if (known.size >= maxNames && !known.has(id)) return;
    known.set(id, name);
    this.table.changed();
  }

  /** Changes who a process is. */
  identify(process: LiveProcess, changes: Partial<ProcessIdentity>): void {
    this.table.identify(process.pid, { ...identityOf(process), ...changes });
  }

  /** Of several hierarchies the one that names a container, else that of the pids controller, else the first. */
  cgroupOf(cgroups: readonly string[], pid: number): string | undefined {
    const pairs = cgroups.map((entry) => {
      const at = entry.indexOf('=');
      return [entry.slice(0, at), entry.slice(at + 1)] as const;
    });
    const inside = pairs.find(([, path]) => path.length > 1 && this.#containerOf(path, pid));
    const pids = pairs.find(([controller]) => controller === 'pids');
    return (inside ?? pids ?? pairs[0])?.[1];
  }

  #put(leader: ListedThread, depth: number): void {
    const { pid, exe, args, env, file } = leader;
    const cgroup = this.cgroupOf(leader.cgroups, pid);
    this.table.put(
      pid,
      {
        parentPid: this.#threads.get(leader.parentThread) ?? leader.parentThread,
        born: depth,
        start: 0,
        name: leader.name,
        ...(leader.virtualPid > 0 && { virtualPid: leader.virtualPid }),
        ...(leader.virtualGroup >= 0 && { virtualGroup: leader.virtualGroup }),
        tty: leader.tty,
        session: Math.max(leader.session, 0),
        group: leader.group >= 0 ? leader.group : Math.max(leader.virtualGroup, 0),
        uid: leader.uid,
        effectiveUid: leader.uid,
        gid: leader.gid,
        effectiveGid: leader.gid,
        loginUid: leader.loginUid,
        capabilities: leader.capabilities,
        ...(cgroup !== undefined && { cgroup }),
      },
      {
        exe,
        exePath:
          leader.exePath === '' && exe.startsWith('/') ? exe : withoutDeletion(leader.exePath),
        args,
        cwd: leader.cwd.endsWith('/') ? leader.cwd : `${leader.cwd}/`,
        env,
        file: fileOf(file),
      },
    );
    this.addProcess(pid, undefined, false);
  }

  #join(id: number, pid: number): Group {
    let group = this.#groups.get(pid);
    if (group === undefined) {
      group = { descriptors: new DescriptorTable(this.#budget), threads: new Set() };
      this.#groups.set(pid, group);
    }
    if (this.#threads.size >= maxThreads && !this.#threads.has(id)) this.#forgetOne();
    this.#threads.set(id, pid);
    group.threads.add(id);
    return group;
  }

  #forgetOne(): void {
    const [oldest] = this.#threads.keys();
    if (oldest !== undefined) this.removeThread(oldest);
  }
}

/** An executable as the model has it; absent where the capture says nothing of it. */
export function fileOf(file: ListedFile): ExecutedFile | undefined {
  const { inode, changed, modified, upperLayer, lowerLayer, memory, writable } = file;
  if (inode === 0 && !upperLayer && !lowerLayer && !memory && !writable) return undefined;
  return {
    device: 0,
    inode,
    changed: changed / 1e6,
    modified: modified / 1e6,
    upperLayer,
    overlay: upperLayer || lowerLayer,
    memory,
    temporary: false,
    deleted: false,
    writable,
    setUid: false,
  };
}

/** Who a process is, as plain facts. */
export function identityOf(process: LiveProcess): ProcessIdentity {
  const { parentPid, born, start, name, virtualPid, tty, session, group } = process;
  const { virtualSession, virtualGroup, uid, effectiveUid, gid, effectiveGid } = process;
  const { loginUid, capabilities, namespaces, cgroup, cgroupId } = process;
  const place = { virtualPid, virtualSession, virtualGroup, namespaces, cgroup, cgroupId };
  const ids = { uid, effectiveUid, gid, effectiveGid, loginUid, capabilities };
  return { parentPid, born, start, name, tty, session, group, ...ids, ...place };
}

const unknownImage = { exe: '', exePath: '', args: [], cwd: '/' };

function unknownIdentity(now: number): ProcessIdentity {
  const ids = {
    uid: 0xffffffff,
    effectiveUid: 0xffffffff,
    gid: 0xffffffff,
    effectiveGid: 0xffffffff,
  };
  const capabilities = { effective: 0, permitted: 0, inheritable: 0 };
  const rest = { tty: 0, session: 0, group: 0, loginUid: -1, capabilities };
  return { parentPid: 0, born: now, start: 0, name: '', ...ids, ...rest };
}

/** How far down the tree each is, from 1; circles and chains without an end stop where they were entered. */
function depthsOf(leaders: ReadonlyMap<number, ListedThread>): ReadonlyMap<number, number> {
  const depths = new Map<number, number>();
  for (const pid of leaders.keys()) {
    const chain: number[] = [];
    const seen = new Set<number>();
    let at: number | undefined = pid;
    while (at !== undefined && leaders.has(at) && !depths.has(at) && !seen.has(at)) {
      seen.add(at);
      chain.push(at);
      at = leaders.get(at)?.parentThread;
    }
    let depth = at === undefined ? 0 : (depths.get(at) ?? 0);
    for (const each of chain.reverse()) {
      depth += 1;
      depths.set(each, depth);
    }
  }
  return depths;
}
