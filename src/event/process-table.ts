import type { WorkloadContainer } from '#model/workload.ts';
import { LiveProcess, type ProcessWorld } from './process.ts';
import type { ProcessIdentity, ProcessImage } from './process-facts.ts';

/** What a table does not know by itself. All answers come at once; `changed` says that they may be others now. */
export interface ProcessTableOptions {
  /** By cgroup path; asked once per process until `changed`. */
  readonly containerOf?: (cgroup: string, pid: number) => WorkloadContainer | undefined;
  /** By the container's or the host's passwd. */
  readonly userNameOf?: (uid: number, process: LiveProcess) => string | undefined;
  readonly groupNameOf?: (gid: number, process: LiveProcess) => string | undefined;
  /** Processes that are held at most, those that exited included. */
  readonly maxProcesses?: number;
  /** Processes that exited and are held at most. */
  readonly maxExited?: number;
  /** How long one that exited is held, so that lineage and late events find it. */
  readonly exitedNs?: number;
}

const second = 1e9;
/** How long the former program of a pid is held for events that come late. */
const pastNs = 5 * second;

interface Dated {
  readonly process: LiveProcess;
  readonly at: number;
}

/**
 * The processes of one host. Times are nanoseconds of any one clock that never steps back.
 *
 * Processes leave when they exited, never for their age alone; only at the hard cap does the one that was asked for least
 * recently leave (`evicted` counts them).
 */
export class ProcessTable implements ProcessWorld {
  readonly #processes = new Map<number, LiveProcess>();
  readonly #exited = new Queue();
  readonly #past = new Queue();
  readonly #options: ProcessTableOptions;
  readonly #maxProcesses: number;
  readonly #maxExited: number;
  readonly #exitedNs: number;
  #generation = 0;
  #evicted = 0;

  constructor(options: ProcessTableOptions = {}) {
    this.#options = options;
    this.#maxProcesses = Math.max(16, options.maxProcesses ?? 65_536);
    this.#maxExited = options.maxExited ?? 16_384;
    this.#exitedNs = options.exitedNs ?? 30 * second;
  }

  /** Processes that are held, those that exited included. */
  get size(): number {
    return this.#processes.size;
  }

  /** Of them, those that exited. */
  get exited(): number {
    return this.#exited.length;
  }

  /** Live processes that left because there were too many. */
  get evicted(): number {
    return this.#evicted;
  }

  get generation(): number {
    return this.#generation;
  }

  /** Containers or names may have changed: each process asks again when it is asked. */
  changed(): void {
    this.#generation += 1;
  }

  /** The process with this id, or the one that had it and exited not long ago. */
  get(pid: number): LiveProcess | undefined {
    const process = this.#processes.get(pid);
    if (process !== undefined) process.touched = true;
    return process;
  }

  /** The process as it was at a time in the recent past: an event may come behind the exec or exit that followed it. */
  at(pid: number, time: number): LiveProcess | undefined {
    const process = this.#processes.get(pid);
    if (process === undefined) return undefined;
    process.touched = true;
    return time < process.since && process.before !== undefined ? process.before : process;
  }

  /** Every process that is alive. */
  *alive(): IterableIterator<LiveProcess> {
    for (const process of this.#processes.values()) if (process.exited === undefined) yield process;
  }

  /** A process that was there already. One that is known under this pid and birth is brought up to date, but stays dead. */
  put(pid: number, identity: ProcessIdentity, image: ProcessImage): LiveProcess {
    const process = this.#reborn(pid, identity);
    process.identify(identity);
    process.execute(image);
    return process;
  }

  /** A child runs what its creator runs until it execs. */
  fork(creatorPid: number, pid: number, identity: ProcessIdentity): LiveProcess {
    const child = this.#enter(pid, identity);
    const creator = this.#processes.get(creatorPid);
    if (creator !== undefined) child.inherit(creator);
    // With CLONE_PARENT the parent is that of the creator.
    child.setParent(this.#processes.get(identity.parentPid) ?? creator);
    return child;
  }

  exec(pid: number, time: number, identity: ProcessIdentity, image: ProcessImage): LiveProcess {
    const process = this.#reborn(pid, identity);
    if (process.since < time) this.#keepPast(process, process.past(), time);
    process.identify(identity);
    process.execute(image);
    return process;
  }

  /** Ids, capabilities, namespaces or cgroup changed. */
  identify(pid: number, identity: ProcessIdentity): LiveProcess {
    const process = this.#reborn(pid, identity);
    process.identify(identity);
    return process;
  }

  exit(pid: number, time: number): LiveProcess | undefined {
    const process = this.#processes.get(pid);
    if (process === undefined || process.exited !== undefined) return process;
    process.exited = time;
    this.#exited.push({ process, at: time });
    while (this.#exited.length > this.#maxExited) this.#bury();
    return process;
  }

  /** Lets go of what is over; call it about once a second. */
  advance(time: number): void {
    while (isOver(this.#exited.first, time - this.#exitedNs)) this.#bury();
    while (isOver(this.#past.first, time - pastNs)) {
      const process = this.#past.shift()?.process;
      if (process !== undefined && process.since <= time - pastNs) process.before = undefined;
    }
  }

  /** After a gap: whatever is not among the living any more has exited without being seen. */
  retain(living: ReadonlySet<number>, time: number): void {
    for (const process of this.alive()) if (!living.has(process.pid)) this.exit(process.pid, time);
  }

  containerOf(process: LiveProcess): WorkloadContainer | undefined {
    const { cgroup } = process;
    return cgroup === undefined ? undefined : this.#options.containerOf?.(cgroup, process.pid);
  }

  userNameOf(uid: number, process: LiveProcess): string | undefined {
    return this.#options.userNameOf?.(uid, process);
  }

  groupNameOf(gid: number, process: LiveProcess): string | undefined {
    return this.#options.groupNameOf?.(gid, process);
  }

  /** The process that a record speaks of: the one under this pid, or a new one when the pid was used again. */
  #reborn(pid: number, identity: ProcessIdentity): LiveProcess {
    const known = this.#processes.get(pid);
    if (known !== undefined && known.born === identity.born) {
      known.touched = true;
      return known;
    }
    return this.#enter(pid, identity);
  }

  #enter(pid: number, identity: ProcessIdentity): LiveProcess {
    const former = this.#processes.get(pid);
    const process = new LiveProcess(pid, this);
    process.identify(identity);
    if (former !== undefined) {
      former.forget();
      this.#processes.delete(pid);
      this.#keepPast(process, former, identity.born);
    }
    this.#makeRoom();
    this.#processes.set(pid, process);
    return process;
  }

  #keepPast(process: LiveProcess, before: LiveProcess, since: number): void {
    before.before = undefined;
    process.before = before;
    process.since = since;
    this.#past.push({ process, at: since });
    while (this.#past.length > this.#maxExited) {
      const oldest = this.#past.shift()?.process;
      if (oldest !== undefined) oldest.before = undefined;
    }
  }

  #bury(): void {
    const process = this.#exited.shift()?.process;
    if (process === undefined || this.#processes.get(process.pid) !== process) return;
    if (process.exited === undefined) return;
    this.#processes.delete(process.pid);
    process.forget();
  }

  /** Second chance: who was asked for since the last round goes to the end of the line. */
  #makeRoom(): void {
    while (this.#processes.size >= this.#maxProcesses && this.#exited.length > 0) this.#bury();
    for (const [pid, process] of this.#processes) {
      if (this.#processes.size < this.#maxProcesses) return;
      this.#processes.delete(pid);
      if (process.touched || pid === 1) {
        process.touched = false;
        this.#processes.set(pid, process);
      } else {
        process.forget();
        this.#evicted += 1;
      }
    }
  }
}

/** First in, first out, without moving what is in it each time. */
class Queue {
  #items: Dated[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  get first(): Dated | undefined {
    return this.#items[this.#head];
  }

  push(item: Dated): void {
    this.#items.push(item);
  }

  shift(): Dated | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#head += 1;
    if (this.#head >= 1024 && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}

function isOver(item: Dated | undefined, before: number): boolean {
  return item !== undefined && item.at <= before;
}
