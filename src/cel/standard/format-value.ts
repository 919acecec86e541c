import { mapEntries } from '../map.ts';
import {
  CelError,
  Duration,
  isDouble,
  isInt,
  isList,
  isMap,
  numberOf,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
} from '../value.ts';
import { runtimeType } from './conversions.ts';
import { formatDuration } from './duration.ts';
import { formatTimestamp } from './timestamp.ts';

/** What is left of the text that may be made: a list that is in another many times is written each time. */
export interface TextLimit {
  units: number;
}

/** Text of `%s`: lists and maps (keys in order) with what is in them. */
export function formatText(value: Value, limit: TextLimit): string | CelError {
  const text = isList(value) ? formatItems(value, limit) : textOf(value, limit);
  if (text instanceof CelError) return text;
  limit.units -= text.length + 1;
  return limit.units < 0 ? new CelError('text too large') : text;
}

function textOf(value: Value, limit: TextLimit): string | CelError {
  if (typeof value === 'string') return value;
  if (value === null || typeof value === 'boolean') return String(value);
  if (isDouble(value)) return formatNumber(numberOf(value));
  if (isInt(value)) return String(value);
  return isMap(value) ? formatEntries(mapEntries(value), limit) : formatSpecial(value);
}

/** Digits without exponent, as many as tell the number from others; `Infinity` in full. */
export function formatNumber(value: number): string {
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([-+]\d+)$/.exec(text);
  if (match === null) return Object.is(value, -0) ? '-0' : text;
  const [, sign = '', first = '', rest = '', exponent = ''] = match;
  const power = Number(exponent);
  const digits = `${first}${rest}`;
  return power < 0
    ? `${sign}0.${'0'.repeat(-power - 1)}${digits}`
    : `${sign}${digits.padEnd(power + 1, '0')}`;
}

function formatItems(items: readonly Value[], limit: TextLimit): string | CelError {
  const texts: string[] = [];
  for (const item of items) {
    const text = formatText(item, limit);
    if (text instanceof CelError) return text;
    texts.push(text);
  }
  return `[${texts.join(', ')}]`;
}

function formatEntries(
  entries: readonly (readonly [Value, Value])[],
  limit: TextLimit,
): string | CelError {
  const texts: (readonly [key: string, text: string])[] = [];
  for (const [key, value] of entries) {
    const name = formatText(key, limit);
    if (name instanceof CelError) return name;
    const text = formatText(value, limit);
    if (text instanceof CelError) return text;
    texts.push([name, `${name}: ${text}`]);
  }
  texts.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${texts.map(([, text]) => text).join(', ')}}`;
}

function formatSpecial(value: Value): string | CelError {
  if (value instanceof Uint) return value.value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof TypeValue) return value.type.name;
  return new CelError(
    `string clause can only be used on strings, bools, bytes, numbers, maps, lists, types, durations and timestamps, was given ${runtimeType(value).name}`,
  );
}
