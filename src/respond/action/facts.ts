import { join } from 'node:path';
import { isRecord } from '#kit/json.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { ActionTarget } from '#model/response.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import type { ResponsePorts } from '../ports.ts';
import { processesWith } from '../proc/cgroup.ts';
import { tryReadBytes, tryReadLater } from '../proc/read.ts';

/** What is known of a target when an action is planned. */
export interface TargetFacts {
  /** Why the target is not what it is said to be; empty when all agrees. */
  readonly doubts: readonly string[];
  readonly processes?: number;
  /** Established TCP connections in its network namespace. */
  readonly connections?: number;
  /** Replicas of the workload that run and are ready, this one included; absent when nobody knows. */
  readonly ready?: number;
  /** The process is the one that the engine started: without it the container ends. */
  readonly isFirstProcess: boolean;
}

/** Looks at the target. Never throws: what cannot be read is absent. */
export async function factsOf(target: ActionTarget, ports: ResponsePorts): Promise<TargetFacts> {
  const proc = ports.proc ?? '/proc';
  const root = target.container?.rootPid;
  const ready = await readyReplicas(target, ports);
  const doubts = doubtsOf(target, proc);
  const isFirstProcess = target.pid !== undefined && target.pid === root;
  if (root === undefined || doubts.length > 0)
    return { doubts, isFirstProcess, ...(ready !== undefined && { ready }) };
  return {
    doubts,
    isFirstProcess,
    processes: processesWith(root, proc).length,
    connections: await connectionsOf(root, proc),
    ...(ready !== undefined && { ready }),
  };
}

/** What the container is called in limits and locks: the kernel's identity first. */
export function subjectOf({ container, cgroupId, node, pid, processStart }: ActionTarget): string {
  if (container !== undefined) return `container/${container.id}`;
  if (cgroupId !== undefined) return `cgroup/${cgroupId}`;
  if (pid !== undefined) return `process/${pid}@${processStart ?? 0}`;
  return `node/${node ?? ''}`;
}

/** All replicas of one role have the same text. */
export function workloadOf(container: WorkloadContainer): string {
  const { pod, image, name } = container;
  if (pod !== undefined) return `${pod.namespace}/${pod.owner ?? pod.name}/${pod.container ?? ''}`;
  // Compose and engines number replicas behind the name: `shop-web-2`.
  return `${image?.id ?? image?.reference ?? container.id}/${(name ?? '').replace(/[-_]\d+$/, '')}`;
}

const named = new Set(['docker', 'containerd', 'cri-o', 'podman']);

/** Pids are reused: the process that the container is known by must be in a cgroup that has its id. */
function doubtsOf({ container }: ActionTarget, proc: string): readonly string[] {
  if (container?.rootPid === undefined || !named.has(container.engine)) return [];
  const cgroup = tryReadBytes(join(proc, String(container.rootPid), 'cgroup'));
  if (cgroup === undefined) return [`container ${container.shortId} does not run any more`];
  if (!/^[0-9a-f]{64}$/.test(container.id) || cgroup.includes(container.id)) return [];
  return [`process ${container.rootPid} is not of container ${container.shortId} any more`];
}

/** The kernel walks all its buckets for a table, which takes milliseconds: others go on meanwhile. */
async function connectionsOf(pid: number, proc: string): Promise<number> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => tryReadLater(join(proc, String(pid), 'net', name))),
  );
  return tables
    .flatMap((table) => (table ?? '').split('\n').slice(1))
    .filter((line) => line.trim().split(/ +/, 4)[3] === '01').length;
}

async function readyReplicas(
  { container }: ActionTarget,
  { cluster, engine }: ResponsePorts,
): Promise<number | undefined> {
  if (container === undefined) return undefined;
  if (container.pod === undefined) return engine?.replicas(container.image, container.name);
  if (cluster === undefined) return undefined;
  const { namespace, name, uid } = container.pod;
  try {
    const pods = await cluster.list('v1', 'Pod', namespace);
    const own = pods.find((pod) => metaOf(pod)['name'] === name && isSame(metaOf(pod)['uid'], uid));
    const owner = own && controllerOf(own);
    if (owner === undefined) return own !== undefined && isReady(own) ? 1 : 0;
    return pods.filter((pod) => controllerOf(pod) === owner && isReady(pod)).length;
  } catch {
    // Nobody knows: the guard takes that as the last one.
    return undefined;
  }
}

function isSame(actual: unknown, wanted: string | undefined): boolean {
  return wanted === undefined || actual === wanted;
}

/** `metadata` of an object. */
export function metaOf(object: JsonObject): Readonly<Record<string, unknown>> {
  const metadata: unknown = object['metadata'];
  return isRecord(metadata) ? metadata : {};
}

/** The uid of the controller of a pod. */
function controllerOf(pod: JsonObject): string | undefined {
  return controllerReference(pod)?.uid;
}

/** The controller of a pod as its owner reference has it. */
export function controllerReference(
  pod: JsonObject,
): { readonly kind: string; readonly name: string; readonly uid: string } | undefined {
  const references = metaOf(pod)['ownerReferences'];
  if (!Array.isArray(references)) return undefined;
  for (const reference of references as readonly unknown[]) {
    if (!isRecord(reference) || reference['controller'] !== true) continue;
    const { kind, name, uid } = reference;
    if (typeof kind === 'string' && typeof name === 'string' && typeof uid === 'string')
      return { kind, name, uid };
  }
  return undefined;
}

function isReady(pod: JsonObject): boolean {
  const status: unknown = pod['status'];
  const conditions = isRecord(status) ? status['conditions'] : undefined;
  if (metaOf(pod)['deletionTimestamp'] !== undefined || !Array.isArray(conditions)) return false;
  return (conditions as readonly unknown[]).some(
    (one) => isRecord(one) && one['type'] === 'Ready' && one['status'] === 'True',
  );
}
