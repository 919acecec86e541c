import type { Skip, SkipReason } from './fact.ts';

const maxExamples = 20;

/** What became of the records of one feed; nothing is left out without being counted here. */
export interface FeedReport {
  readonly name: string;
  readonly digest: string;
  readonly records: number;
  readonly facts: number;
  readonly newest: string;
  readonly skipped: readonly SkipCount[];
}

/** `examples` are the first few subjects, for people. */
export interface SkipCount {
  readonly reason: SkipReason;
  readonly count: number;
  readonly examples: readonly string[];
}

/** Counts skips by reason. */
export class Tally {
  readonly #counts = new Map<SkipReason, { count: number; examples: Set<string> }>();

  add(skips: readonly Skip[]): void {
    for (const { reason, subject } of skips) {
      const entry = this.#counts.get(reason) ?? { count: 0, examples: new Set<string>() };
      entry.count += 1;
      if (entry.examples.size < maxExamples) entry.examples.add(subject);
      this.#counts.set(reason, entry);
    }
  }

  countOf(reason: SkipReason): number {
    return this.#counts.get(reason)?.count ?? 0;
  }

  counts(): readonly SkipCount[] {
    return [...this.#counts]
      .map(([reason, { count, examples }]) => ({ reason, count, examples: [...examples] }))
      .sort((a, b) => (a.reason < b.reason ? -1 : 1));
  }
}
