import { createHash } from 'node:crypto';
import { type BigIntStats, close, fstatSync, read } from 'node:fs';
import { promisify } from 'node:util';

const chunkBytes = 256 << 10;
const readAt = promisify(read);
const closeFile = promisify(close);

/** What tells a content from another without reading it. */
export function identityOf(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}:${stats.ctimeNs}:${stats.mtimeNs}:${stats.size}`;
}

/**
 * The SHA-256 of an open file, which is closed afterwards. `undefined` when it holds more than `maxBytes`, when it changed
 * meanwhile, or could not be read.
 */
export async function hashFile(
  fd: number,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const before = fstatSync(fd, { bigint: true });
    if (before.size > BigInt(maxBytes)) return undefined;
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(chunkBytes);
    // A file that grows while we read must not keep us: not more is read than there was.
    let left = Number(before.size);
    while (left > 0) {
      signal.throwIfAborted();
      const { bytesRead } = await readAt(fd, buffer, 0, Math.min(chunkBytes, left), null);
      if (bytesRead === 0) return undefined;
      hash.update(buffer.subarray(0, bytesRead));
      left -= bytesRead;
    }
    const isSame = identityOf(fstatSync(fd, { bigint: true })) === identityOf(before);
    return isSame ? hash.digest('hex') : undefined;
  } catch {
    signal.throwIfAborted();
    return undefined;
  } finally {
    await closeFile(fd);
  }
}
