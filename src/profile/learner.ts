import type { Deviation, DimensionProfile, Profile, ProfileDimension } from '#model/profile.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import type { WorkloadKey } from '#model/workload.ts';
import type { PeerNames } from './address.ts';
import { Deviations, stillDenied } from './deviations.ts';
import { behaviourOf, type Cell, DimensionLearner, replicasOf } from './dimension.ts';
import { type EachDimension, eachDimension } from './each-dimension.ts';
import type { Expected } from './expectation.ts';
import { detectGate, enforceGate, forecast, type Gate, type Incidence } from './forecast.ts';
import type { Pending, Replica } from './replica.ts';
import { isNobodys, isVisit, treeOf, unlearnable } from './safety.ts';
import type { Extractor } from './sighting.ts';
import { surpriseOf } from './surprise.ts';

const dayMs = 86_400_000;
/** Raw forms that one dimension remembers; when it is full it begins anew. */
const maxRaw = 4096;
/** Behaviours of one profile before it is called too large. */
const maxBehaviours = 20_000;
/** Replicas from which a behaviour needs more than one witness. */
const quorumFrom = 3;
/** Windows in which a job from outside was seen before it is ordinary. */
const visitsFrom = 3;

/** A raw form with the behaviour that it is. `window` and `replica` say where it was met last. */
interface Seen {
  readonly key: string;
  readonly example: string;
  window: number;
  replica: string;
  /** Whether the profile knows it, as of `generation`. */
  known: boolean;
  generation: number;
  /** What it deviates by, as of the same generation and state. */
  deviation?: Deviation;
}

/** What a learner asks of the book that it is in. */
export interface LearnerSettings {
  readonly windowMs: number;
  readonly names: PeerNames;
  /** Dimensions that the source of events tells in full. */
  readonly fed: ReadonlySet<ProfileDimension>;
  /** Whether the node may keep another behaviour. */
  readonly room: () => boolean;
}

/** The profile of one workload while it is learnt. */
export class Learner {
  readonly key: WorkloadKey;
  readonly dimensions: EachDimension<DimensionLearner>;
  readonly replicas = new Map<string, Replica>();
  version = 1;
  started = 0;
  updated = 0;
  rollouts = 0;
  tooLarge = false;
  carriedFrom: string | undefined;
  #replicasKnown = 1;
  readonly #deviations = eachDimension(() => new Deviations());
  readonly #raw = eachDimension(() => new Map<string, Seen | undefined>());
  readonly #settings: LearnerSettings;

  constructor(key: WorkloadKey, settings: LearnerSettings) {
    this.key = key;
    this.#settings = settings;
    this.dimensions = eachDimension((name) => new DimensionLearner(name));
  }

  /** One way of one event. The usual end is the second line: met before in this window. */
  meet(extractor: Extractor, event: RuntimeEvent, replica: Replica): Deviation | undefined {
    const seen = this.#seenOf(extractor, event);
    if (seen === undefined || (seen.window === replica.window && seen.replica === replica.id))
      return undefined;
    return this.#meetAgain(extractor.dimension, seen, event, replica);
  }

  /** A behaviour that is told by name, not by an event. */
  note(dimension: ProfileDimension, key: string, replica: Replica, time: number): void {
    if (!replica.has(dimension, key))
      replica.hold({ dimension, key, example: key, replica: replica.id, time, tree: [] });
  }

  /** Whether an event is new in a dimension that reports; undefined while it learns, or where the event says nothing in it. */
  deviation(extractor: Extractor, event: RuntimeEvent): Deviation | false | undefined {
    const dimension = this.dimensions[extractor.dimension];
    if (dimension.state === 'learning' || dimension.state === 'off') return undefined;
    const seen = this.#seenOf(extractor, event);
    if (seen === undefined) return undefined;
    return this.#isKnown(dimension, seen) ? false : this.#keptDeviation(dimension, seen);
  }

  /** Whether a behaviour told by its key is new. */
  deviationOfKey(name: ProfileDimension, key: string): Deviation | false | undefined {
    const dimension = this.dimensions[name];
    if (dimension.state === 'learning' || dimension.state === 'off') return undefined;
    const cell = dimension.find(key);
    if (cell !== undefined && this.#isNormal(cell)) return false;
    return this.#deviationOf(dimension, { key, example: key });
  }

  expect(expected: readonly Expected[]): void {
    for (const { dimension, key, example } of expected)
      this.dimensions[dimension].expect(key, example);
  }

  /** Counts the window that has settled. */
  close(replica: Replica, lossy: boolean, complete: boolean): void {
    for (const pending of replica.turn()) this.#settle(pending, lossy);
    if (replica.hasOverflowed) this.tooLarge = true;
    if (!complete || lossy) return;
    for (const name of this.#settings.fed) this.dimensions[name].windows += 1;
  }

  /** A replica is no more. */
  leave(container: string): void {
    this.#replicasKnown = Math.max(1, this.replicas.size);
    this.replicas.delete(container);
  }

  get size(): number {
    let size = 0;
    for (const { cells } of Object.values(this.dimensions)) size += cells.size;
    return size;
  }

  load(profile: Profile, earlier?: Learner): void {
    this.version = profile.version;
    this.started = profile.started;
    this.updated = profile.updated;
    this.rollouts = profile.rollouts;
    this.carriedFrom = profile.carriedFrom;
    this.tooLarge = profile.tooLarge ?? false;
    this.#replicasKnown = Math.max(1, profile.replicas);
    for (const dimension of Object.values(this.dimensions)) {
      const stored = profile.dimensions[dimension.dimension];
      dimension.load(stored, earlier?.dimensions[dimension.dimension]);
      this.#deviations[dimension.dimension].load(stored.deviations ?? []);
    }
  }

  profile(): Profile {
    return {
      schemaVersion: 1,
      key: this.key,
      version: this.version,
      started: this.started,
      updated: this.updated,
      windowMs: this.#settings.windowMs,
      rollouts: this.rollouts,
      replicas: this.#replicaCount(),
      dimensions: eachDimension((name) => this.#dimensionProfile(name)),
      ...(this.carriedFrom === undefined ? {} : { carriedFrom: this.carriedFrom }),
      ...(this.tooLarge ? { tooLarge: true } : {}),
    };
  }

  #dimensionProfile(name: ProfileDimension): DimensionProfile {
    const { state, windows, cells, generalisations } = this.dimensions[name];
    const deviations = this.#deviations[name].list;
    const gate = state === 'learning' || state === 'off' ? detectGate : enforceGate;
    return {
      state,
      windows,
      behaviours: [...cells.values()].map(behaviourOf),
      forecast: this.forecast(name, gate),
      ...(generalisations.length === 0 ? {} : { generalisations }),
      ...(deviations.length === 0 ? {} : { deviations }),
    };
  }

  /** What promoting a dimension through `gate` would cost. */
  forecast(name: ProfileDimension, gate: Gate): ReturnType<typeof forecast> {
    const { updated, started, rollouts } = this;
    return forecast(
      this.#incidence(name),
      { age: updated - started, replicas: this.#replicaCount(), rollouts },
      gate,
    );
  }

  #incidence(name: ProfileDimension): Incidence {
    const { windows, cells } = this.dimensions[name];
    const behaviours = [...cells.values()].filter(({ origin }) => origin === 'observed');
    const known = behaviours.map((cell) => ({
      windows: cell.windows,
      first: cell.first,
      last: cell.last,
      unconfirmed: !this.#isNormal(cell),
    }));
    return {
      windows,
      tomorrow: (dayMs / this.#settings.windowMs) * this.#replicaCount(),
      behaviours: [...known, ...stillDenied(this.#deviations[name].list, this.updated)],
    };
  }

  #replicaCount(): number {
    if (this.replicas.size > 0) this.#replicasKnown = this.replicas.size;
    return this.#replicasKnown;
  }

  #seenOf(extractor: Extractor, event: RuntimeEvent): Seen | undefined {
    const raw = extractor.raw(event);
    if (raw === undefined) return undefined;
    const known = this.#raw[extractor.dimension];
    const seen = known.get(raw);
    if (seen !== undefined || known.has(raw)) return seen;
    const sighting = extractor.sighting(event, raw, this.#settings.names);
    const made = sighting && { ...sighting, window: -1, replica: '', known: false, generation: -1 };
    if (known.size >= maxRaw) known.clear();
    known.set(raw, made);
    return made;
  }

  #meetAgain(
    name: ProfileDimension,
    seen: Seen,
    event: RuntimeEvent,
    replica: Replica,
  ): Deviation | undefined {
    const dimension = this.dimensions[name];
    seen.window = replica.window;
    seen.replica = replica.id;
    if (dimension.state === 'off' || replica.has(name, seen.key)) return undefined;
    if (dimension.state === 'learning') return this.#learn(name, seen, event, replica);
    const known = this.#isKnown(dimension, seen);
    if (!known && isNobodys(event.process)) return undefined;
    hold(name, seen, event, replica);
    return known ? undefined : this.#keptDeviation(dimension, seen);
  }

  #learn(name: ProfileDimension, seen: Seen, event: RuntimeEvent, replica: Replica): undefined {
    const tree = treeOf(event.process);
    const isSafe =
      unlearnable(event.process) === undefined && !replica.isForbidden(event.seconds * 1000, tree);
    if (isSafe) hold(name, seen, event, replica);
    else seen.window = -1;
  }

  #settle(pending: Pending, lossy: boolean): void {
    const dimension = this.dimensions[pending.dimension];
    if (lossy) return dimension.touch(pending);
    const known = dimension.find(pending.key) !== undefined;
    if (!known && dimension.state !== 'learning') {
      this.#deviations[pending.dimension].count(pending);
      return;
    }
    const room = known || (this.size < maxBehaviours && this.#settings.room());
    if (!dimension.count(pending, room)) this.tooLarge = true;
  }

  #isKnown(dimension: DimensionLearner, seen: Seen): boolean {
    if (seen.generation === dimension.generation) return seen.known;
    const cell = dimension.find(seen.key);
    seen.known = cell !== undefined && this.#isNormal(cell);
    // A behaviour without a quorum may reach it without a change of the set.
    seen.generation = cell !== undefined && !seen.known ? -1 : dimension.generation;
    return seen.known;
  }

  /**
   * Of three replicas and more, two have to agree. What the image or an earlier profile says needs no witness. What only came
   * from outside has to come again.
   */
  #isNormal(cell: Cell): boolean {
    if (cell.visit && cell.windows < visitsFrom) return false;
    return cell.origin !== 'observed' || this.#replicaCount() < quorumFrom || replicasOf(cell) >= 2;
  }

  /** The same deviation again costs nothing. */
  #keptDeviation(dimension: DimensionLearner, seen: Seen): Deviation {
    if (seen.deviation === undefined || seen.deviation.state !== dimension.state)
      seen.deviation = this.#deviationOf(dimension, seen);
    return seen.deviation;
  }

  #deviationOf(dimension: DimensionLearner, seen: Pick<Seen, 'key' | 'example'>): Deviation {
    return {
      key: this.key,
      dimension: dimension.dimension,
      behaviour: seen.key,
      example: seen.example,
      surprise: surpriseOf(this.#incidence(dimension.dimension)),
      state: dimension.state,
      nearest: dimension.nearest(seen.key),
    };
  }
}

function hold(
  dimension: ProfileDimension,
  { key, example }: Seen,
  { process, seconds }: RuntimeEvent,
  replica: Replica,
): void {
  const time = seconds * 1000;
  const held = { dimension, key, example, replica: replica.id, time, tree: treeOf(process) };
  replica.hold(isVisit(process) ? { ...held, visit: true } : held);
}
