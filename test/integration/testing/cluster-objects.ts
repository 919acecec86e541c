import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LiveCluster } from '#cluster/live-cluster.ts';
import type { ApiResource } from '#contract/cluster.ts';
import type { Scope } from '#contract/scope.ts';
import type { KubeObject } from '#kube/object.ts';
import { temporary } from '../../daemons.ts';
import type { ControlPlane } from './control-plane.ts';

/** Failures are met again at once. */
export const quick = { firstWaitMs: 50, longestWaitMs: 400, perSecond: 1000, burst: 1000 };

/** The resource of a kind, which must be there. */
export async function served(
  cluster: LiveCluster,
  group: string,
  kind: string,
  scope: Scope,
): Promise<ApiResource> {
  const resource = await cluster.resource(group, kind, scope);
  if (resource === undefined) throw new Error(`no ${kind}`);
  return resource;
}

/** Makes a namespace. */
export async function namespace(plane: ControlPlane, name: string): Promise<void> {
  await create(plane, '/api/v1/namespaces', name, {});
}

/** Makes an object at the path of its kind. */
export async function create(
  plane: ControlPlane,
  path: string,
  name: string,
  body: object,
): Promise<void> {
  const metadata = 'metadata' in body && typeof body.metadata === 'object' ? body.metadata : {};
  const answer = await plane.call('POST', path, { ...body, metadata: { ...metadata, name } });
  if (answer.status !== 201) throw new Error(`${path} ${name}: ${JSON.stringify(answer)}`);
}

/** Changes the data of a ConfigMap. */
export async function change(
  plane: ControlPlane,
  path: string,
  name: string,
  turn: number,
): Promise<void> {
  const headers = { 'content-type': 'application/merge-patch+json' };
  await plane.call('PATCH', `${path}/${name}`, { data: { turn: String(turn) } }, headers);
}

/** A kubeconfig of one context for the server of the plane. */
export function kubeconfigWith(
  plane: ControlPlane,
  user: object,
  trust: object = { 'certificate-authority': plane.authority },
  within = 'default',
): string {
  const path = join(temporary('kubeconfig'), 'config');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: plane.server, ...trust } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', namespace: within } }],
    'current-context': 'x',
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

/** All that comes. */
export async function collect(objects: AsyncIterable<KubeObject>): Promise<readonly KubeObject[]> {
  const all: KubeObject[] = [];
  for await (const object of objects) all.push(object);
  return all;
}

/** Waits for something that is about to happen, at most a minute. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it did not happen within a minute');
}
