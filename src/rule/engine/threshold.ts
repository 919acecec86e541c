import { CountMin } from './count-min.ts';

const mostKeys = 1000;
/** Times kept for one key; of higher counts every n-th is kept. */
const mostTimes = 4096;
/** Different values kept for one key: a higher threshold is reached here. */
const mostValues = 16_384;

export interface ThresholdParts {
  readonly count: number;
  readonly withinMs: number;
  /** Count different values, not events. */
  readonly isDistinct: boolean;
}

/** A threshold was reached. */
export interface Reached {
  readonly count: number;
  /** By how much the count may be too high; 0 is exact. */
  readonly error: number;
}

/**
 * Counts by key over a sliding window of event time. Exact up to 1,000 keys at a time; further ones share a sketch. A key that reached
 * its threshold begins anew.
 */
export class ThresholdState {
  private readonly parts: ThresholdParts;
  private readonly windows = new Map<string, Window>();
  private sketch: CountMin | undefined;
  private pairs: CountMin | undefined;
  private told: CountMin | undefined;

  constructor(parts: ThresholdParts) {
    this.parts = parts;
  }

  add(key: string, time: number, value: string): Reached | undefined {
    const window = this.windowOf(key, time);
    if (window === undefined) return this.addRough(key, time, value);
    const count = window.add(time, this.parts.isDistinct ? value : undefined);
    const { count: wanted, isDistinct } = this.parts;
    if (count < (isDistinct ? Math.min(wanted, mostValues) : wanted)) return undefined;
    this.windows.delete(key);
    return { count, error: 0 };
  }

  private windowOf(key: string, time: number): Window | undefined {
    const before = this.windows.get(key);
    // What the sketch counts stays with it, or its count would begin anew.
    if (before === undefined && (this.sketch?.estimate(key) ?? 0) > 0) return undefined;
    if (before === undefined && this.windows.size >= mostKeys && !this.makeRoom(time))
      return undefined;
    const window = before ?? new Window(this.parts);
    // In the order of their last use, so that the oldest are first.
    this.windows.delete(key);
    this.windows.set(key, window);
    return window;
  }

  private makeRoom(time: number): boolean {
    for (const [key, window] of this.windows) {
      if (window.last >= time - this.parts.withinMs) break;
      this.windows.delete(key);
    }
    return this.windows.size < mostKeys;
  }

  private addRough(key: string, time: number, value: string): Reached | undefined {
    const { withinMs, count, isDistinct } = this.parts;
    this.sketch ??= new CountMin(withinMs);
    if (isDistinct) {
      this.pairs ??= new CountMin(withinMs);
      const pair = `${key}\0\0${value}`;
      const isKnown = this.pairs.estimate(pair) > 0;
      this.pairs.add(pair, time);
      if (isKnown) return undefined;
    }
    this.sketch.add(key, time);
    const estimate = this.sketch.estimate(key);
    // A sketch cannot forget one key: it is told again at each multiple of the threshold.
    this.told ??= new CountMin(withinMs);
    if (estimate < count * (this.told.estimate(key) + 1)) return undefined;
    this.told.add(key, time);
    return { count: estimate, error: this.sketch.error };
  }
}

/** What happened to one key, oldest first. */
class Window {
  last = -Infinity;
  private readonly withinMs: number;
  /** One kept time stands for so many events. */
  private readonly each: number;
  private readonly times: number[] = [];
  private readonly values = new Map<string, number>();
  private skipped = 0;
  private start = 0;

  constructor({ withinMs, count }: ThresholdParts) {
    this.withinMs = withinMs;
    this.each = Math.ceil(count / mostTimes);
  }

  /** How many there are within the window now. */
  add(time: number, value: string | undefined): number {
    this.last = Math.max(this.last, time);
    return value === undefined ? this.addTime(time) : this.addValue(value, time);
  }

  private addTime(time: number): number {
    this.skipped += 1;
    if (this.skipped >= this.each) {
      this.times.push(time);
      this.skipped = 0;
    }
    const oldest = this.last - this.withinMs;
    while ((this.times[this.start] ?? Infinity) < oldest) this.start += 1;
    if (this.start > mostTimes) {
      this.times.splice(0, this.start);
      this.start = 0;
    }
    return (this.times.length - this.start) * this.each + this.skipped;
  }

  private addValue(value: string, time: number): number {
    this.values.delete(value);
    this.values.set(value, time);
    const oldest = this.last - this.withinMs;
    for (const [each, at] of this.values) {
      if (at >= oldest && this.values.size <= mostValues) break;
      this.values.delete(each);
    }
    return this.values.size;
  }
}
