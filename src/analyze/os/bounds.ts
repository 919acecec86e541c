import { CaissonError } from '#kit/error.ts';
import type { Gap } from '#model/observation.ts';

/** Collects entries that cannot be read, so that a file full of them gives one gap and not thousands. */
export class Faults {
  #count = 0;
  #first = '';

  /** `what` says what is wrong with the entry and where it stands. Throws `limit.entries` when there are far too many. */
  add(what: string): void {
    if (this.#count === 0) this.#first = what;
    this.#count += 1;
    if (this.#count > maxFaults)
      throw new CaissonError('limit.entries', 'package database has too many unreadable entries');
  }

  *gaps(path: string): Iterable<Gap> {
    if (this.#count === 0) return;
    const more = this.#count === 1 ? '' : ` (and ${this.#count - 1} more)`;
    const detail = `package database has an unreadable entry: ${this.#first}${more}`;
    yield { type: 'gap', location: { path }, reason: 'malformed', detail };
  }
}

/** A database with more is no database; every fault costs time. */
const maxFaults = 10_000;

/** Counts what a database makes us keep. Throws `limit.entries` when it is more than `most`. */
export class Budget {
  #left: number;
  #packages = 0;

  constructor(most: number) {
    this.#left = most;
  }

  spend(count: number): void {
    this.#left -= count;
    if (this.#left < 0)
      throw new CaissonError('limit.entries', 'package database lists too many files or names');
  }

  /** One more package: a component costs far more than a name. */
  countPackage(): void {
    this.#packages += 1;
    if (this.#packages > maxPackages)
      throw new CaissonError('limit.entries', 'package database lists too many packages');
  }
}

/** All of Debian is some 70,000 packages, and nobody installs that. */
const maxPackages = 100_000;

/**
 * A field of a package, as it is. Throws `limit.size` when it is too long to be taken apart: the longest known have some
 * ten thousand characters.
 */
export function boundedField(text: string): string {
  if (text.length > maxFieldLength)
    throw new CaissonError('limit.size', 'a field of the package database is too long');
  return text;
}

/** Characters of one field. */
export const maxFieldLength = 2 ** 20;

/** Whether `text` can be the name or version of a package: no spaces or controls, not empty, of bearable length. */
export function isPlainWord(text: string | undefined): text is string {
  return text !== undefined && text.length <= maxWordLength && /^[^\s\p{C}]+$/u.test(text);
}

const maxWordLength = 512;
