import type { Tier } from '#model/risk.ts';
import type { Blast, Exposure, Usage } from './context.ts';
import type { Exploitation } from './signals.ts';

/** What decides the tier. `base` is a CVSS base score, absent when neither a score nor a severity is stated. */
export interface Evidence {
  readonly exploitation: Exploitation;
  readonly automatable: boolean;
  readonly total: boolean;
  readonly base?: number;
  readonly usage: Usage;
  readonly exposure: Exposure;
  readonly blast: Blast;
}

/** Days that each tier allows; P4 waits for the next rebuild. */
const defaultDays: Partial<Readonly<Record<Tier, number>>> = { P0: 3, P1: 7, P2: 30, P3: 90 };

/** Days of a tier, an organisation's own first; absent for a tier without an end. */
export function daysOf(
  tier: Tier,
  own: Partial<Readonly<Record<Tier, number>>> = {},
): number | undefined {
  return own[tier] ?? defaultDays[tier];
}

/** The tier of a vulnerability: the first rule that holds. Usage that nobody observed counts as loaded. */
export function tierOf(evidence: Evidence): Tier {
  if (isP0(evidence)) return 'P0';
  if (isP1(evidence)) return 'P1';
  if (isP2(evidence)) return 'P2';
  return isP3(evidence) ? 'P3' : 'P4';
}

function isP0({ exploitation, usage, exposure, blast }: Evidence): boolean {
  const isReachable = exposure !== 'isolated' || blast === 'node';
  return exploitation === 'active' && usage !== 'not-loaded' && isReachable;
}

function isP1(evidence: Evidence): boolean {
  const { exploitation, usage, exposure, blast } = evidence;
  if (exploitation === 'active') return true;
  if (usage === 'not-loaded') return false;
  if (isWormable(evidence) && exposure === 'internet') return true;
  return exploitation === 'likely' && (exposure === 'internet' || blast === 'node');
}

function isP2(evidence: Evidence): boolean {
  const { exploitation, usage, exposure, base = 0 } = evidence;
  if (isWormable(evidence) || exploitation === 'likely') return true;
  return base >= 7 && usage !== 'not-loaded' && exposure !== 'isolated';
}

function isP3({ base, usage }: Evidence): boolean {
  return base === undefined || base >= 7 || (base >= 4 && usage !== 'not-loaded');
}

/** An attack that can run by itself and takes everything. */
function isWormable({ automatable, total }: Evidence): boolean {
  return automatable && total;
}
