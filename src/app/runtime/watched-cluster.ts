import { hostname } from 'node:os';
import type { Informer } from '#cluster/informer.ts';
import type { LiveCluster } from '#cluster/live-cluster.ts';
import { openWritableCluster } from '#cluster/open.ts';
import type { Scope } from '#contract/scope.ts';
import { isCaissonError } from '#kit/error.ts';
import { fieldOf, listOf, textOf } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { PeerNames } from '#profile/address.ts';
import type { ClusterActions } from '#respond/ports.ts';
import { clusterActions } from './cluster-actions.ts';
import { ClusterPods, lightPod } from './cluster-pods.ts';

/** Which cluster, and how much of it is wanted. */
export interface ClusterWish {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Granted actions change it. */
  readonly mayWrite: boolean;
  /** Who addresses belong to is asked: pods of all nodes are kept in mind, and services. */
  readonly withPeers: boolean;
}

/** The cluster that the machine is a node of. */
export interface WatchedCluster extends AsyncDisposable {
  readonly pods: ClusterPods;
  readonly actions: ClusterActions;
  readonly names: PeerNames;
  /** This machine in the cluster; undefined where it is none of its nodes. */
  readonly node: string | undefined;
}

/** How long the start waits for what is there. */
const firstMs = 5000;

/** Whether a cluster is meant: named by a person, or the one whose pod this runs in. */
export function isClusterWished({ kubeconfig, context, environment }: ClusterWish): boolean {
  return (
    kubeconfig !== undefined ||
    context !== undefined ||
    (environment['KUBERNETES_SERVICE_HOST'] ?? '') !== ''
  );
}

/**
 * Opens the cluster and follows its pods; what may not be read is told in the log, and then not known. Throws `usage.*`, `input.*` and
 * `host.io` for configurations that lead to no server.
 */
export async function openWatchedCluster(wish: ClusterWish, scope: Scope): Promise<WatchedCluster> {
  const { kubeconfig, context, environment, mayWrite, withPeers } = wish;
  const choice = { ...(kubeconfig && { kubeconfig }), ...(context && { context }) };
  const { cluster, writer } = openWritableCluster(choice, environment);
  const stack = new AsyncDisposableStack();
  stack.use(cluster);
  const node = await nodeOf(cluster, environment, scope);
  const pods = new ClusterPods();
  const services = new Map<string, string>();
  const own = withPeers || node === undefined ? {} : { fieldSelector: `spec.nodeName=${node}` };
  const following = new Following(cluster, stack, scope);
  await following.follow('Pod', { ...own, keep: lightPod }, (type, pod) => pods.take(type, pod));
  if (withPeers)
    await following.follow('Service', { keep: lightService }, (type, service) => {
      for (const address of addressesOf(service))
        if (type === 'deleted') services.delete(address);
        else services.set(address, `service:${service.namespace}/${service.name}`);
    });
  return {
    pods,
    node,
    actions: clusterActions(cluster, mayWrite ? writer : undefined, scope),
    names: (address) => services.get(address) ?? podName(pods, address),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

type Options = Parameters<LiveCluster['informer']>[1];

/** Stores that follow the cluster. */
class Following {
  readonly #cluster: LiveCluster;
  readonly #stack: AsyncDisposableStack;
  readonly #scope: Scope;

  constructor(cluster: LiveCluster, stack: AsyncDisposableStack, scope: Scope) {
    this.#cluster = cluster;
    this.#stack = stack;
    this.#scope = scope;
  }

  async follow(
    kind: string,
    options: Options,
    take: (type: 'added' | 'modified' | 'deleted', object: KubeObject) => void,
  ): Promise<void> {
    try {
      const resource = await this.#cluster.resource('', kind, this.#scope);
      if (resource === undefined) return;
      const informer = this.#cluster.informer(resource, options, this.#scope);
      this.#stack.use(informer);
      informer.onChange(({ type, object }) => take(type, object));
      await firstRound(informer);
    } catch (error) {
      if (!isCaissonError(error)) throw error;
      this.#scope.log.warn('the cluster cannot be followed', { kind, reason: error.message });
    }
  }
}

async function firstRound({ synced }: Informer): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, firstMs);
  await Promise.race([synced, promise]).finally(() => clearTimeout(timer));
}

/** As the DaemonSet says it (`NODE_NAME`, by the downward API), else the machine's name where a node has it. */
async function nodeOf(
  cluster: LiveCluster,
  environment: ClusterWish['environment'],
  scope: Scope,
): Promise<string | undefined> {
  const told = environment['NODE_NAME'] ?? environment['KUBERNETES_NODE_NAME'];
  if (told !== undefined && told !== '') return told;
  try {
    await cluster.get(`/api/v1/nodes/${encodeURIComponent(hostname().toLowerCase())}`, scope);
    return hostname().toLowerCase();
  } catch (error) {
    if (!isCaissonError(error)) throw error;
    scope.log.warn('which node this is cannot be told: set NODE_NAME', { reason: error.message });
    return undefined;
  }
}

function lightService(object: KubeObject): KubeObject {
  const spec = fieldOf(object.body, 'spec') ?? {};
  return { ...object, annotations: new Map(), body: { spec } };
}

function addressesOf({ body }: KubeObject): readonly string[] {
  const spec = fieldOf(body, 'spec');
  const all = [...listOf(fieldOf(spec, 'clusterIPs')), fieldOf(spec, 'clusterIP')];
  return [...new Set(all.flatMap((one) => textOf(one) ?? []))].filter((one) => one !== 'None');
}

/** Labels that change with every release or replica say nothing of the role. */
const passing =
  /^(?:pod-template-hash|controller-revision-hash|pod-template-generation)$|\/pod-(?:index|name)$/;

function podName(pods: ClusterPods, address: string): string | undefined {
  const pod = pods.byAddress(address);
  if (pod === undefined) return undefined;
  const labels = Object.entries(pod.labels ?? {}).filter(([key]) => !passing.test(key));
  if (labels.length === 0) return undefined;
  const text = labels.map(([key, value]) => `${key}=${value}`).sort();
  return `pod:${pod.namespace}/${text.join(',')}`;
}
