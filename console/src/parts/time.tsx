import { type ReactNode, useSyncExternalStore } from 'react';
import { Tip } from './tip.tsx';

const steps = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** A point in time: how long ago, and on hover or focus exactly when, with its zone. */
export function Time(props: {
  readonly at: number | undefined;
  readonly none?: string;
}): ReactNode {
  const now = useMinute();
  if (props.at === undefined) return <span className="quiet">{props.none ?? 'never'}</span>;
  return (
    <Tip tip={exactTime(props.at)}>
      <time dateTime={isoOf(props.at)}>{relativeTime(props.at, now)}</time>
    </Tip>
  );
}

/** `3 hours ago`, `in 2 days`, `just now`. */
export function relativeTime(at: number, now: number): string {
  const distance = at - now;
  // What would be rounded up to "60 minutes" is an hour.
  const step = steps.find(([, length], at) => {
    const [, smaller = 0] = steps[at + 1] ?? [];
    return Math.abs(distance) + smaller / 2 >= length;
  });
  if (step === undefined) return 'just now';
  return relative.format(Math.round(distance / step[1]), step[0]);
}

/** `22 Nov 2026, 20:03:44 UTC`, in the zone that the person chose. */
export function exactTime(at: number): string {
  return isDate(at) ? exact(at) : 'no date';
}

/** `22 Nov`, for axes and narrow columns. */
export function dayText(at: number): string {
  return isDate(at) ? day(at) : '';
}

/** Writes points in time one way, in the zone that the person chose. Formats are costly to make: once for each way. */
export function zoned(options: Intl.DateTimeFormatOptions): (at: number) => string {
  const own = new Intl.DateTimeFormat('en-GB', options);
  const utc = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' });
  return (at) => (document.documentElement.dataset['zone'] === 'utc' ? utc : own).format(at);
}

/** The time, anew each half minute. */
export function useMinute(): number {
  return useSyncExternalStore(clock.subscribe, clock.now);
}

/** One timer for all times of a page. */
class Clock {
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly now = (): number => Math.floor(Date.now() / stepMs) * stepMs;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.#tick(), stepMs);
    return () => this.#leave(listener);
  };
  #tick(): void {
    for (const listener of this.#listeners) listener();
  }
  #leave(listener: () => void): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

const stepMs = 30_000;
const clock = new Clock();
const exact = zoned({ dateStyle: 'medium', timeStyle: 'long' });
const day = zoned({ day: 'numeric', month: 'short' });

function isoOf(at: number): string | undefined {
  return isDate(at) ? new Date(at).toISOString() : undefined;
}

function isDate(at: number): boolean {
  return Math.abs(at) <= 8_640_000_000_000_000;
}
