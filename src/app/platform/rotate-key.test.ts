import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { auditLogOf } from '#estate/audit/audit-log.ts';
import { createChangeLog } from '#estate/change/change-log.ts';
import { addDestination, readDestination } from '#estate/outbox/destinations.ts';
import { openVault } from '#identity/vault.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { platformMigrations } from './migrations.ts';
import { rotateKey } from './rotate-key.ts';

const now = 1_800_000_000_000;

function clock(): Date {
  return new Date(now);
}

test('every stored secret is sealed with the new key, and those that run go on to open them', async () => {
  using directory = mkdtempDisposableSync(join(tmpdir(), 'caisson-rotate-'));
  await using database = await openSqlite(':memory:');
  await migrate(database, platformMigrations);
  const vault = openVault(join(directory.path, 'key'));
  const running = openVault(join(directory.path, 'key'));
  const wish = {
    name: 'hook',
    kind: 'webhook',
    format: 'ocsf',
    address: 'https://hook.example',
    settings: {},
    secretNames: ['token'],
    kinds: [],
    minimum: 'low',
    allowPrivate: false,
    enabled: true,
  } as const;
  const secret = vault.seal('{"token":"t"}', 'destination');
  const bareWish = { ...wish, name: 'bare', secretNames: [], sealed: '' };
  const [first, bare] = await database.transaction(
    async (tx) =>
      [
        await addDestination(tx, { ...wish, sealed: secret }, 0, now),
        await addDestination(tx, bareWish, 0, now),
      ] as const,
  );
  const changes = createChangeLog(database, clock);
  const audit = auditLogOf({ clock, signer: vault, changes });

  expect(await rotateKey({ database, audit, vault })).toBe(1);

  const { sealed } = await readDestination(database, first);
  expect(await database.first('SELECT action, subject FROM audit')).toEqual({
    action: 'key.rotate',
    subject: 'vault',
  });
  expect(vault.isOld(sealed)).toBe(false);
  expect(running.open(sealed, 'destination')).toBe('{"token":"t"}');
  expect((await readDestination(database, bare)).sealed).toBe('');
});
