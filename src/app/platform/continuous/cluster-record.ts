import type { Platform } from '#contract/platform.ts';
import type { SqlWriter } from '#contract/sql.ts';
import { placeContainers } from '#estate/runtime/containers.ts';
import { lookAgain } from '../wish/look-again.ts';
import { pullReference, requestScan, scanPriority, scanWhatRuns } from '../wish/scan-wish.ts';
import { controllersIn, type Informers, nodesIn, runningIn } from './cluster-objects.ts';
import {
  type ClusterFacts,
  endMissingPods,
  saveCluster,
  saveNodes,
  saveReplicas,
} from './cluster-rows.ts';
import type { PodContainer } from './pod-containers.ts';

/** The containers of a pod and where they are. */
export interface PlacedPod {
  readonly node: string;
  readonly containers: readonly PodContainer[];
}

/** Writes down what a cluster tells, one thing after the other. `node` is the machine that scans the cluster. */
export class ClusterRecord {
  readonly #platform: Platform;
  readonly #name: string;
  readonly #node: string;
  readonly #unsaved = new Map<string, PlacedPod>();
  #last: Promise<void> = Promise.resolve();

  /** `platform.scope.signal` ends it: what was not begun then is left. */
  constructor(platform: Platform, name: string, node: string) {
    this.#platform = platform;
    this.#name = name;
    this.#node = node;
  }

  /** What is being written is written. */
  settled(): Promise<void> {
    return this.#last;
  }

  /** Keeps what a pod is until `savePods` has written it. */
  takePod(id: string, pod: PlacedPod): void {
    this.#unsaved.set(id, pod);
  }

  /** Writes the pods that were taken; what the store does not take now stays for the next time. `onBegun`: workloads came that nobody knew of. */
  savePods(onBegun: () => void): void {
    if (this.#unsaved.size === 0) return;
    this.#after(async () => {
      const { jobs, changes } = this.#platform;
      for (const [id, pod] of this.#unsaved) if (await this.#savedPod(id, pod)) onBegun();
      jobs.wake();
      changes.committed();
    });
  }

  /** State of the cluster, its nodes and controllers, and what nobody told the end of. */
  saveWhole(facts: ClusterFacts, informers: Informers): void {
    this.#after(async () => {
      await this.saveState(facts);
      if (facts.state !== 'watched') return;
      const now = this.#now();
      await this.#platform.database.transaction(async (tx) => {
        await endMissingPods(tx, this.#name, runningIn(informers), now);
        await saveNodes(tx, this.#name, nodesIn(informers), now);
        await saveReplicas(tx, this.#name, controllersIn(informers), now);
      });
    });
  }

  async saveState(facts: ClusterFacts): Promise<void> {
    const now = this.#now();
    await this.#platform.database.transaction((tx) => saveCluster(tx, this.#name, facts, now));
  }

  /** Has the cluster scanned, and worked out who reaches what in it. */
  judge(): void {
    this.#after(async () => {
      const { database, jobs } = this.#platform;
      const name = this.#name;
      await database.transaction(async (tx) => {
        await requestScan(tx, jobs, {
          reference: name,
          target: 'cluster',
          name,
          node: this.#node,
          priority: scanPriority.running,
        });
        await jobs.add(tx, {
          kind: `exposure@${this.#node}`,
          subject: name,
          key: `exposure:${name}`,
        });
      });
      jobs.wake();
    });
  }

  /** One that cannot be written lets those behind it pass. */
  async #savedPod(id: string, pod: PlacedPod): Promise<boolean> {
    try {
      const hasBegun = await this.#platform.database.transaction((tx) => this.#savePod(tx, pod));
      if (this.#unsaved.get(id) === pod) this.#unsaved.delete(id);
      return hasBegun;
    } catch (error) {
      const latest = this.#unsaved.get(id) ?? pod;
      this.#unsaved.delete(id);
      this.#unsaved.set(id, latest);
      throw error;
    }
  }

  /** Answers whether a workload came that nobody knew of. */
  async #savePod(tx: SqlWriter, { node, containers }: PlacedPod): Promise<boolean> {
    const now = this.#now();
    const { jobs, changes } = this.#platform;
    const teller = { node, cluster: this.#name, time: now };
    const placed = await placeContainers(tx, containers, teller);
    const { images } = placed;
    await changes.append(tx, placed.changes);
    await lookAgain(
      tx,
      jobs,
      images.map(({ asset }) => asset),
    );
    for (const { container, gone } of containers) {
      if (gone || container.image === undefined) continue;
      const met = images.find((one) => one.container === container.id);
      const reference = pullReference(container.image);
      await scanWhatRuns(tx, jobs, { container, met, reference, now });
    }
    return placed.begun > 0;
  }

  #now(): number {
    return this.#platform.scope.clock().getTime();
  }

  #after(work: () => Promise<void>): void {
    const { log, signal } = this.#platform.scope;
    this.#last = this.#last
      .then(async () => {
        if (!signal.aborted) await work();
      })
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        log.warn('what a cluster tells cannot be written down now', { reason });
      });
  }
}
