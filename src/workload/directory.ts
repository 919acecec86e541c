import { join } from 'node:path';
import type { ContainerDirectory } from '#contract/runtime.ts';
import type { Scope } from '#contract/scope.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { CgroupIndex } from './cgroup-index.ts';
import { ContainerTable } from './container-table.ts';
import { containerdDisk } from './containerd-disk.ts';
import { type DiskContainer, exists } from './disk.ts';
import { dockerDisk } from './docker-disk.ts';
import { EngineWatch } from './engine-watch.ts';
import { mergeFacts } from './facts.ts';
import { ownsMountNamespace } from './mount-namespace.ts';
import type { WorkloadOptions } from './options.ts';
import { runcDisk } from './runc-disk.ts';
import { storageDisk } from './storage-disk.ts';

/** How long the start waits for engines to list what runs. */
const firstRoundMs = 3000;
const maxOnDisk = 20_000;

/** A directory that stops asking when it is disposed of. */
export type OpenContainerDirectory = ContainerDirectory & AsyncDisposable;

/**
 * Containers that run here, by Docker's and podman's APIs and by the state that containerd, Docker, podman, CRI-O and runc
 * keep on disk. Waits at most three seconds for engines to list what runs; an engine that is away or goes away is tried
 * again, and what was known of its containers stays. At most 10,000 containers are kept, ended ones for five minutes.
 */
export async function openContainerDirectory(
  options: WorkloadOptions,
  scope: Scope,
): Promise<OpenContainerDirectory> {
  const stop = new AbortController();
  const inner = { ...scope, signal: AbortSignal.any([scope.signal, stop.signal]) };
  const directory = new Directory(options, inner);
  const running = directory.start();
  const patience = AbortSignal.timeout(firstRoundMs);
  await Promise.race([
    directory.first,
    new Promise<void>((resolve) =>
      patience.addEventListener('abort', () => resolve(), { once: true }),
    ),
  ]);
  return Object.assign(directory, {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  });
}

class Directory implements ContainerDirectory {
  readonly #options: WorkloadOptions;
  readonly #scope: Scope;
  readonly #table: ContainerTable;
  readonly #cgroups: CgroupIndex;
  readonly #disks;
  readonly #watches: readonly EngineWatch[];
  readonly #markers = new Map<string, string>();
  /** Ids that state on disk described. */
  readonly #onDisk = new Set<string>();
  readonly #asked = new Set<string>();

  constructor(options: WorkloadOptions, scope: Scope) {
    this.#options = options;
    this.#scope = scope;
    this.#table = new ContainerTable(options.pods, scope);
    this.#cgroups = new CgroupIndex((pid) => ownsMountNamespace(options.proc, pid));
    this.#disks = [
      containerdDisk(options.containerdStates, options.containerd),
      storageDisk(options.storageStates, options.storageRoots),
      runcDisk(options.runcRoots),
    ];
    const sockets = [
      ...options.dockerSockets.map((socket) => ({ engine: 'docker', socket }) as const),
      ...options.podmanSockets.map((socket) => ({ engine: 'podman', socket }) as const),
    ];
    this.#watches = sockets.map((at) => new EngineWatch(at, this.#table, options, scope));
  }

  get first(): Promise<unknown> {
    return Promise.all(this.#watches.map(({ first }) => first));
  }

  /** Ends with the signal. */
  async start(): Promise<void> {
    this.#sweep();
    const timer = setInterval(() => this.#sweep(), this.#options.sweepMs);
    timer.unref();
    await Promise.all(this.#watches.map((watch) => watch.run()));
    const { signal } = this.#scope;
    if (!signal.aborted)
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    clearInterval(timer);
  }

  get containers(): readonly WorkloadContainer[] {
    return this.#table.alive();
  }

  get lost(): readonly string[] {
    return this.#watches.flatMap(({ lost }) => lost ?? []);
  }

  onChange(listener: (container: WorkloadContainer, gone: boolean) => void): () => void {
    return this.#table.onChange(listener);
  }

  ofCgroup(path: string, pid?: number): WorkloadContainer | undefined {
    const known = this.#cgroups.known(path);
    if (known !== undefined) return known === '' ? undefined : this.#table.get(known);
    const found = this.#cgroups.resolve(path, pid);
    if (found === undefined || found === 'host') return this.#runcOf(path, found === 'host');
    this.#cgroups.remember(path, found.id);
    if (this.#table.get(found.id) === undefined) {
      this.#table.seen(found.id, found.engine, found.pod?.uid);
      this.#markCgroup(path, found.id);
      this.#readDisk(found.id);
      this.#ask(found.id);
    }
    return this.#table.get(found.id);
  }

  /** Until something better is known, a container lasts as long as its cgroup. */
  #markCgroup(path: string, id: string): void {
    const end = path.indexOf('/', path.indexOf(id));
    const own = end < 0 ? path : path.slice(0, end);
    const marker = this.#options.cgroups.map((root) => join(root, own)).find(exists);
    if (marker !== undefined) this.#markers.set(id, marker);
  }

  /** runc puts a container wherever it was told to: only its state says where. */
  #runcOf(path: string, isHost: boolean): WorkloadContainer | undefined {
    const name = path.slice(path.lastIndexOf('/') + 1);
    for (const disk of this.#disks) {
      const container = disk.find(name);
      if (container?.cgroups?.includes(path) !== true) continue;
      this.#add(container);
      return this.#table.get(container.id);
    }
    if (isHost) this.#cgroups.remember(path, '');
    return undefined;
  }

  #readDisk(id: string): void {
    for (const disk of this.#disks) {
      const container = disk.find(id);
      if (container === undefined) continue;
      this.#add(container);
      return;
    }
    const facts = dockerDisk(this.#options.dockerRoots, id);
    if (facts) this.#table.described(id, 'docker', facts, this.#hasApi('docker'));
  }

  #add(container: DiskContainer): void {
    const { id, engine, marker, cgroups = [] } = container;
    for (const path of cgroups) this.#cgroups.remember(path, id, true);
    this.#markers.set(id, marker);
    if (this.#onDisk.size < maxOnDisk) this.#onDisk.add(id);
    const facts = container.read();
    const more = engine === 'docker' ? dockerDisk(this.#options.dockerRoots, id) : undefined;
    const isPartial = this.#hasApi(engine);
    this.#table.described(id, engine, more ? mergeFacts(facts, more) : facts, isPartial);
  }

  /** Whether an API will tell more. */
  #hasApi(engine: string): boolean {
    return this.#watches.some((watch) => watch.engine === engine && watch.isUp);
  }

  #ask(id: string): void {
    if (this.#asked.has(id) || this.#asked.size > 1000) return;
    this.#asked.add(id);
    void this.#askAll(id).finally(() => this.#asked.delete(id));
  }

  async #askAll(id: string): Promise<void> {
    for (const watch of this.#watches) if (await watch.look(id)) return;
    this.#table.settled(id);
  }

  #sweep(): void {
    for (const [id, marker] of this.#markers) {
      if (exists(marker)) continue;
      this.#markers.delete(id);
      this.#onDisk.delete(id);
      this.#table.ended(id);
    }
    let isNew = false;
    for (const disk of this.#disks)
      for (const id of disk.list()) {
        const container = this.#onDisk.has(id) ? undefined : disk.find(id);
        if (container === undefined) continue;
        isNew = true;
        this.#add(container);
        this.#ask(id);
      }
    this.#table.refreshPods();
    this.#table.forgetOld();
    this.#cgroups.forget((id) => this.#table.get(id) !== undefined, isNew);
  }
}
