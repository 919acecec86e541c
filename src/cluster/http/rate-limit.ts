import type { Timing } from '../timing.ts';
import { pause } from './back-off.ts';

/** A token bucket: so many requests a second, in the order in which they came, with a burst after a pause. */
export class RateLimit {
  readonly #perMs: number;
  readonly #burst: number;
  /** When the bucket is (or will be) full, on the monotonic clock. */
  #fullAt = 0;

  constructor({ perSecond, burst }: Timing) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
  }

  /** Waits for its turn. */
  async take(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const cost = 1 / this.#perMs;
    this.#fullAt = Math.max(this.#fullAt, now) + cost;
    const wait = this.#fullAt - now - this.#burst * cost;
    if (wait > 0) await pause(wait, signal);
  }
}
