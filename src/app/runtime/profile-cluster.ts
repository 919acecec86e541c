import { openCluster } from '#cluster/open.ts';
import type { Cluster } from '#contract/cluster.ts';
import type { Scope } from '#contract/scope.ts';
import { isCaissonError } from '#kit/error.ts';
import { isObject, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { Profile } from '#model/profile.ts';
import { type ClusterWish, isClusterWished } from './watched-cluster.ts';

type Labels = Readonly<Record<string, string>>;

/** How a workload and the services that it talks to are selected in their cluster. */
export interface ProfileLabels {
  /** Of the pods of the workload itself; absent where the cluster does not have it. */
  readonly podLabels?: Labels;
  /** Of the pods behind `namespace/name`. */
  readonly serviceLabels: (service: string) => Labels | undefined;
  /** Port of the pods behind a port of `namespace/name`. */
  readonly servicePort: (
    service: string,
    protocol: string,
    port: number,
  ) => number | string | undefined;
}

const paths: ReadonlyMap<string, string> = new Map([
  ['Deployment', '/apis/apps/v1/namespaces/NS/deployments/NAME'],
  ['StatefulSet', '/apis/apps/v1/namespaces/NS/statefulsets/NAME'],
  ['DaemonSet', '/apis/apps/v1/namespaces/NS/daemonsets/NAME'],
  ['ReplicaSet', '/apis/apps/v1/namespaces/NS/replicasets/NAME'],
  ['ReplicationController', '/api/v1/namespaces/NS/replicationcontrollers/NAME'],
  ['Job', '/apis/batch/v1/namespaces/NS/jobs/NAME'],
  ['CronJob', '/apis/batch/v1/namespaces/NS/cronjobs/NAME'],
  ['Pod', '/api/v1/namespaces/NS/pods/NAME'],
]);
const maxServices = 500;

/**
 * Asks the cluster for the labels that a policy of this profile needs; `undefined` where no cluster is meant. Throws `access.*` and `usage.*`
 * when it cannot be asked at all.
 */
export async function labelsForProfile(
  { key: { workload }, dimensions }: Profile,
  wish: Pick<ClusterWish, 'kubeconfig' | 'context' | 'environment'>,
  scope: Scope,
): Promise<ProfileLabels | undefined> {
  if (!isClusterWished({ ...wish, mayWrite: false, withPeers: false })) return undefined;
  const { environment, ...choice } = wish;
  await using cluster = openCluster(choice, environment);
  const asking = { cluster, scope };
  const podLabels = labelsOfWorkload(await workloadObject(workload, asking));
  const services = new Map<string, JsonObject>();
  for (const service of servicesOf(dimensions).slice(0, maxServices)) {
    const [namespace = '', name = ''] = service.split('/');
    const found = await objectAt('/api/v1/namespaces/NS/services/NAME', [namespace, name], asking);
    if (found !== undefined) services.set(service, found);
  }
  return {
    ...(podLabels !== undefined && { podLabels }),
    serviceLabels: (service) => labelsAt(valueAt(services.get(service), ['spec', 'selector'])),
    servicePort: (service, protocol, port) =>
      targetOf(services.get(service), (one) => {
        const { protocol: of = 'TCP', port: number } = one;
        return of === protocol && number === port;
      }),
  };
}

/** A port of a service leads to the same port where nothing else is said. */
function targetOf(
  service: JsonObject | undefined,
  isMeant: (port: JsonObject) => boolean,
): number | string | undefined {
  const ports = objectsOf(valueAt(service, ['spec', 'ports']));
  const target = ports.find(([, one]) => isMeant(one))?.[1]['targetPort'];
  return typeof target === 'number' || typeof target === 'string' ? target : undefined;
}

interface Asking {
  readonly cluster: Pick<Cluster, 'get'>;
  readonly scope: Scope;
}

/** `shop/Deployment/web`. */
async function workloadObject(workload: string, asking: Asking): Promise<JsonObject | undefined> {
  const [namespace = '', kind = '', name = ''] = workload.split('/');
  const path = paths.get(kind);
  return path === undefined ? undefined : await objectAt(path, [namespace, name], asking);
}

async function objectAt(
  path: string,
  [namespace, name]: readonly [string, string],
  { cluster, scope }: Asking,
): Promise<JsonObject | undefined> {
  try {
    const where = path.replace('NS', () => encodeURIComponent(namespace));
    return await cluster.get(
      where.replace('NAME', () => encodeURIComponent(name)),
      scope,
    );
  } catch (error) {
    if (isCaissonError(error, 'input.not-found')) return undefined;
    throw error;
  }
}

/** Those that select its pods: they stay the same from one release to the next. */
function labelsOfWorkload(object: JsonObject | undefined): Labels | undefined {
  return (
    labelsAt(valueAt(object, ['spec', 'selector', 'matchLabels'])) ??
    labelsAt(valueAt(object, ['spec', 'template', 'metadata', 'labels'])) ??
    labelsAt(valueAt(object, ['spec', 'jobTemplate', 'spec', 'template', 'metadata', 'labels'])) ??
    labelsAt(valueAt(object, ['metadata', 'labels']))
  );
}

function labelsAt(value: Json | undefined): Labels | undefined {
  if (!isObject(value)) return undefined;
  const labels = Object.entries(value).flatMap(([key, one]) => {
    const text = textOf(one);
    return text === undefined ? [] : [[key, text] as const];
  });
  return labels.length === 0 ? undefined : Object.fromEntries(labels);
}

function servicesOf({ egress, ingress }: Profile['dimensions']): readonly string[] {
  const keys = [...egress.behaviours, ...ingress.behaviours].map(({ key }) => key);
  const named = keys.flatMap((key) => /service:([^/\s:]+\/[^/\s:]+)/.exec(key)?.[1] ?? []);
  return [...new Set(named)].sort();
}
