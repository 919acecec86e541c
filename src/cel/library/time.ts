import { type Library, globalOverload as over } from '../declare.ts';
import { DURATION, STRING, TIMESTAMP } from '../type.ts';
import { type Duration, Timestamp } from '../value.ts';

/** Nanoseconds from the first day of the year 1, from where Go counts multiples, to 1970. */
const zeroTime = 62_135_596_800_000_000_000n;

function truncate(time: Timestamp, unit: Duration): Timestamp {
  if (unit.nanos <= 0n) return time;
  return new Timestamp(time.nanos - ((time.nanos + zeroTime) % unit.nanos));
}

/** Minute, hour, day, month, weekday of UTC. */
function toCron(time: Timestamp): string {
  const date = new Date(Number(time.nanos / 1_000_000n) - (time.nanos % 1_000_000n < 0n ? 1 : 0));
  return [
    date.getUTCMinutes(),
    date.getUTCHours(),
    date.getUTCDate(),
    date.getUTCMonth() + 1,
    date.getUTCDay(),
  ].join(' ');
}

/** Times (Kyverno 1.18 `kyverno.time`). `time.now()` comes with `clockLibrary`. */
export const timeLibrary: Library = {
  name: 'kyverno.time',
  bases: ['kyverno', 'caisson'],
  functions: [
    { name: 'time.toCron', overloads: [over([TIMESTAMP], STRING, toCron)] },
    { name: 'time.truncate', overloads: [over([TIMESTAMP, DURATION], TIMESTAMP, truncate)] },
  ],
};

/**
 * `time.now()`. `now` gives nanoseconds since 1970. Add it to an environment only where results need not be reproducible: without it
 * the name is undeclared.
 */
export function clockLibrary(now: () => bigint): Library {
  return {
    name: 'kyverno.time.now',
    bases: ['kyverno', 'caisson'],
    functions: [{ name: 'time.now', overloads: [over([], TIMESTAMP, () => new Timestamp(now()))] }],
  };
}
