import { mapEntries, mapSize } from './map.ts';
import { CelError, isList, isMap, Opaque, Optional, type Result, type Value } from './value.ts';

/** Number of code points. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length - 1; at += 1)
    if ((text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00)
      count -= 1;
  return count;
}

/** The size that costs are reckoned by: code points, bytes, elements, entries; 1 for all else. */
export function sizeOf(value: Value): number {
  if (typeof value === 'string') return codePoints(value);
  if (typeof value !== 'object') return 1;
  if (isList(value) || value instanceof Uint8Array) return value.length;
  return isMap(value) ? mapSize(value) : 1;
}

/** Cost of walking a string once: a tenth of its size, rounded up. `factor` for what walks it more often (0.2: twice). */
export function traversal(value: Value, factor = 0.1): number {
  return Math.ceil(sizeOf(value) * factor);
}

/**
 * Whether a result has more parts than that when it is written out, where a list that is in another many times counts each time.
 * Throws `RangeError` for what is nested deeper than can be walked.
 */
export function isLargerThan(result: Result, most: number): boolean {
  return typeof result === 'object' && result !== null && count(result, most) < 0;
}

/** What is left of an allowance after the parts of a value; negative when it was not enough. */
function count(value: Result, allowance: number): number {
  let left = allowance - 1;
  for (const part of partsOf(value)) {
    if (left < 0) return left;
    left = typeof part === 'object' && part !== null ? count(part, left) : left - 1;
  }
  return left;
}

function partsOf(value: Result): readonly Value[] {
  if (typeof value !== 'object' || value === null) return [];
  if (value instanceof Optional) return value.value === undefined ? [] : [value.value];
  if (value instanceof Opaque) return [value.toJson()];
  if (value instanceof CelError) return [];
  if (isList(value)) return value;
  return isMap(value) ? mapEntries(value).map(([, part]) => part) : [];
}
