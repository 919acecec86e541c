import { expect, test } from 'vitest';
import { badDay, detectGate, enforceGate, upperBound } from './forecast.ts';
import { coverage, newBetween, opensAt, simulate } from './simulator.ts';

const runs = 30;
const horizon = 70;

/** Behaviours, exponent, windows that a behaviour lasts; then what is promised: at most so many a day after each gate. */
const workloads = [
  [60, 1.6, 1, 0.3, 0.05],
  [200, 1.2, 1, 0.2, 0.05],
  [200, 1.6, 1, 1, 0.15],
  [1000, 1.1, 1, 1, 0.15],
  [60, 1.6, 3, 1, 0.15],
  [200, 1.2, 3, 1, 0.15],
  [200, 1.6, 3, 1, 0.15],
  [1000, 1.1, 3, 1, 0.15],
  [200, 1.2, 6, 1, 0.15],
] as const;

test.for(workloads)(
  '%i behaviours, exponent %d, %i windows long: the gates keep their word',
  ([behaviours, exponent, burst, detected, enforced]) => {
    const histories = Array.from({ length: runs }, (_, seed) =>
      simulate({ behaviours, exponent, burst }, horizon + 14, seed * 7919 + 1),
    );

    const covered = histories.map((history) =>
      coverage(history, (incidence) => badDay(upperBound(incidence)), 28),
    );
    const share =
      covered.reduce((sum, { inside }) => sum + inside, 0) /
      covered.reduce((sum, { all }) => sum + all, 0);

    expect(share).toBeGreaterThan(0.97);
    expect(afterGate(histories, detectGate)).toBeLessThan(detected);
    expect(afterGate(histories, enforceGate)).toBeLessThan(enforced);
  },
);

/** New behaviours a day in the fortnight after a gate opened; 0 where it never did. */
function afterGate(
  histories: readonly ReturnType<typeof simulate>[],
  gate: typeof detectGate,
): number {
  const rates = histories.flatMap((history) => {
    const opened = opensAt(history, gate, horizon, 0.5);
    return opened === undefined ? [] : [newBetween(history, opened, opened + 14) / 14];
  });
  return rates.length === 0 ? 0 : rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}
