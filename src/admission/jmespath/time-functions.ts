import type { Arguments, Functions, JmesFunction } from './arguments.ts';
import { goDuration, goNanos } from './go-duration.ts';
import { formatRfc3339, type Instant, parseRfc3339 } from './instant.ts';
import { parseLayout } from './layout.ts';
import type { Execution, Value } from './value.ts';

/** Kyverno's functions about time. */
export const timeFunctions: Functions = [
  ['time_since', { count: 3, run: since }],
  ['time_now', { count: 0, run: (_args, { now }) => formatRfc3339(instantOf(now())) }],
  ['time_now_utc', { count: 0, run: (_args, { now }) => formatRfc3339(instantOf(now())) }],
  ['time_add', { count: 2, run: (args) => formatRfc3339(later(time(args, 0), nanos(args, 1))) }],
  ['time_parse', { count: 2, run: parsed }],
  ['time_to_cron', { count: 1, run: cron }],
  ['time_utc', { count: 1, run: (args) => formatRfc3339({ ...time(args, 0), offset: 0 }) }],
  ['time_diff', { count: 2, run: (args) => between(time(args, 0), time(args, 1)) }],
  ['time_before', ordered((a, b) => a < b)],
  ['time_after', ordered((a, b) => a > b)],
  ['time_between', { count: 3, run: isBetween }],
  ['time_truncate', { count: 2, run: truncated }],
];

function instantOf(date: Date): Instant {
  return { nanos: BigInt(date.getTime()) * 1_000_000n, offset: 0 };
}

function time(args: Arguments, at: number): Instant {
  const found = parseRfc3339(args.text(at));
  if (found === undefined) throw args.failure(`argument ${at + 1} is no time (RFC 3339)`);
  return found;
}

function nanos(args: Arguments, at: number): bigint {
  const found = goNanos(args.text(at));
  if (found === undefined) throw args.failure(`argument ${at + 1} is no duration`);
  return found;
}

function later(instant: Instant, by: bigint): Instant {
  return { ...instant, nanos: instant.nanos + by };
}

function between(from: Instant, to: Instant): string {
  return goDuration(to.nanos - from.nanos);
}

function since(args: Arguments, { now }: Execution): Value {
  const layout = args.text(0);
  const from = inLayout(args, layout, 1);
  const to = args.text(2) === '' ? instantOf(now()) : inLayout(args, layout, 2);
  return between(from, to);
}

function inLayout(args: Arguments, layout: string, at: number): Instant {
  if (layout === '') return time(args, at);
  const found = parseLayout(layout, args.text(at));
  if (found === undefined) throw args.failure(`argument ${at + 1} is not as the layout says`);
  return found;
}

/** A layout that is a number means seconds since 1970. */
function parsed(args: Arguments): Value {
  const [layout, text] = [args.text(0), args.text(1)];
  if (!/^[+-]?\d{1,18}$/.test(layout)) return formatRfc3339(inLayout(args, layout, 1));
  if (!/^[+-]?\d{1,12}$/.test(text)) throw args.failure('argument 2 is no number of seconds');
  return formatRfc3339({ nanos: BigInt(text) * 1_000_000_000n, offset: 0 });
}

function cron(args: Arguments): Value {
  const { nanos: at, offset } = time(args, 0);
  const date = new Date(Number(at / 1_000_000n) + offset * 1000);
  return [
    date.getUTCMinutes(),
    date.getUTCHours(),
    date.getUTCDate(),
    date.getUTCMonth() + 1,
    date.getUTCDay(),
  ].join(' ');
}

function ordered(test: (a: bigint, b: bigint) => boolean): JmesFunction {
  return { count: 2, run: (args) => test(time(args, 0).nanos, time(args, 1).nanos) };
}

function isBetween(args: Arguments): Value {
  const { nanos: at } = time(args, 0);
  return at > time(args, 1).nanos && at < time(args, 2).nanos;
}

/** From the first day of the year 1, as Go counts multiples. */
const firstDay = 62_135_596_800n * 1_000_000_000n;

function truncated(args: Arguments): Value {
  const instant = time(args, 0);
  const step = nanos(args, 1);
  if (step <= 0n) return formatRfc3339(instant);
  return formatRfc3339(later(instant, -((instant.nanos + firstDay) % step)));
}
