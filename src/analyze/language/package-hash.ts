import type { Hash } from '#model/component.ts';

const hexLengths = { md5: 32, sha1: 40, sha256: 64, sha512: 128 } as const;
type Algorithm = Hash['algorithm'];

/** The hash property of a component; absent when there is none. */
export function hashesOf(hashes: readonly (Hash | undefined)[]): {
  readonly hashes?: readonly Hash[];
} {
  const found = hashes.filter((hash) => hash !== undefined);
  return found.length === 0 ? {} : { hashes: found };
}

/** A hash in hexadecimal; `undefined` when the text is none of that algorithm. */
export function hexHash(algorithm: Algorithm, text: unknown): Hash | undefined {
  if (typeof text !== 'string' || text.length !== hexLengths[algorithm]) return undefined;
  const value = text.toLowerCase();
  return /^[0-9a-f]+$/.test(value) ? { algorithm, value } : undefined;
}

/** A hash in Base64; `undefined` when the text is none of that algorithm. */
export function base64Hash(algorithm: Algorithm, text: unknown): Hash | undefined {
  if (typeof text !== 'string' || text.length > 200) return undefined;
  return hexHash(algorithm, Buffer.from(text, 'base64').toString('hex'));
}

/** The form `sha256:HEX` that Python's lock files and bundler use; `undefined` for other algorithms. */
export function prefixedHash(text: unknown, separator = ':'): Hash | undefined {
  if (typeof text !== 'string') return undefined;
  const at = text.indexOf(separator);
  const algorithm = algorithmOf(text.slice(0, Math.max(at, 0)));
  return algorithm && hexHash(algorithm, text.slice(at + separator.length));
}

/** Subresource integrity as npm writes it: `sha512-BASE64`, several separated by spaces. */
export function integrityHashes(text: unknown): readonly Hash[] {
  if (typeof text !== 'string' || text.length > 2000) return [];
  return text.split(/\s+/).flatMap((part) => {
    const dash = part.indexOf('-');
    const algorithm = algorithmOf(part.slice(0, Math.max(dash, 0)));
    const hash = algorithm && base64Hash(algorithm, part.slice(dash + 1));
    return hash === undefined ? [] : [hash];
  });
}

function algorithmOf(text: string): Algorithm | undefined {
  const lower = text.toLowerCase();
  return Object.hasOwn(hexLengths, lower) ? (lower as Algorithm) : undefined;
}
