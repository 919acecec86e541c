import type { Operations } from '#contract/platform.ts';
import type { HeadSigner } from '#estate/audit/audit-log.ts';
import type { AuditEntry } from '#estate/audit/entry.ts';
import { readAudit } from '#estate/audit/read-audit.ts';
import { verifyAudit } from '#estate/audit/verify-audit.ts';
import { formatCursor, parseCursor } from '#estate/cursor.ts';
import { CaissonError } from '#kit/error.ts';
import type { AnswerOf } from '#wire/routes.ts';
import type { AccountParts } from '../identity/account-parts.ts';

export interface AuditParts extends Pick<AccountParts, 'database'> {
  readonly signer: HeadSigner;
}

/** Reading and verifying the audit log. */
export function auditOperations({
  database,
  signer,
}: AuditParts): Pick<Operations, 'listAudit' | 'verifyAudit'> {
  return {
    listAudit: async (_call, { query: { cursor, limit, ...filter } }) => {
      const before = cursor === undefined ? undefined : Number(parseCursor(cursor, ['number'])[0]);
      const entries = await readAudit(database, { ...filter, before, limit: limit + 1 });
      const items = entries.slice(0, limit);
      const last = items.at(-1);
      return {
        items: items.map(lineOf),
        ...(entries.length > limit && last !== undefined ? { next: formatCursor([last.seq]) } : {}),
      };
    },
    verifyAudit: async ({ signal }) => {
      const { ok, entries, brokenAt, reason } = await verifyAudit(database, signer, signal);
      return {
        ok,
        entries,
        ...(brokenAt === undefined ? {} : { brokenAt }),
        ...(reason === undefined ? {} : { reason }),
      };
    },
  };
}

function lineOf(entry: AuditEntry): AnswerOf<'listAudit'>['items'][number] {
  const { seq, time, name, action, subject, outcome, remote, detail, hash } = entry;
  return {
    seq,
    time,
    actor: name,
    action,
    subject,
    outcome: outcomeOf(outcome),
    ...(remote === '' ? {} : { remote }),
    ...(detail === '' ? {} : { detail }),
    hash,
  };
}

function outcomeOf(text: string): 'done' | 'refused' | 'failed' {
  if (text === 'done' || text === 'refused' || text === 'failed') return text;
  throw new CaissonError('integrity.untrusted', 'an entry of the audit log was changed');
}
