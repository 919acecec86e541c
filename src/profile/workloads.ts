import type { Forecast, Profile, ProfileDimension } from '#model/profile.ts';
import type { WorkloadKey } from '#model/workload.ts';
import { formatKey, roleOf } from '#model/workload-key.ts';
import { carriedProfile } from './carry.ts';
import { type Expectation, expectedBehaviours } from './expectation.ts';
import { detectGate, enforceGate } from './forecast.ts';
import { Learner, type LearnerSettings } from './learner.ts';

const maxWorkloads = 2000;

/** A dimension of a workload that began to report. */
export interface Promoted {
  readonly key: WorkloadKey;
  readonly dimension: ProfileDimension;
}

/** The profiles of a node: those that are learnt now, and those that were stored. */
export class Workloads {
  readonly #learners = new Map<string, Learner>();
  readonly #stored = new Map<string, Profile>();
  readonly #settings: LearnerSettings;

  constructor(settings: LearnerSettings) {
    this.#settings = settings;
  }

  /** The learner of a workload; `expected` is asked when there is none yet. Time in milliseconds. */
  learnerOf(key: WorkloadKey, time: number, expected: () => Expectation | undefined): Learner {
    const name = formatKey(key);
    const known = this.#learners.get(name);
    if (known !== undefined) return known;
    const learner = new Learner(key, this.#settings);
    const stored = this.#stored.get(name) ?? this.#carried(key, time);
    if (stored !== undefined) learner.load(stored);
    if (learner.started === 0) learner.started = time;
    learner.updated = Math.max(learner.updated, time);
    learner.expect(expectedBehaviours(expected() ?? {}));
    if (this.#learners.size >= maxWorkloads) this.#dropIdle();
    this.#learners.set(name, learner);
    return learner;
  }

  /** Takes in a stored profile. Gives the learner that takes the place of one that is at work, with that one. */
  load(profile: Profile): { readonly old: Learner; readonly fresh: Learner } | undefined {
    const name = formatKey(profile.key);
    this.#stored.set(name, profile);
    const old = this.#learners.get(name);
    if (old === undefined) return undefined;
    const fresh = new Learner(profile.key, this.#settings);
    fresh.load(profile, old);
    for (const [id, replica] of old.replicas) fresh.replicas.set(id, replica);
    this.#learners.set(name, fresh);
    return { old, fresh };
  }

  /** Forgets a learner that learnt nothing. */
  drop(learner: Learner): void {
    if (learner.replicas.size === 0 && learner.size === 0)
      this.#learners.delete(formatKey(learner.key));
  }

  profile(key: WorkloadKey): Profile | undefined {
    return this.#learners.get(formatKey(key))?.profile() ?? this.#stored.get(formatKey(key));
  }

  /** Without those of containers whose image nobody named: they are nobody's role. */
  get profiles(): readonly Profile[] {
    const stored = [...this.#stored].filter(([name]) => !this.#learners.has(name));
    const learnt = [...this.#learners.values()].filter(
      ({ key }) => !key.image.startsWith('container '),
    );
    return [...stored.map(([, profile]) => profile), ...learnt.map((one) => one.profile())];
  }

  forecasts(key: WorkloadKey, dimension: ProfileDimension): Forecasts | undefined {
    const learner = this.#learners.get(formatKey(key));
    if (learner === undefined) return undefined;
    return {
      detect: learner.forecast(dimension, detectGate),
      enforce: learner.forecast(dimension, enforceGate),
    };
  }

  promoteReady(): readonly Promoted[] {
    const promoted: Promoted[] = [];
    for (const learner of this.#learners.values())
      for (const { dimension, state } of Object.values(learner.dimensions)) {
        if (state !== 'learning' || !this.#settings.fed.has(dimension) || learner.tooLarge)
          continue;
        if (!learner.forecast(dimension, detectGate).ready) continue;
        learner.dimensions[dimension].state = 'detecting';
        learner.version += 1;
        promoted.push({ key: learner.key, dimension });
      }
    return promoted;
  }

  /** Behaviours of all learners. */
  get size(): number {
    let size = 0;
    for (const learner of this.#learners.values()) size += learner.size;
    return size;
  }

  /** The newest profile of the same role under another image. */
  #carried(key: WorkloadKey, time: number): Profile | undefined {
    if (key.container === '' || key.image.startsWith('container ')) return undefined;
    const role = roleOf(key);
    const candidates: { readonly updated: number; readonly profile: () => Profile }[] = [];
    for (const profile of this.#stored.values())
      if (roleOf(profile.key) === role)
        candidates.push({ updated: profile.updated, profile: () => profile });
    for (const learner of this.#learners.values())
      if (roleOf(learner.key) === role)
        candidates.push({ updated: learner.updated, profile: () => learner.profile() });
    const [newest] = candidates.sort((a, b) => b.updated - a.updated);
    return newest && carriedProfile(newest.profile(), key, time);
  }

  #dropIdle(): void {
    for (const [name, learner] of this.#learners) {
      if (learner.replicas.size > 0) continue;
      this.#stored.set(name, learner.profile());
      this.#learners.delete(name);
      return;
    }
  }
}

/** What detecting and what enforcing would cost. */
export interface Forecasts {
  readonly detect: Forecast;
  readonly enforce: Forecast;
}
