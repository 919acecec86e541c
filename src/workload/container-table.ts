import type { Scope } from '#contract/scope.ts';
import { formatJson } from '#kit/json.ts';
import type { ContainerEngine, PodReference, WorkloadContainer } from '#model/workload.ts';
import { type ContainerFacts, mergeFacts } from './facts.ts';
import type { PodLookup } from './options.ts';

type Listener = (container: WorkloadContainer, gone: boolean) => void;

interface Entry {
  readonly container: WorkloadContainer;
  readonly podUid?: string;
  /** Milliseconds since the Unix epoch. */
  readonly ended?: number;
}

const maxContainers = 10_000;
const keepEndedMs = 5 * 60_000;

/** Everything known of containers, by id; tells listeners what changes. */
export class ContainerTable {
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<Listener>();
  readonly #pods: PodLookup | undefined;
  readonly #scope: Scope;

  constructor(pods: PodLookup | undefined, scope: Scope) {
    this.#pods = pods;
    this.#scope = scope;
  }

  get(id: string): WorkloadContainer | undefined {
    return this.#entries.get(id)?.container;
  }

  alive(): readonly WorkloadContainer[] {
    return [...this.#entries.values()]
      .filter(({ ended }) => ended === undefined)
      .map(({ container }) => container);
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Only its id is known so far. */
  seen(id: string, engine: ContainerEngine, podUid: string | undefined): void {
    if (this.#entries.has(id)) return;
    const container = { id, shortId: id.slice(0, 12), engine, partial: true };
    this.#set(id, { container, ...(podUid !== undefined && { podUid }) });
  }

  /** Files describe it; with `isPartial` its engine will tell more. */
  described(id: string, engine: ContainerEngine, facts: ContainerFacts, isPartial: boolean): void {
    const before = this.#entries.get(id);
    // An engine that answered knows better.
    const isTold = before !== undefined && before.container.partial !== true;
    if (isTold && before.ended === undefined) return;
    this.#update(id, engine, facts, isPartial);
  }

  /** Its engine describes it. */
  runs(id: string, engine: ContainerEngine, facts: ContainerFacts): void {
    this.#update(id, engine, facts, false);
  }

  /** Nobody will tell more. */
  settled(id: string): void {
    const entry = this.#entries.get(id);
    if (entry?.container.partial !== true || entry.container.name === undefined) return;
    this.#update(id, entry.container.engine, {}, false);
  }

  ended(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.ended !== undefined) return;
    this.#set(id, { ...entry, ended: this.#scope.clock().getTime() });
    this.#tell(entry.container, true);
  }

  /** What the cluster says of pods may come later than their containers. */
  refreshPods(): void {
    if (this.#pods === undefined) return;
    for (const [id, { container, podUid, ended }] of this.#entries) {
      const isOpen = container.pod?.owner === undefined && (container.pod ?? podUid) !== undefined;
      if (isOpen && ended === undefined)
        this.#update(id, container.engine, {}, container.partial === true);
    }
  }

  forgetOld(): void {
    const oldest = this.#scope.clock().getTime() - keepEndedMs;
    for (const [id, { ended }] of this.#entries)
      if (ended !== undefined && ended < oldest) this.#entries.delete(id);
  }

  #update(id: string, engine: ContainerEngine, facts: ContainerFacts, isPartial: boolean): void {
    const before = this.#entries.get(id);
    const podUid = before?.podUid;
    const { partial: _partial, ...old } = before?.container ?? { partial: true };
    const merged = this.#withPod(mergeFacts(old, facts), podUid);
    const container: WorkloadContainer = {
      ...merged,
      id,
      shortId: id.slice(0, 12),
      engine: engine === 'unknown' ? (merged.engine ?? engine) : engine,
      ...(isPartial && { partial: true }),
    };
    this.#set(id, { container, ...(podUid !== undefined && { podUid }) });
    if (isNews(before, container)) this.#tell(container, false);
  }

  #withPod(facts: ContainerFacts, uid: string | undefined): ContainerFacts {
    const told = facts.pod && { ...(uid !== undefined && { uid }), ...facts.pod };
    const more = this.#lookUp(told, uid);
    const pod = more ? { ...more, ...told } : told;
    return pod ? { ...facts, pod, ...this.#probes(facts, pod) } : facts;
  }

  #probes({ probes = [] }: ContainerFacts, pod: PodReference): Pick<ContainerFacts, 'probes'> {
    const told = this.#pods?.probesOf?.(pod) ?? [];
    const known = new Set(probes.map((one) => one.join('\0')));
    const more = told.filter((one) => !known.has(one.join('\0')));
    return more.length === 0 ? {} : { probes: [...probes, ...more] };
  }

  #lookUp(pod: PodReference | undefined, uid = pod?.uid): PodReference | undefined {
    const found = uid === undefined ? undefined : this.#pods?.byUid(uid);
    return found ?? (pod && this.#pods?.byName(pod.namespace, pod.name));
  }

  #set(id: string, entry: Entry): void {
    if (!this.#entries.has(id) && this.#entries.size >= maxContainers) this.#evict();
    this.#entries.set(id, entry);
  }

  /** The one that ended first; when all run, the one known longest. */
  #evict(): void {
    let victim: string | undefined;
    let earliest = Number.POSITIVE_INFINITY;
    for (const [id, { ended = Number.MAX_VALUE }] of this.#entries)
      if (ended < earliest) [victim, earliest] = [id, ended];
    if (victim === undefined) return;
    this.#scope.log.warn('more containers than are kept: one was forgotten', { id: victim });
    this.#entries.delete(victim);
  }

  #tell(container: WorkloadContainer, isGone: boolean): void {
    for (const listener of this.#listeners) listener(container, isGone);
  }
}

function isNews(before: Entry | undefined, container: WorkloadContainer): boolean {
  if (before === undefined || before.ended !== undefined) return true;
  return formatJson(before.container) !== formatJson(container);
}
