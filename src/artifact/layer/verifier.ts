import { createHash, type Hash } from 'node:crypto';
import { CaissonError } from '#kit/error.ts';
import type { Digest } from '#model/digest.ts';

/** Digests that bytes must have. Hashes once for each algorithm that they name. */
export class Verifier {
  readonly #expected: readonly Digest[];
  readonly #hashes: ReadonlyMap<string, Hash>;

  constructor(expected: readonly Digest[]) {
    this.#expected = expected;
    this.#hashes = new Map(expected.map(algorithmOf).map((name) => [name, createHash(name)]));
  }

  update(bytes: Uint8Array): void {
    for (const hash of this.#hashes.values()) hash.update(bytes);
  }

  /** Call it once, at the end. `what` names the thing. Throws `integrity.digest-mismatch`. */
  check(what: string): void {
    const actual = new Map([...this.#hashes].map(([name, hash]) => [name, hash.digest('hex')]));
    for (const digest of this.#expected)
      requireDigest(digest, `${algorithmOf(digest)}:${actual.get(algorithmOf(digest))}`, what);
  }
}

/** Throws `integrity.digest-mismatch` with both digests. */
export function requireDigest(expected: Digest, actual: string, what: string): void {
  if (expected !== actual)
    throw new CaissonError(
      'integrity.digest-mismatch',
      `${what} has the digest ${actual}, but ${expected} was promised`,
    );
}

/** Throws `integrity.digest-mismatch` with both sizes. */
export function requireSize(expected: number, actual: number, what: string): void {
  if (expected !== actual)
    throw new CaissonError(
      'integrity.digest-mismatch',
      `${what} has ${actual} bytes, but ${expected} were promised`,
    );
}

export function algorithmOf(digest: Digest): string {
  return digest.slice(0, digest.indexOf(':'));
}
