import { CaissonError } from '#kit/error.ts';
import { linesOf } from '../lines.ts';

/**
 * Reads a file of pacman's local database (libalpm `be_local.c`): `%KEY%`, its values a line each, an empty line. Throws
 * `limit.entries` when there are more values than `most`.
 */
export function readLocalEntry(text: string, most: number): LocalEntry {
  const entry = new Map<string, string[]>();
  let values: string[] | undefined;
  let count = 0;
  for (const line of linesOf(text)) {
    const key = /^%([A-Z0-9]{1,40})%$/.exec(line)?.[1];
    if (line === '') values = undefined;
    else if (key !== undefined && values === undefined) {
      values = entry.get(key) ?? [];
      entry.set(key, values);
    } else if (values !== undefined) {
      count += 1;
      if (count > most)
        throw new CaissonError('limit.entries', 'package database lists too many files or names');
      values.push(line);
    }
  }
  return {
    first: (key) => entry.get(key)?.[0] ?? '',
    all: (key) => entry.get(key) ?? [],
  };
}

/** Values by key; empty where there are none. */
export interface LocalEntry {
  first(key: string): string;
  all(key: string): readonly string[];
}

/** The package whose folder a file of the database stands in: `bash` of `…/local/bash-5.2.026-2/desc`. */
export function folderPackage(path: string): string | undefined {
  return /^\/var\/lib\/pacman\/local\/([^/]+)-[^/-]+-[^/-]+\/[^/]+$/.exec(path)?.[1];
}
