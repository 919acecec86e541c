import type { WorkloadKey } from './workload.ts';

export const profileDimensions = [
  'exec',
  'file_write',
  'file_read',
  'listen',
  'egress',
  'ingress',
  'dns',
  'syscall',
  'capability',
  'uid',
  'lineage',
] as const;
export type ProfileDimension = (typeof profileDimensions)[number];

/** Learnt normal behaviour of a workload. Plain data: stored, signed, sent as it is. */
export interface Profile {
  readonly schemaVersion: 1;
  readonly key: WorkloadKey;
  /** Raised by every change that a person or a promotion makes. */
  readonly version: number;
  /** Milliseconds since the Unix epoch. */
  readonly started: number;
  readonly updated: number;
  /** Length of a window in milliseconds. */
  readonly windowMs: number;
  /** Complete starts and stops of a replica that were seen. */
  readonly rollouts: number;
  readonly replicas: number;
  readonly dimensions: Readonly<Record<ProfileDimension, DimensionProfile>>;
  /** Image of the profile that it was carried over from. */
  readonly carriedFrom?: string;
  readonly tooLarge?: boolean;
}

export interface DimensionProfile {
  readonly state: DimensionState;
  /** Windows observed, without those that lost events. */
  readonly windows: number;
  readonly behaviours: readonly Behaviour[];
  readonly forecast: Forecast;
  /** Patterns that a person set or split. */
  readonly generalisations?: readonly {
    readonly pattern: string;
    readonly mode: 'keep' | 'split';
  }[];
  /** What was met since the dimension left `learning` and is not known: enforcement would deny it. */
  readonly deviations?: readonly DeniedBehaviour[];
}

/** A behaviour that a promoted dimension does not know, counted by windows. Times in milliseconds since the Unix epoch. */
export interface DeniedBehaviour {
  readonly key: string;
  readonly example: string;
  readonly windows: number;
  readonly first: number;
  readonly last: number;
}

/** `learning` says nothing; `detecting` reports what is new; `auditing` counts what enforcement would deny; `enforcing` denies. */
export type DimensionState = 'learning' | 'detecting' | 'auditing' | 'enforcing' | 'off';

export interface Behaviour {
  /** Canonical text of the generalised behaviour: it identifies it within its dimension. */
  readonly key: string;
  readonly windows: number;
  readonly replicas: number;
  /** Milliseconds since the Unix epoch; 0 for what was only expected. */
  readonly first: number;
  readonly last: number;
  /** `observed`; `expected` by the image; `carried` from the previous image and not seen again yet. */
  readonly origin: 'observed' | 'expected' | 'carried';
  /** At most five raw forms that it stands for. */
  readonly examples: readonly string[];
  /** Seen only from processes that an engine's `exec` brought: normal when it comes again, in three windows. */
  readonly visit?: boolean;
}

/** What enforcing now would cost, per day. Good–Turing on windows. */
export interface Forecast {
  /** Expected new behaviours tomorrow. */
  readonly expected: number;
  /** Upper 95 % bound of that mean. */
  readonly upper: number;
  /** What a single day brings at most, in 95 of 100 days; absent while nothing was observed. */
  readonly badDay?: number;
  /** Behaviours that were not seen at all yet (Chao2). */
  readonly unseen: number;
  readonly ready: boolean;
  /** What is missing before the gate opens, in a person's words; empty when it is open. */
  readonly missing: readonly string[];
}

/** Behaviour that a promoted dimension does not know. */
export interface Deviation {
  readonly key: WorkloadKey;
  readonly dimension: ProfileDimension;
  readonly behaviour: string;
  readonly example: string;
  /** −log₂ of the probability that the profile gives it. */
  readonly surprise: number;
  readonly state: DimensionState;
  /** The nearest known behaviours, for `because`. */
  readonly nearest: readonly string[];
}
