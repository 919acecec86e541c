import { expect, test } from 'vitest';
import type { ListPage } from '#contract/cluster.ts';
import type { KubeObject } from '#kube/object.ts';
import { configMaps, openAt, testScope } from './testing.ts';
import { type Asked, FakeServer, json, statusOf } from './testing-server.ts';

test('reads aggregated discovery; versions whose server does not answer are gaps', async () => {
  await using fake = await FakeServer.start();
  fake.intercept = ({ path, response }) => {
    if (path !== '/apis') return false;
    const versions = [{ version: 'v1beta1', resources: [], freshness: 'Stale' }];
    const items = [{ metadata: { name: 'metrics.example' }, versions }];
    json(response, { kind: 'APIGroupDiscoveryList', items });
    return true;
  };
  await using cluster = openAt(fake.server);

  const { resources, gaps } = await cluster.resources(testScope());

  expect(resources[0]).toStrictEqual({
    ...configMaps,
    subresources: ['status'],
    shortNames: [],
  });
  expect(gaps).toMatchObject([
    { location: { path: 'metrics.example/v1beta1' }, reason: 'unreadable' },
  ]);
  expect(await cluster.version(testScope())).toMatchObject({ version: '1.36', minor: 36 });
});

test('kinds of a server that does not answer are unlisted, and nobody asks it', async () => {
  await using fake = await FakeServer.start();
  fake.intercept = ({ path, response }) => {
    if (path !== '/apis') return path.startsWith('/apis/');
    const resource = { resource: 'orders', responseKind: { kind: 'Order' }, verbs: ['list'] };
    const versions = [{ version: 'v1', resources: [resource], freshness: 'Stale' }];
    json(response, {
      kind: 'APIGroupDiscoveryList',
      items: [{ metadata: { name: 'shop.example' }, versions }],
    });
    return true;
  };
  await using cluster = openAt(fake.server);

  const { objects, gaps, unlisted } = await cluster.inventory(testScope(), { kinds: ['orders'] });

  expect(await collect(objects)).toStrictEqual([]);
  expect(gaps.map(({ location }) => location.path)).toStrictEqual(['shop.example/v1']);
  expect([...unlisted]).toStrictEqual(['shop.example/Order']);
});

test('a storm of 429 is sat out as the server wants it', async () => {
  await using fake = await FakeServer.start();
  fake.put('a');
  let refusals = 0;
  fake.intercept = ({ response }) => {
    refusals += 1;
    if (refusals > 4) return false;
    response.setHeader('retry-after', '0');
    json(response, statusOf(429, 'TooManyRequests'), 429);
    return true;
  };
  await using cluster = openAt(fake.server);

  expect(await namesOf(cluster.list(configMaps, {}, testScope()))).toStrictEqual(['a']);
  expect(fake.asked.length).toBe(5);
});

test.for([
  ['500', 500, 'access.unreachable'],
  ['503 as HTML of a proxy', 503, 'access.unreachable'],
  ['429 without end', 429, 'access.rate-limited'],
] as const)('patience ends at %s', async ([name, status, code]) => {
  await using fake = await FakeServer.start();
  fake.intercept = ({ response }) => {
    response.writeHead(status);
    response.end(name.includes('HTML') ? '<html>bad gateway</html>' : '');
    return true;
  };
  await using cluster = openAt(fake.server);

  await expect(cluster.version(testScope())).rejects.toMatchObject({ code });
  expect(fake.asked.length).toBe(8);
});

test.for([
  ['401', 401, 'Unauthorized', 'access.unauthenticated'],
  ['403', 403, 'Forbidden', 'access.forbidden'],
  ['404', 404, 'NotFound', 'input.not-found'],
  ['400', 400, 'BadRequest', 'usage.invalid-argument'],
  ['501', 501, 'NotImplemented', 'input.unsupported'],
] as const)('%s is told at once, in the words of the server', async ([, status, reason, code]) => {
  await using fake = await FakeServer.start();
  fake.intercept = ({ response }) => {
    json(response, statusOf(status, reason, `no \u001b[31m${reason}`), status);
    return true;
  };
  await using cluster = openAt(fake.server);

  await expect(cluster.version(testScope())).rejects.toMatchObject({
    code,
    message: expect.stringContaining(`no �[31m${reason}`) as string,
  });
  expect(fake.asked.length).toBe(1);
});

test('a server that does not answer, stops answering or trickles is left', async () => {
  await using fake = await FakeServer.start();
  const faults = [
    () => undefined,
    ({ response }: Asked) => void response.writeHead(200).write('{"kind":'),
    ({ response }: Asked) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    },
  ];
  const short = { answerMs: 80, stallMs: 80, documentMs: 150, patienceMs: 200 };
  for (const fault of faults) {
    fake.intercept = (asked) => {
      fault(asked);
      return true;
    };
    await using cluster = openAt(fake.server, short);
    await expect(cluster.version(testScope())).rejects.toMatchObject({
      code: 'access.unreachable',
    });
  }
});

test('what is no JSON, or another answer than was asked for, is malformed', async () => {
  await using fake = await FakeServer.start();
  const answers = ['not json', '[1]', '{"kind":"Pod"}', '{"kind":"ConfigMapList","items":3}', ''];
  for (const answer of answers) {
    fake.intercept = ({ response }) => {
      response.end(answer);
      return true;
    };
    await using cluster = openAt(fake.server);
    const listing = namesOf(cluster.list(configMaps, {}, testScope()));
    await expect(listing).rejects.toMatchObject({ code: 'input.malformed' });
  }
});

test('an answer that breaks off is asked for again', async () => {
  await using fake = await FakeServer.start();
  fake.put('a');
  fake.intercept = ({ response }) => {
    if (fake.asked.length > 2) return false;
    response.writeHead(200, { 'content-length': 1000 });
    response.write('{"kind":"ConfigMapList"', () => response.destroy());
    return true;
  };
  await using cluster = openAt(fake.server);

  expect(await namesOf(cluster.list(configMaps, {}, testScope()))).toStrictEqual(['a']);
});

test.for([
  ['the same token again', () => ({ continue: 'again' }), [], 'input.malformed'],
  ['empty pages without end', (at: number) => ({ continue: `t${at}` }), [], 'input.malformed'],
  [
    'objects without end',
    (at: number) => ({ continue: `t${at}` }),
    Array.from({ length: 500 }, (_, at) => ({ metadata: { name: `n${at}` } })),
    'limit.entries',
  ],
] as const)('%s: the listing ends', async ([, metadata, items, code]) => {
  await using fake = await FakeServer.start();
  fake.intercept = ({ response }) => {
    json(response, { kind: 'ConfigMapList', metadata: metadata(fake.asked.length), items });
    return true;
  };
  await using cluster = openAt(fake.server);

  const listing = namesOf(cluster.list(configMaps, {}, testScope(undefined, { maxEntries: 2000 })));

  await expect(listing).rejects.toMatchObject({ code });
  expect(fake.asked.length).toBeLessThan(110);
});

test('giant objects make pages smaller; one beyond the bound is a gap, the rest is read', async () => {
  await using fake = await FakeServer.start();
  for (let at = 0; at < 40; at += 1) fake.put(`n${at}`, { data: { text: 'x'.repeat(20_000) } });
  await using cluster = openAt(fake.server);
  const scope = testScope(undefined, { maxFileBytes: 100_000 });

  expect((await namesOf(cluster.list(configMaps, {}, scope))).length).toBe(40);

  fake.put('n9', { data: { text: 'x'.repeat(200_000) } });
  const { objects, gaps, unlisted } = await cluster.inventory(scope);
  await collect(objects);
  expect(gaps.map(({ location, reason }) => [location.path, reason])).toContainEqual([
    'configmaps',
    'too-large',
  ]);
  expect(unlisted.has('/ConfigMap')).toBe(true);
  expect(unlisted.has('apps/Deployment')).toBe(false);
});

test('values of Secrets that a server sends all the same are dropped', async () => {
  await using fake = await FakeServer.start();
  fake.intercept = ({ path, response }) => {
    if (!path.endsWith('/secrets')) return false;
    const item = { metadata: { name: 'a' }, data: { key: 'dmFsdWU=' } };
    json(response, { kind: 'SecretList', metadata: {}, items: [item] });
    return true;
  };
  await using cluster = openAt(fake.server);

  const { objects, gaps } = await cluster.inventory(testScope());

  expect(await collect(objects)).toStrictEqual([]);
  expect(gaps).toMatchObject([{ location: { path: 'secrets' }, reason: 'unreadable' }]);
});

test('hostile objects are taken as they are, or are gaps', async () => {
  await using fake = await FakeServer.start();
  const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
  fake.intercept = ({ path, response }) => {
    if (!path.endsWith('/configmaps')) return false;
    const proto =
      '{"metadata":{"name":"p","annotations":{"__proto__":"x"}},"__proto__":{"kind":"X"}}';
    const items = `${proto},{"metadata":{"name":"d"},"data":${deep}},7,null,{},{"metadata":{}}`;
    response.end(`{"kind":"ConfigMapList","metadata":{"resourceVersion":"1"},"items":[${items}]}`);
    return true;
  };
  await using cluster = openAt(fake.server);

  const { objects, gaps } = await cluster.inventory(testScope(), { kinds: ['configmaps'] });
  const all = await collect(objects);

  expect(all.map(({ kind, name }) => [kind, name])).toStrictEqual([['ConfigMap', 'p']]);
  expect(Object.hasOwn(all[0]?.body ?? {}, '__proto__')).toBe(true);
  expect([...(all[0]?.annotations ?? [])]).toStrictEqual([['__proto__', 'x']]);
  expect(gaps.length).toBe(5);
});

test('a server that goes away in the middle leaves gaps, and is not asked for all the rest', async () => {
  await using fake = await FakeServer.start();
  fake.intercept = ({ path, response }) => {
    if (path === '/apis') {
      const resources = Array.from({ length: 60 }, (_, at) => ({
        resource: `things${at}`,
        responseKind: { kind: `Thing${at}` },
        scope: 'Cluster',
        verbs: ['list'],
      }));
      const versions = [{ version: 'v1', resources, freshness: 'Current' }];
      const items = [{ metadata: { name: 'x.example' }, versions }];
      json(response, { kind: 'APIGroupDiscoveryList', items });
      return true;
    }
    if (path.startsWith('/apis/')) response.destroy();
    return path.startsWith('/apis/');
  };
  await using cluster = openAt(fake.server, { patienceMs: 30 });

  const kinds = Array.from({ length: 60 }, (_, at) => `Thing${at}`);
  const { objects, gaps, unlisted } = await cluster.inventory(testScope(), { kinds });
  await collect(objects);

  expect(gaps.length).toBe(60);
  expect(unlisted.size).toBe(60);
  expect(fake.asked.length).toBeLessThan(80);
});

async function namesOf(pages: AsyncIterable<ListPage>): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { items } of pages)
    for (const { metadata } of items) names.push(String((metadata as { name?: unknown }).name));
  return names;
}

async function collect(objects: AsyncIterable<KubeObject>): Promise<readonly KubeObject[]> {
  const all: KubeObject[] = [];
  for await (const object of objects) all.push(object);
  return all;
}
