import { expect, test } from 'vitest';
import { openAt, testScope } from './testing.ts';
import { FakeServer } from './testing-server.ts';

test('redirects are not followed', async () => {
  await using fake = await FakeServer.start();
  await using other = await FakeServer.start();
  fake.intercept = ({ response }) => {
    response.writeHead(302, { location: `${other.server}/version` }).end();
    return true;
  };
  await using cluster = openAt(fake.server);

  await expect(cluster.version(testScope())).rejects.toMatchObject({ code: 'input.unsupported' });
  expect(other.asked).toStrictEqual([]);
});

test('an abort ends a request at once, with its own reason', async () => {
  await using fake = await FakeServer.start();
  const abort = new AbortController();
  const reason = new Error('enough');
  fake.intercept = () => {
    abort.abort(reason);
    return true;
  };
  await using cluster = openAt(fake.server);

  await expect(cluster.version(testScope(abort.signal))).rejects.toBe(reason);
});

test('requests keep to the rate', async () => {
  await using fake = await FakeServer.start();
  await using cluster = openAt(fake.server, { perSecond: 100, burst: 2 });
  const started = performance.now();

  await Promise.all(Array.from({ length: 12 }, () => cluster.version(testScope())));

  expect(performance.now() - started).toBeGreaterThan(90);
});

test('nothing is there: refused, with a hint', async () => {
  const fake = await FakeServer.start();
  await fake[Symbol.asyncDispose]();
  await using cluster = openAt(fake.server, { patienceMs: 50 });

  await expect(cluster.version(testScope())).rejects.toMatchObject({
    code: 'access.unreachable',
    message: expect.stringContaining('connection refused') as string,
    hint: expect.stringContaining('server of the context') as string,
  });
});
