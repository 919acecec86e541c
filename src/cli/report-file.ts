import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { makeDirectories } from '#kit/directory.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

const batchChars = 2 ** 18;
const bufferBytes = 4 * batchChars;

/**
 * Writes a report to a file that appears whole or not at all; a link keeps pointing where it does, a device or pipe
 * (`/dev/stderr`) is written to and not replaced. Permissions follow the umask. Throws `host.io`.
 */
export function writeReportFile(path: string, chunks: Iterable<string>): void {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) makeDirectories(dirname(path));
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
  // One buffer for all: Node would make one for each text, and a large report is written before any of them is freed.
  const buffer = Buffer.allocUnsafe(bufferBytes);
  try {
    for (const text of batched(chunks)) writeText(descriptor, text, buffer);
  } finally {
    closeSync(descriptor);
  }
}

/** Three bytes are the most that a UTF-16 unit takes in UTF-8. A device may take less than it is given. */
function writeText(descriptor: number, text: string, buffer: Buffer): void {
  if (text.length * 3 > buffer.length) {
    writeFileSync(descriptor, text);
    return;
  }
  const length = buffer.write(text);
  for (let at = 0; at < length; ) at += writeSync(descriptor, buffer, at, length - at);
}
