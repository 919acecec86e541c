import { bytesOfText } from '#kit/byte-string.ts';
import { isRecord } from '#kit/json.ts';
import { type Digest, isDigest } from '#model/digest.ts';

const maxEntries = 4096;

/** The member that `path` leads to; `undefined` where any step is missing. Only own members count. */
export function memberAt(value: unknown, ...path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    if (!isRecord(at) || !Object.hasOwn(at, key)) return undefined;
    at = at[key];
  }
  return at ?? undefined;
}

/** A string that is not empty, as a byte string like all that the model holds of containers. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = memberAt(value, ...path);
  return typeof found === 'string' && found !== '' ? bytesOfText(found) : undefined;
}

/** A digest; 64 bare hex digits are one of SHA-256. */
export function digestAt(value: unknown, ...path: readonly string[]): Digest | undefined {
  const found = textAt(value, ...path) ?? '';
  const text = found.includes(':') ? found : `sha256:${found}`;
  return isDigest(text) ? text : undefined;
}

/** A finite number. */
export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = memberAt(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** A time (RFC 3339) in milliseconds since the Unix epoch. */
export function timeAt(value: unknown, ...path: readonly string[]): number | undefined {
  const time = Date.parse(textAt(value, ...path) ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** A boolean. */
export function flagAt(value: unknown, ...path: readonly string[]): boolean | undefined {
  const found = memberAt(value, ...path);
  return typeof found === 'boolean' ? found : undefined;
}

/** At most 4,096 elements of a list. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] | undefined {
  const found = memberAt(value, ...path);
  return Array.isArray(found) ? found.slice(0, maxEntries) : undefined;
}

/** The strings of a list, as byte strings. */
export function textsAt(value: unknown, ...path: readonly string[]): readonly string[] | undefined {
  return listAt(value, ...path)
    ?.filter((item) => typeof item === 'string')
    .map(bytesOfText);
}

/** An object of byte strings, without a prototype: its keys come from outside. */
export function mapAt(
  value: unknown,
  ...path: readonly string[]
): Readonly<Record<string, string>> | undefined {
  const found = memberAt(value, ...path);
  return isRecord(found) ? plainMap(Object.entries(found).map(asBytes)) : undefined;
}

function asBytes([key, text]: readonly [string, unknown]): readonly [string, unknown] {
  return [bytesOfText(key), typeof text === 'string' ? bytesOfText(text) : text];
}

/** Entries whose values are strings as an object without a prototype. */
export function plainMap(
  entries: Iterable<readonly [string, unknown]>,
): Readonly<Record<string, string>> {
  const map: Record<string, string> = Object.create(null) as Record<string, string>;
  let count = 0;
  for (const [key, text] of entries) {
    if (typeof text !== 'string') continue;
    count += 1;
    if (count > maxEntries) break;
    map[key] = text;
  }
  return map;
}

/** Without the members that are `undefined`: what is not known is absent. */
export function known<Shape extends object>(shape: Shape): Defined<Shape> {
  return Object.fromEntries(
    Object.entries(shape).filter(([, value]) => value !== undefined),
  ) as Defined<Shape>;
}
type Defined<Shape> = {
  [Key in keyof Shape as undefined extends Shape[Key] ? never : Key]: Shape[Key];
} & {
  [Key in keyof Shape as undefined extends Shape[Key] ? Key : never]?: Exclude<
    Shape[Key],
    undefined
  >;
};
