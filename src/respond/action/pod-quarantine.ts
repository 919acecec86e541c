import type { JsonObject } from '#model/json-value.ts';
import type { Work } from './action.ts';
import {
  clusterOf,
  handleMap,
  handleText,
  metaPatch,
  patchIfThere,
  podObject,
  readPod,
  textMapOf,
  uidOf,
} from './cluster-object.ts';

/** Selected by the policy; its value is the number of the quarantine. */
const quarantineLabel = 'caisson.dev/quarantine';

/** What is needed to set and lift the cluster's side of a quarantine. */
export async function podQuarantine(work: Work): Promise<JsonObject> {
  const pod = await readPod(work.request.target, work.ports);
  const before = textMapOf(pod, 'labels').get(quarantineLabel);
  return {
    uid: uidOf(pod),
    policyName: `caisson-quarantine-${work.policy}`,
    before: before === undefined || before === String(work.policy) ? null : before,
  };
}

/** Labels the pod and denies all traffic of what has the label. */
export async function setPodQuarantine(handle: JsonObject, work: Work): Promise<void> {
  const cluster = clusterOf(work.ports);
  const object = podObject(work.request.target);
  const pod = handleMap(handle, 'pod');
  await cluster.create({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: handleText(pod, 'policyName'),
      namespace: object.namespace ?? 'default',
      labels: { 'app.kubernetes.io/managed-by': 'caisson' },
      annotations: { 'caisson.dev/action': work.id },
    },
    spec: {
      podSelector: { matchLabels: { [quarantineLabel]: String(work.policy) } },
      policyTypes: ['Ingress', 'Egress'],
    },
  });
  const labels = { [quarantineLabel]: String(work.policy) };
  await cluster.patch(object, metaPatch(handleText(pod, 'uid'), { labels }));
}

/** The label as it was before, then no policy. */
export async function liftPodQuarantine(handle: JsonObject, work: Work): Promise<void> {
  const cluster = clusterOf(work.ports);
  const object = podObject(work.request.target);
  const pod = handleMap(handle, 'pod');
  const labels = { [quarantineLabel]: pod['before'] ?? null };
  await patchIfThere(cluster, object, handleText(pod, 'uid'), { labels });
  const name = handleText(pod, 'policyName');
  const namespace = object.namespace ?? 'default';
  const policy = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace, name };
  await cluster.delete(policy, {});
}
