import { CelError } from '../value.ts';

/** The parts of a moment as a clock and calendar show them; `month` and `dayOfYear` from 0, `weekday` from Sunday 0. */
export interface CalendarParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekday: number;
  readonly dayOfYear: number;
}

const fixedOffset = /^([-+]?)(\d{1,2}):(\d{2})$/;

/** Calendar and clock of a moment (milliseconds since 1970) in a zone: an IANA name, `UTC`, or an offset as `-08:00`. */
export function calendarParts(milliseconds: number, zone: string): CalendarParts | CelError {
  const offset = offsetOf(milliseconds, zone);
  return offset === undefined
    ? new CelError(`unknown time zone: ${JSON.stringify(zone.slice(0, 64))}`)
    : partsOf(new Date(milliseconds + offset));
}

/** Milliseconds east of UTC at a moment. */
function offsetOf(milliseconds: number, zone: string): number | undefined {
  if (zone === '' || zone === 'UTC') return 0;
  const match = fixedOffset.exec(zone);
  if (match === null) return ianaOffset(milliseconds, zone);
  const [, sign, hours, minutes] = match;
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return (sign === '-' ? -60_000 : 60_000) * (Number(hours) * 60 + Number(minutes));
}

/** Intl knows all zones of the IANA database; what it shows of the moment gives the offset. */
function ianaOffset(milliseconds: number, zone: string): number | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(zone)) return undefined;
  const format = formatFor(zone);
  if (format === undefined) return undefined;
  const shown = new Map(
    format.formatToParts(milliseconds).map(({ type, value }) => [type, value] as const),
  );
  const date = new Date(0);
  const year = Number(shown.get('year'));
  // Years before ours are counted backwards from 1 BC.
  date.setUTCFullYear(
    shown.get('era') === 'BC' ? 1 - year : year,
    Number(shown.get('month')) - 1,
    Number(shown.get('day')),
  );
  const hours = Number(shown.get('hour'));
  date.setUTCHours(hours, Number(shown.get('minute')), Number(shown.get('second')));
  return date.getTime() - Math.floor(milliseconds / 1000) * 1000;
}

function formatFor(zone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}

function partsOf(date: Date): CalendarParts {
  const start = new Date(0);
  start.setUTCFullYear(date.getUTCFullYear(), 0, 1);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekday: date.getUTCDay(),
    dayOfYear: Math.floor((date.getTime() - start.getTime()) / 86_400_000),
  };
}
