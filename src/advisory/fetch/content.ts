import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

const beginnings: readonly (readonly [ending: string, looks: RegExp])[] = [
  ['.gz', /^.\u008b/s],
  ['.bz2', /^BZh/],
  ['.zst', /^\u0028\u00b5\u002f\u00fd/],
  ['.zip', /^PK/],
  ['.json', /^(?:\u00ef\u00bb\u00bf)?\s*[[{]/],
  ['.xml', /^(?:\u00ef\u00bb\u00bf)?\s*<(?!!doctype html|html)/i],
];

/**
 * Refuses what cannot be the file that was asked for: empty, or the page of a gateway that answers everything with 200.
 * Throws `input.malformed`.
 */
export function checkContent(path: string, name: string): void {
  const head = Buffer.alloc(256);
  const file = openSync(path, 'r');
  const count = readSync(file, head, 0, head.length, 0);
  closeSync(file);
  const text = head.subarray(0, count).toString('latin1');
  const expected = beginnings.find(([ending]) => name.endsWith(ending))?.[1];
  if (count === 0 || expected?.test(text) === false)
    throw new CaissonError('input.malformed', `what the server sent is no ${quote(name)}`);
}

/** SHA-256 and size of a file, in lower-case hex. */
export async function digestOf(path: string): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 }))
    if (chunk instanceof Uint8Array) {
      size += chunk.length;
      hash.update(chunk);
    }
  return { sha256: hash.digest('hex'), size };
}

/** SHA-256 of what a gzip file holds. Throws `input.malformed`, and `limit.size` beyond `maxBytes`. */
export async function digestUnpacked(path: string, maxBytes: number): Promise<string> {
  const hash = createHash('sha256');
  const file = createReadStream(path);
  const unpacker = createGunzip();
  file.on('error', (error) => unpacker.destroy(error));
  let size = 0;
  try {
    for await (const chunk of file.pipe(unpacker)) {
      if (!(chunk instanceof Uint8Array)) continue;
      size += chunk.length;
      if (size > maxBytes) throw new CaissonError('limit.size', 'a packed file grows too large');
      hash.update(chunk);
    }
  } catch (cause) {
    if (cause instanceof CaissonError) throw cause;
    throw new CaissonError('input.malformed', 'a packed file is damaged', { cause });
  } finally {
    file.destroy();
  }
  return hash.digest('hex');
}
