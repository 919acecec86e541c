import { setTimeout as delay } from 'node:timers/promises';
import type { Scope } from '#contract/scope.ts';
import { mapConcurrent } from '#kit/concurrency.ts';
import { isCaissonError } from '#kit/error.ts';
import { exists } from './disk.ts';
import { type EngineApi, engineApi, idPart } from './engine-api.ts';
import { type ContainerFacts, mergeFacts } from './facts.ts';
import { factsOfInspect, imageOfInspect, isRunning } from './inspect.ts';
import { digestAt, textAt } from './json-field.ts';
import type { WorkloadOptions } from './options.ts';

/** Engines that speak Docker's API. */
export type ApiEngine = 'docker' | 'podman';

/** What a watched engine tells. */
export interface EngineListener {
  runs(id: string, engine: ApiEngine, facts: ContainerFacts): void;
  ended(id: string): void;
}

const concurrency = 4;
const maxContainers = 10_000;
const maxImages = 1000;
const starts = new Set(['start', 'restart', 'update', 'rename', 'unpause', 'init']);
const ends = new Set(['die', 'died', 'destroy', 'remove', 'cleanup']);
const eventsPath = `/events?filters=${encodeURIComponent(JSON.stringify({ type: ['container'] }))}`;

/** One engine: what it runs now, then every start and end. When it goes away it is tried again, with growing pauses. */
export class EngineWatch {
  readonly engine: ApiEngine;
  readonly #api: EngineApi;
  readonly #listener: EngineListener;
  readonly #options: WorkloadOptions;
  readonly #scope: Scope;
  /** Descriptions of images by digest. */
  readonly #images = new Map<string, unknown>();
  /** Ids of what it was said to run. */
  #told = new Set<string>();
  #isUp = false;
  #wasUp = false;
  readonly #first = Promise.withResolvers<void>();

  constructor(
    at: { readonly engine: ApiEngine; readonly socket: string },
    listener: EngineListener,
    options: WorkloadOptions,
    scope: Scope,
  ) {
    this.engine = at.engine;
    this.#api = engineApi(at.socket, options.answerMs);
    this.#listener = listener;
    this.#options = options;
    this.#scope = scope;
  }

  /** Whether it is being listened to. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** Resolves when the first round is over, whether it went well or not. */
  get first(): Promise<void> {
    return this.#first.promise;
  }

  /** The engine, when it answered and does so no more. */
  get lost(): string | undefined {
    return this.#wasUp && !this.#isUp ? `${this.engine} at ${this.#api.socket}` : undefined;
  }

  /** Looks one container up; what it finds goes to the listener. False: this engine does not have it, or is away. */
  async look(id: string): Promise<boolean> {
    try {
      return this.#isUp && (await this.#inspect(id));
    } catch (error) {
      if (!isCaissonError(error)) throw error;
      this.#scope.log.debug('a container was not described', { id, error: error.message });
      return false;
    }
  }

  /** Ends with the scope's signal. */
  async run(): Promise<void> {
    const { signal } = this.#scope;
    let pauseMs = this.#options.retryMs;
    while (!signal.aborted) {
      const wasUp = await this.#session();
      this.#first.resolve();
      pauseMs = wasUp ? this.#options.retryMs : Math.min(pauseMs * 2, this.#options.maxRetryMs);
      await delay(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
    this.#first.resolve();
  }

  /** As long as the engine is there. Tells whether it was. */
  async #session(): Promise<boolean> {
    const { engine } = this;
    const { socket } = this.#api;
    if (!exists(socket)) return false;
    const end = new AbortController();
    const failure = await this.#round(AbortSignal.any([this.#scope.signal, end.signal])).catch(
      (error: unknown) => {
        if (isCaissonError(error) || this.#scope.signal.aborted) return error;
        throw error;
      },
    );
    end.abort();
    const wasUp = this.#isUp;
    this.#isUp = false;
    const hint = 'is it running? It is asked again by itself';
    const reason = failure instanceof Error ? failure.message : 'it ended its events';
    if (this.#scope.signal.aborted) return wasUp;
    if (wasUp) this.#scope.log.warn('container engine lost', { engine, socket, reason, hint });
    else this.#scope.log.debug('container engine not reached', { engine, socket, reason });
    return wasUp;
  }

  async #round(signal: AbortSignal): Promise<void> {
    // The stream is asked for before the list, so that nothing falls between them.
    const events = this.#api.stream(eventsPath, signal)[Symbol.asyncIterator]();
    let next = events.next();
    next.catch(() => undefined);
    await this.#list(signal);
    this.#first.resolve();
    for (let turn = await next; turn.done !== true; turn = await next) {
      await this.#handle(turn.value);
      next = events.next();
      next.catch(() => undefined);
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    const list = await this.#api.get('/containers/json', signal);
    const ids = (Array.isArray(list) ? list.slice(0, maxContainers) : [])
      .map((entry) => textAt(entry, 'Id'))
      .filter((id) => id !== undefined);
    this.#isUp = true;
    this.#wasUp = true;
    await mapConcurrent(ids, concurrency, async (id) => await this.look(id), signal);
    const running = new Set(ids);
    for (const id of this.#told) if (!running.has(id)) this.#ended(id);
    const { engine } = this;
    const { socket } = this.#api;
    this.#scope.log.info('container engine watched', { engine, socket, containers: ids.length });
  }

  async #handle(event: unknown): Promise<void> {
    const id = textAt(event, 'Actor', 'ID') ?? textAt(event, 'id');
    const action = textAt(event, 'Action') ?? textAt(event, 'status') ?? '';
    if (id === undefined) return;
    if (ends.has(action)) this.#ended(id);
    else if (starts.has(action)) await this.look(id);
  }

  async #inspect(id: string): Promise<boolean> {
    const inspect = await this.#api.get(`/containers/${idPart(id)}/json`, this.#scope.signal);
    const full = textAt(inspect, 'Id');
    if (full === undefined) return false;
    if (!isRunning(inspect)) this.#ended(full);
    else {
      if (this.#told.size < maxContainers) this.#told.add(full);
      this.#listener.runs(full, this.engine, await this.#withImage(inspect));
    }
    return true;
  }

  #ended(id: string): void {
    this.#told.delete(id);
    this.#listener.ended(id);
  }

  async #withImage(inspect: unknown): Promise<ContainerFacts> {
    const facts = factsOfInspect(inspect);
    const id = digestAt(inspect, 'Image');
    if (id === undefined || facts.image === undefined) return facts;
    if (!this.#images.has(id)) {
      if (this.#images.size >= maxImages) this.#images.clear();
      const described = await this.#api.get(`/images/${id}/json`, this.#scope.signal);
      // An image that was removed from under its container stays unknown.
      if (described === undefined) return facts;
      this.#images.set(id, described);
    }
    return mergeFacts(facts, { image: imageOfInspect(this.#images.get(id), facts.image) });
  }
}
