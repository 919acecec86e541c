import { sha256Hex } from '#kit/hash.ts';

/** A digest of plain data without the places in texts (`at`). Parts that occur more than once are digested once. */
export function digestOf(value: unknown, known: Map<object, string>): string {
  if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`;
  const before = known.get(value);
  if (before !== undefined) return before;
  const parts = Array.isArray(value)
    ? value.map((part) => digestOf(part, known))
    : Object.entries(value)
        .filter(([key]) => key !== 'at')
        .map(([key, part]) => `${key} ${digestOf(part, known)}`)
        .sort();
  const digest = sha256Hex(JSON.stringify([Array.isArray(value), parts]));
  known.set(value, digest);
  return digest;
}
