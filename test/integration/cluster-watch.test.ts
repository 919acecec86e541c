import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LiveCluster } from '#cluster/live-cluster.ts';
import { openCluster } from '#cluster/open.ts';
import type { ApiResource, ClusterEvent } from '#contract/cluster.ts';
import type { Scope } from '#contract/scope.ts';
import { mapConcurrent } from '#kit/concurrency.ts';
import { fieldOf, textOf, valueAt } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { temporary } from '../daemons.ts';
import { scopeIn } from '../walk.ts';
import { change, create, namespace, quick, served, until } from './testing/cluster-objects.ts';
import {
  type ControlPlane,
  canStartControlPlane,
  startControlPlane,
} from './testing/control-plane.ts';

const isReady = canStartControlPlane();
let plane: ControlPlane;
let scope: Scope;
let cluster: LiveCluster;

beforeAll(async () => {
  if (!isReady) return;
  plane = await startControlPlane();
  scope = scopeIn(temporary('cluster'));
  cluster = openCluster({ kubeconfig: plane.kubeconfig, timing: quick }, {});
});

afterAll(async () => {
  if (!isReady) return;
  await cluster[Symbol.asyncDispose]();
  await plane.stop();
});

test.skipIf(!isReady)('a watch goes on after all history was dropped (410)', async () => {
  await namespace(plane, 'compacted');
  const resource = await served(cluster, '', 'ConfigMap', scope);
  const path = '/api/v1/namespaces/compacted/configmaps';
  await create(plane, path, 'before', {});
  const follower = new Follower(cluster, resource, 'compacted', scope);
  await follower.synced;

  await plane.kill();
  await plane.restart();
  await create(plane, path, 'between', {});
  await plane.call('DELETE', `${path}/before`);
  await plane.compact();
  await plane.restart();
  await create(plane, path, 'after', {});
  await until(async () => follower.state.has('after'));

  expect([...follower.state.keys()].sort()).toStrictEqual(['after', 'between']);
  expect(follower.errors).toStrictEqual([]);
  await follower.stop();
});

test.skipIf(!isReady)('a server that stands still is left and met again', async () => {
  await namespace(plane, 'paused');
  const resource = await served(cluster, '', 'ConfigMap', scope);
  const path = '/api/v1/namespaces/paused/configmaps';
  await using impatient = openCluster(
    { kubeconfig: plane.kubeconfig, timing: { ...quick, idleMs: 700, answerMs: 1500 } },
    {},
  );
  await using store = impatient.informer(resource, { namespace: 'paused' }, scope);
  await store.synced;
  await create(plane, path, 'first', {});
  await until(async () => store.size === 1);
  expect(store.healthy()).toBe(true);

  plane.pause();
  await until(async () => !store.healthy());
  plane.resume();
  await create(plane, path, 'second', {});
  await until(async () => store.size === 2);

  expect(store.healthy()).toBe(true);
  expect(store.missedEvents).toBe(0);
});

test.skipIf(!isReady)('a watch of Secrets never holds a value', async () => {
  await namespace(plane, 'hidden');
  const resource = await served(cluster, '', 'Secret', scope);
  await using store = cluster.informer(resource, { namespace: 'hidden' }, scope);
  await store.synced;

  await create(plane, '/api/v1/namespaces/hidden/secrets', 'a', { stringData: { key: 'hunter2' } });
  await until(async () => store.size === 1);

  expect(JSON.stringify([...store.objects()])).not.toMatch(/aHVudGVyMg|stringData|"data"/);
});

test.skipIf(!isReady)(
  'a watch misses nothing and tells nothing twice while the server is killed',
  async () => {
    await namespace(plane, 'watched');
    const resource = await served(cluster, '', 'ConfigMap', scope);
    const path = '/api/v1/namespaces/watched/configmaps';
    for (const name of ['a', 'b', 'c']) await create(plane, path, name, { data: { turn: '0' } });
    const follower = new Follower(cluster, resource, 'watched', scope);
    await follower.synced;

    for (let turn = 1; turn <= 3; turn += 1) {
      await create(plane, path, `n${turn}`, { data: { turn: String(turn) } });
      await change(plane, path, 'a', turn);
      await plane.kill();
      await plane.restart();
      await change(plane, path, 'b', turn);
      await plane.call('DELETE', `${path}/n${turn - 1}`);
    }
    // What is deleted and made again while nobody looks is another object.
    await plane.kill();
    await plane.restart();
    await plane.call('DELETE', `${path}/c`);
    await create(plane, path, 'c', { data: { turn: 'again' } });
    await create(plane, path, 'end', {});
    await until(async () => follower.state.has('end'));

    const { body } = await plane.call('GET', path);
    expect(follower.state).toStrictEqual(stateOf(body as Json));
    expect(follower.errors).toStrictEqual([]);
    await follower.stop();
  },
);

test.skipIf(!isReady)(
  'a store follows thousands of changes and agrees with a listing',
  async () => {
    await namespace(plane, 'store');
    const resource = await served(cluster, '', 'ConfigMap', scope);
    const path = '/api/v1/namespaces/store/configmaps';
    await using fast = openCluster(
      { kubeconfig: plane.kubeconfig, timing: { ...quick, reconcileMs: 300, settleMs: 2000 } },
      {},
    );
    await using store = fast.informer(resource, { namespace: 'store' }, scope);
    await store.synced;
    const heard: string[] = [];
    store.onChange(({ type, object }) => heard.push(`${type} ${object.uid}`));

    const numbers = Array.from({ length: 600 }, (_, at) => at);
    await mapConcurrent(
      numbers,
      12,
      async (at) => {
        await create(plane, path, `s${at}`, { data: { turn: '0' } });
        if (at % 2 === 0) await change(plane, path, `s${at}`, 1);
        if (at % 3 === 0) await plane.call('DELETE', `${path}/s${at}`);
      },
      scope.signal,
    );
    await create(plane, path, 'end', {});
    await until(async () => store.get('end', 'store') !== undefined);

    const { body } = await plane.call('GET', path);
    const mine = [...store.objects()].map(({ name, body: own }) => [name, versionOf(own)] as const);
    expect(new Map(mine)).toStrictEqual(stateOf(body as Json));
    expect(heard.filter((line) => line.startsWith('added')).length).toBe(
      new Set(heard.filter((line) => line.startsWith('added'))).size,
    );
    expect(store.missedEvents).toBe(0);
  },
);

/** Keeps what a watch tells, and what it should not have told. */
class Follower {
  readonly state = new Map<string, string>();
  readonly errors: string[] = [];
  readonly synced: Promise<void>;
  readonly #told = new Set<string>();
  readonly #abort = new AbortController();
  readonly #done: Promise<void>;

  constructor(of: LiveCluster, resource: ApiResource, within: string, outer: Scope) {
    const signal = AbortSignal.any([outer.signal, this.#abort.signal]);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.synced = promise;
    this.#done = this.#run(
      of.watch(resource, { namespace: within }, { ...outer, signal }),
      resolve,
    );
  }

  async stop(): Promise<void> {
    this.#abort.abort(new Error('enough'));
    await this.#done.catch(() => undefined);
  }

  async #run(events: AsyncIterable<ClusterEvent>, synced: () => void): Promise<void> {
    for await (const event of events) {
      if (event.type === 'synced') synced();
      else this.#take(event.type, event.object);
    }
  }

  #take(type: string, object: JsonObject): void {
    const name = textOf(valueAt(object, ['metadata', 'name'])) ?? '';
    const version = versionOf(object);
    const known = this.state.get(name);
    if (type !== 'deleted' && this.#told.has(`${name} ${version}`))
      this.errors.push(`${name} ${version} was told twice`);
    if ((type === 'added') === (known !== undefined)) this.errors.push(`${type} ${name}: ${known}`);
    this.#told.add(`${name} ${version}`);
    if (type === 'deleted') this.state.delete(name);
    else this.state.set(name, version);
  }
}

function versionOf(object: Json): string {
  return textOf(valueAt(object, ['metadata', 'resourceVersion'])) ?? '';
}

/** Names and versions of a listing. */
function stateOf(list: Json): Map<string, string> {
  const items = fieldOf(list, 'items');
  return new Map(
    (Array.isArray(items) ? (items as readonly Json[]) : []).map((item) => [
      textOf(valueAt(item, ['metadata', 'name'])) ?? '',
      versionOf(item),
    ]),
  );
}
