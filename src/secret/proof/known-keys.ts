/**
 * Private keys that were published on purpose and came into products: SHA-256 of the public key (SPKI, DER) or of the key's own DER,
 * in lower-case hex, and whose they are.
 */
export const knownKeys: ReadonlyMap<string, string> = new Map([]);
