import type { DeniedBehaviour } from '#model/profile.ts';
import type { Presence } from './dimension.ts';
import type { Counted } from './forecast.ts';

const maxKept = 1000;

/** What a promoted dimension did not know: enforcement would have denied it. The longest unseen gives way. */
export class Deviations {
  readonly #kept = new Map<string, DeniedBehaviour>();

  count({ key, example, time }: Presence): void {
    const known = this.#kept.get(key);
    this.#kept.delete(key);
    this.#kept.set(key, {
      key,
      example: known?.example ?? example,
      windows: (known?.windows ?? 0) + 1,
      first: known?.first ?? time,
      last: time,
    });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > maxKept && oldest !== undefined) this.#kept.delete(oldest);
  }

  load(denied: readonly DeniedBehaviour[]): void {
    this.#kept.clear();
    for (const one of denied.slice(-maxKept)) this.#kept.set(one.key, one);
  }

  get list(): readonly DeniedBehaviour[] {
    return [...this.#kept.values()];
  }
}

const weekMs = 7 * 86_400_000;

/** Deviations as behaviours that a forecast has to expect: what came within a week and nobody accepted comes again. */
export function stillDenied(denied: readonly DeniedBehaviour[], now: number): readonly Counted[] {
  return denied.map(({ windows, first, last }) => ({
    windows,
    first,
    last,
    unconfirmed: now - last < weekMs,
  }));
}
