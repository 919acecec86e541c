import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCluster } from '#app/kube/live.ts';
import { askWhy } from '#app/kube/network.ts';
import { labelsForProfile } from '#app/runtime/profile-cluster.ts';
import { exportProfile } from '#app/runtime/profiles.ts';
import { openResponses } from '#app/runtime/responses.ts';
import { openWatchedCluster } from '#app/runtime/watched-cluster.ts';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import { readManifests } from '#kube/read-manifests.ts';
import { ClusterView } from '#kube/view.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { ActionKind } from '#model/response.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { ProfileBook } from '#profile/book.ts';
import { connect, container, process } from '#profile/testing.ts';
import { workloadOptions } from '#workload/options.ts';
import { create, namespace, until } from './testing/cluster-objects.ts';
import {
  type ControlPlane,
  canStartControlPlane,
  startControlPlane,
} from './testing/control-plane.ts';

const isMissing = !canStartControlPlane();
const pods = '/api/v1/namespaces/shop/pods';
let plane: ControlPlane | undefined;
let state = '';

beforeAll(async () => {
  if (isMissing) return;
  state = mkdtempSync(join(tmpdir(), 'caisson-cluster-state-'));
  plane = await startControlPlane();
  await namespace(plane, 'shop');
  await create(plane, '/api/v1/nodes', 'worker-1', {});
  await create(plane, '/api/v1/namespaces/shop/services', 'web', {
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  });
  await create(plane, '/apis/apps/v1/namespaces/shop/replicasets', 'web-7d4b9c6f5d', {
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec },
    },
  });
}, 120_000);

afterAll(async () => {
  await plane?.stop();
  if (state !== '') rmSync(state, { recursive: true, force: true });
});

const labels = { app: 'web', 'pod-template-hash': '7d4b9c6f5d' };
const spec = {
  serviceAccountName: 'web',
  nodeName: 'worker-1',
  containers: [
    {
      name: 'nginx',
      image: 'nginx:1.27',
      livenessProbe: { exec: { command: ['/bin/check', 'it'] } },
      lifecycle: { preStop: { exec: { command: ['/bin/drain'] } } },
    },
  ],
};

test.skipIf(isMissing)(
  'pods of this node tell who a container belongs to, as they come and go',
  async () => {
    const { plane: cluster, open } = await opened({ mayWrite: false });
    await using watched = await open();
    const uid = await podOf(cluster, 'web-a');

    await until(async () => watched.pods.byUid(uid) !== undefined);

    const pod = watched.pods.byUid(uid);
    expect(pod).toMatchObject({
      name: 'web-a',
      namespace: 'shop',
      owner: 'Deployment/web',
      serviceAccount: 'web',
      labels: { app: 'web' },
    });
    expect(watched.pods.byName('shop', 'web-a')).toBe(pod);
    expect(
      watched.pods.probesOf({ name: 'web-a', namespace: 'shop', uid, container: 'nginx' }),
    ).toEqual([['/bin/check', 'it'], ['/bin/drain']]);
    expect(watched.node).toBe('worker-1');
    await cluster.call('DELETE', `${pods}/web-a?gracePeriodSeconds=0`);
    await until(async () => watched.pods.byUid(uid) === undefined);
  },
);

const changes: readonly (readonly [
  ActionKind,
  JsonObject,
  (cluster: ControlPlane, name: string) => Promise<unknown>,
  unknown,
  unknown,
])[] = [
  [
    'label-pod',
    { labels: { suspect: 'yes' } },
    async (cluster, name) => labelOf(await bodyOf(cluster, `${pods}/${name}`), 'suspect'),
    'yes',
    undefined,
  ],
  [
    'isolate-service',
    {},
    async (cluster, name) => labelOf(await bodyOf(cluster, `${pods}/${name}`), 'app'),
    undefined,
    'web',
  ],
  [
    'cordon-node',
    {},
    async (cluster) =>
      (await bodyOf(cluster, '/api/v1/nodes/worker-1')).spec['unschedulable'] ?? false,
    true,
    false,
  ],
];

test.skipIf(isMissing).for(changes)(
  '%s changes the real cluster, and its undoing leaves it as it was',
  async ([kind, options, look, done, undone]) => {
    const { plane: cluster, open } = await opened({ mayWrite: true });
    await using watched = await open();
    const name = `web-${kind}`;
    const target = { container: containerOf(name, await podOf(cluster, name)), node: 'worker-1' };
    await using responses = responsesOf(watched);
    const { responder } = responses;

    const plan = await responder.plan({
      kind,
      target,
      options,
      reason: 'test',
      requestedBy: 'eve',
    });
    const record = await responder.run(plan, { by: 'person', name: 'eve', time: 0 });

    expect([plan.refusals, record.error, await look(cluster, name)]).toEqual([[], undefined, done]);
    const back = await responder.undo(record.plan.id, 'eve');
    expect([back.error, await look(cluster, name)]).toEqual([undefined, undone]);
  },
);

test.skipIf(isMissing)('a pod is deleted by its uid: another one of its name stays', async () => {
  const { plane: cluster, open } = await opened({ mayWrite: true });
  await using watched = await open();
  const object = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web-d' };
  const uid = await podOf(cluster, 'web-d');

  await watched.actions.delete(object, { uid: 'another', graceSeconds: 0 });
  expect(await watched.actions.read(object)).toMatchObject({ metadata: { uid } });
  await expect(
    watched.actions.patch(object, { metadata: { uid: 'another', labels: { a: 'b' } } }),
  ).rejects.toMatchObject({ code: 'input.not-found' });
  await watched.actions.delete(object, { uid, graceSeconds: 0 });
  await watched.actions.delete(object, { uid, graceSeconds: 0 });

  expect(await watched.actions.read(object)).toBeUndefined();
});

test.skipIf(isMissing)('a policy that is there already is taken as it is', async () => {
  const { open } = await opened({ mayWrite: true });
  await using watched = await open();
  const policy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'caisson-quarantine-1', namespace: 'shop' },
    spec: { podSelector: { matchLabels: { a: 'b' } }, policyTypes: ['Ingress'] },
  };

  const first = await watched.actions.create(policy);
  const second = await watched.actions.create(policy);

  expect(second['metadata']).toMatchObject({ uid: uidOf(first) });
  await watched.actions.delete({ ...policy, name: 'caisson-quarantine-1', namespace: 'shop' }, {});
});

test.skipIf(isMissing)(
  'nothing is written unless somebody asked for it, nor without the right',
  async () => {
    const reading = await opened({ mayWrite: false });
    await using watched = await reading.open();
    const weak = await opened({ mayWrite: true, context: 'alice' });
    await using alice = await weak.open();
    const node = { apiVersion: 'v1', kind: 'Node', name: 'worker-1' };

    await expect(watched.actions.patch(node, {})).rejects.toMatchObject({
      code: 'access.forbidden',
    });
    await expect(
      alice.actions.patch(node, { metadata: { labels: { a: 'b' } } }),
    ).rejects.toMatchObject({
      code: 'access.forbidden',
    });
  },
);

test.skipIf(isMissing)(
  'a policy of a profile allows what was learnt, with the labels and ports of the cluster, and nothing else',
  async () => {
    const { plane: cluster, open } = await opened({ mayWrite: false, withPeers: true });
    await template(cluster, 'Deployment', 'front', { tier: 'front' });
    await template(cluster, 'Deployment', 'api', { tier: 'api', part: 'v2' });
    await template(cluster, 'Deployment', 'other', { tier: 'other' });
    await create(cluster, '/api/v1/namespaces/shop/services', 'api', {
      spec: { selector: { tier: 'api' }, ports: [{ port: 80, targetPort: 8080 }] },
    });
    await using watched = await open();
    const service = await bodyOf(cluster, '/api/v1/namespaces/shop/services/api');
    const address = String(service.spec['clusterIP']);
    await until(() => Promise.resolve(watched.names(address, 80) === 'service:shop/api'));
    const book = new ProfileBook({ names: watched.names });
    const pod = { name: 'front-1', namespace: 'shop', owner: 'Deployment/front', container: 'c' };
    book.observe(connect(address, 80, { process: process({ container: container({ pod }) }) }));
    book.flush();
    const [profile] = book.profiles;
    if (profile === undefined) throw new Error('nothing was learnt');

    const wish = { kubeconfig: cluster.kubeconfig, environment: {} };
    const labels = await labelsForProfile(profile, wish, scope());
    const { text } = exportProfile({ name: 'front', profile }, 'networkpolicy', {
      audit: false,
      rules: [],
      ...(labels !== undefined && { labels }),
    });

    const view = await viewWith(cluster, text);
    expect(askWhy(view, ['shop/front', 'shop/api'], '8080')[0]?.verdict).toBe('allowed');
    expect(askWhy(view, ['shop/front', 'shop/api'], '9090')[0]?.verdict).toBe('denied');
    expect(askWhy(view, ['shop/front', 'shop/other'], '8080')[0]?.verdict).toBe('denied');
    expect(askWhy(view, ['shop/other', 'shop/api'], '8080')[0]?.verdict).toBe('allowed');
  },
);

async function template(cluster: ControlPlane, kind: string, name: string, of: object) {
  await create(cluster, `/apis/apps/v1/namespaces/shop/${kind.toLowerCase()}s`, name, {
    spec: {
      selector: { matchLabels: of },
      template: { metadata: { labels: of }, spec: { containers: spec.containers } },
    },
  });
}

/** What the cluster would be like with a policy. */
async function viewWith(cluster: ControlPlane, policy: string) {
  const request = { kubeconfig: cluster.kubeconfig, environment: {}, homeDirectory: state };
  const { view } = await readCluster(request, scope());
  const { objects } = readManifests('policy.yaml', Buffer.from(policy));
  return new ClusterView([...view.objects, ...objects], 'cluster');
}

async function opened(wish: {
  readonly mayWrite: boolean;
  readonly context?: string;
  readonly withPeers?: boolean;
}) {
  if (plane === undefined) throw new Error('no control plane');
  const options = {
    withPeers: false,
    ...wish,
    kubeconfig: plane.kubeconfig,
    environment: { NODE_NAME: 'worker-1' },
  };
  await Promise.resolve();
  return { plane, open: () => openWatchedCluster(options, scope()) };
}

/** A new pod of the replica set; gives its uid. */
async function podOf(cluster: ControlPlane, name: string): Promise<string> {
  const replicaSet = '/apis/apps/v1/namespaces/shop/replicasets/web-7d4b9c6f5d';
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: 'web-7d4b9c6f5d',
    uid: uidOf(await bodyOf(cluster, replicaSet)),
    controller: true,
  };
  await create(cluster, pods, name, { metadata: { labels, ownerReferences: [owner] }, spec });
  return uidOf(await bodyOf(cluster, `${pods}/${name}`));
}

function containerOf(pod: string, uid: string): WorkloadContainer {
  const reference = { name: pod, namespace: 'shop', uid, container: 'nginx' };
  return { id: `id-${pod}`, shortId: pod, engine: 'containerd', name: 'nginx', pod: reference };
}

function responsesOf(cluster: Awaited<ReturnType<typeof openWatchedCluster>>) {
  const directory = { ofCgroup: () => undefined, containers: [], onChange: () => () => undefined };
  return openResponses(
    {
      respond: 'on',
      playbooks: [],
      stateDirectory: mkdtempSync(join(state, 'state-')),
      configDirectory: join(state, 'config'),
      version: '0',
      environment: {},
      directory,
      places: { ...workloadOptions({}, join(state, 'nowhere')) },
      cluster,
    },
    scope(),
  );
}

interface Body {
  readonly metadata: { readonly uid?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: Readonly<Record<string, unknown>>;
}

async function bodyOf(cluster: ControlPlane, path: string): Promise<Body> {
  return (await cluster.call('GET', path)).body as Body;
}

function labelOf({ metadata }: Body, name: string): string | undefined {
  return metadata.labels?.[name];
}

function uidOf(object: object): string {
  return (object as Body).metadata.uid ?? '';
}

function scope(): Scope {
  function silent(): void {}
  return {
    signal: new AbortController().signal,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    progress: { begin: () => ({ advance: silent, [Symbol.dispose]: silent }) },
    clock: () => new Date(),
    limits: defaultLimits,
    temporaryDirectory: tmpdir(),
  };
}
