import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { coreMigration } from '#estate/core-migration.ts';
import { eventMigration } from '#estate/event/migration.ts';
import { openEvents } from '#estate/event/open-events.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { backup } from './backup.ts';
import { verifyBackup } from './manifest.ts';
import { restore } from './restore.ts';

const root = mkdtempSync(join(tmpdir(), 'caisson-backup-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const migrations = [coreMigration, eventMigration];
const now = Date.UTC(2026, 10, 22, 12);
const scope = { clock: () => new Date(now), log: { debug() {}, info() {}, warn() {}, error() {} } };

async function made(name: string, rows: number): Promise<string> {
  await using database = await openSqlite(':memory:');
  await migrate(database, migrations);
  await database.transaction(async (tx) => {
    await tx.runMany(
      'INSERT INTO component (purl, name, version, ecosystem) VALUES (?, ?, ?, ?)',
      Array.from({ length: rows }, (_, at) => [
        `pkg:npm/x@${at}`,
        `it's "x" \u001B ${at}`,
        String(at),
        'npm',
      ]),
    );
    await tx.run('INSERT INTO asset_document (asset, kind, body) VALUES (?, ?, ?)', [
      1,
      'report',
      new Uint8Array([0, 1, 255]),
    ]);
  });
  await using events = await openEvents(database, join(root, `${name}-events`), scope);
  await events.append({
    id: 'b',
    node: 'n',
    events: [{ id: 'e1', time: now, kind: 'exec', pid: 1, process: 'sh' }],
  });
  const target = join(root, `${name}.tar`);
  await backup({ database, events }, target, { now, version: '1' });
  return target;
}

test('what was saved comes back, rows, bytes and events, and ids go on behind it', async () => {
  const file = await made('whole', 5000);
  await using database = await openSqlite(':memory:');
  const eventDirectory = join(root, 'whole-restored');

  const { manifest, skipped } = await restore(file, { database, eventDirectory, migrations });
  await using events = await openEvents(database, eventDirectory, scope);

  expect(skipped).toEqual([]);
  expect(manifest.tables.find(({ name }) => name === 'component')?.rows).toBe(5000);
  expect(await database.first('SELECT count(*) AS n, max(id) AS m FROM component')).toEqual({
    n: 5000,
    m: 5000,
  });
  expect((await database.first('SELECT body FROM asset_document'))?.['body']).toEqual(
    new Uint8Array([0, 1, 255]),
  );
  expect((await events.list({}, 'all', { limit: 5 })).items.map(({ id }) => id)).toEqual(['e1']);
});

test('a place that is in use is left as it is, unless one says so', async () => {
  const file = await made('used', 3);
  await using database = await openSqlite(':memory:');
  const place = { database, eventDirectory: join(root, 'used-restored'), migrations };
  await restore(file, place);
  await database.transaction((tx) => tx.run('DELETE FROM component WHERE id = 1'));

  await expect(restore(file, place)).rejects.toMatchObject({ code: 'state.conflict' });
  expect(await database.first('SELECT count(*) AS n FROM component')).toEqual({ n: 2 });

  await restore(file, { ...place, overwrite: true });
  expect(await database.first('SELECT count(*) AS n FROM component')).toEqual({ n: 3 });
});

test('a backup of a newer program is refused', async () => {
  const file = await made('newer', 3);
  await using database = await openSqlite(':memory:');

  await expect(
    restore(file, { database, eventDirectory: join(root, 'no'), migrations: [coreMigration] }),
  ).rejects.toMatchObject({ code: 'state.conflict' });
});

test('a bit that changed, a part that is cut off: refused, and nothing is touched', async () => {
  const whole = readFileSync(await made('damaged', 50));
  const path = join(root, 'damaged-copy.tar');
  const outcomes: unknown[] = [];
  for (let at = 7; at < whole.length - 1024; at += 1009) {
    const copy = Buffer.from(whole);
    copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
    writeFileSync(path, at % 2 === 0 ? whole.subarray(0, at) : copy);
    outcomes.push(
      await verifyBackup(path).then(
        () => 'whole',
        (error: unknown) => error,
      ),
    );
  }

  const codes = new Set(
    outcomes.map((error) => (error instanceof Error && 'code' in error ? error.code : error)),
  );
  codes.delete('whole'); // a bit of a tar header or of padding that says nothing
  expect(
    [...codes].every((code) => code === 'input.malformed' || code === 'integrity.digest-mismatch'),
  ).toBe(true);
  expect(outcomes.filter((one) => one !== 'whole').length).toBeGreaterThan(outcomes.length / 2);
});
