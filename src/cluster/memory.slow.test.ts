import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { KubeObject } from '#kube/object.ts';
import { configMaps, openAt, testScope } from './testing.ts';
import { type Asked, eventOf, FakeServer } from './testing-server.ts';

const count = 100_000;
const padding = 'x'.repeat(1500);

test('100,000 objects pass through an inventory in little memory', async () => {
  await using fake = await manyObjects();
  await using cluster = openAt(fake.server);
  const collect = collector();
  const before = collect();
  const { objects, gaps } = await cluster.inventory(testScope(), { kinds: ['configmaps'] });
  const started = performance.now();

  let [seen, most] = [0, 0];
  for await (const { name } of objects) {
    expect(name).not.toBe('');
    seen += 1;
    if (seen % 10_000 === 0) most = Math.max(most, collect() - before);
  }

  console.info(
    `${count} objects in ${Math.round(performance.now() - started)} ms, ${mega(most)} MB`,
  );
  expect(seen).toBe(count);
  expect(gaps).toStrictEqual([]);
  expect(most).toBeLessThan(60 * 2 ** 20);
});

test('a store of 100,000 objects takes what is kept of them', async () => {
  await using fake = await manyObjects();
  await using cluster = openAt(fake.server);
  const collect = collector();
  const before = collect();

  await using store = cluster.informer(configMaps, { keep: onlyName }, testScope());
  await store.synced;

  const taken = collect() - before;
  console.info(`a store of ${count} names takes ${mega(taken)} MB`);
  expect(store.size).toBe(count);
  expect(taken).toBeLessThan(150 * 2 ** 20);
});

const nothing: ReadonlyMap<string, string> = new Map();

function onlyName({ kind, name, namespace, uid, ...object }: KubeObject): KubeObject {
  const body = { metadata: { name } };
  return { ...object, kind, name, namespace, uid, labels: nothing, annotations: nothing, body };
}

/** Pages that are made when they are asked for. */
async function manyObjects(): Promise<FakeServer> {
  const fake = await FakeServer.start();
  fake.intercept = ({ path, query, response }: Asked) => {
    if (!path.endsWith('/configmaps')) return false;
    if (query.get('watch') === 'true') {
      const bookmark = { metadata: { resourceVersion: '200000' } };
      response.write(`${eventOf('BOOKMARK', bookmark)}\n`);
      return true;
    }
    const from = Number(query.get('continue') ?? 0);
    const to = Math.min(count, from + Number(query.get('limit')));
    const token = to < count ? `,"continue":"${to}"` : '';
    const items = Array.from({ length: to - from }, (_, at) => objectOf(from + at)).join();
    response.end(
      `{"kind":"ConfigMapList","metadata":{"resourceVersion":"200000"${token}},"items":[${items}]}`,
    );
    return true;
  };
  return fake;
}

function objectOf(at: number): string {
  const metadata = {
    name: `object-${at}`,
    namespace: `namespace-${at % 100}`,
    uid: `00000000-0000-0000-0000-${String(at).padStart(12, '0')}`,
    resourceVersion: String(1000 + at),
    managedFields: [{ manager: 'x', fieldsV1: { text: padding } }],
  };
  return JSON.stringify({ metadata, data: { text: padding } });
}

/** Collects garbage and tells the bytes that are left. */
function collector(): () => number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  return () => {
    if (typeof collect === 'function') Reflect.apply(collect, undefined, []);
    return process.memoryUsage().heapUsed;
  };
}

function mega(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
