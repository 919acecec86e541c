import { equal } from '../equality.ts';
import { mapEntries, toMapKey } from '../map.ts';
import {
  Duration,
  isDouble,
  isList,
  isMap,
  type MapValue,
  numberOf,
  Optional,
  Timestamp,
  type Value,
} from '../value.ts';

/**
 * A set of values by the equality of `==`, in linear time: values that have a key are found by it, the few others (a library's own
 * values) one by one. NaN is never found.
 */
export class ValueSet {
  private readonly keys = new Set<string>();
  private readonly others: Value[] = [];

  constructor(values: readonly Value[] = []) {
    for (const value of values) this.add(value);
  }

  has(value: Value): boolean {
    const key = keyOf(value);
    if (key === undefined) return this.others.some((other) => equal(other, value));
    return this.keys.has(key);
  }

  /** Whether it was not there before. */
  add(value: Value): boolean {
    if (this.has(value)) return false;
    const key = keyOf(value);
    if (key === undefined) this.others.push(value);
    else this.keys.add(key);
    return true;
  }
}

/** A text that equal values share and others do not; `undefined` for what has none. */
export function keyOf(value: Value): string | undefined {
  if (typeof value === 'string') return `s${value.length}:${value}`;
  if (value === null || typeof value === 'boolean') return String(value);
  if (isDouble(value) && Number.isNaN(numberOf(value))) return undefined;
  const number = toMapKey(value);
  if (number !== undefined) return `n${number}`;
  if (isList(value)) return keyOfParts('[', value.map(keyOf));
  return isMap(value) ? keyOfMap(value) : keyOfObject(value);
}

function keyOfMap(map: MapValue): string | undefined {
  const entries = mapEntries(map).map(([key, value]) => keyOfParts('', [keyOf(key), keyOf(value)]));
  return keyOfParts(
    '{',
    entries.toSorted((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1)),
  );
}

/** The parts with their lengths, so that no two lists of parts give the same text. */
function keyOfParts(kind: string, parts: readonly (string | undefined)[]): string | undefined {
  if (parts.includes(undefined)) return undefined;
  return `${kind}${parts.map((part) => `${part?.length ?? 0},${part ?? ''}`).join(';')}`;
}

function keyOfObject(value: Value): string | undefined {
  if (value instanceof Uint8Array) return `b${Buffer.from(value).toString('latin1')}`;
  if (value instanceof Timestamp) return `t${value.nanos}`;
  if (value instanceof Duration) return `d${value.nanos}`;
  if (value instanceof Optional) return keyOfOptional(value);
  return undefined;
}

function keyOfOptional({ value }: Optional): string | undefined {
  return keyOfParts('o', value === undefined ? [] : [keyOf(value)]);
}
