import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LiveCluster } from '#cluster/live-cluster.ts';
import { openCluster } from '#cluster/open.ts';
import { TestProxy } from '#cluster/testing-proxy.ts';
import type { Scope } from '#contract/scope.ts';
import { mapConcurrent } from '#kit/concurrency.ts';
import { parseJson } from '#kit/json.ts';
import { fieldOf, textOf, valueAt } from '#kube/json.ts';
import type { JsonObject } from '#model/json-value.ts';
import { temporary } from '../daemons.ts';
import { scopeIn } from '../walk.ts';
import {
  collect,
  create,
  kubeconfigWith,
  namespace,
  quick,
  served,
  until,
} from './testing/cluster-objects.ts';
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

test.skipIf(!isReady)(
  'tells version and resources of a server without aggregated discovery',
  async () => {
    const { resources, gaps } = await cluster.resources(scope);

    expect(await cluster.version(scope)).toStrictEqual({
      version: '1.20',
      minor: 20,
      build: 'v1.20.2',
    });
    expect(gaps).toStrictEqual([]);
    expect(resources.find(({ kind }) => kind === 'Deployment')).toMatchObject({
      group: 'apps',
      version: 'v1',
      name: 'deployments',
      namespaced: true,
      subresources: ['scale', 'status'],
      shortNames: ['deploy'],
    });
    // Only an older version of the group has it.
    expect(await cluster.resource('batch', 'CronJob', scope)).toMatchObject({ version: 'v1beta1' });
  },
);

test.skipIf(!isReady)('API groups whose server does not answer are gaps', async () => {
  const service = { group: 'broken.example', version: 'v1', groupPriorityMinimum: 1 };
  await create(plane, '/apis/apiregistration.k8s.io/v1/apiservices', 'v1.broken.example', {
    spec: {
      ...service,
      versionPriority: 1,
      insecureSkipTLSVerify: true,
      service: { name: 'absent', namespace: 'default' },
    },
  });

  await using other = openCluster({ kubeconfig: plane.kubeconfig, timing: quick }, {});

  // The server begins to offer the group a moment later.
  await until(async () => (await other.resources(scope, true)).gaps.length > 0);

  const { resources, gaps } = await other.resources(scope);
  expect(resources.some(({ kind }) => kind === 'Pod')).toBe(true);
  expect(gaps).toMatchObject([{ location: { path: 'broken.example/v1' }, reason: 'unreadable' }]);
  await plane.call('DELETE', '/apis/apiregistration.k8s.io/v1/apiservices/v1.broken.example');
  await until(async () => (await other.resources(scope, true)).gaps.length === 0);
});

test.skipIf(!isReady)('reads all objects of a cluster, Secrets without their values', async () => {
  await namespace(plane, 'read');
  await create(plane, '/api/v1/namespaces/read/secrets', 'pass', {
    type: 'kubernetes.io/basic-auth',
    metadata: {
      labels: { app: 'shop' },
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': '{"data":"c2VjcmV0"}',
        note: 'kept',
      },
    },
    stringData: { username: 'u', password: 'hunter2' },
  });
  await create(plane, '/api/v1/namespaces/read/configmaps', 'settings', { data: { mode: 'a' } });

  const { objects, gaps, unlisted } = await cluster.inventory(scope);
  const all = await collect(objects);

  expect(gaps).toStrictEqual([]);
  expect([...unlisted]).toStrictEqual([]);
  const secret = all.find(({ kind, name }) => kind === 'Secret' && name === 'pass');
  expect(secret?.origin.place).toStrictEqual({ path: 'read/Secret/pass' });
  expect(secret?.body).toMatchObject({
    type: 'kubernetes.io/basic-auth',
    metadata: { labels: { app: 'shop' }, annotations: { note: 'kept' } },
  });
  const fields = Object.keys(secret?.body ?? {});
  expect(fields.sort()).toStrictEqual(['apiVersion', 'kind', 'metadata', 'type']);
  expect(JSON.stringify(all)).not.toMatch(/hunter2|aHVudGVyMg|managedFields|last-applied/);
  const paths = all.map(({ namespace: within, origin }) => `${within} ${origin.place.path}`);
  expect(paths).toContain('undefined ClusterRole/cluster-admin');
  expect(new Set(all.map(({ uid }) => uid)).size).toBe(all.length);
});

test.skipIf(!isReady)('values of Secrets come when they are asked for', async () => {
  await namespace(plane, 'values');
  await create(plane, '/api/v1/namespaces/values/secrets', 'a', {
    stringData: { key: 'value-of-key' },
  });

  const { objects } = await cluster.inventory(scope, {
    kinds: ['secrets'],
    namespaces: ['values'],
    withSecretValues: true,
  });

  const [secret] = await collect(objects);
  expect(valueAt(secret?.body, ['data', 'key'])).toBe('dmFsdWUtb2Yta2V5');
});

test.skipIf(!isReady)(
  'custom resources are read, also cluster-wide ones that nobody knows',
  async () => {
    await create(
      plane,
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      'gadgets.test.example',
      {
        spec: {
          group: 'test.example',
          scope: 'Cluster',
          names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget' },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: {
                openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
              },
            },
          ],
        },
      },
    );
    await until(async () => {
      const path = '/apis/test.example/v1/gadgets';
      return (await plane.call('GET', path)).status === 200;
    });
    await create(plane, '/apis/test.example/v1/gadgets', 'one', {
      apiVersion: 'test.example/v1',
      kind: 'Gadget',
      spec: { size: 3 },
    });
    await cluster.resources(scope, true);

    const { objects } = await cluster.inventory(scope, { kinds: ['Gadget'] });

    const [gadget] = await collect(objects);
    expect(gadget).toMatchObject({ kind: 'Gadget', name: 'one', namespace: undefined });
    expect(gadget?.body['spec']).toStrictEqual({ size: 3 });
  },
);

test.skipIf(!isReady)('what a user may not list is a gap, and the rest is read', async () => {
  await namespace(plane, 'partly');
  await create(plane, '/api/v1/namespaces/partly/configmaps', 'a', {});
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  await create(plane, `${rbac}/clusterroles`, 'list-configmaps', {
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['list'] }],
  });
  await create(plane, `${rbac}/namespaces/partly/rolebindings`, 'alice', {
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: 'list-configmaps',
    },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'alice' }],
  });
  await using alice = openCluster({ kubeconfig: plane.kubeconfig, context: 'alice' }, {});

  const one = await alice.inventory(scope, { namespaces: ['partly'] });
  const all = await alice.inventory(scope, { kinds: ['configmaps', 'nodes', 'nonsense'] });

  const found = await collect(one.objects);
  expect(found.map(({ kind, name }) => `${kind}/${name}`)).toStrictEqual(['ConfigMap/a']);
  expect(one.unlisted.has('/ConfigMap')).toBe(false);
  expect(one.unlisted.has('/Secret')).toBe(true);
  expect(await collect(all.objects)).toStrictEqual([]);
  expect([...all.unlisted].sort()).toStrictEqual(['/ConfigMap', '/Node']);
  expect(all.gaps.map(({ location, reason }) => `${location.path} ${reason}`).sort()).toStrictEqual(
    ['configmaps unreadable', 'nodes unreadable', 'nonsense unsupported'],
  );
  expect(all.gaps.find(({ location }) => location.path === 'nodes')?.detail).toContain(
    'User "alice" cannot list resource "nodes"',
  );
});

test.skipIf(!isReady)('who may read only a namespace reads the one of the context', async () => {
  await namespace(plane, 'mine');
  await create(plane, '/api/v1/namespaces/mine/configmaps', 'a', {});
  const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/mine';
  await create(plane, `${rbac}/roles`, 'read', {
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['list'] }],
  });
  await create(plane, `${rbac}/rolebindings`, 'alice', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'read' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'alice' }],
  });
  const kubeconfig = kubeconfigWith(plane, { token: 'alicetoken' }, undefined, 'mine');
  await using alice = openCluster({ kubeconfig }, {});

  const { objects, gaps, unlisted } = await alice.inventory(scope);

  const names = (await collect(objects)).map(({ kind, name }) => `${kind}/${name}`);
  expect(names).toStrictEqual(['ConfigMap/a']);
  expect(unlisted.has('/ConfigMap')).toBe(true);
  expect(new Set(gaps.map(({ location }) => location.path)).size).toBe(gaps.length);
});

test.skipIf(!isReady)('the token of a user that is unknown is refused with a hint', async () => {
  await using stranger = openCluster({ kubeconfig: kubeconfigWith(plane, { token: 'wrong' }) }, {});

  await expect(stranger.version(scope)).rejects.toMatchObject({
    code: 'access.unauthenticated',
    hint: expect.stringContaining('log in') as string,
  });
});

test.skipIf(!isReady)('logs in by client certificate, and acts as another', async () => {
  const { certificate, key } = plane.clientCertificate('carol', ['system:masters']);
  const config = kubeconfigWith(plane, { 'client-certificate': certificate, 'client-key': key });
  await using carol = openCluster({ kubeconfig: config }, {});
  await using asAlice = openCluster({ kubeconfig: config, as: 'alice', asGroups: ['devs'] }, {});

  expect(fieldOf(await carol.get('/api/v1/nodes', scope), 'kind')).toBe('NodeList');
  await expect(asAlice.get('/api/v1/nodes', scope)).rejects.toMatchObject({
    code: 'access.forbidden',
    message: expect.stringContaining('User "alice"') as string,
  });
});

test.skipIf(!isReady)(
  'a client certificate of a credential plug-in works, and a token after it',
  async () => {
    const { certificate, key } = plane.clientCertificate('dora', ['system:masters']);
    const script = join(plane.directory, 'plugin.mjs');
    writeFileSync(
      script,
      [
        "import { readFileSync } from 'node:fs';",
        'const { spec } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);',
        `if (spec.cluster.server !== ${JSON.stringify(plane.server)}) process.exit(3);`,
        'const status = {',
        `  clientCertificateData: readFileSync(${JSON.stringify(certificate)}, 'utf8'),`,
        `  clientKeyData: readFileSync(${JSON.stringify(key)}, 'utf8'),`,
        '};',
        "const head = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential' };",
        'console.log(JSON.stringify({ ...head, status }));',
      ].join('\n'),
    );
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: [script],
      interactiveMode: 'Never',
      provideClusterInfo: true,
    };
    await using dora = openCluster({ kubeconfig: kubeconfigWith(plane, { exec }) }, {});

    expect(fieldOf(await dora.get('/api/v1/nodes', scope), 'kind')).toBe('NodeList');
  },
);

test.skipIf(!isReady)('a server whose certificate nobody vouches for is not trusted', async () => {
  const config = kubeconfigWith(plane, { token: 'admintoken' }, {});
  await using doubtful = openCluster({ kubeconfig: config }, {});

  await expect(doubtful.version(scope)).rejects.toMatchObject({ code: 'integrity.untrusted' });
});

test.skipIf(!isReady)(
  'checks the name in the certificate, or another that the kubeconfig names',
  async () => {
    const user = { token: 'admintoken' };
    const trust = { 'certificate-authority': plane.authority };
    const named = kubeconfigWith(plane, user, {
      ...trust,
      'tls-server-name': 'kubernetes.default.svc',
    });
    const wrong = kubeconfigWith(plane, user, { ...trust, 'tls-server-name': 'other.example' });
    const blind = kubeconfigWith(plane, user, { 'insecure-skip-tls-verify': true });
    await using good = openCluster({ kubeconfig: named }, {});
    await using bad = openCluster({ kubeconfig: wrong }, {});
    await using careless = openCluster({ kubeconfig: blind }, {});

    expect(await good.version(scope)).toMatchObject({ minor: 20 });
    expect(await careless.version(scope)).toMatchObject({ minor: 20 });
    await expect(bad.version(scope)).rejects.toMatchObject({ code: 'integrity.untrusted' });
  },
);

test.skipIf(!isReady)('speaks TLS through a proxy', async () => {
  await using http = await TestProxy.start('http');
  await using socks = await TestProxy.start('socks');
  const trust = { 'certificate-authority': plane.authority };
  for (const url of [`http://${http.host}`, `socks5://${socks.host}`]) {
    const cluster = { ...trust, 'proxy-url': url };
    const kubeconfig = kubeconfigWith(plane, { token: 'admintoken' }, cluster);
    await using behind = openCluster({ kubeconfig }, {});
    const { gaps } = await behind.resources(scope);
    expect(gaps).toStrictEqual([]);
  }
  expect(new Set([...http.targets, ...socks.targets])).toStrictEqual(
    new Set([new URL(plane.server).host]),
  );
});

test.skipIf(!isReady)('asks the authorizers of the server', async () => {
  const pods = { group: '', name: 'pods', namespace: 'default' };
  const masters = { user: 'root', groups: ['system:masters'] };

  const denied = await cluster.review({ user: 'alice', verb: 'get', resource: pods }, scope);
  const allowed = await cluster.review({ ...masters, verb: 'get', resource: pods }, scope);
  const path = await cluster.review({ user: 'eve', verb: 'get', path: '/metrics' }, scope);

  expect([denied.allowed, allowed.allowed, path.allowed]).toStrictEqual([false, true, false]);
});

test.skipIf(!isReady)('tries objects out without storing them', async () => {
  const good = await cluster.dryRun(podOf('busybox'), scope);
  const bad = await cluster.dryRun(podOf(''), scope);
  const old = await cluster.dryRun(ingress(), scope);

  expect(good).toMatchObject({ accepted: true, status: 201 });
  expect(valueAt(good.object, ['spec', 'dnsPolicy'])).toBe('ClusterFirst');
  expect(bad).toMatchObject({ accepted: false, status: 422 });
  expect(bad.message).toContain('spec.containers[0].image: Required value');
  expect(old.warnings.join()).toContain('extensions/v1beta1 Ingress is deprecated');
  expect((await plane.call('GET', '/api/v1/namespaces/default/pods/trial')).status).toBe(404);
  const unknown = { apiVersion: 'no.example/v1', kind: 'Thing', metadata: { name: 'a' } };
  await expect(cluster.dryRun(unknown, scope)).rejects.toMatchObject({ code: 'input.unsupported' });
});

test.skipIf(!isReady)('lists 5,000 objects in pages, each once, in a few seconds', async () => {
  await namespace(plane, 'many');
  const numbers = Array.from({ length: 5000 }, (_, at) => at);
  const path = '/api/v1/namespaces/many/configmaps';
  const data = Object.fromEntries(numbers.slice(0, 20).map((at) => [`key${at}`, 'x'.repeat(80)]));
  const signal = AbortSignal.timeout(240_000);
  await mapConcurrent(
    numbers,
    24,
    async (at) => await create(plane, path, `m${at}`, { data }),
    signal,
  );
  const resource = await served(cluster, '', 'ConfigMap', scope);
  const names = new Set<string>();
  const started = performance.now();

  const sizes: number[] = [];
  for await (const { items } of cluster.list(resource, { namespace: 'many' }, scope)) {
    sizes.push(items.length);
    for (const item of items) names.add(textOf(valueAt(item, ['metadata', 'name'])) ?? '');
  }

  const took = performance.now() - started;
  console.info(`5,000 objects listed in ${Math.round(took)} ms`);
  expect(sizes).toStrictEqual(Array.from({ length: 10 }, () => 500));
  expect(names.size).toBe(5000);
  expect(took).toBeLessThan(10_000);
});

test.skipIf(!isReady)(
  'a continue token that the server forgot starts the listing again',
  async () => {
    const resource = await served(cluster, '', 'ConfigMap', scope);
    await namespace(plane, 'forgotten');
    const path = '/api/v1/namespaces/forgotten/configmaps';
    const numbers = Array.from({ length: 700 }, (_, at) => at);
    await mapConcurrent(
      numbers,
      24,
      async (at) => await create(plane, path, `f${at}`, {}),
      scope.signal,
    );
    const seen: string[] = [];
    let pages = 0;

    for await (const { items } of cluster.list(resource, { namespace: 'forgotten' }, scope)) {
      seen.push(...items.map((item) => textOf(valueAt(item, ['metadata', 'name'])) ?? ''));
      pages += 1;
      if (pages > 1) continue;
      await create(plane, path, 'late', {});
      await plane.compact();
    }

    expect(seen.length).toBe(701);
    expect(new Set(seen).size).toBe(701);
  },
);

test.skipIf(!isReady)('the audit log shows only reading, and no Secret by name', () => {
  const events = readFileSync(plane.auditLog, 'utf8').split('\n').filter(Boolean);
  const ours = events.map((line) => parseJson(line, 'audit.log')).filter(isOurs);

  const writes = ours.filter(
    ({ verb, requestURI }) =>
      !['get', 'list', 'watch'].includes(verb) &&
      !requestURI.includes('subjectaccessreviews') &&
      !requestURI.includes('dryRun=All'),
  );
  expect(writes).toStrictEqual([]);
  expect(
    ours.filter(({ verb, requestURI }) => verb === 'get' && requestURI.includes('/secrets/')),
  ).toStrictEqual([]);
});

interface AuditEvent {
  readonly verb: string;
  readonly requestURI: string;
  readonly userAgent: string;
}

function isOurs(event: unknown): event is AuditEvent {
  return (
    typeof event === 'object' &&
    event !== null &&
    'userAgent' in event &&
    event.userAgent === 'caisson'
  );
}

function podOf(image: string): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'trial', namespace: 'default' },
    spec: { containers: [{ name: 'a', image }] },
  };
}

function ingress(): JsonObject {
  return {
    apiVersion: 'extensions/v1beta1',
    kind: 'Ingress',
    metadata: { name: 'i', namespace: 'default' },
    spec: { backend: { serviceName: 's', servicePort: 80 } },
  };
}
