import { CelError, type Timestamp } from '../value.ts';
import { timestampOf } from './arithmetic.ts';
import { decimals } from './duration.ts';

const shape =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:[Zz]|([-+])(\d{2}):(\d{2}))$/;
const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** RFC 3339 text as a moment; years 0001 to 9999, nine decimals. */
export function parseTimestamp(text: string): Timestamp | CelError {
  const match = text.length > 64 ? null : shape.exec(text);
  const nanos = match === null ? undefined : nanosOf(match.slice(1));
  return nanos === undefined
    ? new CelError(`invalid timestamp: ${JSON.stringify(text.slice(0, 64))}`)
    : timestampOf(nanos);
}

function nanosOf(parts: readonly (string | undefined)[]): bigint | undefined {
  const day = startOfDay(parts.slice(0, 3).map(Number));
  const seconds = secondsOfDay(parts.slice(3, 6).map(Number));
  const minutesEast = offsetOf(parts[7], Number(parts[8]), Number(parts[9]));
  if (day === undefined || seconds === undefined || minutesEast === undefined) return undefined;
  const fraction = BigInt((parts[6] ?? '').slice(0, 9).padEnd(9, '0'));
  return BigInt(day + (seconds - minutesEast * 60) * 1000) * 1_000_000n + fraction;
}

/** Milliseconds since 1970. */
function startOfDay([year = 0, month = 0, day = 0]: readonly number[]): number | undefined {
  return isDate(year, month, day) ? new Date(0).setUTCFullYear(year, month - 1, day) : undefined;
}

function secondsOfDay([hour = 0, minute = 0, second = 0]: readonly number[]): number | undefined {
  return hour > 23 || minute > 59 || second > 59 ? undefined : (hour * 60 + minute) * 60 + second;
}

/** RFC 3339 in UTC, with as many decimals as there are. */
export function formatTimestamp({ nanos }: Timestamp): string {
  const fraction = ((nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const seconds = (nanos - fraction) / 1_000_000_000n;
  const date = new Date(Number(seconds) * 1000);
  const year = date.getUTCFullYear().toString().padStart(4, '0');
  return `${year}${date
    .toISOString()
    .replace(/^[-+]?\d+(?=-\d\d-)/, '')
    .slice(0, 15)}${decimals(fraction)}Z`;
}

function isDate(year: number, month: number, day: number): boolean {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && isLeap ? 29 : (daysInMonth[month - 1] ?? 0);
  return day >= 1 && day <= days;
}

/** Minutes east of UTC; `undefined` when there are no such. */
function offsetOf(sign: string | undefined, hours: number, minutes: number): number | undefined {
  if (sign === undefined) return 0;
  if (hours > 23 || minutes > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes);
}
