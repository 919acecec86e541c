const windowMs = 60_000;
const maxOfOne = 120;
const maxCallers = 10_000;

/** How many refused calls of each caller are recorded: so many a minute. */
export class RefusalQuota {
  readonly #counts = new Map<string, number>();
  #until = 0;

  mayTell(who: string, now: number): boolean {
    const left = this.#until - now;
    // More than a window is left where the clock went back.
    if (left <= 0 || left > windowMs || this.#counts.size >= maxCallers) {
      this.#counts.clear();
      this.#until = now + windowMs;
    }
    const count = this.#counts.get(who) ?? 0;
    this.#counts.set(who, count + 1);
    return count < maxOfOne;
  }
}
