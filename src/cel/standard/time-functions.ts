import { type FunctionDeclaration, memberOverload, type Overload } from '../declare.ts';
import { DURATION, INT, STRING, TIMESTAMP } from '../type.ts';
import { CelError, int, type Result, type Timestamp } from '../value.ts';
import { type CalendarParts, calendarParts } from './time-zone.ts';

const calendar: readonly (readonly [name: string, part: (parts: CalendarParts) => number])[] = [
  ['getFullYear', ({ year }) => year],
  ['getMonth', ({ month }) => month],
  ['getDate', ({ day }) => day],
  ['getDayOfMonth', ({ day }) => day - 1],
  ['getDayOfWeek', ({ weekday }) => weekday],
  ['getDayOfYear', ({ dayOfYear }) => dayOfYear],
];
const clock: readonly (readonly [
  name: string,
  part: (parts: CalendarParts) => number,
  nanos: bigint,
])[] = [
  ['getHours', ({ hour }) => hour, 3_600_000_000_000n],
  ['getMinutes', ({ minute }) => minute, 60_000_000_000n],
  ['getSeconds', ({ second }) => second, 1_000_000_000n],
];

/** Accessors of timestamps, in UTC or a zone, and of durations (whole units, not parts, but for milliseconds). */
export const timeFunctions: readonly FunctionDeclaration[] = [
  ...calendar.map(([name, part]) => ({ name, overloads: inZones(part) })),
  ...clock.map(([name, part, nanos]) => ({
    name,
    overloads: [
      ...inZones(part),
      memberOverload([DURATION], INT, (value) => int(value.nanos / nanos)),
    ],
  })),
  {
    name: 'getMilliseconds',
    overloads: [
      memberOverload([TIMESTAMP], INT, millisecondsOf),
      memberOverload([TIMESTAMP, STRING], INT, millisecondsOf),
      memberOverload([DURATION], INT, ({ nanos }) => Number((nanos / 1_000_000n) % 1000n)),
    ],
  },
];

function inZones(part: (parts: CalendarParts) => number): readonly Overload[] {
  return [
    memberOverload([TIMESTAMP], INT, (moment) => inZone(moment, 'UTC', part)),
    memberOverload([TIMESTAMP, STRING], INT, (moment, zone) => inZone(moment, zone, part)),
  ];
}

function inZone(
  { nanos }: Timestamp,
  zone: string,
  part: (parts: CalendarParts) => number,
): Result {
  const milliseconds = Number(
    (nanos - (((nanos % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n,
  );
  const parts = calendarParts(milliseconds, zone);
  return parts instanceof CelError ? parts : part(parts);
}

function millisecondsOf({ nanos }: Timestamp): number {
  const fraction = ((nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return Number(fraction / 1_000_000n);
}
