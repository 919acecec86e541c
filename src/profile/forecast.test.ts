import { expect, test } from 'vitest';
import {
  badDay,
  detectGate,
  enforceGate,
  expectedNew,
  forecast,
  nominalBound,
  unseen,
  upperBound,
} from './forecast.ts';
import { coverage, incidenceAt, newBetween, opensAt, simulate } from './simulator.ts';

const day = 86_400_000;

function counts(windows: number, ...seen: readonly number[]) {
  return {
    windows,
    tomorrow: 144,
    behaviours: seen.map((count, index) => ({
      windows: count,
      first: index * day,
      last: (index + 5) * day,
    })),
  };
}

test('Good–Turing on incidences, its bound, and Chao2', () => {
  const incidence = counts(1440, 1, 1, 1, 1, 2, 2, 9);

  expect(expectedNew(incidence)).toBeCloseTo(0.4, 10);
  expect(nominalBound(incidence)).toBeCloseTo(
    ((4 + 1.645 * Math.sqrt(4.5) + 1.4) / 1440) * 144,
    10,
  );
  expect(unseen(incidence)).toBeCloseTo((1439 / 1440) * (16 / 4), 10);
});

test.for([
  [0.02, 0],
  [0.9, 3],
  [5, 9],
  [2000, 2074],
] as const)('days that bring %s on average bring at most %s', ([mean, most]) => {
  expect(badDay(mean)).toBe(most);
});

test('the bound alone needs 2.56 days for one a day and 18 days for one a week', () => {
  expect(upperBound(counts(2.5 * 144))).toBeGreaterThan(1);
  expect(upperBound(counts(2.6 * 144))).toBeLessThan(1);
  expect(upperBound(counts(17.9 * 144))).toBeGreaterThan(1 / 7);
  expect(upperBound(counts(18 * 144))).toBeLessThan(1 / 7);
});

test('a gate says what is missing', () => {
  const young = forecast(counts(144, 1, 1), { age: day, replicas: 1, rollouts: 0 }, detectGate);

  expect(young.ready).toBe(false);
  expect(young.missing).toEqual([
    '1.0 more days of observation',
    'one complete roll-out: a start and a stop of a replica',
    'at most 6.0 false detections a day expected, the limit is 1 a day (2 behaviours seen only once)',
  ]);
  expect(forecast(counts(0), { age: 0, replicas: 1, rollouts: 1 }, detectGate).missing).toContain(
    'windows without lost events',
  );
});

test('three replicas for a day are as good as two days, for detecting', () => {
  const incidence = { ...counts(3 * 144 * 3), tomorrow: 432 };

  expect(
    forecast(incidence, { age: day, replicas: 3, rollouts: 1 }, { ...detectGate, budget: 2.6 })
      .ready,
  ).toBe(true);
  expect(
    forecast(incidence, { age: day, replicas: 2, rollouts: 1 }, { ...detectGate, budget: 2.6 })
      .ready,
  ).toBe(false);
});

test('what came on one day only is as good as seen once', () => {
  const burst = {
    windows: 10 * 144,
    tomorrow: 144,
    behaviours: Array.from({ length: 30 }, () => ({
      windows: 5,
      first: 4 * day,
      last: 4 * day + 3_600_000,
    })),
  };

  expect(nominalBound(burst)).toBeLessThan(1);
  expect(upperBound(burst)).toBeGreaterThan(3);
});

test('a fixed day of learning leaves many false detections, the gate few', () => {
  const histories = [1, 2, 3, 4, 5].map((seed) =>
    simulate({ behaviours: 60, exponent: 1.6 }, 40, seed),
  );
  const fixed = histories.map((history) => newBetween(history, 1, 15) / 14);
  const gated = histories.map((history) => {
    const opened = opensAt(history, detectGate, 25, 0.5) ?? 0;
    return newBetween(history, opened, opened + 14) / 14;
  });

  expect(mean(fixed)).toBeGreaterThan(1.5);
  expect(mean(gated)).toBeLessThan(0.3);
});

test('a workload that cannot be profiled yet is refused', () => {
  const history = simulate({ behaviours: 1000, exponent: 1.1 }, 28, 1);

  expect(opensAt(history, detectGate, 28, 1)).toBeUndefined();
  expect(opensAt(history, enforceGate, 28, 1)).toBeUndefined();
});

test('a bad day is seldom worse than it is said to be, bursts or not', () => {
  for (const burst of [1, 3, 6]) {
    const history = simulate({ behaviours: 200, exponent: 1.2, burst }, 28, 5);
    const { inside, all } = coverage(history, (incidence) => badDay(upperBound(incidence)), 28);
    expect(inside / all).toBeGreaterThan(0.95);
  }
});

test('a simulation is the same each time, and counts as the learner does', () => {
  const history = simulate(
    { behaviours: 20, exponent: 1, release: { days: 3, behaviours: 4 } },
    10,
    9,
  );

  expect(
    simulate({ behaviours: 20, exponent: 1, release: { days: 3, behaviours: 4 } }, 10, 9),
  ).toEqual(history);
  expect(history).toHaveLength(20 + 4 + 12);
  expect(incidenceAt(history, 10).behaviours.find(({ windows }) => windows === 1440)).toBeDefined();
});

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
