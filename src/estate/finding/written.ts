import type { SqlRow, SqlValue } from '#contract/sql.ts';
import { numberOf } from '../row.ts';
import { type Clock, dueAt, noDue } from './clock.ts';
import type { AssetState, MergeOptions, StagedFinding } from './staged.ts';
import { packTraits, traitsOf } from './traits.ts';

/** Columns that a merge writes, in this order; `facts` holds the clock. */
export const written = [
  'problem',
  'vulnerability',
  'sentence',
  'remedy',
  'severity',
  'tier',
  'score',
  'risk_order',
  'state',
  'fixable',
  'exploited',
  'usage',
  'exposure',
  'exception',
  'due_at',
  'due_order',
  'breached',
  'fixed_at',
  'label',
  'traits',
  'facts',
] as const;
export type Written = Readonly<Record<(typeof written)[number], SqlValue>>;

/** What of a finding does not come from the scan alone. */
interface Standing {
  readonly clock: Clock;
  readonly state: string;
  readonly facts: string;
  readonly breached?: number;
}

/** The columns of a finding that a scan says is there. */
export function valuesOf(
  one: StagedFinding,
  asset: AssetState,
  { now, days }: MergeOptions,
  { clock, state, facts, breached = 0 }: Standing,
): Written {
  const due = dueAt(clock, one.tier, one.deadline, days);
  const isCounted = due !== undefined && state !== 'excepted';
  const isBreached = isCounted && due < now && breached === 1;
  return {
    problem: one.problem,
    vulnerability: one.vulnerability,
    sentence: one.sentence,
    remedy: one.remedy,
    severity: one.severity,
    tier: one.tier,
    score: one.score,
    risk_order: one.riskOrder,
    state,
    fixable: Number(one.fixable),
    exploited: Number(one.exploited),
    usage: one.usage,
    exposure: one.exposure,
    exception: one.accepted ?? '',
    due_at: due ?? null,
    due_order: isCounted ? due : noDue,
    breached: Number(isBreached),
    fixed_at: null,
    label: one.label,
    traits: packTraits({
      kind: one.kind,
      tier: one.tier,
      severity: one.severity,
      state,
      usage: one.usage,
      exposure: one.exposure,
      assetKind: asset.kind,
      fixable: word(one.fixable),
      exploited: word(one.exploited),
      running: word(asset.running > 0),
      breached: word(isBreached),
    }),
    facts,
  };
}

/** The columns of a finding that is fixed from `now` on. */
export function fixedValues(row: SqlRow, asset: AssetState, now: number): Written {
  return {
    ...(Object.fromEntries(written.map((name) => [name, row[name] ?? null])) as Written), // every column was asked for
    state: 'fixed',
    exception: '',
    fixed_at: now,
    due_at: null,
    due_order: noDue,
    traits: packTraits({
      ...traitsOf(numberOf(row, 'traits')),
      state: 'fixed',
      running: word(asset.running > 0),
    }),
  };
}

function word(value: boolean): string {
  return value ? 'true' : 'false';
}
