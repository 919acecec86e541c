import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { testScope } from '#advisory/testing.ts';
import type { Call, SessionDoor } from '#contract/platform.ts';
import { auditLogOf } from '#estate/audit/audit-log.ts';
import { auditMigration } from '#estate/audit/migration.ts';
import { identityMigration } from '#estate/identity/migration.ts';
import { viewMigration } from '#estate/view/migration.ts';
import { openVault } from '#identity/vault.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { authenticatorOf } from '../identity/authenticator.ts';
import { firstRunToken } from '../identity/first-run.ts';
import { auditOperations } from './audit.ts';
import { sessionOperations } from './session.ts';
import { userOperations } from './user.ts';
import { viewOperations } from './view.ts';

type Own = ReturnType<typeof sessionOperations> &
  ReturnType<typeof userOperations> &
  ReturnType<typeof auditOperations> &
  ReturnType<typeof viewOperations>;
const directory = mkdtempSync(join(tmpdir(), 'caisson-account-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** An installation with one administrator, and a clock that can be set. */
async function installation() {
  let now = Date.UTC(2026, 0, 1);
  function clock() {
    return new Date(now);
  }
  const scope = { ...testScope(), clock };
  const database = await openSqlite(':memory:');
  await migrate(database, [identityMigration, auditMigration, viewMigration]);
  const signer = openVault(join(directory, `${Math.random()}.key`));
  const audit = auditLogOf({ clock, signer });
  const parts = { database, audit, scope };
  const operations: Own = {
    ...sessionOperations(parts),
    ...userOperations(parts),
    ...auditOperations({ database, signer }),
    ...viewOperations(parts),
  };
  return {
    database,
    operations,
    authenticator: authenticatorOf(database, clock),
    first: () => firstRunToken(database, clock),
    pass: (ms: number) => {
      now += ms;
    },
    browser: () => browserOf(authenticatorOf(database, clock)),
  };
}

function browserOf(authenticator: ReturnType<typeof authenticatorOf>) {
  let secret: string | undefined;
  return {
    secret: () => secret ?? '',
    set: (given: string) => {
      secret = given;
    },
    call: async (): Promise<Call> => {
      const found = await authenticator.ofSession(secret ?? '', '192.0.2.1');
      const session: SessionDoor = {
        ...(secret === undefined ? {} : { current: secret }),
        origin: 'https://caisson.example',
        start: (given) => {
          secret = given;
        },
        end: () => {
          secret = undefined;
        },
      };
      const nobody = { kind: 'user', id: '', name: 'anonymous', reachOf: () => undefined } as const;
      const caller = { ...(found?.caller ?? nobody), remote: '192.0.2.1' };
      return { caller, reach: 'all', signal: new AbortController().signal, session };
    },
  };
}

const password = 'correct horse battery';
const nothing = { params: undefined, query: undefined, body: undefined };

async function withAdministrator() {
  const own = await installation();
  const admin = own.browser();
  const body = { token: (await own.first()) ?? '', name: 'Ada', password };
  await own.operations.signInFirst(await admin.call(), { ...nothing, body });
  return { ...own, admin };
}

test('the first-run token makes one administrator, once', async () => {
  const { operations, first, browser, admin } = await withAdministrator();

  expect((await operations.readSession(await admin.call(), nothing)).permissions).toContain(
    'user.write',
  );
  expect(await first()).toBeUndefined();
  const body = { token: `csf_${'A'.repeat(49)}`, name: 'Eve', password };
  await expect(
    operations.signInFirst(await browser().call(), { ...nothing, body }),
  ).rejects.toMatchObject({ code: 'access.unauthenticated' });
});

test('a first-run token is worthless after a day, and after a later one was printed', async () => {
  const { operations, first, browser, pass } = await installation();
  const old = (await first()) ?? '';
  const next = (await first()) ?? '';
  async function use(token: string) {
    return operations.signInFirst(await browser().call(), {
      ...nothing,
      body: { token, name: 'Ada' },
    });
  }

  await expect(use(old)).rejects.toMatchObject({ code: 'access.unauthenticated' });
  pass(86_400_001);
  await expect(use(next)).rejects.toMatchObject({ code: 'access.unauthenticated' });
});

test('an unknown name and a wrong password are answered alike, and the tries are counted', async () => {
  const { operations, browser } = await withAdministrator();
  async function attempt(name: string) {
    return operations.signIn(await browser().call(), {
      ...nothing,
      body: { name, password: 'wrong' },
    });
  }

  const wrong = await attempt('ada').catch((error: unknown) => String(error));
  const unknown = await attempt('nobody').catch((error: unknown) => String(error));

  expect(wrong).toBe(unknown);
  for (let at = 0; at < 9; at += 1) await attempt('ada').catch(() => undefined);
  await expect(attempt('ADA')).rejects.toMatchObject({ code: 'access.rate-limited' });
}, 20_000);

test('a session that was planted is worth nothing after signing in', async () => {
  const { operations, browser, authenticator, admin } = await withAdministrator();
  const planted = admin.secret();
  const victim = browser();
  victim.set(planted);

  await operations.signIn(await victim.call(), { ...nothing, body: { name: 'Ada', password } });

  expect(victim.secret()).not.toBe(planted);
  expect(await authenticator.ofSession(planted, '')).toBeUndefined();
});

test('sessions end when idle, at last, when signed out and when the password changes', async () => {
  const { operations, browser, authenticator, pass, admin } = await withAdministrator();
  async function signIn() {
    const one = browser();
    await operations.signIn(await one.call(), { ...nothing, body: { name: 'ada', password } });
    return one;
  }
  async function lives(secret: string) {
    return (await authenticator.ofSession(secret, '')) !== undefined;
  }
  const other = await signIn();
  const before = other.secret();

  const body = { current: password, next: 'another long password' };
  await operations.changePassword(await admin.call(), { ...nothing, body });

  expect(await lives(before)).toBe(false);
  expect(await lives(admin.secret())).toBe(true);
  pass(12 * 3_600_000 + 1);
  expect(await lives(admin.secret())).toBe(false);
});

test('a session ends after seven days however it is used', async () => {
  const { authenticator, pass, admin } = await withAdministrator();
  for (let hour = 0; hour < 7 * 24 - 1; hour += 6) {
    pass(6 * 3_600_000);
    await authenticator.ofSession(admin.secret(), '');
  }

  expect(await authenticator.ofSession(admin.secret(), '')).toBeUndefined();
});

test('an invitation lets its own user in, once, and only under the own name', async () => {
  const { operations, browser, admin } = await withAdministrator();
  const body = { name: 'Bob', grants: [{ role: 'viewer' as const, place: { namespace: 'shop' } }] };
  const { invitation } = await operations.addUser(await admin.call(), { ...nothing, body });
  async function enter(name: string) {
    const bob = browser();
    const given = { token: invitation, name, password };
    return operations.signInFirst(await bob.call(), { ...nothing, body: given });
  }

  await expect(enter('Ada')).rejects.toMatchObject({ code: 'access.unauthenticated' });
  expect((await enter('bob')).permissions).not.toContain('user.read');
  await expect(enter('bob')).rejects.toMatchObject({ code: 'access.unauthenticated' });
});

test('tokens: shown once, stored hashed, narrowed with their maker, gone when they expire', async () => {
  const { operations, authenticator, database, pass, admin } = await withAdministrator();
  const body = { name: 'ci', grants: [{ role: 'analyst' as const }], days: 30 };
  const { secret, token } = await operations.addToken(await admin.call(), { ...nothing, body });

  expect(secret).toMatch(/^csn_[\w-]{49}$/u);
  expect(JSON.stringify(await database.all('SELECT * FROM api_token'))).not.toContain(secret);
  expect((await authenticator.ofToken(secret, ''))?.reachOf('finding.read')).toBe('all');
  expect((await authenticator.ofToken(secret, ''))?.reachOf('audit.read')).toBeUndefined();
  await database.transaction((tx) =>
    tx.run('UPDATE person SET grants = ?', ['[{"role":"viewer"}]']),
  );
  expect((await authenticator.ofToken(secret, ''))?.reachOf('finding.read')).toBeUndefined();
  await database.transaction((tx) => tx.run('UPDATE person SET disabled = 1'));
  expect(await authenticator.ofToken(secret, '')).toBeUndefined();
  await database.transaction((tx) =>
    tx.run('UPDATE person SET disabled = 0, grants = ?', ['[{"role":"administrator"}]']),
  );
  expect(await authenticator.ofToken(secret, '')).toBeDefined();
  pass(30 * 86_400_000);
  expect(await authenticator.ofToken(secret, '')).toBeUndefined();
  expect(token.prefix).toBe(secret.slice(0, 8));
});

test('the use of a token is written at most once a minute', async () => {
  const { operations, authenticator, database, pass, admin } = await withAdministrator();
  const body = { name: 'ci', grants: [{ role: 'ingest' as const }], days: 1 };
  const { secret } = await operations.addToken(await admin.call(), { ...nothing, body });
  async function used() {
    return (await database.first('SELECT last_used FROM api_token'))?.['last_used'];
  }

  await authenticator.ofToken(secret, '');
  const first = await used();
  pass(59_000);
  await authenticator.ofToken(secret, '');
  expect(await used()).toBe(first);
  pass(2000);
  await authenticator.ofToken(secret, '');
  expect(await used()).not.toBe(first);
});

test('somebody always may administrate', async () => {
  const { operations, admin } = await withAdministrator();
  const [own] = (await operations.listUsers(await admin.call(), nothing)).items;
  const params = { id: own?.id ?? '' };

  for (const body of [{ disabled: true }, { grants: [] }])
    await expect(
      operations.changeUser(await admin.call(), { ...nothing, params, body }),
    ).rejects.toMatchObject({ code: 'state.conflict' });
  await expect(
    operations.removeUser(await admin.call(), { ...nothing, params }),
  ).rejects.toMatchObject({ code: 'state.conflict' });
});

test('a view is its owner’s, and others see it only when it is shared', async () => {
  const { operations, admin } = await withAdministrator();
  const other = { ...(await admin.call()), caller: { ...(await admin.call()).caller, id: '99' } };
  const view = { name: 'mine', page: 'findings', search: '?tier=P0' };
  const { id } = await operations.addView(await admin.call(), {
    ...nothing,
    body: { ...view, shared: false },
  });

  expect((await operations.listViews(other, nothing)).items).toEqual([]);
  await expect(operations.removeView(other, { ...nothing, params: { id } })).rejects.toMatchObject({
    code: 'input.not-found',
  });
  await operations.addView(await admin.call(), { ...nothing, body: { ...view, shared: true } });
  expect((await operations.listViews(other, nothing)).items).toHaveLength(1);
  expect(await operations.removeView(await admin.call(), { ...nothing, params: { id } })).toEqual({
    ok: true,
  });
});

test('every change of people, tokens and settings stands in the audit log, and the chain holds', async () => {
  const { operations, admin } = await withAdministrator();
  const body = { name: 'ci', grants: [{ role: 'viewer' as const }], days: 1 };
  await operations.addToken(await admin.call(), { ...nothing, body });

  const query = { limit: 1 };
  const first = await operations.listAudit(await admin.call(), { ...nothing, query });
  const next = first.next ?? '';
  const second = await operations.listAudit(await admin.call(), {
    ...nothing,
    query: { ...query, cursor: next },
  });

  expect(first.items[0]).toMatchObject({ action: 'token.add', actor: 'Ada', outcome: 'done' });
  expect(second.items[0]).toMatchObject({ action: 'session.start', subject: 'Ada' });
  expect(await operations.verifyAudit(await admin.call(), nothing)).toEqual({
    ok: true,
    entries: 2,
  });
  await expect(
    operations.listAudit(await admin.call(), { ...nothing, query: { ...query, cursor: 'x' } }),
  ).rejects.toMatchObject({ code: 'input.malformed' });
});
