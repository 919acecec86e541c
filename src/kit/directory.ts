import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a directory and those above it that are missing; one that is there is no error. Throws what the file system says. (Node's
 * own way does not end where the kernel denies that a parent exists that does: below `/proc`.)
 */
export function makeDirectories(path: string, mode = 0o777): void {
  if (tryMake(path, mode) !== 'ENOENT') return;
  const parent = dirname(path);
  if (parent !== path && statSync(parent, { throwIfNoEntry: false }) === undefined)
    makeDirectories(parent, mode);
  mkdirSync(path, { mode });
}

function tryMake(path: string, mode: number): string | undefined {
  try {
    mkdirSync(path, { mode });
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return code;
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return undefined;
    throw error;
  }
}
