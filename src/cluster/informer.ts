import type { ApiResource, Selection } from '#contract/cluster.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import type { KubeObject } from '#kube/object.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { Api } from './api/api.ts';
import { liveObject } from './live-object.ts';
import { identityOf } from './watch/known.ts';
import { Reflector, type WatchState } from './watch/reflector.ts';

/** A change of the store. `object` of what was deleted is the last state that was known. */
export interface StoreChange {
  readonly type: 'added' | 'modified' | 'deleted';
  readonly object: KubeObject;
  readonly before?: KubeObject;
}

export interface InformerOptions extends Selection {
  /** What to keep of an object, for thousands of them stay in memory. Absent: all of it. */
  readonly keep?: (object: KubeObject) => KubeObject;
}

/** The objects of a kind, always as the cluster has them. */
export class Informer implements AsyncDisposable {
  readonly resource: ApiResource;
  /** Settles when everything that was there at the beginning is here; rejects when it may not be read. */
  readonly synced: Promise<void>;
  readonly #objects = new Map<string, KubeObject>();
  readonly #listeners = new Set<(change: StoreChange) => void>();
  readonly #stopping = new AbortController();
  readonly #reflector: Reflector;
  readonly #scope: Scope;
  readonly #idleMs: number;
  readonly #keep: (object: KubeObject) => KubeObject;
  readonly #ended: Promise<void>;
  #failure: CaissonError | undefined;

  /** Begins at once. */
  constructor(
    api: Api,
    resource: ApiResource,
    { keep, ...selection }: InformerOptions,
    scope: Scope,
  ) {
    this.resource = resource;
    this.#keep = keep ?? ((object) => object);
    this.#idleMs = api.timing.idleMs;
    const signal = AbortSignal.any([scope.signal, this.#stopping.signal]);
    this.#scope = { ...scope, signal };
    this.#reflector = new Reflector(api, resource, selection, this.#scope);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.synced = promise;
    // Nobody need wait for it.
    promise.catch(() => undefined);
    this.#ended = this.#run(resolve).catch((error: unknown) => {
      if (!signal.aborted) this.#failure = failureOf(error);
      reject(error instanceof Error ? error : new Error('the watch ended'));
    });
  }

  /** By name; `namespace` is left out for what has none. */
  get(name: string, namespace = ''): KubeObject | undefined {
    return this.#objects.get(`${namespace}/${name}`);
  }

  objects(): IterableIterator<KubeObject> {
    return this.#objects.values();
  }

  get size(): number {
    return this.#objects.size;
  }

  /** Hears of every change from now on, once; gives a function that ends it. A listener must not throw. */
  onChange(listener: (change: StoreChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether the store is complete and the server told something lately: three times the minute in which it sends bookmarks. */
  healthy(): boolean {
    const { synced, lastContact } = this.#reflector.state;
    const age = performance.now() - lastContact;
    return synced && this.#failure === undefined && age <= this.#idleMs * 1.5;
  }

  get state(): WatchState {
    const { state } = this.#reflector;
    return this.#failure === undefined ? state : { ...state, failure: this.#failure };
  }

  get missedEvents(): number {
    return this.#reflector.state.missedEvents;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new Error('the store was closed'));
    await this.#ended;
    this.#listeners.clear();
  }

  async #run(synced: () => void): Promise<void> {
    for await (const event of this.#reflector.events()) {
      if (event.type === 'synced') synced();
      else this.#take(event.type, event.object);
    }
  }

  #take(type: StoreChange['type'], body: JsonObject): void {
    const { key } = identityOf(body);
    const before = this.#objects.get(key);
    const now = liveObject(body, this.resource);
    if (now === undefined) return;
    if (type === 'deleted') this.#objects.delete(key);
    else this.#objects.set(key, this.#keep(now));
    const object = type === 'deleted' ? (before ?? now) : now;
    this.#tell({ type, object, ...(before !== undefined && { before }) });
  }

  /** A listener that throws must not keep others from hearing. */
  #tell(change: StoreChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        this.#scope.log.error('a listener of a watch failed', {
          resource: this.resource.name,
          error: error instanceof Error ? error.message : 'unknown',
        });
      }
    }
  }
}

function failureOf(error: unknown): CaissonError {
  if (isCaissonError(error)) return error;
  return new CaissonError('internal.bug', 'a watch failed', { cause: error });
}
