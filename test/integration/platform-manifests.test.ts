import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCluster } from '#cluster/open.ts';
import { temporary } from '../daemons.ts';
import { scopeIn } from '../walk.ts';
import {
  type ControlPlane,
  canStartControlPlane,
  startControlPlane,
} from './testing/control-plane.ts';
import { kubePrograms } from './testing/kube-programs.ts';

/** The manifests of `deploy/kubernetes` on a real API server, and what their service account may do there. */
const programs = kubePrograms();
const canServe = programs !== undefined && canStartControlPlane();
const manifests = ['platform', 'agent'].map((name) => `deploy/kubernetes/${name}.yaml`);
const account = 'system:serviceaccount:caisson:caisson';
let plane: ControlPlane;

beforeAll(async () => {
  if (!canServe) return;
  plane = await startControlPlane({ controllers: true });
  kubectl('create', 'namespace', 'caisson');
});

afterAll(async () => {
  if (canServe) await plane.stop();
});

test.skipIf(!canServe)('an API server takes every object, and keeps it as it is written', () => {
  applied();
  const second = applied();

  expect(second).toHaveLength(9);
  expect(second.filter((line) => !line.endsWith(' unchanged'))).toEqual([]);
});

test.skipIf(!canServe)('the service account reads all that is judged, and no Secret', async () => {
  applied();
  const scope = scopeIn(temporary('manifests'));
  await using cluster = openCluster({ kubeconfig: plane.kubeconfig, as: account }, {});

  const { objects, gaps, unlisted } = await cluster.inventory(scope);
  const names: string[] = [];
  for await (const { kind, name } of objects) names.push(`${kind}/${name}`);

  expect(names).toContain('Deployment/caisson');
  expect(names).toContain('ClusterRole/caisson-reader');
  expect([...unlisted]).toEqual(['/Secret']);
  expect(gaps.map(({ location }) => location.path)).toEqual(['secrets']);
});

test.skipIf(!canServe)(
  'the service account may change nothing, and the agent nothing at all',
  () => {
    applied();
    const agent = 'system:serviceaccount:caisson:caisson-agent';

    expect(mayAs(account, 'list', 'pods')).toBe(true);
    for (const verb of ['create', 'patch', 'delete'])
      for (const resource of ['pods', 'secrets', 'clusterrolebindings', 'deployments.apps'])
        expect([verb, resource, mayAs(account, verb, resource)]).toEqual([verb, resource, false]);
    expect(mayAs(account, 'create', 'pods/exec')).toBe(false);
    expect(mayAs(agent, 'list', 'pods')).toBe(false);
  },
);

function applied(): readonly string[] {
  const files = manifests.flatMap((file) => ['-f', file]);
  return kubectl('apply', ...files)
    .trim()
    .split('\n');
}

function mayAs(user: string, verb: string, resource: string): boolean {
  try {
    return (
      kubectl('auth', 'can-i', verb, resource, '--all-namespaces', `--as=${user}`).trim() === 'yes'
    );
  } catch {
    return false;
  }
}

/** Checks fields against the server's own document before it sends anything. */
function kubectl(...words: readonly string[]): string {
  return execFileSync(join(programs?.split(':')[1] ?? '', 'kubectl'), words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { KUBECONFIG: plane.kubeconfig, HOME: '/nonexistent' },
  });
}
