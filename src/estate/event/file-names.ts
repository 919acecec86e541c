import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dayMs } from './event-row.ts';

const pattern = /^events-(\d{4}-\d{2}-\d{2}\.\d{4})\.db$/u;

/** Keys of the event files of a directory, oldest first: the day (UTC) and the number of the file on it. */
export function eventFiles(directory: string): readonly string[] {
  return readdirSync(directory)
    .map((name) => pattern.exec(name)?.[1])
    .filter((key) => key !== undefined)
    .toSorted();
}

export function pathOf(directory: string, key: string): string {
  return join(directory, `events-${key}.db`);
}

/** Files that a clock may have named that is right: those of days to come were named by one that ran ahead, and are done with. */
export function filesUntil(directory: string, now: number): readonly string[] {
  const tomorrow = dayAfter(now);
  return eventFiles(directory).filter((key) => key.slice(0, 10) <= tomorrow);
}

/** The day (UTC) after `now`: a clock that is set back past midnight has named files for it. */
export function dayAfter(now: number): string {
  return new Date(now + dayMs).toISOString().slice(0, 10);
}

/** The key of the first file of a day, or of the one behind `last` when that is of the same or a later day (a clock went back). */
export function keyAfter(last: string | undefined, now: number): string {
  const day = new Date(now).toISOString().slice(0, 10);
  if (last === undefined || last.slice(0, 10) < day) return `${day}.0000`;
  return `${last.slice(0, 11)}${String(Number(last.slice(11)) + 1).padStart(4, '0')}`;
}

/** Bytes of a file with its log. */
export function bytesOf(directory: string, key: string): number {
  return ['', '-wal', '-shm'].reduce(
    (sum, end) =>
      sum + (statSync(`${pathOf(directory, key)}${end}`, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
