import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { aborted, pause } from '#kit/abort.ts';
import { familyOf, isCaissonError } from '#kit/error.ts';
import type { Detection } from '#model/detection.ts';
import type { RuntimeEvent, SensorLoss } from '#model/runtime-event.ts';
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
import { interpreterInterest } from './interpreter-interest.ts';
import { type DeliverBatch, LineSender } from './line-sender.ts';
import { MachineTeller } from './machine-teller.ts';
import { isFaultOfStore, StoreFollower } from './store-follower.ts';
import { toldListener } from './told-listener.ts';

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
  readonly #teller: MachineTeller;
  readonly #follower: StoreFollower;
  readonly #actions: ActionFollower;
  readonly #stack = new AsyncDisposableStack();
  readonly #store;
  #round = new AbortController();
  #isTicking = false;

  constructor(options: LiveOptions, scope: Scope) {
    this.#options = options;
    this.#scope = scope;
    const path = join(options.stateDirectory, 'runtime.sqlite');
    this.#store = this.#stack.use(openRuntimeStore(path));
    this.#follower = new StoreFollower(this.#stack.use(openRuntimeStore(path)));
    this.#actions = new ActionFollower(options, scope);
    this.sender = this.#stack.use(
      new LineSender(options.deliver, (decisions) => this.#decide(decisions), scope),
    );
    const { node = hostname(), cluster, lost = () => 0 } = options;
    this.#teller = new MachineTeller({ name: node, cluster, lost }, this.sender.buffer, scope);
    const timer = setInterval(() => void this.#tick(), tickMs);
    this.#stack.defer(() => clearInterval(timer));
  }

  async run(): Promise<void> {
    const { signal } = this.#scope;
    while (!signal.aborted) {
      this.#round = new AbortController();
      const scope = { ...this.#scope, signal: AbortSignal.any([signal, this.#round.signal]) };
      const wait = await this.#watch(scope);
      this.#teller.end();
      if (!signal.aborted && wait > 0) await this.#blind(wait, scope);
    }
  }

  restart(): void {
    this.#round.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#teller.stands('absent', 'the watch was stopped');
    this.#teller.tellNode();
    await this.#stack.disposeAsync();
  }

  open(place: WatchPlace, sensor: WatchSensor): void {
    this.#teller.begin(place, sensor);
  }

  event(event: RuntimeEvent): void {
    this.#teller.event(event);
  }

  ready(): void {
    this.#teller.listAll();
  }

  detection(detection: Detection): void {
    this.#teller.detection(detection);
  }

  /** Incidents are told from the store, where people change them too. */
  incident(): void {}

  loss(loss: SensorLoss): void {
    this.#teller.loss(loss);
  }

  /** Actions are told from their journal. */
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
      const reason = wordsOf(error);
      this.#teller.stands('absent', reason);
      scope.log.warn('this machine is not watched', { reason });
      return isCaissonError(error) && familyOf(error.code) === 'host' ? hopelessMs : retryMs;
    }
  }

  /** Containers are known without a sensor, by their engines. */
  async #blind(waitMs: number, outer: Scope): Promise<void> {
    const signal = AbortSignal.any([outer.signal, AbortSignal.timeout(waitMs)]);
    try {
      await using place = await openWatchPlace(this.#options, { ...outer, signal });
      this.#teller.begin(place, undefined);
      this.#teller.listAll();
      await aborted(signal);
    } catch (error) {
      outer.log.warn('containers cannot be found', { reason: wordsOf(error) });
      await pause(Math.min(waitMs, 1000), outer.signal);
    } finally {
      this.#teller.end();
    }
  }

  async #tick(): Promise<void> {
    if (this.#isTicking) return;
    this.#isTicking = true;
    try {
      this.#follow();
      for (const line of await this.#actions.changed()) this.sender.buffer.add(line, 'context');
      await this.#teller.tick();
    } catch (error) {
      if (!this.#scope.signal.aborted)
        this.#scope.log.warn('what runs cannot be looked at', { reason: wordsOf(error) });
    } finally {
      this.#isTicking = false;
    }
  }

  #follow(): void {
    try {
      for (const line of this.#follower.changed())
        this.sender.buffer.add(line, line.type === 'incident' ? 'detection' : 'context');
    } catch (error) {
      if (!isFaultOfStore(error)) throw error;
    }
  }

  #decide(decisions: Parameters<StoreFollower['apply']>[0]): void {
    try {
      this.#follower.apply(decisions);
    } catch (error) {
      if (!isFaultOfStore(error)) throw error;
      this.#scope.log.warn('decisions cannot be kept; they come again', { reason: wordsOf(error) });
    }
  }
}

function wordsOf(error: unknown): string {
  if (isCaissonError(error) && error.hint !== undefined) return `${error.message} (${error.hint})`;
  return error instanceof Error ? error.message : String(error);
}
