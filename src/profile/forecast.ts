import type { Forecast } from '#model/profile.ts';

const dayMs = 86_400_000;
const z = 1.645;

/** What a forecast needs to know of one dimension. A window is one replica for one length of time. */
export interface Incidence {
  /** Windows observed without loss: m. */
  readonly windows: number;
  /** Windows that tomorrow will have: W. */
  readonly tomorrow: number;
  /** Behaviours that were observed, without those that are only expected or carried. */
  readonly behaviours: readonly Counted[];
}

/** How often one behaviour was seen. `first` and `last` in milliseconds since the Unix epoch. */
export interface Counted {
  readonly windows: number;
  readonly first: number;
  readonly last: number;
  /** Seen by too few replicas to count as normal. */
  readonly unconfirmed?: boolean;
}

/** What a gate asks for. Figures are per day. */
export interface Gate {
  /** Upper bound that must be undercut. */
  readonly budget: number;
  readonly minimumDays: number;
}

/** Detection: fewer than one false detection a day. */
export const detectGate: Gate = { budget: 1, minimumDays: 2 };
/** Enforcement: fewer than one a week, and a whole week was seen. */
export const enforceGate: Gate = { budget: 1 / 7, minimumDays: 7 };

/** Facts of the workload that a gate asks for beside the counts. */
export interface Maturity {
  /** Milliseconds since the first observation. */
  readonly age: number;
  readonly replicas: number;
  readonly rollouts: number;
}

/** Expected new behaviours tomorrow: Good–Turing on incidences, `Q1 / m × W`. */
export function expectedNew(incidence: Incidence): number {
  const { windows, tomorrow } = incidence;
  return windows === 0 ? tomorrow : (seenOnce(incidence) / windows) * tomorrow;
}

/** Upper 95 % bound of `expectedNew` where windows are independent; infinite before anything was observed. */
export function nominalBound(incidence: Incidence): number {
  return scaled(seenOnce(incidence), 1, incidence);
}

/**
 * The bound that gates use. Two things break independence of windows: what comes in bursts (a job, a person at work) and
 * days that differ. So behaviours of a single *day* count as seen once, too, days being the windows, and the variance of the
 * count is that measured between days where it exceeds Poisson's (a block bootstrap over days in closed form). Where windows
 * are independent it costs nothing; where behaviours last three windows the nominal bound holds on 0 to 47 days of 100.
 */
export function upperBound(incidence: Incidence): number {
  const { windows, tomorrow } = incidence;
  if (windows === 0) return Number.POSITIVE_INFINITY;
  const onOneDay = incidence.behaviours.filter(isOfOneDay);
  const days = Math.max(1, windows / Math.max(1, tomorrow));
  const spread = dispersion(onOneDay, days);
  return scaled(Math.max(seenOnce(incidence), onOneDay.length), spread, incidence);
}

/** What a day brings at most, with 95 % probability, when `mean` is what days bring: the quantile of Poisson. */
export function badDay(mean: number): number {
  if (!(mean < 700)) return Math.ceil(mean + z * Math.sqrt(mean));
  let term = Math.exp(-mean);
  let sum = term;
  let count = 0;
  while (sum < 0.95) {
    count += 1;
    term *= mean / count;
    sum += term;
  }
  return count;
}

/** Behaviours that were not seen at all yet, at least (Chao2). */
export function unseen({ behaviours, windows }: Incidence): number {
  if (windows === 0) return 0;
  const once = behaviours.filter((one) => one.windows === 1).length;
  const twice = behaviours.filter((one) => one.windows === 2).length;
  const factor = (windows - 1) / windows;
  return twice === 0 ? (factor * once * (once - 1)) / 2 : (factor * once * once) / (2 * twice);
}

/** What promoting now would cost, and what is missing before the gate opens. */
export function forecast(incidence: Incidence, maturity: Maturity, gate: Gate): Forecast {
  const upper = upperBound(incidence);
  const missing = [...missingTime(maturity, gate), ...missingEvidence(incidence, upper, gate)];
  return {
    expected: rounded(expectedNew(incidence)),
    upper: rounded(upper),
    unseen: rounded(unseen(incidence)),
    ...(Number.isFinite(upper) ? { badDay: badDay(upper) } : {}),
    ready: missing.length === 0,
    missing,
  };
}

function missingTime(maturity: Maturity, gate: Gate): readonly string[] {
  const days = maturity.age / dayMs;
  const enough =
    days >= gate.minimumDays || (gate.minimumDays <= 2 && maturity.replicas >= 3 && days >= 1);
  return [
    ...(enough ? [] : [`${text(gate.minimumDays - days)} more days of observation`]),
    ...(maturity.rollouts > 0 ? [] : ['one complete roll-out: a start and a stop of a replica']),
  ];
}

function missingEvidence(incidence: Incidence, upper: number, gate: Gate): readonly string[] {
  if (upper < gate.budget) return [];
  if (!Number.isFinite(upper)) return ['windows without lost events'];
  const once = seenOnce(incidence);
  const limit = gate.budget === 1 ? '1 a day' : `${text(gate.budget * 7)} a week`;
  return [
    `at most ${text(upper)} false detections a day expected, the limit is ${limit}${
      once === 0 ? '' : ` (${once} behaviours seen only once)`
    }`,
  ];
}

function scaled(once: number, spread: number, { windows, tomorrow }: Incidence): number {
  if (windows === 0) return Number.POSITIVE_INFINITY;
  return ((once + z * Math.sqrt(spread * (once + 0.5)) + 1.4 * spread) / windows) * tomorrow;
}

function seenOnce({ behaviours }: Incidence): number {
  return behaviours.filter((one) => one.windows <= 1 || one.unconfirmed === true).length;
}

function isOfOneDay({ first, last, windows, unconfirmed }: Counted): boolean {
  return (
    windows <= 1 || unconfirmed === true || Math.floor(first / dayMs) === Math.floor(last / dayMs)
  );
}

/** Variance over mean of the daily counts, at least 1: how far from Poisson the days are. */
function dispersion(ofOneDay: readonly Counted[], days: number): number {
  const perDay = new Map<number, number>();
  for (const { first } of ofOneDay) {
    const day = Math.floor(first / dayMs);
    perDay.set(day, (perDay.get(day) ?? 0) + 1);
  }
  if (days < 2 || ofOneDay.length === 0) return 1;
  const mean = ofOneDay.length / days;
  let squares = Math.max(0, days - perDay.size) * mean * mean;
  for (const count of perDay.values()) squares += (count - mean) ** 2;
  return Math.max(1, squares / (days - 1) / mean);
}

function rounded(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 1000) / 1000 + 0 : Number.MAX_SAFE_INTEGER;
}

function text(value: number): string {
  return value >= 10 ? String(Math.ceil(value)) : value.toFixed(1);
}
