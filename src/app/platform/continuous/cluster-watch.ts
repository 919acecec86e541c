import type { Informer } from '#cluster/informer.ts';
import type { LiveCluster } from '#cluster/live-cluster.ts';
import { openCluster } from '#cluster/open.ts';
import type { Platform } from '#contract/platform.ts';
import type { Scope } from '#contract/scope.ts';
import type { SqlWriter } from '#contract/sql.ts';
import { placeContainers } from '#estate/runtime/containers.ts';
import { isCaissonError } from '#kit/error.ts';
import { fieldOf, numberOf, textOf } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { ClusterPods } from '../../runtime/cluster-pods.ts';
import { lookAgain } from '../live/look-again.ts';
import { endMissingPods, saveCluster, saveNodes, saveReplicas } from './cluster-rows.ts';
import type { WatchedKubeconfig, WorkOptions } from './options.ts';
import { containersOfPod, type PodContainer } from './pod-containers.ts';
import { isScanWanted, requestScan, scanKey, scanPriority } from './scan-wish.ts';

/** Kinds whose changes alter what is wrong with a cluster, or who reaches what. */
const judged = [
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

const gatherMs = 500;
/** Changes that come together are judged together. */
const settleMs = 5000;
const wholeMs = 60_000;
const retryMs = 15_000;

/** Follows a cluster until it is disposed of; one that cannot be reached is tried again, and says so in its row. */
export function followCluster(
  choice: WatchedKubeconfig,
  platform: Platform,
  options: WorkOptions,
): AsyncDisposable {
  const watch = new ClusterWatch(choice, platform, options);
  return { [Symbol.asyncDispose]: () => watch.end() };
}

class ClusterWatch {
  readonly #choice: WatchedKubeconfig;
  readonly #platform: Platform;
  readonly #options: WorkOptions;
  readonly #stop = new AbortController();
  readonly #scope: Scope;
  readonly #pods = new ClusterPods();
  readonly #changed = new Map<string, { node: string; containers: readonly PodContainer[] }>();
  readonly #informers = new Map<string, Informer>();
  readonly #running: Promise<void>;
  #gathering: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;
  #whole: NodeJS.Timeout | undefined;
  #last: Promise<void> = Promise.resolve();
  #server = '';
  #version: string | undefined;

  constructor(choice: WatchedKubeconfig, platform: Platform, options: WorkOptions) {
    this.#choice = choice;
    this.#platform = platform;
    this.#options = options;
    const signal = AbortSignal.any([platform.scope.signal, this.#stop.signal]);
    this.#scope = { ...platform.scope, signal };
    this.#running = this.#run();
  }

  async end(): Promise<void> {
    this.#stop.abort(new Error('the watch of the cluster is being stopped'));
    for (const timer of [this.#gathering, this.#settling, this.#whole]) clearTimeout(timer);
    await this.#running;
    await this.#last;
  }

  async #run(): Promise<void> {
    while (!this.#scope.signal.aborted) {
      try {
        await this.#follow();
        return;
      } catch (error) {
        if (this.#scope.signal.aborted) return;
        const reason = error instanceof Error ? error.message : String(error);
        this.#scope.log.warn('a cluster cannot be watched', { name: this.#choice.name, reason });
        await this.#saveState('unreachable', reason).catch(() => undefined);
      }
      await rest(retryMs, this.#scope.signal);
    }
  }

  /** Ends with the signal. */
  async #follow(): Promise<void> {
    const { kubeconfig, context } = this.#choice;
    const { program, homeDirectory } = this.#options;
    await this.#saveState('waiting');
    await using cluster = openCluster(
      { ...(kubeconfig && { kubeconfig }), ...(context && { context }) },
      { HOME: homeDirectory, ...program.environment },
    );
    this.#server = cluster.server;
    this.#version = (await cluster.version(this.#scope)).version;
    await using stack = new AsyncDisposableStack();
    await this.#watch(cluster, stack, ['', 'Pod'], lightPod);
    await this.#watch(cluster, stack, ['', 'Node'], lightNode);
    for (const kind of judged) await this.#watch(cluster, stack, kind, lightObject);
    this.#listen();
    this.#judgeSoon();
    this.#saveWhole();
    clearInterval(this.#whole);
    this.#whole = setInterval(() => this.#saveWhole(), wholeMs);
    await aborted(this.#scope.signal);
    this.#informers.clear();
  }

  #listen(): void {
    this.#informers.get('Pod')?.onChange(({ type, object }) => this.#takePod(type, object));
    for (const pod of this.#informers.get('Pod')?.objects() ?? []) this.#takePod('added', pod);
    for (const [kind, informer] of this.#informers)
      if (kind !== 'Pod' && kind !== 'Node')
        informer.onChange(({ object, before }) => {
          if (before === undefined || isAltered(before, object)) this.#judgeSoon();
        });
  }

  /** What may not be read is told in the log; the rest is followed. */
  async #watch(
    cluster: LiveCluster,
    stack: AsyncDisposableStack,
    [group, kind]: readonly [string, string],
    keep: (object: KubeObject) => KubeObject,
  ): Promise<void> {
    const resource = await cluster.resource(group, kind, this.#scope);
    if (resource === undefined) return;
    const informer = stack.use(cluster.informer(resource, { keep }, this.#scope));
    this.#informers.set(kind, informer);
    try {
      await Promise.race([informer.synced, rest(30_000, this.#scope.signal)]);
    } catch (error) {
      if (!isCaissonError(error)) throw error;
      if (kind === 'Pod') throw error;
      this.#informers.delete(kind);
      this.#scope.log.warn('a part of the cluster cannot be followed', {
        kind,
        reason: error.message,
      });
    }
  }

  #takePod(type: 'added' | 'modified' | 'deleted', pod: KubeObject): void {
    this.#pods.take(type, pod);
    const reference = this.#pods.byUid(pod.uid ?? '') ?? {
      name: pod.name,
      namespace: pod.namespace ?? 'default',
    };
    const node = textOf(fieldOf(fieldOf(pod.body, 'spec'), 'nodeName')) ?? '';
    const isGone = type === 'deleted';
    const containers = containersOfPod(pod, reference).map(({ container, gone }) => ({
      container,
      gone: gone || isGone,
    }));
    this.#changed.set(pod.uid ?? `${pod.namespace}/${pod.name}`, { node, containers });
    this.#gathering ??= setTimeout(() => this.#savePods(), gatherMs);
  }

  #savePods(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    const changed = [...this.#changed.values()];
    this.#changed.clear();
    this.#after(async () => {
      const { database, jobs, changes } = this.#platform;
      for (const pod of changed) await database.transaction((tx) => this.#savePod(tx, pod));
      jobs.wake();
      changes.committed();
    });
  }

  async #savePod(
    tx: SqlWriter,
    { node, containers }: { readonly node: string; readonly containers: readonly PodContainer[] },
  ): Promise<void> {
    const time = this.#scope.clock().getTime();
    const { jobs } = this.#platform;
    const cluster = this.#choice.name;
    const placed = await placeContainers(tx, containers, { node, cluster, time });
    // How a workload is reached and what it gives can only be kept once it is known.
    if (placed.begun.length > 0) this.#judgeSoon();
    await lookAgain(
      tx,
      jobs,
      placed.images.map(({ asset }) => asset),
    );
    for (const { container, gone } of containers) {
      const met = placed.images.find((one) => one.container === container.id);
      const { image } = container;
      if (gone || image === undefined) continue;
      const key = scanKey(pullReference(image));
      if (!(await isScanWanted(tx, { container: container.id, met, key, now: time }))) continue;
      await requestScan(tx, jobs, {
        reference: pullReference(image),
        target: 'image',
        name: image.reference,
        image: image.reference,
        priority: scanPriority.running,
        ...(met !== undefined && { asset: met.asset }),
      });
    }
  }

  /** State of the cluster, its nodes and controllers, and what nobody told the end of. */
  #saveWhole(): void {
    this.#after(async () => {
      const now = this.#scope.clock().getTime();
      const { name } = this.#choice;
      await this.#saveState('watched');
      const running = new Set<string>();
      for (const pod of this.#informers.get('Pod')?.objects() ?? []) {
        const reference = { name: pod.name, namespace: pod.namespace ?? 'default' };
        for (const { container, gone } of containersOfPod(pod, reference))
          if (!gone) running.add(container.id);
      }
      const nodes = [...(this.#informers.get('Node')?.objects() ?? [])].map((node) => ({
        name: node.name,
        os: textOf(fieldOf(fieldOf(node.body, 'status'), 'osImage')) ?? '',
      }));
      const controllers = ['Deployment', 'DaemonSet', 'StatefulSet', 'CronJob'].flatMap((kind) =>
        [...(this.#informers.get(kind)?.objects() ?? [])].map((object) => ({
          namespace: object.namespace ?? 'default',
          kind,
          name: object.name,
          replicas: numberOf(fieldOf(object.body, 'replicas')) ?? 0,
        })),
      );
      await this.#platform.database.transaction(async (tx) => {
        await endMissingPods(tx, name, running, now);
        await saveNodes(tx, name, nodes, now);
        await saveReplicas(tx, name, controllers, now);
      });
    });
  }

  async #saveState(state: 'watched' | 'unreachable' | 'waiting', reason?: string): Promise<void> {
    const facts = {
      server: this.#server,
      state,
      nodes: this.#informers.get('Node')?.size ?? 0,
      namespaces: this.#informers.get('Namespace')?.size ?? 0,
      ...(this.#version !== undefined && { version: this.#version }),
      ...(reason !== undefined && { reason: reason.slice(0, 500) }),
    };
    const now = this.#scope.clock().getTime();
    await this.#platform.database.transaction((tx) =>
      saveCluster(tx, this.#choice.name, facts, now),
    );
  }

  #judgeSoon(): void {
    this.#settling ??= setTimeout(() => {
      this.#settling = undefined;
      this.#after(async () => {
        const { database, jobs } = this.#platform;
        const { name } = this.#choice;
        await database.transaction(async (tx) => {
          await requestScan(tx, jobs, {
            reference: name,
            target: 'cluster',
            name,
            node: this.#options.node,
            priority: scanPriority.running,
          });
          await jobs.add(tx, {
            kind: `exposure@${this.#options.node}`,
            subject: name,
            key: `exposure:${name}`,
          });
        });
        jobs.wake();
      });
    }, settleMs);
  }

  #after(work: () => Promise<void>): void {
    this.#last = this.#last
      .then(async () => {
        if (!this.#scope.signal.aborted) await work();
      })
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.#scope.log.warn('what a cluster tells cannot be written down now', { reason });
      });
  }
}

/** What a scan pulls: by digest where the cluster tells it. */
function pullReference({
  reference,
  repository,
  digest,
}: {
  readonly reference: string;
  readonly repository?: string;
  readonly digest?: string;
}): string {
  return digest === undefined || repository === undefined
    ? `registry:${reference}`
    : `registry:${repository}@${digest}`;
}

/** Thousands stay in memory: only what is asked later. */
function lightPod(object: KubeObject): KubeObject {
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

function lightNode(object: KubeObject): KubeObject {
  const info = fieldOf(fieldOf(object.body, 'status'), 'nodeInfo');
  const osImage = textOf(fieldOf(info, 'osImage')) ?? '';
  return { ...object, annotations: new Map(), body: { status: { osImage } } };
}

function lightObject(object: KubeObject): KubeObject {
  const metadata = fieldOf(object.body, 'metadata');
  const spec = fieldOf(object.body, 'spec');
  const status = fieldOf(object.body, 'status');
  const replicas =
    numberOf(fieldOf(spec, 'replicas')) ?? numberOf(fieldOf(status, 'desiredNumberScheduled')) ?? 0;
  const generation = numberOf(fieldOf(metadata, 'generation')) ?? 0;
  return { ...object, annotations: new Map(), body: { generation, replicas } };
}

/** Whether what people wrote is another; controllers write the state of what they run all the time. */
function isAltered(before: KubeObject, now: KubeObject): boolean {
  const light = lightObject(now);
  const generation = fieldOf(before.body, 'generation');
  return generation === 0 || generation !== fieldOf(light.body, 'generation');
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    timer.unref();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
