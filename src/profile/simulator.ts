import { forecast, type Gate, type Incidence } from './forecast.ts';
import { seeded } from './testing.ts';

const windowsPerDay = 144;
const dayMs = 86_400_000;
const windowMs = dayMs / windowsPerDay;
/** A day that is nobody's epoch. */
const begin = 20_000 * dayMs;

/** A workload whose behaviours come with Zipf frequencies: the one of rank i in a window with probability i^−exponent. */
export interface SimulatedWorkload {
  readonly behaviours: number;
  readonly exponent: number;
  /** Jobs that run once a day, and once a week, each at its own time. */
  readonly dailyJobs?: number;
  readonly weeklyJobs?: number;
  /** New behaviours that a roll-out brings, and days between two. */
  readonly release?: { readonly days: number; readonly behaviours: number };
  /** Behaviours come in bursts: one that shows goes on for so many windows. */
  readonly burst?: number;
}

/** What happened: for each behaviour the windows in which it was seen, sorted. */
export type History = readonly (readonly number[])[];

/** Plays a workload for some days. The same seed gives the same history. */
export function simulate(workload: SimulatedWorkload, days: number, seed: number): History {
  const random = seeded(seed);
  const end = days * windowsPerDay;
  const { behaviours, exponent, dailyJobs = 3, weeklyJobs = 1, burst = 1, release } = workload;
  const regular = Array.from({ length: behaviours }, (_, index) =>
    occurrences((index + 1) ** -exponent / burst, { end, burst, random }),
  );
  const jobs = [
    ...Array.from({ length: dailyJobs }, () => periodic(windowsPerDay, end, random)),
    ...Array.from({ length: weeklyJobs }, () => periodic(7 * windowsPerDay, end, random)),
  ];
  return [...regular, ...jobs, ...(release === undefined ? [] : released(release, end, random))];
}

/** Counts as they stand after `day` days. */
export function incidenceAt(history: History, day: number): Incidence {
  const end = Math.floor(day * windowsPerDay);
  const behaviours = history.flatMap((windows) => {
    const count = countBelow(windows, end);
    const first = windows[0];
    const last = windows[count - 1];
    if (count === 0 || first === undefined || last === undefined) return [];
    return [{ windows: count, first: begin + first * windowMs, last: begin + last * windowMs }];
  });
  return { windows: end, tomorrow: windowsPerDay, behaviours };
}

/** Behaviours that were met for the first time between two days. */
export function newBetween(history: History, from: number, to: number): number {
  return history.filter(
    ([first = -1]) => first >= from * windowsPerDay && first < to * windowsPerDay,
  ).length;
}

/** The day on which a gate opens; undefined when it does not within `days`. Looked at every `step` days. */
export function opensAt(
  history: History,
  gate: Gate,
  days: number,
  step = 0.25,
): number | undefined {
  for (let day = 1; day <= days; day += step) {
    const maturity = { age: day * dayMs, replicas: 1, rollouts: 1 };
    if (forecast(incidenceAt(history, day), maturity, gate).ready) return day;
  }
  return undefined;
}

/** How often the next day brought no more than a bound said. */
export function coverage(
  history: History,
  bound: (incidence: Incidence) => number,
  days: number,
): { readonly inside: number; readonly all: number } {
  let inside = 0;
  let all = 0;
  for (let day = 2; day < days; day += 1) {
    all += 1;
    if (newBetween(history, day, day + 1) <= bound(incidenceAt(history, day))) inside += 1;
  }
  return { inside, all };
}

interface Course {
  readonly end: number;
  readonly burst: number;
  readonly random: () => number;
}

function occurrences(probability: number, { end, burst, random }: Course): readonly number[] {
  const windows: number[] = [];
  for (let at = gap(probability, random); at < end; at += 1 + gap(probability, random)) {
    for (let more = 0; more < burst && at + more < end; more += 1) windows.push(at + more);
    at += burst - 1;
  }
  return windows;
}

/** Windows without the behaviour before it shows again: geometric. */
function gap(probability: number, random: () => number): number {
  return probability >= 1 ? 0 : Math.floor(Math.log(1 - random()) / Math.log(1 - probability));
}

function periodic(period: number, end: number, random: () => number): readonly number[] {
  const windows: number[] = [];
  for (let at = Math.floor(random() * period); at < end; at += period) windows.push(at);
  return windows;
}

function released(
  release: NonNullable<SimulatedWorkload['release']>,
  end: number,
  random: () => number,
): History {
  const histories: (readonly number[])[] = [];
  for (let at = release.days * windowsPerDay; at < end; at += release.days * windowsPerDay)
    for (let index = 0; index < release.behaviours; index += 1)
      histories.push(
        occurrences(0.1, { end: end - at, burst: 1, random }).map((window) => window + at),
      );
  return histories;
}

function countBelow(windows: readonly number[], end: number): number {
  let low = 0;
  let high = windows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((windows[middle] ?? 0) < end) low = middle + 1;
    else high = middle;
  }
  return low;
}
