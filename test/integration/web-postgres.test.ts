import { expect, onTestFinished, test } from 'vitest';
import { testScope } from '#advisory/testing.ts';
import { verifyAudit } from '#estate/audit/verify-audit.ts';
import { openPostgres } from '#sql/open-postgres.ts';
import { temporary } from '../daemons.ts';
import { hasPostgres, startPostgres } from './testing/postgres.ts';
import { password, signIn, signInFirst, startWeb, writing } from './testing/web.ts';

test.skipIf(!hasPostgres)('people, tokens, views and the audit log on PostgreSQL', async () => {
  await using postgres = await startPostgres();
  await using database = await openPostgres(await postgres.create(), testScope());
  const web = await startWeb(temporary('web-postgres'), { database });
  onTestFinished(() => web.server.close());
  const headers = writing(await signInFirst(web));
  async function post(path: string, payload: object) {
    const answer = await web.server.inject({
      method: 'POST',
      url: `/api/v1${path}`,
      headers,
      payload,
    });
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
  }

  const made = await post('/tokens', { name: 'ci', grants: [{ role: 'viewer' }], days: 1 });
  const views = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      post('/views', { name: `view ${at} \u202e`, page: 'findings', search: '' }),
    ),
  );
  const invited = await post('/users', { name: 'Bob', grants: [] });
  const twice = await post('/users', { name: 'BOB', grants: [] });
  await web.server.inject({
    method: 'POST',
    url: '/api/v1/session/first',
    payload: { token: invited.body['invitation'], name: 'bob', password },
  });

  expect(views.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
  expect(twice.status).toBe(409);
  const token = { authorization: `Bearer ${String(made.body['secret'])}` };
  expect((await web.server.inject({ url: '/api/v1/views', headers: token })).json()).toEqual({
    items: [],
  });
  expect((await signIn(web, 'bob')).cookie).not.toBe('');
  expect(await verifyAudit(database, web.signer, new AbortController().signal)).toMatchObject({
    ok: true,
  });
  await database.transaction((tx) => tx.run("UPDATE audit SET subject = 'x' WHERE seq = 7"));
  expect(await verifyAudit(database, web.signer, new AbortController().signal)).toMatchObject({
    ok: false,
    brokenAt: 7,
  });
});
