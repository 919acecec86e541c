import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { containerToJson, detectionToJson } from '#incident/detection-json.ts';
import { familyOf, isCaissonError } from '#kit/error.ts';
import type { SensorLoss } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { openRuntimeStore } from '#store/runtime-store.ts';
import {
  type WatchCompanion,
  type WatchListener,
  type WatchOptions,
  watch,
} from '../../runtime/watch.ts';
import { openWatchPlace, type WatchPlace } from '../../runtime/watch-place.ts';
import type { WatchSensor } from '../../runtime/watch-sensor.ts';
import { ActionFollower } from './action-follower.ts';
import { exposureAt } from './engine-exposure.ts';
import { EventFold } from './event-fold.ts';
import { FlowWatch } from './flow-watch.ts';
import { interpreterInterest } from './interpreter-interest.ts';
import { type DeliverBatch, LineSender } from './line-sender.ts';
import { nodeLine } from './node-line.ts';
import { isPassing, StoreFollower } from './store-follower.ts';
import { toldListener } from './told-listener.ts';
import { UsageWatch } from './usage-watch.ts';

/** What the watch of a machine is told. */
export interface LiveOptions extends Omit<WatchOptions, 'store' | 'tell' | 'companion' | 'rules'> {
  /** Asked at each start. */
  readonly rules: () => Promise<WatchOptions['rules']>;
  /** Name of the machine; that of the system where absent. */
  readonly node?: string;
  readonly cluster?: string;
  readonly deliver: DeliverBatch;
  /** Somebody who is told the same as a person would be: the terminal of an agent. */
  readonly also?: WatchListener;
  /** What was lost on the way, in all; added to what the sensor lost. */
  readonly lost?: () => number;
}

const tickMs = 1000;
const nodeMs = 30_000;
const flowMs = 60_000;
/** A kernel that cannot be watched is asked again; something that went wrong sooner. */
const hopelessMs = 600_000;
const retryMs = 15_000;

/** The watch of this machine, that goes on until it is disposed of. */
export interface LiveWatch extends AsyncDisposable {
  /** Other rules hold from now on; the watch starts anew, which takes a second or two. */
  restart(): void;
  readonly sender: LineSender;
}

/**
 * Watches this machine and tells what it sees as lines of batches. Where no sensor can run, containers are told nevertheless, and the
 * node says why it is blind.
 */
export function startLiveWatch(options: LiveOptions, scope: Scope): LiveWatch {
  const stop = new AbortController();
  const inner = { ...scope, signal: AbortSignal.any([scope.signal, stop.signal]) };
  const live = new Live(options, inner);
  const running = live.run();
  return {
    sender: live.sender,
    restart: () => live.restart(),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
      await live[Symbol.asyncDispose]();
    },
  };
}

class Live implements WatchCompanion, WatchListener, AsyncDisposable {
  readonly interest = interpreterInterest;
  readonly sender: LineSender;
  readonly #options: LiveOptions;
  readonly #scope: Scope;
  readonly #node: string;
  readonly #follower: StoreFollower;
  readonly #actions: ActionFollower;
  readonly #stack = new AsyncDisposableStack();
  readonly #flows = new FlowWatch();
  readonly #fold = new EventFold();
  readonly #store;
  #round = new AbortController();
  #place: WatchPlace | undefined;
  #sensor: WatchSensor | undefined;
  #usage: UsageWatch | undefined;
  #state: 'watching' | 'degraded' | 'absent' = 'absent';
  #reason = 'the watch is starting';
  #lost = 0;
  /** On the clock of `performance`, as is the next: one that goes back must not silence us. */
  #nodeAt = Number.NEGATIVE_INFINITY;
  #flowAt = Number.NEGATIVE_INFINITY;
  #isTicking = false;
  #listsAll = false;

  constructor(options: LiveOptions, scope: Scope) {
    this.#options = options;
    this.#scope = scope;
    this.#node = options.node ?? hostname();
    const path = join(options.stateDirectory, 'runtime.sqlite');
    this.#store = this.#stack.use(openRuntimeStore(path));
    this.#follower = new StoreFollower(this.#stack.use(openRuntimeStore(path)));
    this.#actions = new ActionFollower(options, scope);
    this.sender = this.#stack.use(
      new LineSender(options.deliver, (decisions) => this.#decide(decisions), scope),
    );
    const timer = setInterval(() => void this.#tick(), tickMs);
    this.#stack.defer(() => clearInterval(timer));
  }

  async run(): Promise<void> {
    const { signal } = this.#scope;
    while (!signal.aborted) {
      this.#round = new AbortController();
      const scope = { ...this.#scope, signal: AbortSignal.any([signal, this.#round.signal]) };
      const wait = await this.#watch(scope);
      this.#close();
      if (!signal.aborted && wait > 0) await this.#blind(wait);
    }
  }

  restart(): void {
    this.#round.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#tellNode({ running: false });
    await this.#stack.disposeAsync();
  }

  open(place: WatchPlace, sensor: WatchSensor): void {
    this.#sensor = sensor;
    this.#state = 'watching';
    this.#reason = '';
    this.#begin(place);
  }

  event(event: Parameters<WatchCompanion['event']>[0]): void {
    this.#usage?.event(event);
    this.#flows.event(event);
    for (const line of this.#fold.fold(event)) this.sender.buffer.add(line, 'raw');
  }

  ready(): void {
    this.#listsAll = true;
    this.#nodeAt = Number.NEGATIVE_INFINITY;
  }

  detection(detection: Parameters<WatchListener['detection']>[0]): void {
    this.sender.buffer.add(
      { type: 'detection', detection: { ...detectionToJson(detection) } },
      'detection',
    );
  }

  /** Incidents are told from the store, where people change them too. */
  incident(): void {}

  loss(loss: SensorLoss): void {
    this.#lost += Object.values(loss.counts).reduce((all, one) => all + one, 0) || 1;
    this.#usage?.lose(loss.container?.id);
    this.#nodeAt = Number.NEGATIVE_INFINITY;
  }

  action(): void {}

  note(time: number, text: string): void {
    this.#scope.log.info('the watch notes', { time, text });
  }

  /** Watches until the signal; says how long to wait before the next try. */
  async #watch(scope: Scope): Promise<number> {
    try {
      const rules = await this.#options.rules();
      await watch(
        {
          ...this.#options,
          rules,
          store: this.#store,
          tell: toldListener(this, this.#options.also),
          companion: this,
        },
        scope,
      );
      return 0;
    } catch (error) {
      if (scope.signal.aborted) return 0;
      this.#state = 'absent';
      this.#reason = wordsOf(error);
      this.#scope.log.warn('this machine is not watched', { reason: this.#reason });
      return isCaissonError(error) && familyOf(error.code) === 'host' ? hopelessMs : retryMs;
    }
  }

  /** Containers are known without a sensor, by their engines. */
  async #blind(waitMs: number): Promise<void> {
    const wait = AbortSignal.timeout(waitMs);
    const scope = {
      ...this.#scope,
      signal: AbortSignal.any([this.#scope.signal, this.#round.signal, wait]),
    };
    try {
      await using place = await openWatchPlace(this.#options, scope);
      this.#begin(place);
      this.#listsAll = true;
      if (!scope.signal.aborted)
        await new Promise((resolve) =>
          scope.signal.addEventListener('abort', resolve, { once: true }),
        );
    } catch (error) {
      this.#scope.log.warn('containers cannot be found', { reason: wordsOf(error) });
      await new Promise((resolve) => setTimeout(resolve, Math.min(waitMs, 1000)));
    } finally {
      this.#close();
    }
  }

  #begin(place: WatchPlace): void {
    this.#place = place;
    this.#usage = new UsageWatch(place, this.#scope);
    for (const container of place.directory.containers) this.#tellContainer(container, false);
    place.directory.onChange((container, gone) => this.#tellContainer(container, gone));
    this.#nodeAt = Number.NEGATIVE_INFINITY;
  }

  #close(): void {
    this.#place = undefined;
    this.#sensor = undefined;
    this.#usage = undefined;
    if (this.#state === 'watching') {
      this.#state = 'degraded';
      this.#reason = 'the watch starts anew';
    }
    this.#nodeAt = Number.NEGATIVE_INFINITY;
  }

  #tellContainer(container: WorkloadContainer, gone: boolean): void {
    // JSON of our own making is an object.
    const told = containerToJson(container) as Record<string, unknown>;
    this.sender.buffer.add({ type: 'container', container: told, gone }, 'context');
    if (gone) this.#usage?.forget(container.id);
    else if (container.partial !== true) void this.#tellExposure(container.id);
  }

  async #tellExposure(id: string): Promise<void> {
    const place = this.#place;
    const line = place && (await exposureAt(place, id, this.#scope));
    if (line !== undefined) this.sender.buffer.add(line, 'context');
  }

  async #tick(): Promise<void> {
    if (this.#isTicking) return;
    this.#isTicking = true;
    try {
      this.#follow();
      await this.#tellContext(performance.now());
    } catch (error) {
      if (!this.#scope.signal.aborted)
        this.#scope.log.warn('what runs cannot be looked at', { reason: wordsOf(error) });
    } finally {
      this.#isTicking = false;
    }
  }

  async #tellContext(now: number): Promise<void> {
    const { buffer } = this.sender;
    for (const line of await this.#actions.changed()) buffer.add(line, 'context');
    for (const line of (await this.#usage?.tick()) ?? []) buffer.add(line, 'context');
    if (now - this.#flowAt >= flowMs) {
      this.#flowAt = now;
      for (const line of this.#flows.take()) buffer.add(line, 'context');
    }
    if (now - this.#nodeAt >= nodeMs) this.#tellNode({ running: true });
  }

  #follow(): void {
    try {
      for (const line of this.#follower.changed())
        this.sender.buffer.add(line, line.type === 'incident' ? 'detection' : 'context');
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
  }

  #decide(decisions: Parameters<StoreFollower['apply']>[0]): void {
    try {
      this.#follower.apply(decisions);
    } catch (error) {
      if (!isPassing(error)) throw error;
      this.#scope.log.warn('decisions cannot be kept; they come again', { reason: wordsOf(error) });
    }
  }

  #tellNode({ running }: { readonly running: boolean }): void {
    this.#nodeAt = performance.now();
    const { cluster, lost } = this.#options;
    const line = nodeLine({
      name: this.#node,
      cluster,
      sensor: running ? this.#state : 'absent',
      reason: running ? this.#reason : 'the watch was stopped',
      lost: this.#lost + this.sender.buffer.shed + (lost?.() ?? 0),
      place: this.#place,
      watching: this.#sensor,
      listsAll: this.#listsAll,
    });
    this.#listsAll = false;
    this.sender.buffer.add(line, 'context');
  }
}

function wordsOf(error: unknown): string {
  if (isCaissonError(error) && error.hint !== undefined) return `${error.message} (${error.hint})`;
  return error instanceof Error ? error.message : String(error);
}
