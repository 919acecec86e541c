/** A point in time with the zone that it is told in. */
export interface Instant {
  /** Since 1970. */
  readonly nanos: bigint;
  /** Seconds east of Greenwich. */
  readonly offset: number;
}

const pattern =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9})\d{0,20})?(?:Z|([+-])(\d\d):(\d\d))$/;

/** A time as RFC 3339 writes it, `undefined` for anything else. */
export function parseRfc3339(text: string): Instant | undefined {
  if (text.length > 64) return undefined;
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', sign, zoneHour, zoneMinute] =
    match;
  const east = (Number(zoneHour ?? 0) * 60 + Number(zoneMinute ?? 0)) * 60;
  return instantOf(
    [year, month, day, hour, minute, second].map(Number),
    sign === '-' ? -east : east,
    BigInt(fraction.padEnd(9, '0')),
  );
}

/** Year, month, day, hour, minute, second in a zone; `undefined` for days and hours that are none. */
export function instantOf(
  parts: readonly number[],
  offset: number,
  fraction: bigint,
): Instant | undefined {
  const millis = millisOf(parts.slice(0, 3), parts.slice(3));
  if (millis === undefined) return undefined;
  const seconds = BigInt(millis / 1000) - BigInt(offset);
  return { nanos: seconds * 1_000_000_000n + fraction, offset };
}

function millisOf(
  [year = 0, month = 1, day = 1]: readonly number[],
  time: readonly number[],
): number | undefined {
  if (!isTime(time) || month < 1 || month > 12) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCDate() !== day) return undefined;
  return date.setUTCHours(time[0] ?? 0, time[1], time[2]);
}

function isTime([hour = 0, minute = 0, second = 0]: readonly number[]): boolean {
  return hour <= 23 && minute <= 59 && second <= 59;
}

/** As Go's layout RFC3339: whole seconds, in its own zone. */
export function formatRfc3339({ nanos, offset }: Instant): string {
  const fraction = ((nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const local = Number((nanos - fraction) / 1_000_000n) + offset * 1000;
  const date = new Date(local);
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 || date.getUTCFullYear() < 0)
    return '';
  const text = date.toISOString().slice(0, 19);
  if (offset === 0) return `${text}Z`;
  const size = Math.abs(offset);
  const pair = [Math.trunc(size / 3600), Math.trunc((size % 3600) / 60)];
  return `${text}${offset < 0 ? '-' : '+'}${pair.map((one) => String(one).padStart(2, '0')).join(':')}`;
}
