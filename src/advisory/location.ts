import { join } from 'node:path';
import type { TrustedKey } from './signature.ts';

/**
 * Where databases lie. `cache` is the user's own directory (made when needed); `bundled` the directory of the snapshot that
 * came with the program, which is trusted as the program itself is; `keys` holds the key of this machine.
 */
export interface DatabaseLocation {
  readonly cache: string;
  readonly bundled?: string;
  /** Absent: `keys` below the cache. */
  readonly keys?: string;
  /** A person named `bundled` to be used in place of everything else: no other database, and nothing filled up from one. */
  readonly named?: boolean;
}

/** Whose databases are taken, besides those that were built on this machine. */
export interface Trust {
  /** Pinned and configured keys. */
  readonly keys: readonly TrustedKey[];
  /** The person said to take unsigned ones. A wrong signature of a trusted key is refused all the same. */
  readonly allowUnsigned?: boolean;
}

/** The directory that holds the key of this machine. */
export function keyDirectory({ cache, keys }: DatabaseLocation): string {
  return keys ?? join(cache, 'keys');
}
