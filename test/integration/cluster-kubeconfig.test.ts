import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveConnection } from '#cluster/config/resolve.ts';
import { openCluster } from '#cluster/open.ts';
import { parseJson } from '#kit/json.ts';
import { valueAt } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import { temporary } from '../daemons.ts';
import { scopeIn } from '../walk.ts';
import {
  type ControlPlane,
  canStartControlPlane,
  startControlPlane,
} from './testing/control-plane.ts';
import { kubePrograms } from './testing/kube-programs.ts';

const programs = kubePrograms();
const canServe = programs !== undefined && canStartControlPlane();
let plane: ControlPlane;

beforeAll(async () => {
  if (canServe) plane = await startControlPlane();
});

afterAll(async () => {
  if (canServe) await plane.stop();
});

test.skipIf(!canServe)('a kubeconfig that kubectl writes leads to the same server', async () => {
  const file = join(temporary('kubectl'), 'config');
  const { certificate, key } = plane.clientCertificate('carol', ['system:masters']);
  const authority = `--certificate-authority=${plane.authority}`;
  const keys = [`--client-certificate=${certificate}`, `--client-key=${key}`];
  const embed = '--embed-certs=true';
  kubectl(file, 'config', 'set-cluster', 'test', `--server=${plane.server}/`, authority, embed);
  kubectl(file, 'config', 'set-credentials', 'carol', ...keys, embed);
  kubectl(file, 'config', 'set-credentials', 'alice', '--token=alicetoken');
  kubectl(file, 'config', 'set-context', 'y', '--cluster=test', '--user=carol', '--namespace=n');
  kubectl(file, 'config', 'set-context', 'b', '--cluster=test', '--user=alice');
  kubectl(file, 'config', 'use-context', 'y');
  const scope = scopeIn(temporary('kubectl'));
  await using carol = openCluster({}, { KUBECONFIG: file });
  await using alice = openCluster({ context: 'b' }, { KUBECONFIG: file });

  expect(carol.namespace).toBe('n');
  expect(await carol.version(scope)).toMatchObject({ version: '1.20' });
  expect(kubectl(file, 'get', 'nodes', '-o', 'name')).toBe('');
  expect(await carol.get('/api/v1/nodes', scope)).toMatchObject({ items: [] });
  await expect(alice.get('/api/v1/nodes', scope)).rejects.toMatchObject({
    code: 'access.forbidden',
  });
});

test.skipIf(!canServe)('reads what kubectl reads, and may act as another', async () => {
  const scope = scopeIn(temporary('kubectl'));
  await using direct = openCluster({ kubeconfig: plane.kubeconfig }, {});
  await using asOther = openCluster({ kubeconfig: plane.kubeconfig, as: 'alice' }, {});

  const own = parseJson(kubectl(plane.kubeconfig, 'get', '--raw', '/api/v1/namespaces'), 'kubectl');

  expect(await direct.get('/api/v1/namespaces', scope)).toStrictEqual(own);
  const answer = await asOther
    .review({ user: 'alice', verb: 'list', resource: { group: '', name: 'pods' } }, scope)
    .catch((error: unknown) => error);
  expect(answer).toMatchObject({ code: 'access.forbidden' });
});

test.skipIf(programs === undefined)('several files are merged as kubectl merges them', () => {
  const directory = temporary('merge');
  const files = ['a', 'b', 'c'].map((name) => join(directory, name, 'config'));
  for (const [at, file] of files.entries()) {
    mkdirSync(join(file, '..'));
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      ...(at > 0 && { 'current-context': `only-${at}` }),
      contexts: [
        entry('context', 'shared', { cluster: 'shared', user: 'shared', namespace: `n${at}` }),
        entry('context', `only-${at}`, { cluster: `only-${at}`, user: 'shared' }),
      ],
      clusters: [
        entry('cluster', 'shared', { server: `https://shared-${at}.example` }),
        entry('cluster', `only-${at}`, { server: `https://only-${at}.example:6443/p` }),
      ],
      users: [entry('user', 'shared', { token: `token-${at}` })],
    };
    writeFileSync(file, JSON.stringify(config));
  }
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 0, 1],
  ]) {
    const list = order.map((at) => files[at]).join(':');
    for (const context of [undefined, 'shared', 'only-0']) {
      const words = context === undefined ? [] : [`--context=${context}`];
      const view = kubectl(list, 'config', 'view', '--raw', '--minify', '-o', 'json', ...words);
      const theirs = parseJson(view, 'kubectl') as Json;
      const choice = context === undefined ? {} : { context };

      const ours = resolveConnection(choice, { KUBECONFIG: list });

      const [cluster, user] = [
        ['clusters', 0, 'cluster'],
        ['users', 0, 'user'],
      ] as const;
      expect(ours.server).toBe(valueAt(theirs, [...cluster, 'server']));
      expect(ours.login).toMatchObject({ token: valueAt(theirs, [...user, 'token']) });
      expect(ours.namespace).toBe(
        valueAt(theirs, ['contexts', 0, 'context', 'namespace']) ?? 'default',
      );
    }
  }
});

function entry(kind: string, name: string, body: object): object {
  return { name, [kind]: body };
}

function kubectl(kubeconfig: string, ...words: readonly string[]): string {
  const program = join(programs?.split(':')[1] ?? '', 'kubectl');
  return execFileSync(program, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { KUBECONFIG: kubeconfig, HOME: '/nonexistent' },
  });
}
