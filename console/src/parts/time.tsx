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
  const step = steps.find(([, length]) => Math.abs(distance) >= length);
  if (step === undefined) return 'just now';
  return relative.format(Math.round(distance / step[1]), step[0]);
}

/** `22 Nov 2026, 20:03:44 UTC`, in the zone that the person chose. */
export function exactTime(at: number): string {
  const isUtc = document.documentElement.dataset['zone'] === 'utc';
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'long',
    ...(isUtc ? { timeZone: 'UTC' } : {}),
  });
  return isDate(at) ? format.format(at) : 'no date';
}

/** `22 Nov`, for axes and narrow columns. */
export function dayText(at: number): string {
  return isDate(at)
    ? new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }).format(at)
    : '';
}

/** The time, anew each minute. */
export function useMinute(): number {
  return useSyncExternalStore(onMinute, currentMinute);
}

function onMinute(listener: () => void): () => void {
  const timer = setInterval(listener, 30_000);
  return () => clearInterval(timer);
}

function currentMinute(): number {
  return Math.floor(Date.now() / 30_000) * 30_000;
}

function isoOf(at: number): string | undefined {
  return isDate(at) ? new Date(at).toISOString() : undefined;
}

function isDate(at: number): boolean {
  return Math.abs(at) <= 8_640_000_000_000_000;
}
