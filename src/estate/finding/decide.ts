import type { AuditLog, Caller, Change, ChangeLog, Reach } from '#contract/platform.ts';
import type { SqlDatabase, SqlReader, SqlRow, SqlWriter } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import { ownNumber } from '../own-number.ts';
import { assetWithin } from '../reach.ts';
import { idOf, inParts, marks, numberOf, padded, storable, textOf } from '../row.ts';
import type { FindingFilter } from './filter.ts';
import { noteAll } from './history.ts';
import { listFindingIds } from './list.ts';
import { settleCounters, takeCensus } from './tally.ts';
import { packTraits, traitsOf } from './traits.ts';

export type FindingDecision = InputOf<'decideFindings'>['body'];
export type DecisionAnswer = AnswerOf<'decideFindings'>;

/** What a decision needs to be written down. */
export interface DecisionContext {
  readonly caller: Caller;
  readonly reach: Reach;
  readonly changes: ChangeLog;
  readonly audit: AuditLog;
  readonly now: number;
  readonly signal: AbortSignal;
}

/** Findings put in one transaction. */
const atOnce = 500;

/**
 * Decides about findings, or counts what a decision would touch. Each part of at most 500 is one transaction with its history,
 * counters, changes and audit. Throws `usage.invalid-argument` for a decision without its words, `state.conflict` for a
 * finding that somebody else decided in between, `input.not-found` where none of the ids is within reach.
 */
export async function decideFindings(
  database: SqlDatabase,
  decision: FindingDecision,
  context: DecisionContext,
): Promise<DecisionAnswer> {
  checkDecision(decision);
  const ids = await idsOf(database, decision, context);
  const counted = { findings: 0, assets: new Set<number>(), byTier: new Map<string, number>() };
  for (const part of inParts(ids, atOnce)) {
    context.signal.throwIfAborted();
    const rows = decision.preview
      ? await eligible(database, part, decision, context.reach)
      : await database.transaction((tx) => decideSome(tx, part, decision, context));
    counted.findings += rows.length;
    for (const row of rows) {
      counted.assets.add(numberOf(row, 'asset'));
      const tier = textOf(row, 'tier');
      counted.byTier.set(tier, (counted.byTier.get(tier) ?? 0) + 1);
    }
  }
  if (!decision.preview) context.changes.committed();
  return {
    findings: counted.findings,
    assets: counted.assets.size,
    byTier: Object.fromEntries(counted.byTier),
  };
}

function checkDecision(decision: FindingDecision): void {
  const { ids, filter, version } = decision;
  if ((ids === undefined) === (filter === undefined))
    throw new CaissonError('usage.invalid-argument', 'name findings either by ids or by a filter');
  checkWords(decision);
  if (version !== undefined && ids?.length !== 1)
    throw new CaissonError('usage.invalid-argument', 'a version belongs to a single finding');
}

function checkWords({ action, owner, text = '', preview }: FindingDecision): void {
  if (action === 'assign' && owner === undefined)
    throw new CaissonError('usage.invalid-argument', 'an assignment needs an owner');
  if (action === 'comment' && text.trim() === '' && !preview)
    throw new CaissonError('usage.invalid-argument', 'a comment needs a text');
}

async function idsOf(
  database: SqlDatabase,
  { ids, filter }: FindingDecision,
  { reach, signal }: DecisionContext,
): Promise<readonly number[]> {
  if (ids === undefined) return allFindingIds(database, filter ?? {}, reach, signal);
  const numbers = [...new Set(ids.map(ownNumber))];
  const rows = await rowsOf(database, numbers, reach);
  if (rows.length === 0) throw new CaissonError('input.not-found', 'there is no such finding');
  return rows.map((row) => numberOf(row, 'id'));
}

/** Every finding of a filter, most urgent first. */
async function allFindingIds(
  reader: SqlReader,
  filter: FindingFilter,
  reach: Reach,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const all: number[] = [];
  let cursor: string | undefined;
  do {
    signal.throwIfAborted();
    const page: Awaited<ReturnType<typeof listFindingIds>> = await listFindingIds(
      reader,
      filter,
      reach,
      { sort: 'risk', limit: 5000, ...(cursor !== undefined && { cursor }) },
    );
    for (const id of page.ids) all.push(id);
    cursor = page.next;
  } while (cursor !== undefined);
  return all;
}

async function rowsOf(
  reader: SqlReader,
  ids: readonly number[],
  reach: Reach,
): Promise<readonly SqlRow[]> {
  if (ids.length === 0) return [];
  const within = assetWithin(reach, 'f.asset');
  const values = padded(ids);
  return reader.all(
    `SELECT f.id AS id, f.asset AS asset, f.state AS state, f.tier AS tier, f.version AS version, f.traits AS traits,
       f.severity AS severity, f.owner AS owner, p.rule AS rule, p.title AS title
     FROM finding f JOIN problem p ON p.id = f.problem WHERE f.id IN (${marks(values)}) AND ${within.sql} ORDER BY f.id`,
    [...values, ...within.values],
  );
}

/**
 * Those that a decision changes: what is accepted or fixed is neither acknowledged nor reopened. Throws `state.conflict` where
 * somebody else decided since the version that the decision was made on.
 */
async function eligible(
  reader: SqlReader,
  ids: readonly number[],
  { action, owner, version }: FindingDecision,
  reach: Reach,
): Promise<readonly SqlRow[]> {
  const rows = await rowsOf(reader, ids, reach);
  if (version !== undefined && rows.some((row) => numberOf(row, 'version') !== version))
    throw lost();
  if (action === 'acknowledge') return rows.filter((row) => textOf(row, 'state') === 'open');
  if (action === 'reopen') return rows.filter((row) => textOf(row, 'state') === 'acknowledged');
  if (action === 'assign') return rows.filter((row) => textOf(row, 'owner') !== owner);
  return rows;
}

async function decideSome(
  tx: SqlWriter,
  ids: readonly number[],
  decision: FindingDecision,
  context: DecisionContext,
): Promise<readonly SqlRow[]> {
  const rows = await eligible(tx, ids, decision, context.reach);
  if (rows.length === 0) return rows;
  const { caller, changes, audit, now } = context;
  const census = changesState(decision)
    ? await takeCensus(tx, [...new Set(rows.map((row) => numberOf(row, 'asset')))])
    : undefined;
  await write(tx, rows, decision);
  if (census !== undefined) await settleCounters(tx, census, now);
  const words = wordsOf(decision);
  await noteAll(
    tx,
    rows.map((row) => ({ finding: numberOf(row, 'id'), words })),
    { by: caller.name, now },
  );
  await changes.append(
    tx,
    rows.map((row) => changeOf(row, words, caller)),
  );
  await audit.append(tx, {
    caller,
    action: `finding.${decision.action}`,
    subject: rows.length === 1 ? idOf(rows[0]) : `${rows.length} findings`,
    outcome: 'done',
    detail: storable(`${words} (${rows.map((row) => numberOf(row, 'id')).join(' ')})`, 4000),
  });
  return rows;
}

function changesState({ action }: FindingDecision): boolean {
  return action === 'acknowledge' || action === 'reopen';
}

async function write(
  tx: SqlWriter,
  rows: readonly SqlRow[],
  { action, owner = '' }: FindingDecision,
): Promise<void> {
  if (action === 'comment') {
    const sql = 'UPDATE finding SET version = version + 1 WHERE id = ? AND version = ?';
    return checkAll(await tx.runMany(sql, rows.map(idAndVersion)), rows);
  }
  if (action === 'assign') {
    const sql = 'UPDATE finding SET owner = ?, version = version + 1 WHERE id = ? AND version = ?';
    const values = rows.map((row) => [storable(owner, 200), ...idAndVersion(row)]);
    return checkAll(await tx.runMany(sql, values), rows);
  }
  const state = action === 'acknowledge' ? 'acknowledged' : 'open';
  const values = rows.map((row) => {
    const traits = packTraits({ ...traitsOf(numberOf(row, 'traits')), state });
    return [state, traits, ...idAndVersion(row)];
  });
  const sql =
    'UPDATE finding SET state = ?, traits = ?, version = version + 1 WHERE id = ? AND version = ?';
  return checkAll(await tx.runMany(sql, values), rows);
}

function idAndVersion(row: SqlRow): readonly [number, number] {
  return [numberOf(row, 'id'), numberOf(row, 'version')];
}

function checkAll(changed: number, rows: readonly SqlRow[]): void {
  if (changed !== rows.length) throw lost();
}

function lost(): CaissonError {
  return new CaissonError('state.conflict', 'somebody else decided in between', {
    hint: 'read the finding again',
  });
}

function wordsOf({ action, owner = '', text = '' }: FindingDecision): string {
  const words = {
    acknowledge: 'acknowledged',
    reopen: 'reopened',
    assign: owner === '' ? 'assigned to nobody' : `assigned to ${owner}`,
    comment: 'commented',
  }[action];
  return text.trim() === '' ? words : `${words}: ${text.trim()}`;
}

function changeOf(row: SqlRow, words: string, caller: Caller): Change {
  return {
    kind: 'finding.updated',
    subject: `${numberOf(row, 'id')}`,
    text: storable(`${textOf(row, 'rule')} ${words}`, 1000),
    severity: textOf(row, 'severity'),
    data: { by: caller.name, tier: textOf(row, 'tier'), rule: textOf(row, 'rule') },
  };
}
