import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SqlDatabase } from '#contract/sql.ts';
import { backup } from '../../src/app/platform/backup/backup.ts';
import { dumpHash } from '../../src/app/platform/backup/dump.ts';
import { restore } from '../../src/app/platform/backup/restore.ts';
import { coreMigration } from '../../src/estate/core-migration.ts';
import { eventMigration } from '../../src/estate/event/migration.ts';
import { openEvents } from '../../src/estate/event/open-events.ts';
import { migrate } from '../../src/sql/migrate.ts';
import { openPostgres } from '../../src/sql/open-postgres.ts';
import { openSqlite } from '../../src/sql/open-sqlite.ts';
import { hasPostgres, type PostgresServer, startPostgres } from './testing/postgres.ts';

const root = mkdtempSync(join(tmpdir(), 'caisson-backup-'));
const migrations = [coreMigration, eventMigration];
const now = Date.UTC(2026, 10, 22, 12);
const scope = { clock: () => new Date(now), log: { debug() {}, info() {}, warn() {}, error() {} } };
let server: PostgresServer;

function hashOf(database: SqlDatabase): Promise<string> {
  return database.snapshot((reader) => dumpHash(reader, database.dialect));
}

describe.skipIf(!hasPostgres)('a backup from one engine to the other', () => {
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(root, { recursive: true, force: true });
  });

  test('SQLite to PostgreSQL to PostgreSQL to SQLite: the same rows, and ids go on', async () => {
    await using first = await openSqlite(join(root, 'first.db'));
    await using second = await openPostgres(await server.create(), scope);
    await using third = await openPostgres(await server.create(), scope);
    await using fourth = await openSqlite(join(root, 'fourth.db'));
    await migrate(first, migrations);
    await first.transaction(async (tx) => {
      await tx.runMany(
        'INSERT INTO problem (identity, kind, rule, title, severity, epss, cvss) VALUES (?, ?, ?, ?, ?, ?, ?)',
        Array.from({ length: 9000 }, (_, at) => [
          `v${at}`,
          'vulnerability',
          'CVE',
          `"💥" \\ {${at}`,
          'high',
          at / 7,
          at % 3 === 0 ? null : at / 10,
        ]),
      );
      await tx.run('INSERT INTO asset_document (asset, kind, body) VALUES (?, ?, ?)', [
        1,
        'report',
        new Uint8Array([0, 92, 255]),
      ]);
    });
    const chain = [first, second, third, fourth];
    for (const [at, from] of chain.slice(0, -1).entries()) {
      const to = chain[at + 1] ?? fourth;
      await using events = await openEvents(from, join(root, `events-${at}`), scope);
      await events.append({
        id: `b${at}`,
        node: 'n',
        events: [{ id: `e${at}`, time: now, kind: 'exec', pid: 1, process: 'sh' }],
      });
      const file = join(root, `${at}.tar`);
      await backup({ database: from, events }, file, { now, version: '1' });
      await restore(file, {
        database: to,
        eventDirectory: join(root, `events-${at + 1}`),
        migrations,
      });
    }
    await using events = await openEvents(third, '', scope);

    const hashes = await Promise.all(chain.map(hashOf));
    const [added] = await third.transaction((tx) =>
      tx.all(
        `INSERT INTO problem (identity, kind, rule, title, severity) VALUES ('new', '', '', '', '') RETURNING id`,
      ),
    );

    expect(new Set(hashes).size).toBe(1);
    expect(added?.['id']).toBe(9001);
    expect(
      (await events.list({}, 'all', { limit: 5 })).items
        .map(({ id }) => id)
        .toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(['e1', 'e2']);
  });
});
