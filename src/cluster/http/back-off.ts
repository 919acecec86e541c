import { setTimeout as delay } from 'node:timers/promises';
import { checkpoint } from '#kit/abort.ts';
import type { Timing } from '../timing.ts';

/** Waits that double, with jitter so that many clients of one server do not come back together. */
export class BackOff {
  readonly #timing: Timing;
  readonly #random: () => number;
  #step = 0;

  /** `random` gives numbers from 0 up to 1. */
  constructor(timing: Timing, random: () => number) {
    this.#timing = timing;
    this.#random = random;
  }

  /** The next wait in milliseconds: between a half and all of what is due. */
  next(): number {
    const { firstWaitMs, longestWaitMs } = this.#timing;
    const due = Math.min(firstWaitMs * 2 ** this.#step, longestWaitMs);
    this.#step = Math.min(this.#step + 1, 30);
    return due * (0.5 + this.#random() / 2);
  }

  /** Only after something was received: a server that accepts connections and says nothing is no better than none. */
  reset(): void {
    this.#step = 0;
  }
}

/** Waits; an abort throws the signal's reason at once. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    checkpoint(signal);
    throw error;
  }
}
