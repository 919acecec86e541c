import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWork } from '#app/platform/continuous/start-work.ts';
import { clusterOperations } from '#app/platform/operations/cluster.ts';
import type { Call } from '#contract/platform.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { temporary } from '../daemons.ts';
import {
  type ControlPlane,
  canStartControlPlane,
  startControlPlane,
} from './testing/control-plane.ts';
import { anybody, platformOn, until, workOptionsIn } from './testing/platform-work.ts';

const directory = temporary('work-cluster');
const call: Call = { caller: anybody, reach: 'all', signal: new AbortController().signal };
const isMissing = !canStartControlPlane();
let plane: ControlPlane | undefined;

beforeAll(async () => {
  plane = isMissing ? undefined : await startControlPlane();
}, 120_000);
afterAll(async () => {
  await plane?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const id = 'a'.repeat(64);
const other = 'c'.repeat(64);
const manifest = `sha256:${'b'.repeat(64)}`;

const ofDeployment = {
  labels: { 'pod-template-hash': '5d4f' },
  ownerReferences: [
    { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'api-5d4f', uid: 'u1', controller: true },
  ],
};

function podOf(name: string, more: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels: { app: name }, ...more },
    spec: {
      nodeName: 'worker-1',
      serviceAccountName: 'default',
      containers: [{ name: 'web', image: 'shop:1.4', securityContext: { privileged: true } }],
    },
  };
}

async function start(pod: string, container: string): Promise<void> {
  await plane?.call(
    'PATCH',
    `/api/v1/namespaces/default/pods/${pod}/status`,
    {
      status: {
        phase: 'Running',
        podIP: '10.0.0.7',
        containerStatuses: [
          {
            name: 'web',
            image: 'shop:1.4',
            imageID: `docker.io/library/shop@${manifest}`,
            containerID: `containerd://${container}`,
            ready: true,
            restartCount: 0,
            state: { running: { startedAt: '2026-11-22T10:00:00Z' } },
          },
        ],
      },
    },
    { 'content-type': 'application/merge-patch+json' },
  );
}

test.skipIf(isMissing)(
  'a cluster is listed with its pods, what is wrong with it, and what changes',
  async () => {
    const database = await openSqlite(join(directory, 'platform.sqlite'));
    const platform = await platformOn(database, join(directory, 'tmp'));
    const options = {
      ...workOptionsIn(directory, platform),
      kubeconfigs: [{ name: 'prod', kubeconfig: plane?.kubeconfig ?? '' }],
    };
    await plane?.call('POST', '/api/v1/nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'worker-1' },
    });
    await plane?.call('POST', '/api/v1/namespaces/default/serviceaccounts', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace: 'default' },
    });
    await using work = await startWork(platform, options, platform.scope);
    await until(
      async () =>
        (await clusterOperations(platform).listClusters(call, noInput)).items[0]?.state ===
        'watched',
      'the cluster is watched',
    );

    const made = await plane?.call('POST', '/api/v1/namespaces/default/pods', podOf('web'));
    expect(made).toMatchObject({ status: 201 });
    const owned = podOf('api-5d4f-x2x9z', ofDeployment);
    await plane?.call('POST', '/api/v1/namespaces/default/pods', owned);
    await start('web', id);
    await start('api-5d4f-x2x9z', other);
    await until(
      async () =>
        (await database.first('SELECT 1 AS x FROM container WHERE id = ?', [id])) !== undefined,
      'the container of the pod is known',
    );
    await until(
      async () =>
        (await database.first(
          "SELECT 1 AS x FROM asset WHERE kind = 'cluster' AND scan_state = 'scanned' AND p0 + p1 + p2 + p3 + p4 > 0",
        )) !== undefined,
      'the cluster was judged',
    );
    await until(
      async () =>
        (await database.first(
          "SELECT 1 AS x FROM workload WHERE namespace = 'default' AND facts LIKE '%serviceAccountRights%' AND exposure <> 'unknown'",
        )) !== undefined,
      'what its workloads give and how they are reached is known',
    );
    const workload = await database.first(
      "SELECT name, kind, cluster, namespace, privileged, running FROM workload WHERE namespace = 'default' AND name = 'web'",
    );
    for (const pod of ['web', 'api-5d4f-x2x9z'])
      await plane?.call('DELETE', `/api/v1/namespaces/default/pods/${pod}?gracePeriodSeconds=0`);
    await until(
      async () =>
        (await database.all('SELECT 1 AS x FROM container WHERE gone_at IS NOT NULL')).length === 2,
      'the containers have gone',
    );
    const ended = await database.all(
      "SELECT kind, name, running FROM workload WHERE namespace = 'default' ORDER BY name",
    );
    const { items } = await clusterOperations(platform).listClusters(call, noInput);
    const ending = performance.now();
    await work[Symbol.asyncDispose]();

    expect(performance.now() - ending).toBeLessThan(10_000);
    expect(workload).toMatchObject({
      kind: 'Pod',
      cluster: 'prod',
      privileged: 1,
      running: 1,
    });
    expect(ended).toEqual([
      { kind: 'Deployment', name: 'api', running: 0 },
      { kind: 'Pod', name: 'web', running: 0 },
    ]);
    expect(items).toMatchObject([{ name: 'prod', state: 'watched', version: '1.20' }]);
    await database[Symbol.asyncDispose]();
  },
  180_000,
);

const noInput = { params: undefined, query: undefined, body: undefined };
