import { hourMs } from './event-row.ts';
import type { EventHour } from './event-store.ts';

/** Start of the first of the last `hours` hours. */
export function firstHour(hours: number, now: number): number {
  return now - (now % hourMs) - (hours - 1) * hourMs;
}

/** Every hour since `first`, with what was counted in it. */
export function toHours(
  first: number,
  hours: number,
  rows: readonly { readonly bucket: number; readonly severity: string; readonly n: number }[],
): readonly EventHour[] {
  const byHour = Map.groupBy(rows, ({ bucket }) => bucket);
  return Array.from({ length: hours }, (_, at) => {
    const hour = first + at * hourMs;
    const found = byHour.get(hour) ?? [];
    const bySeverity = new Map<string, number>();
    for (const { severity, n } of found)
      if (severity !== '') bySeverity.set(severity, (bySeverity.get(severity) ?? 0) + n);
    return {
      hour,
      events: found.reduce((sum, { n }) => sum + n, 0),
      bySeverity: Object.fromEntries(bySeverity),
    };
  });
}
