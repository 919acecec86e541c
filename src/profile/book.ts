import type { NoveltyOracle } from '#contract/runtime.ts';
import type { Deviation, Profile, ProfileDimension } from '#model/profile.ts';
import type { RuntimeEvent, SensorLoss } from '#model/runtime-event.ts';
import type { WorkloadContainer, WorkloadKey } from '#model/workload.ts';
import { workloadKeyOf } from '#model/workload-key.ts';
import type { PeerNames } from './address.ts';
import { eachDimension, isDimension } from './each-dimension.ts';
import type { Expectation } from './expectation.ts';
import type { Learner, LearnerSettings } from './learner.ts';
import { Losses } from './losses.ts';
import { deviationIn, knowsAll, meetAll, type Named, noteAll, nothing } from './meeting.ts';
import { Replica } from './replica.ts';
import { unlearnable } from './safety.ts';
import { type Forecasts, type Promoted, Workloads } from './workloads.ts';

const defaultWindowMs = 600_000;
const maxNodeBehaviours = 100_000;
/** Windows that are walked through one by one when time leaps. */
const maxLeap = 1008;
const startMs = 120_000;
const hourMs = 3_600_000;

/** What a book is told when it is made. */
export interface ProfileBookSettings {
  /** Length of a window in milliseconds; ten minutes where nothing is said. */
  readonly windowMs?: number;
  /** Who an address belongs to. */
  readonly names?: PeerNames;
  /**
   * Dimensions that the source of events tells in full: only they can be promoted. All but `syscall` where nothing is said:
   * that one is told by `noteSystemCalls`.
   */
  readonly fed?: readonly ProfileDimension[];
  /** What the image of a workload says about it. Asked once for each workload. */
  readonly expectation?: (
    container: WorkloadContainer,
    key: WorkloadKey,
  ) => Expectation | undefined;
}

/** Where learning is not allowed. Give one of both; none means every container. */
export interface Forbidden {
  readonly container?: string;
  /** A process: its whole tree, as long as the container lives. */
  readonly pid?: number;
  readonly reason: 'detection' | 'incident' | 'drift' | 'shell' | 'person';
  /** Milliseconds since the Unix epoch. What was held since then is dropped. */
  readonly from?: number;
  /** Until then nothing is learnt from the container. */
  readonly until?: number;
}

interface Entry {
  readonly replica: Replica;
  readonly learner: Learner;
  readonly rootPid: number | undefined;
  /** Its engine had not told everything. */
  readonly partial: boolean;
}

/**
 * Learns what is normal for each workload of this node from events, in windows of event time, and says what is not.
 * Synchronous; an event that was met before costs one look-up.
 */
export class ProfileBook implements NoveltyOracle {
  readonly #workloads: Workloads;
  readonly #replicas = new Map<string, Entry>();
  readonly #losses = new Losses();
  readonly #settings: LearnerSettings;
  readonly #expectation: NonNullable<ProfileBookSettings['expectation']>;
  /** Seconds at which the window ends, and the window. */
  #ends = 0;
  #window = 0;
  #behaviours = 0;

  constructor(settings: ProfileBookSettings = {}) {
    const { windowMs = defaultWindowMs, names = unnamed, fed } = settings;
    this.#settings = {
      windowMs,
      names,
      fed: new Set(
        fed ?? Object.values(eachDimension((name) => name)).filter((name) => name !== 'syscall'),
      ),
      room: () => this.#behaviours < maxNodeBehaviours,
    };
    this.#workloads = new Workloads(this.#settings);
    this.#expectation = settings.expectation ?? (() => undefined);
  }

  /** Learns from an event. Gives what promoted dimensions do not know, once a window and behaviour. */
  observe(event: RuntimeEvent): readonly Deviation[] {
    if (event.seconds >= this.#ends) this.advance(event.seconds * 1000);
    const { container } = event.process;
    if (container === undefined) return nothing;
    const { learner, replica } = this.#replicaOf(container, event);
    const deviations = meetAll(learner, replica, event);
    if (event.type === 'procexit') this.#ended(event, replica);
    return deviations;
  }

  /** Whether an event is new to its workload in one dimension; undefined while that is being learnt, or where it says nothing of it. */
  deviation(event: RuntimeEvent, dimension: string): Deviation | false | undefined {
    const { container } = event.process;
    if (container === undefined || !isDimension(dimension)) return undefined;
    const { learner } = this.#replicaOf(container, event);
    return deviationIn(learner, event, dimension);
  }

  /** Whether promoted dimensions know all that an event says, and drift or a visitor has no part in it: then it is ordinary. */
  knows(event: RuntimeEvent): boolean {
    const { container } = event.process;
    if (container === undefined || unlearnable(event.process) !== undefined) return false;
    return knowsAll(this.#replicaOf(container, event).learner, event);
  }

  /** System calls that a container made since the last time, by name: the kernel's bitmap, or a trace. Times in ms. */
  noteSystemCalls(
    container: WorkloadContainer,
    names: Iterable<string>,
    time: number,
  ): readonly Deviation[] {
    return this.#note(container, { dimension: 'syscall', names: [...names], time });
  }

  /** Capabilities that the kernel checked and granted, where that can be seen. */
  noteCapabilities(
    container: WorkloadContainer,
    names: Iterable<string>,
    time: number,
  ): readonly Deviation[] {
    const bare = Array.from(names, (name) => name.replace(/^CAP_/, ''));
    return this.#note(container, { dimension: 'capability', names: bare, time });
  }

  /** Events were lost: nothing new is learnt from these windows, and they prove no absence. */
  loss(loss: SensorLoss): void {
    const { windowMs } = this.#settings;
    this.#losses.add(
      Math.floor(loss.from / windowMs),
      Math.floor(loss.to / windowMs),
      loss.container?.id,
    );
  }

  /**
   * Takes a process tree or a container out of learning: a detection, an open incident, a person at work. All that runs below a
   * container's first process is the container: it learns nothing for an hour, and these windows do not count.
   */
  forbid({ container, pid, from, until }: Forbidden): void {
    for (const { replica, rootPid } of this.#entriesOf(container)) {
      if (pid === undefined) replica.forbidUntil(until ?? 0, from);
      else if (pid === rootPid) replica.forbidUntil(this.#ends * 1000 + hourMs, 0);
      else replica.forbidTree(pid);
    }
  }

  /** A container is no more. A replica whose start was seen, too, was a complete roll-out. */
  gone(container: string, time: number): void {
    const entry = this.#replicas.get(container);
    if (entry === undefined) return;
    const { replica, learner } = entry;
    this.#closeUpTo(learner, replica, Math.floor(time / this.#settings.windowMs) + 2);
    if (replica.sawStart) learner.rollouts += 1;
    learner.updated = Math.max(learner.updated, time);
    learner.leave(container);
    this.#replicas.delete(container);
  }

  /** Time went on, in milliseconds since the Unix epoch: windows that ended are closed. Events do that by themselves. */
  advance(time: number): void {
    const { windowMs } = this.#settings;
    const window = Math.floor(time / windowMs);
    if (window < this.#window) return;
    this.#window = window;
    this.#ends = ((window + 1) * windowMs) / 1000;
    for (const { learner, replica } of this.#replicas.values()) {
      this.#closeUpTo(learner, replica, window);
      learner.updated = Math.max(learner.updated, time);
    }
    this.#behaviours = this.#workloads.size;
  }

  /** Counts what is still held, at the end of a recording. */
  flush(): void {
    for (const { learner, replica } of this.#replicas.values())
      this.#closeUpTo(learner, replica, replica.window + 2);
  }

  /** Takes in a stored profile. One of an older image is carried over when its role starts with another one. */
  load(profile: Profile): void {
    const replaced = this.#workloads.load(profile);
    for (const id of replaced?.fresh.replicas.keys() ?? []) {
      const entry = this.#replicas.get(id);
      if (entry !== undefined && replaced !== undefined)
        this.#replicas.set(id, { ...entry, learner: replaced.fresh });
    }
  }

  /** A profile as it stands now. */
  profile(key: WorkloadKey): Profile | undefined {
    return this.#workloads.profile(key);
  }

  /** Every profile that was learnt or loaded. */
  get profiles(): readonly Profile[] {
    return this.#workloads.profiles;
  }

  /** What detecting and what enforcing would cost, for one dimension. */
  forecasts(key: WorkloadKey, dimension: ProfileDimension): Forecasts | undefined {
    return this.#workloads.forecasts(key, dimension);
  }

  /** Dimensions whose gate has opened begin to report what is new. Gives their names by workload. */
  promoteReady(): readonly Promoted[] {
    return this.#workloads.promoteReady();
  }

  /** The replica of a container, or all where none is named. */
  #entriesOf(container: string | undefined): readonly Entry[] {
    if (container === undefined) return [...this.#replicas.values()];
    const entry = this.#replicas.get(container);
    return entry === undefined ? [] : [entry];
  }

  #ended({ process, thread, seconds }: RuntimeEvent, replica: Replica): void {
    if (thread !== process.pid) return;
    replica.forbidden.delete(thread);
    if (thread === process.container?.rootPid) this.gone(replica.id, seconds * 1000);
  }

  #note(container: WorkloadContainer, named: Named): readonly Deviation[] {
    if (named.time / 1000 >= this.#ends) this.advance(named.time);
    const { learner, replica } = this.#replicaOf(container, undefined, named.time);
    return noteAll(learner, replica, named);
  }

  #replicaOf(container: WorkloadContainer, event: RuntimeEvent | undefined, time?: number): Entry {
    const known = this.#replicas.get(container.id);
    if (known !== undefined && (!known.partial || container.partial === true)) return known;
    return this.#enter(container, event, time ?? (event?.seconds ?? 0) * 1000);
  }

  /** A container that is new, or that its engine told more about: what it showed meanwhile comes with it. */
  #enter(container: WorkloadContainer, event: RuntimeEvent | undefined, time: number): Entry {
    const before = this.#replicas.get(container.id);
    const key = workloadKeyOf(container);
    const learner = this.#workloads.learnerOf(key, time, () => this.#expectation(container, key));
    const window = Math.floor(time / this.#settings.windowMs);
    const replica =
      before?.replica ?? new Replica(container.id, window, isStart(container, event, time));
    if (before !== undefined && before.learner !== learner) {
      before.learner.replicas.delete(container.id);
      this.#workloads.drop(before.learner);
    }
    const { rootPid } = container;
    const entry = { replica, learner, rootPid, partial: container.partial === true };
    learner.replicas.set(container.id, replica);
    this.#replicas.set(container.id, entry);
    return entry;
  }

  #closeUpTo(learner: Learner, replica: Replica, window: number): void {
    const { windowMs } = this.#settings;
    if (window - replica.window > maxLeap) replica.window = window - maxLeap;
    for (; replica.window < window; replica.window += 1) {
      const settled = replica.window - 1;
      const isWhole = settled >= replica.firstWindow && !replica.wasForbidden(settled, windowMs);
      learner.close(replica, this.#losses.has(settled, replica.id), isWhole);
    }
  }
}

/** Whether the first process of a container is seen to start. */
function isStart(
  { created, rootPid }: WorkloadContainer,
  event: RuntimeEvent | undefined,
  time: number,
): boolean {
  if (created !== undefined) return time - created < startMs;
  if (event?.type !== 'execve') return false;
  return event.process.virtualPid === 1 || event.process.pid === rootPid;
}

function unnamed(): undefined {
  return undefined;
}
