import type { Limits } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';

const freeBytes = 64 * 2 ** 20;

/** What all archives nested in one file may cost together. */
export class InflateBudget {
  readonly #maxBytes: number;
  readonly #maxEntries: number;
  #bytes = 0;
  #entries = 0;

  /** `fileBytes` is the size of the outermost archive, which the compression ratio is measured against. */
  constructor(fileBytes: number, limits: Limits) {
    this.#maxBytes = Math.min(
      Math.max(freeBytes, fileBytes * limits.maxRatio),
      limits.maxSpoolBytes,
    );
    this.#maxEntries = limits.maxEntries;
  }

  /** Counts bytes before they are inflated. Throws `limit.ratio`. */
  spend(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#maxBytes)
      throw new CaissonError(
        'limit.ratio',
        `the archive inflates to more than ${this.#maxBytes} bytes`,
      );
  }

  /** Counts entries of interest of one archive. */
  countEntries(count: number): void {
    this.#entries += count;
  }

  entriesLeft(): number {
    return Math.max(0, this.#maxEntries - this.#entries);
  }
}
