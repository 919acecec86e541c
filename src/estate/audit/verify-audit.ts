import type { SqlDatabase, SqlReader } from '#contract/sql.ts';
import { type HeadSigner, headText, purpose } from './audit-log.ts';
import { type AuditEntry, hashOf, toEntry } from './entry.ts';

/** Whether the log is whole; `brokenAt` is the number of the first entry that is not as it was written. */
export interface AuditVerdict {
  readonly ok: boolean;
  readonly entries: number;
  readonly brokenAt?: number;
  readonly reason?: string;
}

const chunk = 1000;

/** Reads the whole chain as it is at one moment: changed, missing, swapped and cut-off entries are found. */
export function verifyAudit(
  database: SqlDatabase,
  signer: HeadSigner,
  signal: AbortSignal,
): Promise<AuditVerdict> {
  return database.snapshot(async (reader) => {
    let last: Pick<AuditEntry, 'seq' | 'hash'> = { seq: 0, hash: '' };
    for (;;) {
      signal.throwIfAborted();
      const rows = await reader.all(
        `SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ${chunk}`,
        [last.seq],
      );
      for (const entry of rows.map(toEntry)) {
        const reason = faultOf(entry, last);
        if (reason !== undefined)
          return { ok: false, entries: last.seq, brokenAt: last.seq + 1, reason };
        last = entry;
      }
      if (rows.length < chunk) return verifyHead(reader, signer, last);
    }
  });
}

function faultOf(entry: AuditEntry, last: Pick<AuditEntry, 'seq' | 'hash'>): string | undefined {
  if (entry.seq !== last.seq + 1) return 'an entry is missing';
  if (entry.previous !== last.hash) return 'the entry does not follow the one before';
  const { hash, ...rest } = entry;
  return hashOf(rest) === hash ? undefined : 'the entry was changed';
}

async function verifyHead(
  reader: SqlReader,
  signer: HeadSigner,
  { seq, hash }: Pick<AuditEntry, 'seq' | 'hash'>,
): Promise<AuditVerdict> {
  const row = await reader.first('SELECT seq, hash, signature FROM audit_head WHERE id = 1');
  const head = { seq: Number(row?.['seq'] ?? Infinity), hash: String(row?.['hash']) };
  if (head.seq > seq)
    return { ok: false, entries: seq, brokenAt: seq + 1, reason: 'entries at the end are missing' };
  const broken = { ok: false, entries: seq, brokenAt: seq };
  if (head.seq !== seq || head.hash !== hash)
    return { ...broken, reason: 'the head is of another log' };
  if (seq === 0 || signer.verify(purpose, headText(seq, hash), String(row?.['signature'])))
    return { ok: true, entries: seq };
  return { ...broken, reason: 'the head was not signed by this installation' };
}
