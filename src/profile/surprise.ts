import { type Incidence, unseen } from './forecast.ts';

const maxBits = 64;

/**
 * −log₂ of the probability that the next window shows this one unknown behaviour: the mass that Good–Turing leaves to what
 * was never seen, shared among those that Chao2 expects.
 */
export function surpriseOf(incidence: Incidence): number {
  const once = incidence.behaviours.filter(({ windows }) => windows <= 1).length;
  const mass = Math.min(0.5, (once + 0.5) / (incidence.windows + 1));
  const bits = -Math.log2(mass / (unseen(incidence) + 1));
  return Math.round(Math.min(maxBits, Math.max(0, bits)) * 10) / 10;
}
