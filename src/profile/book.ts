import type { NoveltyOracle } from '#contract/runtime.ts';
import type { Deviation, Forecast, Profile, ProfileDimension } from '#model/profile.ts';
import type { RuntimeEvent, SensorLoss } from '#model/runtime-event.ts';
import type { WorkloadContainer, WorkloadKey } from '#model/workload.ts';
import { formatKey, roleOf, workloadKeyOf } from '#model/workload-key.ts';
import type { PeerNames } from './address.ts';
import { carriedProfile } from './carry.ts';
import { eachDimension, isDimension } from './each-dimension.ts';
import { type Expectation, expectedBehaviours } from './expectation.ts';
import { detectGate, enforceGate } from './forecast.ts';
import { Learner, type LearnerSettings } from './learner.ts';
import { Losses } from './losses.ts';
import { deviationIn, meetAll, type Named, noteAll, nothing } from './meeting.ts';
import { Replica } from './replica.ts';

const defaultWindowMs = 600_000;
const maxNodeBehaviours = 100_000;
const maxWorkloads = 2000;
/** Windows that are walked through one by one when time leaps. */
const maxLeap = 1008;
const startMs = 120_000;

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

/** Where learning is not allowed. Give one of both. */
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

/**
 * Learns what is normal for each workload of this node from events, in windows of event time, and says what is not.
 * Synchronous; an event that was met before costs one look-up.
 */
export class ProfileBook implements NoveltyOracle {
  readonly #learners = new Map<string, Learner>();
  readonly #replicas = new Map<
    string,
    { readonly replica: Replica; readonly learner: Learner; readonly partial: boolean }
  >();
  readonly #stored = new Map<string, Profile>();
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
    this.#expectation = settings.expectation ?? (() => undefined);
  }

  /** Learns from an event. Gives what promoted dimensions do not know, once a window and behaviour. */
  observe(event: RuntimeEvent): readonly Deviation[] {
    if (event.seconds >= this.#ends) this.advance(event.seconds * 1000);
    const { container } = event.process;
    if (container === undefined) return nothing;
    const { learner, replica } = this.#replicaOf(container, event);
    const deviations = meetAll(learner, replica, event);
    if (
      event.type === 'procexit' &&
      event.process.pid === container.rootPid &&
      event.thread === event.process.pid
    )
      this.gone(container.id, event.seconds * 1000);
    return deviations;
  }

  /** Whether an event is new to its workload in one dimension; undefined while that is being learnt. */
  deviation(event: RuntimeEvent, dimension: string): Deviation | false | undefined {
    const { container } = event.process;
    if (container === undefined || !isDimension(dimension)) return undefined;
    const { learner } = this.#replicaOf(container, event);
    return deviationIn(learner, event, dimension);
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

  /** Takes a process tree or a container out of learning: a detection, an open incident, a person at work. */
  forbid({ container, pid, from, until }: Forbidden): void {
    for (const { replica } of this.#replicas.values()) {
      if (container !== undefined && replica.id !== container) continue;
      if (pid !== undefined) {
        replica.forbidden.add(pid);
        replica.dropTree(pid);
        continue;
      }
      if (container === undefined) continue;
      replica.forbiddenUntil = Math.max(replica.forbiddenUntil, until ?? 0);
      if (from !== undefined) replica.dropSince(from);
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
    learner.profile();
    learner.replicas.delete(container);
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
    this.#behaviours = [...this.#learners.values()].reduce((sum, one) => sum + one.size, 0);
  }

  /** Counts what is still held, at the end of a recording. */
  flush(): void {
    for (const { learner, replica } of this.#replicas.values())
      this.#closeUpTo(learner, replica, replica.window + 2);
  }

  /** Takes in a stored profile. One of an older image is carried over when its role starts with another one. */
  load(profile: Profile): void {
    this.#stored.set(formatKey(profile.key), profile);
    const learner = this.#learners.get(formatKey(profile.key));
    if (learner === undefined) return;
    const fresh = new Learner(profile.key, this.#settings);
    fresh.load(profile, learner);
    this.#replace(learner, fresh);
  }

  /** A profile as it stands now. */
  profile(key: WorkloadKey): Profile | undefined {
    return this.#learners.get(formatKey(key))?.profile() ?? this.#stored.get(formatKey(key));
  }

  /** Every profile that was learnt or loaded. */
  get profiles(): readonly Profile[] {
    const names = new Set([...this.#stored.keys(), ...this.#learners.keys()]);
    return [...names].flatMap(
      (name) => this.#learners.get(name)?.profile() ?? this.#stored.get(name) ?? [],
    );
  }

  /** What detecting and what enforcing would cost, for one dimension. */
  forecasts(
    key: WorkloadKey,
    dimension: ProfileDimension,
  ): { readonly detect: Forecast; readonly enforce: Forecast } | undefined {
    const learner = this.#learners.get(formatKey(key));
    if (learner === undefined) return undefined;
    return {
      detect: learner.forecast(dimension, detectGate),
      enforce: learner.forecast(dimension, enforceGate),
    };
  }

  /** Dimensions whose gate has opened begin to report what is new. Gives their names by workload. */
  promoteReady(): readonly { readonly key: WorkloadKey; readonly dimension: ProfileDimension }[] {
    const promoted = [];
    for (const learner of this.#learners.values())
      for (const { dimension, state } of Object.values(learner.dimensions)) {
        if (state !== 'learning' || !this.#settings.fed.has(dimension)) continue;
        if (!learner.forecast(dimension, detectGate).ready || learner.tooLarge) continue;
        learner.dimensions[dimension].state = 'detecting';
        learner.version += 1;
        promoted.push({ key: learner.key, dimension });
      }
    return promoted;
  }

  #note(container: WorkloadContainer, named: Named): readonly Deviation[] {
    if (named.time / 1000 >= this.#ends) this.advance(named.time);
    const { learner, replica } = this.#replicaOf(container, undefined, named.time);
    return noteAll(learner, replica, named);
  }

  #replicaOf(
    container: WorkloadContainer,
    event: RuntimeEvent | undefined,
    time = (event?.seconds ?? 0) * 1000,
  ): { readonly replica: Replica; readonly learner: Learner } {
    const known = this.#replicas.get(container.id);
    if (known !== undefined && (!known.partial || container.partial === true)) return known;
    if (known !== undefined) this.#forget(container.id, known.learner);
    const learner = this.#learnerOf(container, time);
    const started = container.created ?? 0;
    const replica = new Replica(
      container.id,
      Math.floor(time / this.#settings.windowMs),
      time - started < startMs,
    );
    const entry = { replica, learner, partial: container.partial === true };
    learner.replicas.set(container.id, replica);
    this.#replicas.set(container.id, entry);
    return entry;
  }

  /** What a container showed before its engine answered belongs to nobody. */
  #forget(container: string, learner: Learner): void {
    learner.replicas.delete(container);
    this.#replicas.delete(container);
    if (learner.replicas.size === 0 && learner.size === 0)
      this.#learners.delete(formatKey(learner.key));
  }

  #learnerOf(container: WorkloadContainer, time: number): Learner {
    const key = workloadKeyOf(container);
    const name = formatKey(key);
    const known = this.#learners.get(name);
    if (known !== undefined) return known;
    const learner = new Learner(key, this.#settings);
    const stored = this.#stored.get(name) ?? this.#carried(key, time);
    if (stored !== undefined) learner.load(stored);
    if (learner.started === 0) learner.started = time;
    learner.updated = Math.max(learner.updated, time);
    learner.expect(expectedBehaviours(this.#expectation(container, key) ?? {}));
    if (this.#learners.size >= maxWorkloads) this.#dropIdle();
    this.#learners.set(name, learner);
    return learner;
  }

  /** The newest profile of the same role under another image. */
  #carried(key: WorkloadKey, time: number): Profile | undefined {
    const role = roleOf(key);
    const candidates = this.profiles.filter(
      (one) => roleOf(one.key) === role && one.key.image !== key.image,
    );
    const [newest] = candidates.sort((a, b) => b.updated - a.updated);
    return key.container === '' || newest === undefined
      ? undefined
      : carriedProfile(newest, key, time);
  }

  #dropIdle(): void {
    for (const [name, learner] of this.#learners) {
      if (learner.replicas.size > 0) continue;
      this.#stored.set(name, learner.profile());
      this.#learners.delete(name);
      return;
    }
  }

  #replace(old: Learner, fresh: Learner): void {
    this.#learners.set(formatKey(fresh.key), fresh);
    for (const [id, replica] of old.replicas) {
      fresh.replicas.set(id, replica);
      const entry = this.#replicas.get(id);
      if (entry !== undefined) this.#replicas.set(id, { ...entry, learner: fresh });
    }
  }

  #closeUpTo(learner: Learner, replica: Replica, window: number): void {
    if (window - replica.window > maxLeap) replica.window = window - maxLeap;
    for (; replica.window < window; replica.window += 1) {
      const settled = replica.window - 1;
      learner.close(replica, this.#losses.has(settled, replica.id), settled >= replica.firstWindow);
    }
  }
}

function unnamed(): undefined {
  return undefined;
}
