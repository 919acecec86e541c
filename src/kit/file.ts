import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeDirectories } from './directory.ts';

/**
 * Writes a file so that readers see the old content or the new one, never a part, however many processes write it:
 * a temporary file beside it, then a rename. Missing directories are made, private to the user.
 */
export function writeFileAtomic(path: string, content: string | Uint8Array): void {
  makeDirectories(dirname(path), 0o700);
  const temporary = `${path}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeFileSync(temporary, content, { mode: 0o600 });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
