import { randomInt } from 'node:crypto';

const shortestMs = 1000;
const longestMs = 600_000;

/** Transport failures in a row after which a destination is left alone but for one probe at a time. */
export const breakAfter = 5;
/** What could not be delivered for so long is dead. */
export const giveUpAfterMs = 7 * 86_400_000;

/** Milliseconds to wait before attempt `attempts` + 1: full jitter below a bound that doubles from 1 s to 10 min. */
export function backOffMs(attempts: number): number {
  return randomInt(1, boundMs(attempts) + 1);
}

/** Milliseconds until the next probe of a destination that failed so many times in a row. */
export function probeAfterMs(failures: number): number {
  const bound = boundMs(failures);
  return Math.round(bound / 2) + randomInt(0, Math.round(bound / 2) + 1);
}

function boundMs(attempts: number): number {
  return Math.min(longestMs, shortestMs * 2 ** Math.min(20, Math.max(0, attempts)));
}
