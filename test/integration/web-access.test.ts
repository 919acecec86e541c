import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addPerson } from '#estate/identity/person.ts';
import { startSession } from '#estate/identity/session.ts';
import { addToken } from '#estate/identity/token.ts';
import { csrfOf, hashSecret, newSecret, newSessionSecret } from '#identity/secret.ts';
import { permissionsOfRole, type Role, roles, unscopedPermissions } from '#wire/permission.ts';
import type { Route } from '#wire/route.ts';
import { routes } from '#wire/routes.ts';
import { temporary } from '../daemons.ts';
import { type Browser, origin, type Started, sampleOf, startWeb, writing } from './testing/web.ts';

const directory = temporary('web-access');
const place = { cluster: 'c1', namespace: 'shop' };
const scopes = { everywhere: undefined, placed: place } as const;
type ScopeName = keyof typeof scopes;

const held: { web?: Started } = {};
beforeAll(async () => {
  held.web = await startWeb(directory, { onlyStubs: true });
});
afterAll(async () => {
  await held.web?.server.close();
});
function web(): Started {
  if (held.web === undefined) throw new Error('not started');
  return held.web;
}

const table = Object.entries<Route>(routes);
const cases = roles.flatMap((role) =>
  (['everywhere', 'placed'] as const).map((scope) => [role, scope] as const),
);

/** What the table promises, told apart from how the server decides. */
function mayCall({ permission }: Route, role: Role, scope: ScopeName): boolean {
  if (permission === 'public' || permission === 'self') return true;
  if (!permissionsOfRole[role].includes(permission)) return false;
  return scope === 'everywhere' || !unscopedPermissions.has(permission);
}

describe('every route × role × scope', () => {
  test.for(cases)('%s, %s: by session and by token', async ([role, scope]) => {
    const { browser, token } = await somebody([grant(role, scope)]);

    for (const [id, route] of table)
      for (const headers of [writing(browser), { authorization: `Bearer ${token}` }]) {
        web().calls.length = 0;
        const answer = await request(route, headers);
        const admitted = answer.statusCode !== 403 && answer.statusCode !== 401;
        expect({ id, admitted, status: answer.statusCode }).toEqual({
          id,
          admitted: mayCall(route, role, scope),
          status: mayCall(route, role, scope) ? 404 : 403,
        });
        expect(web().calls.map((one) => one.id)).toEqual(admitted ? [id] : []);
        if (admitted && route.permission !== 'public') checkReach(route, role, scope);
      }
  });
});

test('a placed grant reaches its place and nothing else, also beside another', async () => {
  const other = { repository: 'registry/team' };
  const { browser } = await somebody([
    { role: 'viewer', place },
    { role: 'analyst', place: other },
  ]);
  web().calls.length = 0;

  await request(routes.listFindings, writing(browser));
  const decide = table.find(([, route]) => route.permission === 'finding.decide')?.[1];
  if (decide !== undefined) await request(decide, writing(browser));

  expect(web().calls.map(({ call }) => call.reach)).toEqual([[place, other], [other]]);
});

test('nobody gets in: anonymous, unknown secrets, another scheme, ended, disabled', async () => {
  const gone = await somebody([{ role: 'administrator' }]);
  await web().database.transaction((tx) =>
    tx.run('UPDATE person SET disabled = 1 WHERE id = ?', [gone.id]),
  );
  const revoked = await somebody([{ role: 'administrator' }]);
  await web().database.transaction(async (tx) => {
    await tx.run('DELETE FROM api_token WHERE person = ?', [revoked.id]);
    await tx.run('UPDATE login_session SET last_used = 0 WHERE person = ?', [revoked.id]);
  });
  const expired = await somebody([{ role: 'administrator' }]);
  await web().database.transaction(async (tx) => {
    await tx.run('UPDATE api_token SET expires = 1 WHERE person = ?', [expired.id]);
    await tx.run('UPDATE login_session SET expires = 1 WHERE person = ?', [expired.id]);
  });
  const strangers: readonly Readonly<Record<string, string>>[] = [
    { origin, host: 'localhost' },
    { cookie: `caisson=${newSessionSecret()}` },
    { cookie: 'caisson=../../etc/passwd' },
    { authorization: `Bearer ${newSecret('token')}` },
    { authorization: 'Basic YWRtaW46YWRtaW4=' },
    { authorization: 'Bearer' },
    ...[gone, revoked, expired].flatMap(({ browser, token }) => [
      writing(browser),
      { authorization: `Bearer ${token}` },
    ]),
  ];
  web().calls.length = 0;

  for (const [, route] of table.filter(([, { permission }]) => permission !== 'public'))
    for (const headers of route === routes.listFindings ? strangers : strangers.slice(0, 3))
      expect((await request(route, headers)).statusCode).toBe(401);
  expect(web().calls).toEqual([]);
});

test('a write with a cookie needs our page and its token', async () => {
  const { browser } = await somebody([{ role: 'administrator' }]);
  const good = writing(browser);
  const { 'x-csrf-token': _token, ...noToken } = good;
  const { origin: _origin, ...noOrigin } = good;
  const bad = [
    noToken,
    noOrigin,
    { ...good, 'x-csrf-token': 'wrong' },
    { ...good, origin: 'https://evil.example' },
    { ...good, origin: 'null' },
    { ...good, origin: 'http://localhost:8081' },
    { ...good, 'sec-fetch-site': 'cross-site' },
    { ...good, 'sec-fetch-site': 'same-site' },
  ];
  web().calls.length = 0;

  for (const [, route] of table.filter(
    ([, { method, permission }]) => method !== 'GET' && permission !== 'public',
  ))
    for (const headers of bad) expect((await request(route, headers)).statusCode).toBe(403);
  expect(web().calls).toEqual([]);
  expect(
    (await request(routes.listFindings, { ...good, 'sec-fetch-site': 'cross-site' })).statusCode,
  ).toBe(403);
});

test('other methods, members that nobody knows and names of prototypes are refused', async () => {
  const { token } = await somebody([{ role: 'administrator' }, { role: 'ingest' }]);
  const headers = { authorization: `Bearer ${token}` };
  web().calls.length = 0;

  for (const [id, route] of table) {
    const { url, payload } = sampleOf(route);
    for (const method of ['HEAD', 'OPTIONS', 'PUT', 'TRACE'] as const)
      expect({
        id,
        method,
        status: (await web().server.inject({ method: method as 'HEAD', url, headers })).statusCode,
      }).toMatchObject({
        status: 405,
      });
    const extended = `${url}${url.includes('?') ? '&' : '?'}nobody=1`;
    expect({ id, status: (await request(route, headers, extended)).statusCode }).toEqual({
      id,
      status: 400,
    });
    if (typeof payload !== 'object' || payload === null || route.tag === 'ingest') continue;
    const json = { ...headers, 'content-type': 'application/json' };
    for (const text of [
      JSON.stringify({ ...payload, nobody: 1 }),
      `{"__proto__":{"role":"administrator"},${JSON.stringify(payload).slice(1)}`,
      JSON.stringify({ ...payload, constructor: {} }),
    ])
      expect({
        id,
        status: (
          await web().server.inject({ method: route.method, url, headers: json, payload: text })
        ).statusCode,
      }).toEqual({ id, status: 400 });
  }
  expect(web().calls).toEqual([]);
});

test('a call that was refused stands in the audit log', async () => {
  const { browser, name } = await somebody([{ role: 'viewer' }]);

  await request(routes.listUsers, writing(browser));

  const row = await web().database.first('SELECT * FROM audit ORDER BY seq DESC LIMIT 1');
  expect(row).toMatchObject({
    name,
    action: 'listUsers',
    outcome: 'refused',
    subject: '/api/v1/users',
  });
});

function checkReach({ permission }: Route, role: Role, scope: ScopeName): void {
  const sees = permission !== 'self' || permissionsOfRole[role].includes('asset.read');
  const reach = web().calls[0]?.call.reach;
  expect(reach).toEqual(!sees ? [] : scope === 'everywhere' ? 'all' : [place]);
}

function grant(role: Role, scope: ScopeName) {
  const at = scopes[scope];
  return at === undefined ? { role } : { role, place: at };
}

async function request(route: Route, headers: Readonly<Record<string, string>>, otherUrl?: string) {
  const { url, payload } = sampleOf(route);
  const type = route.takes === undefined ? {} : { 'content-type': route.takes };
  return web().server.inject({
    method: route.method,
    url: otherUrl ?? url,
    headers: { ...type, ...headers },
    ...bodyWith(payload),
  });
}

function bodyWith(payload: unknown): { readonly payload?: string | object } {
  if (typeof payload === 'string') return { payload };
  return typeof payload === 'object' && payload !== null ? { payload } : {};
}

/** A person with a session and a token of the same grants. */
async function somebody(
  grants: readonly { readonly role: Role; readonly place?: object }[],
): Promise<{
  readonly id: number;
  readonly name: string;
  readonly browser: Browser;
  readonly token: string;
}> {
  const secret = newSessionSecret();
  const token = newSecret('token');
  const name = `somebody ${crypto.randomUUID()}`;
  const now = Date.now();
  const id = await web().database.transaction(async (tx) => {
    const person = await addPerson(tx, {
      name,
      email: '',
      origin: 'local',
      subject: '',
      password: '',
      grants: [...grants],
      created: now,
    });
    await startSession(tx, hashSecret(secret), person, now);
    await addToken(tx, hashSecret(token), {
      name,
      prefix: '',
      grants: [...grants],
      person,
      created: now,
      createdBy: '',
      expires: now + 100_000,
    });
    return person;
  });
  return { id, name, token, browser: { cookie: `caisson=${secret}`, csrf: csrfOf(secret) } };
}
