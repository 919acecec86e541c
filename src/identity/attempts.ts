import { CaissonError } from '#kit/error.ts';

interface Tries {
  readonly count: number;
  readonly until: number;
}

const windowMs = 15 * 60_000;
const maxKeys = 50_000;

/** Counts failures by key within a quarter of an hour; held in memory, bounded. */
export class Attempts {
  readonly #tries = new Map<string, Tries>();
  readonly #clock: () => Date;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  /** Throws `access.rate-limited` when there were `max` failures. */
  check(key: string, max: number): void {
    const tries = this.#current(key);
    if (tries === undefined || tries.count < max) return;
    throw new CaissonError('access.rate-limited', 'too many failed attempts', {
      hint: 'try again in a quarter of an hour',
    });
  }

  failed(key: string): void {
    const tries = this.#current(key) ?? { count: 0, until: this.#clock().getTime() + windowMs };
    this.#tries.delete(key);
    if (this.#tries.size >= maxKeys) this.#dropOldest();
    this.#tries.set(key, { ...tries, count: tries.count + 1 });
  }

  succeeded(key: string): void {
    this.#tries.delete(key);
  }

  #current(key: string): Tries | undefined {
    const tries = this.#tries.get(key);
    if (tries === undefined) return undefined;
    const left = tries.until - this.#clock().getTime();
    // More than a window is left where the clock went back: nobody is locked out for that.
    if (left > 0 && left <= windowMs) return tries;
    this.#tries.delete(key);
    return undefined;
  }

  #dropOldest(): void {
    const oldest = this.#tries.keys().next();
    if (oldest.done !== true) this.#tries.delete(oldest.value);
  }
}
