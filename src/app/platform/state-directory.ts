import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectories } from '#kit/directory.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { quote } from '#kit/text.ts';

/** What the system says of a directory that takes no file, for people. */
const reasons: ReadonlyMap<unknown, string> = new Map([
  ['EROFS', 'its file system is read-only'],
  ['ENOSPC', 'its file system is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EACCES', 'permission is denied'],
  ['EPERM', 'that is not permitted'],
  ['EIO', 'the device reports an error'],
  ['ENOTDIR', 'it is no directory'],
]);

/** Makes the directory of an installation where it is missing, and writes a file to be sure that one can. Throws `host.io` with the reason. */
export function prepareStateDirectory(directory: string): void {
  const probe = join(directory, `.probe-${process.pid}`);
  try {
    makeDirectories(directory, 0o700);
    writeFileSync(probe, 'caisson');
    rmSync(probe);
  } catch (cause) {
    const reason = reasons.get(isRecord(cause) ? cause['code'] : undefined) ?? String(cause);
    const message = `the state directory ${quote(directory)} cannot be written: ${reason}`;
    const hint = 'make it writable, with room, or name another with --state';
    throw new CaissonError('host.io', message, { hint, cause });
  }
}
