import type { ManifestPublisher, ManifestSegment } from './manifest.ts';
import type { FeedReport } from './tally.ts';

/** What to build. `from` is a directory of feeds (see `findFeeds`), `out` receives the database. */
export interface BuildOptions extends GateOptions {
  readonly from: string;
  readonly out: string;
  /** Leave out what its publisher's licence does not let others hand on. */
  readonly redistributableOnly?: boolean;
  /** Seconds since 1970 for `builtAt`; absent: the day of the newest record. */
  readonly sourceDateEpoch?: number;
  /** Ed25519 private key in PEM form that signs the manifest. */
  readonly signingKey?: string;
  /** Directory of the build before: counts are compared with it, and deltas from it are written. */
  readonly previous?: string;
  /** Level of zstd for blobs: 19 when absent, for what is handed on; less for what stays on this machine. */
  readonly compressionLevel?: number;
  /** How many builds a delta leads back; 3 when absent. */
  readonly deltas?: number;
}

/** Conditions that a build must meet; one that does not hold throws `input.malformed` and nothing is published. */
export interface GateOptions {
  /** Take counts that differ from those of the previous build by more than 5 %. */
  readonly acceptChanges?: boolean;
  /** Largest age of the newest record of each feed, in days. */
  readonly maxFeedAgeDays?: number;
  /** Facts that must be there. */
  readonly expected?: readonly ExpectedFact[];
}

/** `id` is any id of the advisory: its own, a CVE or an alias. */
export interface ExpectedFact {
  readonly segment: string;
  readonly package: string;
  readonly id: string;
}

/** What was built and what was left out, with counts. */
export interface BuildReport {
  /** Digest of the manifest. */
  readonly build: string;
  readonly builtAt: string;
  readonly segments: readonly ManifestSegment[];
  readonly feeds: readonly FeedReport[];
  /** Links between names that would have made one vulnerability of two CVEs. */
  readonly aliasConflicts: number;
  readonly publishers: readonly ManifestPublisher[];
}
