import type { ChangeLog, StoredChange } from '#contract/platform.ts';
import type { SqlDatabase, SqlWriter } from '#contract/sql.ts';
import { type Severity, severities, severityRank } from '#model/severity.ts';
import { changeKinds } from '#wire/change-kind.ts';
import { marks, textOf } from '../row.ts';
import type { StoredDestination } from './destination.ts';

/** `next_at` of a delivery that waits for an earlier one of its subject. */
export const blockedUntil = 9_000_000_000_000_000;

const atOnce = 500;
/** So many rows may wait; what comes later waits in the change log, which keeps it for us. */
const mostWaiting = 100_000;

/**
 * Puts the next changes that a destination wants into its queue and moves its position, in one transaction.
 * Answers how many changes were looked at; 0: nothing new, or the queue is full, or another process did it.
 */
export async function routeChanges(
  database: SqlDatabase,
  changes: ChangeLog,
  destination: StoredDestination,
  now: number,
): Promise<number> {
  const { id, position } = destination;
  const found = await changes.after(position, 'all', atOnce);
  const last = found.at(-1);
  if (last === undefined || (await isFull(database, id))) return 0;
  const wanted = found.filter((change) => isWanted(destination, change));
  return database.transaction(async (tx) => {
    const moved = await tx.run(
      'UPDATE destination SET position = ? WHERE id = ? AND position = ?',
      [last.seq, Number(id), position],
    );
    if (moved === 0) return 0;
    await enqueue(tx, id, wanted, now);
    return found.length;
  });
}

/** Whether a destination gets a change: by kind, and by severity where the change states one. */
export function isWanted(
  { kinds, minimum }: Pick<StoredDestination, 'kinds' | 'minimum'>,
  { kind, severity }: Pick<StoredChange, 'kind' | 'severity'>,
): boolean {
  const named = kinds.some((pattern) => kindMatches(pattern, kind));
  if (kinds.length > 0 && !named) return false;
  const least = rankOf(minimum);
  // What has no severity passes a threshold only when it was asked for by name.
  if (severity === undefined) return named || least <= severityRank('negligible');
  return rankOf(severity) >= least;
}

/** Whether a pattern (`finding.*`, `audit`, `*`) can mean any change. */
export function isKindPattern(pattern: string): boolean {
  return changeKinds.some((kind) => kindMatches(pattern, kind));
}

function kindMatches(pattern: string, kind: string): boolean {
  if (!pattern.endsWith('*')) return pattern === kind;
  return kind.startsWith(pattern.slice(0, -1));
}

/** A severity that nobody states is no low one: it counts as medium. */
function rankOf(text: string): number {
  const severity: Severity = severities.find((one) => one === text) ?? 'unknown';
  return severityRank(severity === 'unknown' ? 'medium' : severity);
}

async function isFull(database: SqlDatabase, id: string): Promise<boolean> {
  const row = await database.first(
    'SELECT id FROM delivery WHERE destination = ? AND unsettled = 1 ORDER BY next_at, seq LIMIT 1 OFFSET ?',
    [Number(id), mostWaiting],
  );
  return row !== undefined;
}

async function enqueue(
  tx: SqlWriter,
  id: string,
  wanted: readonly StoredChange[],
  now: number,
): Promise<void> {
  if (wanted.length === 0) return;
  const busy = await busySubjects(tx, id, wanted);
  const rows = wanted.map((change) => {
    const due = busy.has(change.subject) ? blockedUntil : now;
    busy.add(change.subject);
    const { seq, id: changeId, kind, subject, time } = change;
    return [Number(id), seq, changeId, kind, subject, due, time, now];
  });
  await tx.runMany(
    `INSERT INTO delivery (destination, seq, change_id, kind, subject, state, unsettled, next_at, created_at, queued_at)
     VALUES (?, ?, ?, ?, ?, 'waiting', 1, ?, ?, ?) ON CONFLICT (destination, seq) DO NOTHING`,
    rows,
  );
}

async function busySubjects(
  tx: SqlWriter,
  id: string,
  wanted: readonly StoredChange[],
): Promise<Set<string>> {
  const subjects = [...new Set(wanted.map(({ subject }) => subject))];
  const rows = await tx.all(
    `SELECT DISTINCT subject FROM delivery WHERE destination = ? AND unsettled = 1 AND subject IN (${marks(subjects)})`,
    [Number(id), ...subjects],
  );
  return new Set(rows.map((row) => textOf(row, 'subject')));
}
