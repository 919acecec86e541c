import { bytesOfText } from '#kit/byte-string.ts';
import { isRecord } from '#kit/json.ts';
import type { Json } from '#model/json-value.ts';

/** Values of one path are at most so many: objects come from anybody who may ask the API server. */
const most = 10_000;

/** The member of an object under `keys`; `undefined` where one is missing. Names like `__proto__` are names like others. */
export function memberAt(value: Json | undefined, keys: readonly string[]): Json | undefined {
  let found: unknown = value;
  for (const key of keys)
    found = isRecord(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return isJson(found) ? found : undefined;
}

/**
 * All members under `keys`, through arrays on the way: of each element, or of the one with `index`. What is missing is left out;
 * `undefined` when the first array is not there at all.
 */
export function membersAt(
  value: Json | undefined,
  keys: readonly string[],
  index?: number,
): readonly Json[] | undefined {
  let level: readonly Json[] = value === undefined ? [] : [value];
  for (const key of keys) {
    level = level.flatMap((each) => {
      const found = memberAt(each, [key]);
      if (found === undefined || !isList(found)) return found === undefined ? [] : [found];
      return index === undefined ? found.slice(0, most) : found.slice(index, index + 1);
    });
    if (level.length > most) return level.slice(0, most);
  }
  return level.length === 0 ? undefined : level;
}

/** What a JSON pointer (RFC 6901) names; the slash at the beginning may be left out. */
export function pointedAt(value: Json, pointer: string): Json | undefined {
  if (pointer === '') return value;
  let found: Json | undefined = value;
  for (const part of pointer.replace(/^\//, '').split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (!isList(found)) found = memberAt(found, [key]);
    else found = /^\d{1,9}$/.test(key) ? found[Number(key)] : undefined;
  }
  return found;
}

/** A value as bytes: strings as they are, others as JSON. */
export function jsonBytes(value: Json): string {
  return bytesOfText(typeof value === 'string' ? value : JSON.stringify(value));
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isJson(value: unknown): value is Json {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
}
