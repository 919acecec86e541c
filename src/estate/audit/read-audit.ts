import type { SqlReader, SqlValue } from '#contract/sql.ts';
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
