import type { TrustedKey } from './signature.ts';

/**
 * Where databases lie. `cache` is the user's own directory (made when needed); `bundled` the directory of the snapshot that
 * came with the program, which is trusted as the program itself is.
 */
export interface DatabaseLocation {
  readonly cache: string;
  readonly bundled?: string;
}

/** Whose databases are taken. */
export interface Trust {
  /** Pinned and configured keys. */
  readonly keys: readonly TrustedKey[];
  /** The person said to take unsigned ones. */
  readonly allowUnsigned?: boolean;
}
