import type { SqlRow, SqlValue } from '#contract/sql.ts';
import { numberOf, textOf } from '../row.ts';
import { clockOf, startClock } from './clock.ts';
import type { AssetState, MergedFinding, MergeOptions, StagedFinding } from './staged.ts';
import { fixedValues, valuesOf, type Written, written } from './written.ts';

/** What a merge writes into a row that is there, and what of it is worth telling. */
export interface RowChange {
  readonly id: number;
  readonly values: Written;
  readonly lastSeen: number;
  readonly what?: MergedFinding;
}

/** What a scan changes in a finding that it saw again: nothing where it says the same. */
export function changeOf(
  row: SqlRow | undefined,
  one: StagedFinding,
  asset: AssetState,
  options: MergeOptions,
): readonly RowChange[] {
  if (row === undefined) return [];
  const before = textOf(row, 'state');
  const isBack = before === 'fixed';
  const old = textOf(row, 'tier');
  const known = isBack ? {} : clockOf(row);
  const clock = startClock(known, one.tier, options.now);
  const isPlain = old === one.tier && !isBack;
  const values = valuesOf(one, asset, options, {
    clock,
    state: stateAfter(before, one),
    facts: isPlain ? textOf(row, 'facts') : JSON.stringify({ clock }),
    breached: numberOf(row, 'breached'),
  });
  if (written.every((name) => isSame(row[name], values[name]))) return [];
  const what = whatHappened(row, one);
  return [
    {
      id: numberOf(row, 'id'),
      values,
      lastSeen: numberOf(row, 'last_seen'),
      ...(what !== undefined && { what }),
    },
  ];
}

/** What is worth telling: another tier or severity, or that it is back. Nobody hears of what is accepted. */
function whatHappened(row: SqlRow, one: StagedFinding): MergedFinding | undefined {
  if (one.accepted !== undefined) return undefined;
  const [id, old] = [numberOf(row, 'id'), textOf(row, 'tier')];
  if (textOf(row, 'state') === 'fixed')
    return told(id, one, 'reopened', `seen again: ${one.title}`);
  const name = textOf(row, 'rule');
  const renamed = name === one.rule ? '' : `${name} is now known as ${one.rule}; `;
  if (old !== one.tier)
    return told(id, one, 'updated', `${renamed}${old} → ${one.tier}: ${one.title}`);
  if (renamed !== '') return told(id, one, 'updated', `${renamed}${one.title}`);
  if (textOf(row, 'severity') === one.severity) return undefined;
  return told(id, one, 'updated', `now ${one.severity}: ${one.title}`);
}

/** A finding that was not seen again is fixed, where the scan could have seen it. */
export function fixOf(
  row: SqlRow,
  asset: AssetState,
  { now, isGone }: MergeOptions,
): readonly RowChange[] {
  if (textOf(row, 'state') === 'fixed') return [];
  if (isGone === undefined || !isGone(textOf(row, 'fingerprint'))) return [];
  const id = numberOf(row, 'id');
  const values = fixedValues(row, asset, now);
  const what = {
    id,
    what: 'fixed',
    severity: textOf(row, 'severity'),
    tier: textOf(row, 'tier'),
    rule: textOf(row, 'rule'),
    text: textOf(row, 'title'),
  } as const;
  const isProven = textOf(row, 'state') === 'excepted' && textOf(row, 'exception') === '';
  return [{ id, values, lastSeen: now, ...(!isProven && { what }) }];
}

function stateAfter(before: string, one: StagedFinding): string {
  if (one.accepted !== undefined) return 'excepted';
  return before === 'acknowledged' ? 'acknowledged' : 'open';
}

/** A finding that a scan tells of, with what happened to it. */
export function told(
  id: number,
  { severity, tier, rule }: StagedFinding,
  what: MergedFinding['what'],
  text: string,
): MergedFinding {
  return { id, what, severity, tier, rule, text };
}

function isSame(stored: SqlValue | undefined, value: SqlValue): boolean {
  if (typeof value === 'number') return stored !== null && Number(stored) === value;
  return (stored ?? null) === value;
}
