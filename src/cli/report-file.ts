import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

const batchChars = 2 ** 20;

/**
 * Writes a report to a file that appears whole or not at all; a link keeps pointing where it does, a device or pipe
 * (`/dev/stderr`) is written to and not replaced. Permissions follow the umask. Throws `host.io`.
 */
export function writeReportFile(path: string, chunks: Iterable<string>): void {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) mkdirSync(dirname(path), { recursive: true });
    if (stats === undefined || stats.isFile()) replaceFile(path, stats, chunks);
    else writeTo(path, 'w', chunks);
  } catch (cause) {
    throw new CaissonError('host.io', `cannot write the report ${quote(path)}`, {
      cause,
      hint: 'name a file in a directory that can be written and has space left',
    });
  }
}

/** Joins small pieces, so that a report of any size costs few writes and no string as large as itself. */
export function* batched(chunks: Iterable<string>): Generator<string> {
  let parts: string[] = [];
  let length = 0;
  for (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length < batchChars) continue;
    yield parts.join('');
    parts = [];
    length = 0;
  }
  yield parts.join('');
}

function replaceFile(path: string, stats: Stats | undefined, chunks: Iterable<string>): void {
  const target = stats === undefined ? path : realpathSync(path);
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeTo(temporary, 'wx', chunks);
    if (stats !== undefined) chmodSync(temporary, stats.mode);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function writeTo(path: string, flags: 'w' | 'wx', chunks: Iterable<string>): void {
  const descriptor = openSync(path, flags);
  try {
    for (const text of batched(chunks)) writeFileSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}
