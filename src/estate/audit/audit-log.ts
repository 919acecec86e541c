import type { AuditLog, ChangeLog } from '#contract/platform.ts';
import type { SqlWriter } from '#contract/sql.ts';
import { numberOf, storable, textOf } from '../row.ts';
import { hashOf } from './entry.ts';

/** Signs the head of the chain with a key that the database does not hold (`Vault` of the identity room is one). */
export interface HeadSigner {
  sign(purpose: string, text: string): string;
  verify(purpose: string, text: string, signature: string): boolean;
}

export interface AuditOptions {
  readonly clock: () => Date;
  readonly signer: HeadSigner;
  /** Told of every entry, so that destinations get them too. */
  readonly changes?: ChangeLog;
}
type Wish = Parameters<AuditLog['append']>[1];

const maxText = 4000;
/** What the head is signed for. */
export const purpose = 'audit head';

/** The audit log of a database: entries are appended in the transaction of what they tell, one after the other. */
export function auditLogOf({ clock, signer, changes }: AuditOptions): AuditLog {
  return {
    append: async (tx, wish) => {
      const seq = await appendEntry(tx, wish, { clock, signer });
      await changes?.append(tx, [
        {
          kind: 'audit',
          subject: String(seq),
          text: `${wish.caller.name}: ${wish.action} ${wish.subject} (${wish.outcome})`.slice(
            0,
            500,
          ),
          data: { action: wish.action, outcome: wish.outcome, actor: wish.caller.name },
        },
      ]);
    },
  };
}

/** The text of the head that is signed. */
export function headText(seq: number, hash: string): string {
  return `${seq} ${hash}`;
}

async function appendEntry(
  tx: SqlWriter,
  { caller, action, subject, outcome, detail }: Wish,
  { clock, signer }: AuditOptions,
): Promise<number> {
  // Locks the head until the transaction ends: nobody else appends in between.
  const head = await tx.first(
    'UPDATE audit_head SET seq = seq + 1 WHERE id = 1 RETURNING seq, hash',
  );
  const entry = {
    seq: numberOf(head, 'seq'),
    time: clock().getTime(),
    kind: caller.kind,
    actor: storable(caller.id, maxText),
    name: storable(caller.name, maxText),
    action: storable(action, maxText),
    subject: storable(subject, maxText),
    outcome,
    remote: storable(caller.remote, maxText),
    detail: storable(detail, maxText),
    previous: textOf(head, 'hash'),
  };
  const hash = hashOf(entry);
  await tx.run(
    `INSERT INTO audit (seq, time, kind, actor, name, action, subject, outcome, remote, detail, previous, hash)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [...Object.values(entry), hash],
  );
  const signature = signer.sign(purpose, headText(entry.seq, hash));
  await tx.run('UPDATE audit_head SET hash = ?, signature = ? WHERE id = 1', [hash, signature]);
  return entry.seq;
}
