import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

const pieceBytes = 2 ** 18;

/** The sha256 of a file and its size in bytes, read piece by piece. Throws what opening and reading throw. */
export function fileDigest(path: string): { readonly digest: string; readonly size: number } {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(pieceBytes);
  const descriptor = openSync(path, 'r');
  let size = 0;
  try {
    let count = readSync(descriptor, piece);
    while (count > 0) {
      hash.update(piece.subarray(0, count));
      size += count;
      count = readSync(descriptor, piece);
    }
  } finally {
    closeSync(descriptor);
  }
  return { digest: `sha256:${hash.digest('hex')}`, size };
}
