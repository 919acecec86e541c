import type { SqlRow, SqlValue, SqlWriter } from '#contract/sql.ts';
import type { Tier } from '#model/risk.ts';
import { numberOf, textOf } from '../row.ts';
import { type Clock, clockOf, dueAt, startClock } from './clock.ts';
import { renamedRows } from './rename.ts';
import type { AssetState, MergedFinding, StagedFinding } from './staged.ts';
import { packTraits } from './traits.ts';

/** The largest whole number: what has no due date comes last. */
export const noDue = Number.MAX_SAFE_INTEGER;

export interface MergeOptions {
  readonly now: number;
  /** Days that each tier allows, in place of the defaults. */
  readonly days?: Partial<Readonly<Record<Tier, number>>>;
  /** Whether a finding that was not seen again is gone: false where the scan could not look. Absent: nothing is closed. */
  readonly isGone?: (fingerprint: string) => boolean;
}

/** Columns that a merge writes, in this order; `facts` holds the clock. */
const written = [
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
type Written = Readonly<Record<(typeof written)[number], SqlValue>>;

/**
 * Brings the findings of an asset to what `staged` says: new ones are opened, those that vanished are fixed, those that come back
 * are reopened, and everything else is changed only where it differs. The same input again changes nothing. Counters and the
 * change log are the caller's.
 */
export async function mergeFindings(
  tx: SqlWriter,
  asset: AssetState,
  staged: readonly StagedFinding[],
  options: MergeOptions,
): Promise<readonly MergedFinding[]> {
  const rows = await tx.all(
    `SELECT f.id, fingerprint, first_seen, f.kind, last_seen, p.title AS title, p.rule AS rule, ${written.map((name) => `f.${name}`).join(', ')}
     FROM finding f LEFT JOIN problem p ON p.id = f.problem WHERE asset = ?`,
    [asset.id],
  );
  const unique = new Map(staged.map((one) => [one.fingerprint, one]));
  const known = renamedRows(rows, unique);
  await tx.runMany(
    'UPDATE finding SET fingerprint = ? WHERE id = ?',
    known.flatMap(({ row, fingerprint }) =>
      fingerprint === textOf(row, 'fingerprint') ? [] : [[fingerprint, numberOf(row, 'id')]],
    ),
  );
  const stored = new Map(known.map(({ row, fingerprint }) => [fingerprint, row]));
  const opened = [...unique.values()].filter(({ fingerprint }) => !stored.has(fingerprint));
  const kept = [...unique.values()].filter(({ fingerprint }) => stored.has(fingerprint));
  await insertAll(tx, asset, opened, options);
  const changed = kept.flatMap((one) => changeOf(stored.get(one.fingerprint), one, asset, options));
  const gone = known.filter(({ fingerprint }) => !unique.has(fingerprint));
  const fixed = gone.flatMap(({ row }) => fixOf(row, asset, options));
  await updateAll(tx, [...changed, ...fixed]);
  const merged = [...changed, ...fixed].flatMap(({ what }) => (what === undefined ? [] : [what]));
  return [...(await openedOf(tx, asset, opened)), ...merged];
}

interface RowChange {
  readonly id: number;
  readonly values: Written;
  readonly lastSeen: number;
  readonly what?: MergedFinding;
}

async function insertAll(
  tx: SqlWriter,
  asset: AssetState,
  opened: readonly StagedFinding[],
  options: MergeOptions,
): Promise<void> {
  const columns = ['fingerprint', 'asset', 'kind', 'first_seen', 'last_seen', ...written];
  await tx.runMany(
    `INSERT INTO finding (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    opened.map((one) => {
      const clock = startClock({}, one.tier, options.now);
      const values = valuesOf(one, asset, options, {
        clock,
        state: one.accepted === undefined ? 'open' : 'excepted',
        facts: '{}',
      });
      return [
        one.fingerprint,
        asset.id,
        one.kind,
        options.now,
        options.now,
        ...written.map((name) => values[name]),
      ];
    }),
  );
}

function changeOf(
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

function fixOf(
  row: SqlRow,
  asset: AssetState,
  { now, isGone }: MergeOptions,
): readonly RowChange[] {
  if (textOf(row, 'state') === 'fixed') return [];
  if (isGone === undefined || !isGone(textOf(row, 'fingerprint'))) return [];
  const id = numberOf(row, 'id');
  const traits = packTraits({
    kind: textOf(row, 'kind'),
    tier: textOf(row, 'tier'),
    severity: textOf(row, 'severity'),
    state: 'fixed',
    usage: textOf(row, 'usage'),
    exposure: textOf(row, 'exposure'),
    assetKind: asset.kind,
    fixable: word(numberOf(row, 'fixable') === 1),
    exploited: word(numberOf(row, 'exploited') === 1),
    running: word(asset.running > 0),
    breached: word(numberOf(row, 'breached') === 1),
  });
  const values = {
    ...(Object.fromEntries(written.map((name) => [name, row[name] ?? null])) as Written), // every column was asked for
    state: 'fixed',
    exception: '',
    fixed_at: now,
    due_at: null,
    due_order: noDue,
    traits,
  };
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

interface Standing {
  readonly clock: Clock;
  readonly state: string;
  readonly facts: string;
  readonly breached?: number;
}

function valuesOf(
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

async function updateAll(tx: SqlWriter, changes: readonly RowChange[]): Promise<void> {
  if (changes.length === 0) return;
  const sets = written.map((name) => `${name} = ?`).join(', ');
  await tx.runMany(
    `UPDATE finding SET ${sets}, last_seen = ?, version = version + 1 WHERE id = ?`,
    changes.map(({ id, values, lastSeen }) => [
      ...written.map((name) => values[name]),
      lastSeen,
      id,
    ]),
  );
}

async function openedOf(
  tx: SqlWriter,
  asset: AssetState,
  opened: readonly StagedFinding[],
): Promise<readonly MergedFinding[]> {
  const news = opened.filter(({ accepted }) => accepted === undefined);
  if (news.length === 0) return [];
  const rows = await tx.all('SELECT id, fingerprint FROM finding WHERE asset = ?', [asset.id]);
  const ids = new Map(rows.map((row) => [textOf(row, 'fingerprint'), numberOf(row, 'id')]));
  return news.map((one) => told(ids.get(one.fingerprint) ?? 0, one, 'opened', one.title));
}

function told(
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

function word(value: boolean): string {
  return value ? 'true' : 'false';
}
