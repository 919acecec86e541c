import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import type { SqlDatabase } from '#contract/sql.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { auditLogOf, type HeadSigner } from './audit-log.ts';
import { auditMigration } from './migration.ts';
import { verifyAudit } from './verify-audit.ts';

const signer: HeadSigner = {
  sign: (purpose, text) => createHmac('sha256', 'key').update(`${purpose} ${text}`).digest('hex'),
  verify: (purpose, text, signature) => signer.sign(purpose, text) === signature,
};
const caller = { kind: 'user', id: '1', name: 'Ada \ud800\0', remote: '192.0.2.1' } as const;

async function logOf(entries: number): Promise<SqlDatabase> {
  const database = await openSqlite(':memory:');
  await migrate(database, [auditMigration]);
  const log = auditLogOf({ clock: () => new Date(1000), signer });
  for (let at = 1; at <= entries; at += 1)
    await database.transaction((tx) =>
      log.append(tx, { caller, action: 'a', subject: `s${at}`, outcome: 'done' }),
    );
  return database;
}

function verify(database: SqlDatabase) {
  return verifyAudit(database, signer, new AbortController().signal);
}

test('a log that nobody touched holds, also an empty one', async () => {
  expect(await verify(await logOf(0))).toEqual({ ok: true, entries: 0 });
  expect(await verify(await logOf(5))).toEqual({ ok: true, entries: 5 });
});

test.for([
  ['a changed subject', 3, "UPDATE audit SET subject = 'x' WHERE seq = 3"],
  ['a changed time', 3, 'UPDATE audit SET time = time + 1 WHERE seq = 3'],
  ['a changed outcome', 1, "UPDATE audit SET outcome = 'refused' WHERE seq = 1"],
  ['an entry that is gone', 3, 'DELETE FROM audit WHERE seq = 3'],
  ['the first entry gone', 1, 'DELETE FROM audit WHERE seq = 1'],
  ['the last entries cut off', 4, 'DELETE FROM audit WHERE seq >= 4'],
  ['everything cut off', 1, 'DELETE FROM audit'],
  [
    'two entries swapped',
    2,
    'UPDATE audit SET seq = -1 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = -1',
  ],
  [
    'cut off, with the head set back',
    3,
    'DELETE FROM audit WHERE seq > 3; UPDATE audit_head SET seq = 3, hash = (SELECT hash FROM audit WHERE seq = 3)',
  ],
  ['a head without signature', 5, "UPDATE audit_head SET signature = ''"],
] as const)('%s is found and located', async ([, brokenAt, sql]) => {
  const database = await logOf(5);
  await database.transaction(async (tx) => {
    for (const statement of sql.split('; ')) await tx.run(statement);
  });

  expect(await verify(database)).toMatchObject({ ok: false, brokenAt });
});

test('what is rolled back leaves no trace and no hole', async () => {
  const database = await logOf(1);
  const log = auditLogOf({ clock: () => new Date(1000), signer });
  const entry = { caller, action: 'a', subject: 's', outcome: 'done' } as const;

  await database
    .transaction(async (tx) => {
      await log.append(tx, entry);
      throw new Error('no');
    })
    .catch(() => undefined);
  await Promise.all(
    Array.from({ length: 20 }, () => database.transaction((tx) => log.append(tx, entry))),
  );

  expect(await verify(database)).toEqual({ ok: true, entries: 21 });
});
