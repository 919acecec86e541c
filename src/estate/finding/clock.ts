import type { SqlRow } from '#contract/sql.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { type Tier, tiers } from '#model/risk.ts';
import { numberOf, textOf } from '../row.ts';

const dayMs = 86_400_000;

/** The largest whole number: what has no due date comes last. */
export const noDue = Number.MAX_SAFE_INTEGER;

const defaultDays: Partial<Readonly<Record<Tier, number>>> = { P0: 3, P1: 7, P2: 30, P3: 90 };

/** When a finding was first as urgent as a tier, or more; milliseconds. */
export type Clock = Partial<Readonly<Record<Tier, number>>>;

/** The clock of a finding that is at `tier` from `now` on. What runs already is kept: a raised tier starts a clock of its own. */
export function startClock(clock: Clock, tier: Tier, now: number): Clock {
  const started = tiers.slice(tiers.indexOf(tier)).map((one) => [one, clock[one] ?? now] as const);
  return { ...clock, ...Object.fromEntries(started) };
}

/**
 * When a finding is due: the earliest end of the tier that it has and of the less urgent ones that it was in, so that a raised
 * tier never extends what was due. `deadline` is the day that somebody else sets (CISA KEV), `YYYY-MM-DD`, until its end in UTC.
 */
export function dueAt(
  clock: Clock,
  tier: Tier,
  deadline?: string,
  days: Partial<Readonly<Record<Tier, number>>> = defaultDays,
): number | undefined {
  const ends = tiers.slice(tiers.indexOf(tier)).flatMap((one) => {
    const [start, allowed] = [clock[one], days[one] ?? defaultDays[one]];
    return start === undefined || allowed === undefined ? [] : [start + allowed * dayMs];
  });
  const day =
    deadline === undefined ? Number.NaN : Date.parse(`${deadline.slice(0, 10)}T23:59:59.999Z`);
  const all = Number.isFinite(day) ? [...ends, day] : ends;
  return all.length === 0 ? undefined : Math.min(...all);
}

/** Until its tier changes for the first time the clock follows from the row. */
export function clockOf(row: SqlRow): Clock {
  const facts = parseJson(textOf(row, 'facts'), 'facts');
  const clock = isRecord(facts) && isRecord(facts['clock']) ? facts['clock'] : undefined;
  const tier = tiers.find((one) => one === textOf(row, 'tier')) ?? 'P4';
  if (clock === undefined) return startClock({}, tier, numberOf(row, 'first_seen'));
  return Object.fromEntries(
    tiers.flatMap((one) => (typeof clock[one] === 'number' ? [[one, clock[one]] as const] : [])),
  );
}
