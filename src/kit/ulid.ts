import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A new identifier that sorts by time: 26 characters (ULID). `time` in milliseconds since the Unix epoch. */
export function newUlid(time: number): string {
  let left = Math.max(0, Math.floor(time));
  let head = '';
  for (let at = 0; at < 10; at += 1) {
    head = `${alphabet[left % 32]}${head}`;
    left = Math.floor(left / 32);
  }
  // 16 bytes give 16 characters of 5 bits: the rest of each is not needed.
  return head + Array.from(randomBytes(16), (byte) => alphabet[byte & 31]).join('');
}
