import { expect, test } from 'vitest';
import type { ClusterEvent } from '#contract/cluster.ts';
import { textOf, valueAt } from '#kube/json.ts';
import { configMaps, openAt, testScope, until } from './testing.ts';
import { follow } from './testing-follow.ts';
import { eventOf, FakeServer, json, statusOf } from './testing-server.ts';

test('what is there comes first, then what happens, each once', async () => {
  await using fake = await FakeServer.start();
  for (let at = 0; at < 3; at += 1) fake.put(`n${at}`);
  await using cluster = openAt(fake.server);
  const told: string[] = [];

  for await (const event of cluster.watch(configMaps, {}, testScope())) {
    told.push(lineOf(event));
    if (event.type === 'synced') {
      fake.put('late');
      fake.put('n0', { data: { a: 'b' } });
      fake.remove('n1');
    }
    if (told.length === 7) break;
  }

  expect(told).toStrictEqual([
    'added n0',
    'added n1',
    'added n2',
    'synced',
    'added late',
    'modified n0',
    'deleted n1',
  ]);
});

test('a connection that is cut, also in a line, is taken up where it was', async () => {
  await using followed = await follow();
  const { fake, told } = followed;
  fake.put('a');
  await until(() => told.length === 1);

  const half = eventOf('ADDED', { metadata: { name: 'half', uid: 'u', resourceVersion: '900' } });
  for (const watcher of fake.watchers) watcher.write(half.slice(0, 40));
  fake.cut();
  fake.put('b');
  await until(() => told.length === 2);

  expect(told).toStrictEqual(['added a', 'added b']);
  expect(fake.asked.filter((path) => path.includes('limit=')).length).toBe(1);
  expect(fake.asked.at(-1)).toContain('resourceVersion=101');
});

test('a connection that is dead without an end is left, and news of the time come', async () => {
  await using followed = await follow({ idleMs: 60 });
  const { fake, told } = followed;
  const [dead] = fake.watchers;
  fake.watchers.clear();
  fake.put('a');

  await until(() => told.length === 1);

  expect(dead?.destroyed ?? true).toBe(true);
  expect(told).toStrictEqual(['added a']);
});

test('a watch that is silent on a quiet server stays healthy; bookmarks move it on', async () => {
  await using followed = await follow({ idleMs: 40 });
  const { fake, store } = followed;
  fake.version += 50;
  fake.bookmark();
  // A listing takes the place of what does not happen.
  await until(() => fake.asked.filter((path) => path.includes('limit=')).length > 4);
  await until(() => store.healthy());

  expect(fake.asked.some((path) => path.includes('resourceVersion=150'))).toBe(true);
  fake.intercept = () => true;
  await until(() => !store.healthy());
});

test.for([
  ['as an event', false],
  ['as an answer', true],
] as const)(
  '410 %s: all is listed again, and what went away meanwhile is told',
  async ([, isStatus]) => {
    await using followed = await follow();
    const { fake, told, store } = followed;
    fake.put('a');
    fake.put('b');
    await until(() => told.length === 2);
    fake.remove('a', true);
    fake.put('c', {}, true);

    let refused = 0;
    fake.intercept = ({ query, response }) => {
      if (query.get('watch') !== 'true' || refused > 0) return false;
      refused += 1;
      const status = statusOf(410, 'Expired', 'too old resource version');
      if (isStatus) json(response, status, 410);
      else response.end(`${eventOf('ERROR', status)}\n`);
      return true;
    };
    fake.cut();
    await until(() => told.length === 4);

    expect(told.slice(2).sort()).toStrictEqual(['added c', 'deleted a']);
    expect(store.state.listings).toBe(2);
    expect(store.missedEvents).toBe(0);
  },
);

test('events that come twice or too late are told once', async () => {
  await using followed = await follow();
  const { fake, told } = followed;
  function at(type: string, version: number, name = 'a', uid = 'u'): void {
    fake.say(eventOf(type, { metadata: { name, uid, resourceVersion: String(version) } }));
  }
  at('ADDED', 200);
  at('MODIFIED', 205);
  at('MODIFIED', 205);
  at('ADDED', 200);
  at('MODIFIED', 203);
  at('DELETED', 202, 'a', 'other life');
  at('DELETED', 210);
  at('DELETED', 210);
  at('ADDED', 220, 'a', 'new life');
  at('ADDED', 230, 'a', 'third life');

  await until(() => told.length === 6);

  expect(told).toStrictEqual([
    'added a',
    'modified a',
    'deleted a',
    'added a',
    'deleted a',
    'added a',
  ]);
});

test('events that a server keeps to itself are found by comparing, counted and told', async () => {
  await using followed = await follow({ reconcileMs: 50, settleMs: 30 });
  const { fake, told, store } = followed;
  fake.put('a');
  fake.put('gone');
  await until(() => told.length === 2);
  fake.put('kept back', {}, true);
  fake.put('a', { data: { changed: 'yes' } }, true);
  fake.remove('gone', true);

  const ticking = setInterval(() => fake.bookmark(), 10);
  await until(() => told.length === 5);
  clearInterval(ticking);

  expect(told.slice(2).sort()).toStrictEqual(['added kept back', 'deleted gone', 'modified a']);
  expect(store.missedEvents).toBe(3);
});

test('comparing finds nothing where nothing was missed, however much happens', async () => {
  await using followed = await follow({ reconcileMs: 5, settleMs: 2000 });
  const { fake, store, told } = followed;
  for (let at = 0; at < 300; at += 1) {
    fake.put(`n${at % 40}`, { data: { at: String(at) } });
    if (at % 7 === 0) fake.remove(`n${(at + 3) % 40}`);
    if (at % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 3));
  }
  fake.put('end');
  await until(() => told.at(-1) === 'added end');

  expect(fake.asked.filter((path) => path.includes('limit=')).length).toBeGreaterThan(3);
  expect(store.missedEvents).toBe(0);
});

test('a listing that begins again in its middle tells nothing twice and forgets nobody', async () => {
  await using fake = await FakeServer.start();
  for (let at = 0; at < 600; at += 1) fake.put(`n${at}`);
  let pages = 0;
  fake.intercept = ({ query, response }) => {
    if (query.get('watch') === 'true') return false;
    pages += 1;
    if (pages !== 2) return false;
    fake.remove('n0', true);
    json(response, statusOf(410, 'Expired'), 410);
    return true;
  };
  await using cluster = openAt(fake.server);
  const told: string[] = [];

  for await (const event of cluster.watch(configMaps, {}, testScope())) {
    told.push(lineOf(event));
    if (event.type === 'synced') break;
  }

  expect(told.filter((line) => line.startsWith('added')).length).toBe(600);
  expect(told.slice(-2)).toStrictEqual(['deleted n0', 'synced']);
});

test('lines that are no events end a connection; in the end all is listed again', async () => {
  await using followed = await follow();
  const { fake, told, store } = followed;
  fake.intercept = ({ query, response }) => {
    if (query.get('watch') !== 'true' || store.state.listings > 1) return false;
    response.end('{"type":"ADDED","object":{"metadata":{}}}\nnonsense\n');
    return true;
  };
  fake.cut();
  fake.put('a', {}, true);
  await until(() => told.length === 1);

  expect(told).toStrictEqual(['added a']);
  expect(store.state.listings).toBe(2);
});

test('an event beyond all bounds does not stop the watch', async () => {
  await using followed = await follow({}, { maxFileBytes: 50_000 });
  const { fake, told } = followed;
  fake.put('giant', { data: { text: 'x'.repeat(100_000) } });
  fake.remove('giant');
  fake.put('a');

  await until(() => told.includes('added a'));

  expect(told).toStrictEqual(['added a']);
});

test('the wait grows although the server accepts every connection, and data make it short again', async () => {
  await using followed = await follow({ firstWaitMs: 8, longestWaitMs: 1000 });
  const { fake, told } = followed;
  fake.intercept = ({ query, response }) => {
    if (query.get('watch') !== 'true') return false;
    response.end();
    return true;
  };
  const before = fake.asked.length;
  fake.cut();
  await new Promise((resolve) => setTimeout(resolve, 400));
  const tries = fake.asked.length - before;
  fake.intercept = () => false;
  fake.put('a');
  await until(() => told.length === 1);

  // 6, 12, 24, 48, 96, 192 ms with a chance of one half.
  expect(tries).toBeGreaterThan(3);
  expect(tries).toBeLessThan(9);
});

test('a database that was restored from a backup is listed anew', async () => {
  await using followed = await follow();
  const { fake, told, store } = followed;
  fake.put('a');
  fake.put('b');
  await until(() => told.length === 2);
  fake.restore(50);
  fake.put('a', { data: { old: 'yes' } }, true);
  fake.remove('b', true);
  fake.intercept = ({ query, response }) => {
    if (query.get('watch') !== 'true' || store.state.listings > 1) return false;
    json(response, statusOf(504, 'Timeout', 'Too large resource version: 102, current: 52'), 504);
    return true;
  };
  fake.cut();
  await until(() => told.length === 4);

  expect(told.slice(2).sort()).toStrictEqual(['deleted b', 'modified a']);
});

function lineOf(event: ClusterEvent): string {
  if (event.type === 'synced') return 'synced';
  return `${event.type} ${textOf(valueAt(event.object, ['metadata', 'name'])) ?? ''}`;
}
