import type { Advisory, ExploitPrediction, KnownExploited } from '#model/advisory.ts';

/** One advisory about one package, filed where the matcher looks for it: segment and package key. */
export interface Fact {
  readonly segment: string;
  readonly key: string;
  readonly advisory: Advisory;
}

/** Why something in a feed gave no fact. Every one of them is counted in the build report. */
const skipReasons = [
  'malformed',
  'withdrawn',
  'bug-fix',
  'unknown-ecosystem',
  'foreign-ecosystem',
  'no-package',
  'git-only',
  'no-versions',
  'excluded',
  'contradicted',
] as const;
export type SkipReason = (typeof skipReasons)[number];

/** `subject` names what was skipped: the record, or the ecosystem that nobody can look up. */
export interface Skip {
  readonly reason: SkipReason;
  readonly subject: string;
}

/** What a source module makes of a record: pure, no clock, no other source. */
export interface Normalised {
  readonly facts: readonly Fact[];
  readonly skips: readonly Skip[];
  /** CWE ids of the record, by its CVE or id. */
  readonly weaknesses?: readonly { readonly cve: string; readonly cwes: readonly string[] }[];
  /** Day of the file it was read from: how old a record is that states no date of its own. */
  readonly day?: string;
}

/** CISA's catalogue as facts; `date` is the day of its release. */
export interface ExploitedCatalogue {
  readonly date: string;
  readonly entries: readonly KnownExploited[];
  readonly skips: readonly Skip[];
}

/** A day of EPSS as facts. */
export interface PredictionTable {
  readonly date: string;
  readonly entries: readonly ExploitPrediction[];
  readonly skips: readonly Skip[];
}
