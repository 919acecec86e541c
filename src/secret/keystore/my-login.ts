import { createDecipheriv } from 'node:crypto';

const keyOffset = 4;
const keyLength = 20;
const longest = 65_536;

/**
 * The text of a `.mylogin.cnf` of MySQL: its key stands in its head, so that it hides nothing. Behind 4 unused bytes and 20 of the key,
 * folded to 16 by XOR, come lines, each with its length and in AES-128-ECB. `undefined` where it is none.
 */
export function readMyLogin(bytes: Buffer): string | undefined {
  const start = keyOffset + keyLength;
  if (bytes.length <= start || bytes.length > longest) return undefined;
  const key = Buffer.alloc(16);
  for (let at = 0; at < keyLength; at += 1)
    key[at % 16] = (key[at % 16] ?? 0) ^ (bytes[keyOffset + at] ?? 0);
  const lines: string[] = [];
  for (let at = start; at + 4 <= bytes.length; ) {
    const length = bytes.readInt32LE(at);
    const line = lineOf(bytes.subarray(at + 4, at + 4 + Math.max(0, length)), key);
    if (length <= 0 || line === undefined) return undefined;
    lines.push(line);
    at += 4 + length;
  }
  return lines.join('');
}

function lineOf(sealed: Buffer, key: Buffer): string | undefined {
  try {
    const decipher = createDecipheriv('aes-128-ecb', key, null);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
  } catch {
    // Another key, another form or a cut file: nothing can be read of it.
    return undefined;
  }
}
