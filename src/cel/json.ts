import type { Json } from '#model/json-value.ts';
import { mapEntries } from './map.ts';
import { formatDuration } from './standard/duration.ts';
import { formatTimestamp } from './standard/timestamp.ts';
import {
  Duration,
  isDouble,
  isList,
  isMap,
  numberOf,
  Opaque,
  Optional,
  Special,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
} from './value.ts';

/**
 * The value as JSON, as protobuf maps it: bytes in base64, durations `1.5s`, timestamps RFC 3339, integers outside ±2^53 as text,
 * an absent optional as null. Keys of maps become text; objects have no prototype.
 */
export function toJson(value: Value): Json {
  if (typeof value === 'bigint') return value.toString();
  if (isDouble(value)) return jsonNumber(numberOf(value));
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(toJson);
  if (isMap(value)) return jsonObject(mapEntries(value));
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value instanceof Special ? jsonSpecial(value) : null;
}

function jsonNumber(value: number): Json {
  return Number.isFinite(value) ? value : String(value);
}

function jsonObject(entries: readonly (readonly [Value, Value])[]): Json {
  const made: Record<string, Json> = {};
  Object.setPrototypeOf(made, null);
  for (const [key, value] of entries) made[keyText(key)] = toJson(value);
  return made;
}

function keyText(key: Value): string {
  if (key instanceof Uint) return key.value.toString();
  return typeof key === 'object' ? '' : String(key);
}

function jsonSpecial(value: Special): Json {
  if (value instanceof Optional) return value.value === undefined ? null : toJson(value.value);
  if (value instanceof Uint) {
    const number = Number(value.value);
    return Number.isSafeInteger(number) ? number : value.value.toString();
  }
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof TypeValue) return value.type.name;
  return value instanceof Opaque ? toJson(value.toJson()) : null;
}
