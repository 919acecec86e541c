import { fitsStars } from '#kit/star-pattern.ts';
import type { Detection, RuntimeException } from '#model/detection.ts';
import { fieldOf } from './fields.ts';

/** When an exception ends, in milliseconds since the Unix epoch. A date counts to its end (UTC); what is no time has ended. */
export function expiryOf({ expires }: Pick<RuntimeException, 'expires'>): number {
  const isDate = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(expires);
  const time = Date.parse(isDate ? `${expires}T23:59:59.999Z` : expires);
  return Number.isNaN(time) ? 0 : time;
}

/** Whether an exception accepts a detection: its rule, all of its fields, and its time. One without fields accepts nothing. */
export function accepts(exception: RuntimeException, detection: Detection): boolean {
  const match = Object.entries(exception.match);
  if (match.length === 0 || expiryOf(exception) < detection.time) return false;
  return (
    fitsStars(exception.rule, detection.rule) &&
    match.every(([name, pattern]) => {
      const value = fieldOf(detection, name);
      return value !== undefined && fitsStars(pattern, value);
    })
  );
}
