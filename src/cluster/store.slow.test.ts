import { expect, test } from 'vitest';
import { configMaps, openAt, testScope, until } from './testing.ts';
import { FakeServer, json, statusOf } from './testing-server.ts';

test('a kind that may not be read is told at once', async () => {
  await using fake = await FakeServer.start();
  fake.intercept = ({ response }) => {
    json(response, statusOf(403, 'Forbidden', 'no'), 403);
    return true;
  };
  await using cluster = openAt(fake.server);
  await using store = cluster.informer(configMaps, {}, testScope());

  await expect(store.synced).rejects.toMatchObject({ code: 'access.forbidden' });
  expect(store.healthy()).toBe(false);
  expect(store.state.failure?.code).toBe('access.forbidden');
});

test('a server that is not there yet is waited for', async () => {
  await using fake = await FakeServer.start();
  let refused = 0;
  fake.intercept = ({ response }) => {
    refused += 1;
    if (refused < 20) json(response, statusOf(503, 'ServiceUnavailable'), 503);
    return refused < 20;
  };
  await using cluster = openAt(fake.server);
  await using store = cluster.informer(configMaps, {}, testScope());

  await store.synced;

  expect(store.healthy()).toBe(true);
});

test('a listener that throws keeps nobody from hearing; what is kept is chosen', async () => {
  await using fake = await FakeServer.start();
  fake.put('a', { data: { big: 'x' } });
  await using cluster = openAt(fake.server);
  const scope = testScope();
  await using store = cluster.informer(
    configMaps,
    {
      namespace: 'default',
      keep: ({ body, ...rest }) => ({ ...rest, body: { kind: body['kind'] ?? '' } }),
    },
    scope,
  );
  const heard: string[] = [];
  store.onChange(() => {
    throw new Error('mine');
  });
  const stop = store.onChange(({ object }) => heard.push(object.name));
  await store.synced;
  stop();
  fake.put('b');
  await until(() => store.size === 2);

  expect(heard).toStrictEqual(['a']);
  expect(store.get('a', 'default')?.body).toStrictEqual({ kind: 'ConfigMap' });
});
