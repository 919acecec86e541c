import { userInfo } from 'node:os';
import type { AuditLog } from '#contract/platform.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { numberOf, textOf } from '#estate/row.ts';
import type { Vault } from '#identity/vault.ts';

/**
 * A new key for the vault, and every stored secret sealed with it; tells how many. Processes that run read the new key when they
 * meet it. Older keys stay in the file: they verify what they signed, and open older backups.
 */
export async function rotateKey(parts: {
  readonly database: SqlDatabase;
  readonly audit: AuditLog;
  readonly vault: Vault;
}): Promise<number> {
  const { database, audit, vault } = parts;
  vault.rotate();
  return await database.transaction(async (tx) => {
    const rows = await tx.all("SELECT id, sealed FROM destination WHERE sealed <> ''");
    const old = rows.filter((row) => vault.isOld(textOf(row, 'sealed')));
    for (const row of old) {
      const secrets = vault.open(textOf(row, 'sealed'), 'destination');
      await tx.run('UPDATE destination SET sealed = ? WHERE id = ?', [
        vault.seal(secrets, 'destination'),
        numberOf(row, 'id'),
      ]);
    }
    await audit.append(tx, {
      caller: { kind: 'local', id: 'local', name: userInfo().username },
      action: 'key.rotate',
      subject: 'vault',
      outcome: 'done',
      detail: `${old.length} sealed again`,
    });
    return old.length;
  });
}
