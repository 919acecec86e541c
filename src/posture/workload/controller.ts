import { fieldOf, numberOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { PodTemplate } from '#kube/pods.ts';

const jobs: ReadonlySet<string> = new Set([
  'Job',
  'CronJob',
  'ScaledJob',
  'Workflow',
  'CronWorkflow',
]);

/** Whether its pods run until somebody stops them. */
export function isLongRunning({ kind }: KubeObject, { spec }: PodTemplate): boolean {
  if (jobs.has(kind)) return false;
  return (textOf(fieldOf(spec, 'restartPolicy')) ?? 'Always') === 'Always';
}

/** Kinds whose number of pods is written; `undefined` for others, and where a scaler may own it. */
export function replicasOf({ kind, body }: KubeObject): number | undefined {
  if (!scaled.has(kind)) return undefined;
  return numberOf(valueAt(body, ['spec', 'replicas']));
}
const scaled: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'ReplicaSet',
  'ReplicationController',
  'DeploymentConfig',
  'Rollout',
]);

/** Whether another object made it: then that one has to be changed. */
export function isOwned({ body }: KubeObject): boolean {
  const owners = valueAt(body, ['metadata', 'ownerReferences']);
  return Array.isArray(owners) && owners.length > 0;
}

/** A Job itself, or the template of Jobs in a CronJob, with its path. */
export function jobSpecPath({ group, kind }: KubeObject): readonly string[] | undefined {
  if (group !== 'batch') return undefined;
  if (kind === 'Job') return ['spec'];
  return kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec'] : undefined;
}
