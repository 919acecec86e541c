import { CelError, type Timestamp } from '../value.ts';
import { timestampOf } from './arithmetic.ts';
import { decimals } from './duration.ts';

const shape =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:[Zz]|([-+])(\d{2}):(\d{2}))$/;
const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** RFC 3339 text as a moment; years 0001 to 9999, nine decimals. */
export function parseTimestamp(text: string): Timestamp | CelError {
  const match = text.length > 64 ? null : shape.exec(text);
  const parts = match?.slice(1, 7).map(Number) ?? [];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const offset = offsetOf(match?.[8], Number(match?.[9] ?? 0), Number(match?.[10] ?? 0));
  if (
    match === null ||
    offset === undefined ||
    !isDate(year, month, day) ||
    hour > 23 ||
    minute > 59 ||
    second > 59
  )
    return new CelError(`invalid timestamp: ${JSON.stringify(text.slice(0, 64))}`);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute - offset, second);
  const fraction = BigInt((match[7] ?? '').slice(0, 9).padEnd(9, '0'));
  return timestampOf(BigInt(date.getTime()) * 1_000_000n + fraction);
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
