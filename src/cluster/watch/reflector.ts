import type { ApiResource, ClusterEvent, Selection } from '#contract/cluster.ts';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { type CaissonError, isCaissonError } from '#kit/error.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { Api } from '../api/api.ts';
import { pagesOf } from '../api/list.ts';
import { ApiError } from '../http/api-error.ts';
import { BackOff, pause } from '../http/back-off.ts';
import { watchOnce } from './connection.ts';
import type { Frame } from './frame.ts';
import { identityOf, Known } from './known.ts';
import { Reconciliation } from './reconciliation.ts';

/** How a watch is doing; times are of the monotonic clock, in milliseconds. */
export interface WatchState {
  readonly synced: boolean;
  /** When the server last told something: an event, a bookmark, a page of a listing. */
  readonly lastContact: number;
  readonly listings: number;
  readonly connections: number;
  /** News that no event told and that a new listing brought to light. Not counted: what a new listing after a break told. */
  readonly missedEvents: number;
  readonly objects: number;
  /** Why the last connection ended, where it did not end well. */
  readonly failure: CaissonError | undefined;
}

/** A connection of this age counts as one that worked, also when nothing happened. */
const settledMs = 30_000;
/** After so many failures of a watch at one place it begins anew with a listing. */
const maxStuck = 3;

/**
 * Lists and watches the objects of a kind and tells every change once, whatever happens to the connections: it goes on where it
 * was, lists again where the server forgot (410), and compares itself with a new listing from time to time.
 */
export class Reflector {
  readonly #api: Api;
  readonly #resource: ApiResource;
  readonly #selection: Selection;
  readonly #scope: Scope;
  readonly #backOff: BackOff;
  readonly #known = new Known();
  readonly #reconciliation: Reconciliation;
  /** Where the watch goes on; absent: with a listing. */
  #version: string | undefined;
  #listing = 0;
  #connections = 0;
  #stuck = 0;
  #lastContact: number;
  /** When the last connection was opened. */
  #opened = 0;
  #synced = false;
  #failure: CaissonError | undefined;

  constructor(api: Api, resource: ApiResource, selection: Selection, scope: Scope) {
    this.#api = api;
    this.#resource = resource;
    this.#selection = selection;
    this.#scope = scope;
    this.#backOff = new BackOff(api.timing, api.random);
    this.#lastContact = performance.now();
    const source = { api, resource, selection, scope };
    this.#reconciliation = new Reconciliation(source, this.#known, api.timing, () => {
      this.#lastContact = performance.now();
    });
  }

  get state(): WatchState {
    return {
      synced: this.#synced,
      lastContact: this.#lastContact,
      listings: this.#listing,
      connections: this.#connections,
      missedEvents: this.#reconciliation.missed,
      objects: this.#known.size,
      failure: this.#failure,
    };
  }

  /**
   * Ends only with the signal (its reason is thrown) or when the caller stops. Throws when the first listing is refused for good:
   * `access.forbidden`, `access.unauthenticated`, `input.*`, `usage.*`, `limit.*`.
   */
  async *events(): AsyncGenerator<ClusterEvent> {
    try {
      for (;;) {
        checkpoint(this.#scope.signal);
        const wait = yield* this.#turn();
        if (wait > 0) await pause(wait, this.#scope.signal);
      }
    } finally {
      await this.#reconciliation.stop();
    }
  }

  /** A listing or a connection; gives the wait before the next one. */
  async *#turn(): AsyncGenerator<ClusterEvent, number> {
    try {
      if (this.#version === undefined) {
        yield* this.#list();
        return 0;
      }
      if (this.#isBehind()) return 0;
      return yield* this.#follow(this.#version);
    } catch (error) {
      return this.#recover(error);
    }
  }

  async *#list(): AsyncGenerator<ClusterEvent> {
    this.#listing += 1;
    let listing = this.#reconciliation.nextListing();
    let version = '';
    for await (const page of pagesOf(this.#api, this.#resource, this.#selection, this.#scope)) {
      this.#lastContact = performance.now();
      version = page.resourceVersion;
      if (page.restarted) listing = this.#reconciliation.nextListing();
      for (const object of page.items) yield* this.#present(object, listing, true);
    }
    for (const [key, { uid, version: last, listing: seen }] of this.#known.entries()) {
      if (seen >= listing) continue;
      this.#known.drop(key);
      yield { type: 'deleted', object: this.#shell(key, uid, last) };
    }
    this.#version = version;
    this.#failure = undefined;
    this.#stuck = 0;
    this.#reconciliation.begin();
    if (this.#synced) return;
    this.#synced = true;
    yield { type: 'synced' };
  }

  async *#follow(from: string): AsyncGenerator<ClusterEvent, number> {
    this.#connections += 1;
    this.#opened = performance.now();
    const selection = { ...this.#selection, resourceVersion: from };
    for await (const frame of watchOnce(this.#api, this.#resource, selection, this.#scope)) {
      this.#contact(frame);
      yield* this.#told(frame);
      if (this.#isBehind()) return 0;
    }
    if (this.#isBehind()) return 0;
    if (performance.now() - this.#opened > settledMs) return 0;
    return this.#backOff.next();
  }

  /** Something came: the server is well, and this is how far we are. */
  #contact(frame: Frame): void {
    this.#lastContact = performance.now();
    this.#failure = undefined;
    this.#stuck = 0;
    this.#backOff.reset();
    if (frame.version !== '') this.#version = frame.version;
  }

  *#told(frame: Frame): Generator<ClusterEvent> {
    if (frame.type === 'bookmark') return;
    if (frame.type === 'present') {
      yield* this.#present(frame.object, this.#reconciliation.listing, false);
      return;
    }
    this.#reconciliation.noteGone(frame.object);
    if (this.#known.forget(frame.object)) yield { type: 'deleted', object: frame.object };
  }

  *#present(object: JsonObject, listing: number, isTruth: boolean): Generator<ClusterEvent> {
    const { key } = identityOf(object);
    const before = this.#known.get(key);
    const news = this.#known.see(object, listing, isTruth);
    if (news === 'old') return;
    if (news === 'replaced' && before !== undefined)
      yield { type: 'deleted', object: this.#shell(key, before.uid, before.version) };
    yield { type: news === 'modified' ? 'modified' : 'added', object };
  }

  /** Whether the comparison with a listing says that something was missed: then all is listed again. */
  #isBehind(): boolean {
    const missed = this.#reconciliation.settle(this.#version ?? '');
    if (missed === 0) return false;
    this.#scope.log.warn('a watch missed events', { resource: this.#resource.name, missed });
    this.#version = undefined;
    return true;
  }

  /** Gives the wait before the next try; throws what no try will mend. */
  #recover(error: unknown): number {
    checkpoint(this.#scope.signal);
    if (!isCaissonError(error)) throw error;
    if (!this.#synced && !isPassing(error)) throw error;
    this.#failure = error;
    this.#stuck += 1;
    if (this.#isSilent()) this.#reconciliation.hasten();
    if (this.#isStuck(error)) this.#version = undefined;
    const { name: resource } = this.#resource;
    this.#scope.log.debug('a watch is opened again', { resource, code: error.code });
    const asked = error instanceof ApiError ? error.retryAfterMs : undefined;
    return Math.max(this.#backOff.next(), asked ?? 0);
  }

  /** Whether only a listing helps. A server that is merely down keeps its history. */
  #isStuck(error: CaissonError): boolean {
    if (error instanceof ApiError && error.isGone) return true;
    if (this.#stuck < maxStuck) return false;
    return error instanceof ApiError && error.isTransient
      ? error.isFromTheFuture
      : error.code !== 'access.unreachable';
  }

  /** Whether the last connection was there and told nothing. */
  #isSilent(): boolean {
    const age = performance.now() - this.#opened;
    return this.#lastContact < this.#opened && age >= this.#api.timing.idleMs;
  }

  /** What is left to say of an object that went away while nobody looked. */
  #shell(key: string, uid: string, resourceVersion: string): JsonObject {
    const { group, version, kind } = this.#resource;
    const [namespace = '', name = ''] = key.split('/');
    const metadata: Record<string, Json> = { name, uid, resourceVersion };
    if (namespace !== '') metadata['namespace'] = namespace;
    return { apiVersion: group === '' ? version : `${group}/${version}`, kind, metadata };
  }
}

/** Failures of the first listing that may pass by themselves. */
function isPassing(error: CaissonError): boolean {
  return (
    error.code === 'access.unreachable' ||
    error.code === 'access.rate-limited' ||
    (error instanceof ApiError && error.isTransient)
  );
}
