import type { Blast, Exposure, Usage } from './context.ts';
import type { Evidence } from './tier.ts';

/** Evidence with the EPSS probability, absent without data. */
export interface ScoreInput extends Evidence {
  readonly probability?: number;
}

/** The parts of the score from 0 to 1 that each factor is answerable for; they add up to 1. */
export interface Shares {
  readonly exploitation: number;
  readonly usage: number;
  readonly exposure: number;
  readonly severity: number;
  readonly blast: number;
}

const usageValue: Readonly<Record<Usage, number>> = { loaded: 1, unknown: 0.8, 'not-loaded': 0.25 };
const exposureValue: Readonly<Record<Exposure, number>> = {
  internet: 1,
  cluster: 0.6,
  isolated: 0.3,
};
const blastValue: Readonly<Record<Blast, number>> = { node: 1, secrets: 0.6, restricted: 0.3 };

/** Stands for a base score that nobody states; only orders inside the tier. */
const unknownBase = 5;

/** `S = 100 * (L * U * X * I)^(1/4)`, with one decimal: a geometric mean, so that no factor saturates. */
export function scoreOf(input: ScoreInput): number {
  const { likelihood, usage, exposure, impact } = factorsOf(input);
  return Math.round(1000 * (likelihood * usage * exposure * impact) ** 0.25) / 10;
}

/**
 * What keeps the score below 100, by factor: `ln(factor) / 4` relative to `ln(S / 100)`. Impact is divided between
 * severity and blast by what each takes away from it. Three decimals; the largest share takes the rest of rounding.
 */
export function sharesOf(input: ScoreInput): Shares {
  const { likelihood, usage, exposure, impact } = factorsOf(input);
  const logs = [likelihood, usage, exposure, impact].map((factor) => -Math.log(factor));
  const sum = logs.reduce((total, log) => total + log, 0);
  const [l = 0, u = 0, x = 0, i = 0] = logs.map((log) => (sum > 0 ? log / sum : 0.25));
  const bySeverity = severityPart(input);
  const [exploitation = 0, used = 0, exposed = 0, severity = 0, blast = 0] = rounded([
    l,
    u,
    x,
    i * bySeverity,
    i * (1 - bySeverity),
  ]);
  return { exploitation, usage: used, exposure: exposed, severity, blast };
}

function factorsOf(input: ScoreInput) {
  const base = (input.base ?? unknownBase) / 10;
  return {
    likelihood: likelihoodOf(input),
    usage: usageValue[input.usage],
    exposure: exposureValue[input.exposure],
    impact: 0.6 * base + 0.4 * blastValue[input.blast],
  };
}

function likelihoodOf({ exploitation, automatable, probability = 0 }: ScoreInput): number {
  if (exploitation === 'active') return 1;
  return Math.max(
    Math.sqrt(Math.min(1, Math.max(0, probability))),
    // What is likely is not less so than what only has a proof of concept, though 0.1 of EPSS alone would say so.
    exploitation === 'none' ? 0 : 0.4,
    automatable ? 0.35 : 0,
    0.1,
  );
}

/** How much of what impact lacks is lacking in severity; with nothing lacking, its weight. */
function severityPart({ base = unknownBase, blast }: ScoreInput): number {
  const severity = 0.6 * (1 - base / 10);
  const lacking = severity + 0.4 * (1 - blastValue[blast]);
  return lacking > 0 ? severity / lacking : 0.6;
}

function rounded(shares: readonly number[]): readonly number[] {
  const thousandths = shares.map((share) => Math.round(share * 1000));
  const rest = 1000 - thousandths.reduce((total, part) => total + part, 0);
  const largest = thousandths.indexOf(Math.max(...thousandths));
  return thousandths.map((part, index) => (part + (index === largest ? rest : 0)) / 1000);
}
