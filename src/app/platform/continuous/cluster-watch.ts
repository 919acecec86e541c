import type { Informer } from '#cluster/informer.ts';
import { type LiveCluster } from '#cluster/live-cluster.ts';
import { openCluster } from '#cluster/open.ts';
import type { Platform } from '#contract/platform.ts';
import type { Scope } from '#contract/scope.ts';
import { aborted, pause } from '#kit/abort.ts';
import { isCaissonError } from '#kit/error.ts';
import type { KubeObject } from '#kube/object.ts';
import {
  isAltered,
  judgedKinds,
  lightNode,
  lightObject,
  lightPod,
  placedPod,
} from './cluster-objects.ts';
import { ClusterRecord } from './cluster-record.ts';
import type { ClusterFacts } from './cluster-rows.ts';
import type { WatchedKubeconfig, WorkOptions } from './options.ts';

const gatherMs = 500;
/** Changes that come together are judged together. */
const settleMs = 5000;
const wholeMs = 60_000;
const retryMs = 15_000;
const syncMs = 30_000;

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
  readonly #options: WorkOptions;
  readonly #stop = new AbortController();
  readonly #scope: Scope;
  readonly #record: ClusterRecord;
  readonly #informers = new Map<string, Informer>();
  readonly #running: Promise<void>;
  #gathering: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;
  #whole: NodeJS.Timeout | undefined;
  #server = '';
  #version: string | undefined;

  constructor(choice: WatchedKubeconfig, platform: Platform, options: WorkOptions) {
    this.#choice = choice;
    this.#options = options;
    const signal = AbortSignal.any([platform.scope.signal, this.#stop.signal]);
    this.#scope = { ...platform.scope, signal };
    this.#record = new ClusterRecord(
      { ...platform, scope: this.#scope },
      choice.name,
      options.node,
    );
    this.#running = this.#run();
  }

  async end(): Promise<void> {
    this.#stop.abort(new Error('the watch of the cluster is being stopped'));
    for (const timer of [this.#gathering, this.#settling, this.#whole]) clearTimeout(timer);
    await this.#running;
    await this.#record.settled();
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
        await this.#record.saveState(this.#facts('unreachable', reason)).catch(() => undefined);
      }
      await pause(retryMs, this.#scope.signal);
    }
  }

  /** Ends with the signal. */
  async #follow(): Promise<void> {
    const { kubeconfig, context } = this.#choice;
    const { program, homeDirectory } = this.#options;
    await this.#record.saveState(this.#facts('waiting'));
    await using cluster = openCluster(
      { ...(kubeconfig && { kubeconfig }), ...(context && { context }) },
      { HOME: homeDirectory, ...program.environment },
    );
    this.#server = cluster.server;
    this.#version = (await cluster.version(this.#scope)).version;
    await using stack = new AsyncDisposableStack();
    await this.#watch(cluster, stack, ['', 'Pod'], lightPod);
    await this.#watch(cluster, stack, ['', 'Node'], lightNode);
    for (const kind of judgedKinds) await this.#watch(cluster, stack, kind, lightObject);
    this.#listen();
    this.#judgeSoon();
    this.#saveWhole();
    this.#whole = setInterval(() => this.#saveWhole(), wholeMs);
    await aborted(this.#scope.signal);
    this.#informers.clear();
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
      await Promise.race([informer.synced, pause(syncMs, this.#scope.signal)]);
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

  #listen(): void {
    const pods = this.#informers.get('Pod');
    pods?.onChange(({ type, object }) => this.#takePod(object, type === 'deleted'));
    for (const pod of pods?.objects() ?? []) this.#takePod(pod, false);
    for (const [kind, informer] of this.#informers)
      if (kind !== 'Pod' && kind !== 'Node')
        informer.onChange(({ object, before }) => {
          if (isAltered(before, object)) this.#judgeSoon();
        });
  }

  #takePod(pod: KubeObject, isDeleted: boolean): void {
    this.#record.takePod(pod.uid ?? `${pod.namespace}/${pod.name}`, placedPod(pod, isDeleted));
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#savePods();
    }, gatherMs);
  }

  #judgeSoon(): void {
    this.#settling ??= setTimeout(() => {
      this.#settling = undefined;
      this.#record.judge();
    }, settleMs);
  }

  /** How a workload is reached and what it gives can only be kept once it is known. */
  #savePods(): void {
    this.#record.savePods(() => this.#judgeSoon());
  }

  #saveWhole(): void {
    this.#savePods();
    this.#record.saveWhole(this.#standing(), this.#informers);
  }

  /** What fell silent is sought again by itself. */
  #standing(): ClusterFacts {
    const pods = this.#informers.get('Pod');
    if (pods?.healthy() === true) return this.#facts('watched');
    const { failure } = pods?.state ?? {};
    return this.#facts('unreachable', failure?.message ?? 'it has told nothing for minutes');
  }

  #facts(state: ClusterFacts['state'], reason?: string): ClusterFacts {
    return {
      server: this.#server,
      state,
      nodes: this.#informers.get('Node')?.size ?? 0,
      namespaces: this.#informers.get('Namespace')?.size ?? 0,
      ...(this.#version !== undefined && { version: this.#version }),
      ...(reason !== undefined && { reason: reason.slice(0, 500) }),
    };
  }
}
