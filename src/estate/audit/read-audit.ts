import type { SqlReader, SqlValue } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import { type AuditEntry, toEntry } from './entry.ts';

/** What of the log is wanted; `before` is the number behind the last page. */
export interface AuditQuery {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function readAudit(
  reader: SqlReader,
  { actor, action, from, to, before, limit }: AuditQuery,
): Promise<readonly AuditEntry[]> {
  const conditions: readonly (readonly [string, SqlValue | undefined])[] = [
    ['name = ?', actor],
    ['action = ?', action],
    ['time >= ?', from],
    ['time <= ?', to],
    ['seq < ?', before],
  ];
  const given = conditions.filter(([, value]) => value !== undefined);
  const where = given.length === 0 ? '' : `WHERE ${given.map(([sql]) => sql).join(' AND ')}`;
  const rows = await reader.all(`SELECT * FROM audit ${where} ORDER BY seq DESC LIMIT ?`, [
    ...given.flatMap(([, value]) => value ?? []),
    limit,
  ]);
  return rows.map(toEntry);
}

/** The opaque cursor behind an entry. */
export function cursorOf({ seq }: AuditEntry): string {
  return Buffer.from(JSON.stringify([seq])).toString('base64url');
}

/** Throws `input.malformed`. */
export function parseCursor(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const seq = /^\[(\d{1,15})\]$/u.exec(text)?.[1];
  if (seq === undefined) throw new CaissonError('input.malformed', 'the cursor is none of ours');
  return Number(seq);
}
