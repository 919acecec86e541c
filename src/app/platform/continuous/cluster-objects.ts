import type { Informer } from '#cluster/informer.ts';
import { fieldOf, numberOf, textOf } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { podReference } from '../../runtime/cluster-pods.ts';
import type { ClusterController, ClusterNode } from './cluster-rows.ts';
import { containersOfPod, type PodContainer } from './pod-containers.ts';

/** Kinds whose changes alter what is wrong with a cluster, or who reaches what. */
export const judgedKinds = [
  ['', 'Service'],
  ['', 'ServiceAccount'],
  ['', 'Namespace'],
  ['apps', 'Deployment'],
  ['apps', 'DaemonSet'],
  ['apps', 'StatefulSet'],
  ['batch', 'CronJob'],
  ['networking.k8s.io', 'Ingress'],
  ['networking.k8s.io', 'NetworkPolicy'],
  ['rbac.authorization.k8s.io', 'Role'],
  ['rbac.authorization.k8s.io', 'RoleBinding'],
  ['rbac.authorization.k8s.io', 'ClusterRole'],
  ['rbac.authorization.k8s.io', 'ClusterRoleBinding'],
] as const;

const controllerKinds = ['Deployment', 'DaemonSet', 'StatefulSet', 'CronJob'];

/** What is followed of a cluster, by kind. */
export type Informers = ReadonlyMap<string, Informer>;

/** A pod as it is kept: thousands stay in memory, so only what is asked later. */
export function lightPod(object: KubeObject): KubeObject {
  const metadata = fieldOf(object.body, 'metadata');
  const body: Record<string, KubeObject['body'][string]> = {};
  const owners = fieldOf(metadata, 'ownerReferences');
  if (owners !== undefined) body['metadata'] = { ownerReferences: owners };
  for (const part of ['spec', 'status']) {
    const value = fieldOf(object.body, part);
    if (value !== undefined) body[part] = value;
  }
  return { ...object, annotations: new Map(), body };
}

/** A node as it is kept: its system. */
export function lightNode(object: KubeObject): KubeObject {
  const info = fieldOf(fieldOf(object.body, 'status'), 'nodeInfo');
  const osImage = textOf(fieldOf(info, 'osImage')) ?? '';
  return { ...object, annotations: new Map(), body: { osImage } };
}

/** Anything else as it is kept: how often people changed it, and how many pods it is to have. */
export function lightObject(object: KubeObject): KubeObject {
  const metadata = fieldOf(object.body, 'metadata');
  const spec = fieldOf(object.body, 'spec');
  const status = fieldOf(object.body, 'status');
  const replicas =
    numberOf(fieldOf(spec, 'replicas')) ?? numberOf(fieldOf(status, 'desiredNumberScheduled')) ?? 0;
  const generation = numberOf(fieldOf(metadata, 'generation')) ?? 0;
  return { ...object, annotations: new Map(), body: { generation, replicas } };
}

/** Whether what people wrote is another; controllers write the state of what they run all the time. `before` is as it was kept. */
export function isAltered(before: KubeObject | undefined, now: KubeObject): boolean {
  const generation = fieldOf(before?.body, 'generation') ?? 0;
  return generation === 0 || generation !== fieldOf(lightObject(now).body, 'generation');
}

/** The containers of a pod with the node that they are on; all have gone with a pod that was deleted. */
export function placedPod(
  pod: KubeObject,
  isDeleted: boolean,
): { readonly node: string; readonly containers: readonly PodContainer[] } {
  const node = textOf(fieldOf(fieldOf(pod.body, 'spec'), 'nodeName')) ?? '';
  const containers = containersOfPod(pod, podReference(pod)).map(({ container, gone }) => ({
    container,
    gone: gone || isDeleted,
  }));
  return { node, containers };
}

/** Ids of the containers that run. */
export function runningIn(informers: Informers): ReadonlySet<string> {
  const pods = [...(informers.get('Pod')?.objects() ?? [])];
  const containers = pods.flatMap((pod) => placedPod(pod, false).containers);
  return new Set(containers.filter(({ gone }) => !gone).map(({ container }) => container.id));
}

/** The nodes, from the form in which they are kept. */
export function nodesIn(informers: Informers): readonly ClusterNode[] {
  return [...(informers.get('Node')?.objects() ?? [])].map(({ name, body }) => ({
    name,
    os: textOf(fieldOf(body, 'osImage')) ?? '',
  }));
}

/** What makes pods, from the form in which it is kept. */
export function controllersIn(informers: Informers): readonly ClusterController[] {
  return controllerKinds.flatMap((kind) =>
    [...(informers.get(kind)?.objects() ?? [])].map(({ name, namespace, body }) => ({
      namespace: namespace ?? 'default',
      kind,
      name,
      replicas: numberOf(fieldOf(body, 'replicas')) ?? 0,
    })),
  );
}
