import type { SqlRow } from '#contract/sql.ts';
import { sha256Hex } from '#kit/hash.ts';
import { formatJson } from '#kit/json.ts';

/** One entry of the audit log. `hash` covers everything else, and so everything before. */
export interface AuditEntry {
  readonly seq: number;
  readonly time: number;
  readonly kind: string;
  readonly actor: string;
  readonly name: string;
  readonly action: string;
  readonly subject: string;
  readonly outcome: string;
  readonly remote: string;
  readonly detail: string;
  readonly previous: string;
  readonly hash: string;
}

/** SHA-256 of the entry as canonical JSON, without its own hash. */
export function hashOf(entry: Omit<AuditEntry, 'hash'>): string {
  return sha256Hex(formatJson(entry));
}

/** Reads a row as it stands, whatever it holds: what somebody changed must be found, not refused. */
export function toEntry(row: SqlRow): AuditEntry {
  return {
    seq: Number(row['seq']),
    time: Number(row['time']),
    kind: String(row['kind']),
    actor: String(row['actor']),
    name: String(row['name']),
    action: String(row['action']),
    subject: String(row['subject']),
    outcome: String(row['outcome']),
    remote: String(row['remote']),
    detail: String(row['detail']),
    previous: String(row['previous']),
    hash: String(row['hash']),
  };
}
