import { expect, test } from 'vitest';
import type { Call, Caller, Change, Place, Reach } from '#contract/platform.ts';
import { createChangeLog } from '#estate/change/change-log.ts';
import { changeMigration } from '#estate/change/migration.ts';
import { coreMigration } from '#estate/core-migration.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { permissionsOfRole, type Role, unscopedPermissions } from '#wire/permission.ts';
import { changeOperations } from './change.ts';

const told: readonly Change[] = (['red', 'blue'] as const).flatMap((cluster): Change[] => {
  const place = { cluster };
  return [
    { kind: 'finding.opened', subject: 'f', text: `finding ${cluster}`, place },
    { kind: 'exception.requested', subject: 'e', text: `exception ${cluster}`, place },
    { kind: 'detection', subject: 'd', text: `detection ${cluster}`, place },
    { kind: 'incident.opened', subject: 'i', text: `incident ${cluster}`, place },
    { kind: 'action', subject: 'a', text: `action ${cluster}`, place },
    { kind: 'asset.seen', subject: 's', text: `asset ${cluster}`, place },
    { kind: 'audit', subject: '1', text: `audit ${cluster}`, place },
  ];
});
const placed = ['finding', 'exception', 'detection', 'incident', 'action', 'asset'];

function callerOf(role: Role, place?: Place): Caller {
  const given = new Set(permissionsOfRole[role]);
  return {
    kind: 'user',
    id: '1',
    name: 'somebody',
    reachOf: (permission): Reach | undefined => {
      if (!given.has(permission)) return undefined;
      if (place === undefined) return 'all';
      return unscopedPermissions.has(permission) ? undefined : [place];
    },
  };
}

async function openOperations() {
  const database = await openSqlite(':memory:');
  await migrate(database, [coreMigration, changeMigration]);
  const changes = createChangeLog(database, () => new Date(1_700_000_000_000));
  await database.transaction((tx) => changes.append(tx, told));
  const operations = changeOperations({ changes });
  const ended = new AbortController();
  function callOf(caller: Caller): Call {
    return { caller, reach: 'all', signal: ended.signal };
  }
  async function listed(caller: Caller): Promise<readonly string[]> {
    const query = { limit: 100 };
    const { items } = await operations.listChanges(callOf(caller), {
      params: undefined,
      query,
      body: undefined,
    });
    return items.map(({ text }) => text);
  }
  async function heard(caller: Caller, count: number): Promise<readonly string[]> {
    const query = { after: '0' };
    const stream = await operations.live(callOf(caller), {
      params: undefined,
      query,
      body: undefined,
    });
    const texts: string[] = [];
    for await (const { data } of stream) {
      texts.push((data as { text: string }).text); // as `toItem` makes it
      if (texts.length === count) break;
    }
    return texts;
  }
  return { database, listed, heard };
}

test.for(['viewer', 'analyst', 'responder', 'policy-author', 'exception-approver'] as const)(
  'a %s of one tenant hears of that tenant only, and nothing of the audit log',
  async (role) => {
    const { database, listed, heard } = await openOperations();
    await using _ = database;
    const caller = callerOf(role, { cluster: 'red' });
    const expected = placed.map((kind) => `${kind} red`);

    expect(await listed(caller)).toEqual(expected);
    expect(await heard(caller, expected.length)).toEqual(expected);
  },
);

test.for([
  ['viewer', undefined, false],
  ['analyst', undefined, false],
  ['auditor', undefined, true],
  ['administrator', undefined, true],
  ['auditor', { cluster: 'blue' }, false],
  ['administrator', { cluster: 'blue' }, false],
] as const)('whether %s in %j hears of the audit log: %s', async ([role, place, audit]) => {
  const { database, listed } = await openOperations();
  await using _ = database;

  const texts = await listed(callerOf(role, place));

  expect(texts.some((text) => text.startsWith('audit'))).toBe(audit);
  expect(texts.some((text) => text.endsWith('red'))).toBe(place === undefined);
});

test.for(['agent', 'ingest'] as const)('an %s hears nothing', async (role) => {
  const { database, listed } = await openOperations();
  await using _ = database;

  expect(await listed(callerOf(role))).toEqual([]);
});

test('each kind goes by its own permission', async () => {
  const { database, listed } = await openOperations();
  await using _ = database;
  const only: Caller = {
    kind: 'token',
    id: '1',
    name: 'token',
    reachOf: (permission) =>
      permission === 'runtime.read'
        ? 'all'
        : permission === 'asset.read'
          ? [{ cluster: 'blue' }]
          : undefined,
  };

  expect((await listed(only)).toSorted()).toEqual(
    [
      'action blue',
      'action red',
      'asset blue',
      'detection blue',
      'detection red',
      'incident blue',
      'incident red',
    ].toSorted(),
  );
});
