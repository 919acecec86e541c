import { mapSize } from './map.ts';
import { isList, isMap, type Value } from './value.ts';

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
