import {
  closeSync,
  createReadStream,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
} from 'node:fs';

/** Files of /proc and of cgroups have no size: this much of one is read at most. */
const maxBytes = 16 * 2 ** 20;
const chunk = 64 * 1024;

/** The content of a small file of the kernel as a byte string; `undefined` when it is gone or may not be read. */
export function tryReadBytes(path: string, most = maxBytes): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    return readUpTo(descriptor, most);
  } catch {
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** The same for files that take the kernel long: nothing else waits for it. */
export async function tryReadLater(path: string): Promise<string | undefined> {
  const parts: Buffer[] = [];
  try {
    for await (const part of createReadStream(path, { end: maxBytes - 1 }) as AsyncIterable<Buffer>)
      parts.push(part);
  } catch {
    return undefined;
  }
  return Buffer.concat(parts).toString('latin1');
}

/** The target of a link of the kernel as a byte string. */
export function tryReadLink(path: string): string | undefined {
  try {
    return readlinkSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

/** Whether a path of the kernel can be read at all. */
export function canRead(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

function readUpTo(descriptor: number, most: number): string {
  const parts: Buffer[] = [];
  let total = 0;
  while (total < most) {
    const part = Buffer.allocUnsafe(Math.min(chunk, most - total));
    const count = readSync(descriptor, part, 0, part.length, null);
    if (count === 0) break;
    parts.push(part.subarray(0, count));
    total += count;
  }
  return Buffer.concat(parts).toString('latin1');
}
