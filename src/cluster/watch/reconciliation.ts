import { isCaissonError } from '#kit/error.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { Timing } from '../timing.ts';
import { identityOf, type Known } from './known.ts';
import {
  compareWithListing,
  countMissed,
  type Difference,
  type ListingSource,
} from './reconcile.ts';
import { compareVersions } from './version.ts';

/** Compares a watch with a fresh listing from time to time, while the watch goes on. */
export class Reconciliation {
  /** News that were missed, over the whole time. */
  missed = 0;
  /** The number of the last listing; each has its own. */
  listing = 0;
  readonly #source: ListingSource;
  readonly #known: Known;
  readonly #timing: Timing;
  readonly #stopping = new AbortController();
  #due = Number.POSITIVE_INFINITY;
  #running: Promise<void> | undefined;
  #difference: Difference | undefined;
  #overdue = 0;
  /** Keys of what went away while a comparison is open. */
  #gone: Set<string> | undefined;

  readonly #onListed: () => void;

  /** `onListed` is called when a listing came to its end: the server is well. */
  constructor(source: ListingSource, known: Known, timing: Timing, onListed: () => void) {
    const signal = AbortSignal.any([source.scope.signal, this.#stopping.signal]);
    this.#source = { ...source, scope: { ...source.scope, signal } };
    this.#known = known;
    this.#onListed = onListed;
    this.#timing = timing;
  }

  nextListing(): number {
    this.listing += 1;
    return this.listing;
  }

  /** Everything was just listed: an open comparison is void, and the next is due in a while. */
  begin(): void {
    this.#difference = undefined;
    this.#gone = undefined;
    this.#due = performance.now() + this.#timing.reconcileMs;
  }

  /** The watch was silent for too long: whether that is so is seen by a listing. */
  hasten(): void {
    this.#due = performance.now();
  }

  noteGone(object: JsonObject): void {
    this.#gone?.add(identityOf(object).key);
  }

  /** Looks after the comparison; gives how many news turned out to be missed. `version` is how far the watch is. */
  settle(version: string): number {
    const missed = this.#conclude(version);
    const isFree = this.#running === undefined && this.#difference === undefined;
    if (isFree && performance.now() >= this.#due) this.#start();
    return missed;
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the watch ended'));
    await this.#running;
  }

  #conclude(version: string): number {
    const difference = this.#difference;
    if (difference === undefined) return 0;
    const isEqual = difference.shown.size + difference.absent.size === 0;
    const isPast = (compareVersions(version, difference.version) ?? -1) >= 0;
    if (!isEqual && !isPast && performance.now() < this.#overdue) return 0;
    const missed = countMissed(difference, this.#known, this.#gone ?? new Set());
    this.missed += missed;
    this.#difference = undefined;
    this.#gone = undefined;
    return missed;
  }

  #start(): void {
    this.#gone = new Set();
    this.#due = performance.now() + this.#timing.reconcileMs;
    this.#running = this.#compare().finally(() => {
      this.#running = undefined;
    });
  }

  async #compare(): Promise<void> {
    const gone = this.#gone;
    try {
      const difference = await compareWithListing(this.#source, this.#known, this.nextListing());
      this.#onListed();
      // A listing for other reasons came in between.
      if (gone !== this.#gone) return;
      this.#difference = difference;
      this.#overdue = performance.now() + this.#timing.settleMs;
    } catch (error) {
      const { signal, log } = this.#source.scope;
      const code = isCaissonError(error) ? error.code : 'internal.bug';
      if (!signal.aborted) log.warn('a watch could not be compared with a listing', { code });
    }
  }
}
