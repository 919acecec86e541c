import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

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
