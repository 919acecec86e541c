import { setTimeout as delay } from 'node:timers/promises';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import type { AnswerOf } from '#wire/routes.ts';
import type { OpenPlatform } from '../open-platform.ts';
import { prepareStateDirectory } from '../state-directory.ts';

type Blind = AnswerOf<'readCoverage'>['blind'][number];

const lookMs = 2000;
const writeMs = 5000;
/** A store that is busy answers late; one that takes so long is of no use. */
const patienceMs = 20_000;

/** Something that the platform stands on and that does not work now. `what` is for everybody, `reason` for who may see the installation. */
interface Fault {
  readonly what: string;
  readonly reason: string;
  readonly remedy: string;
}

/**
 * Looks at what the platform stands on, every two seconds: can the store be read and written, is the bus there. Tells in the log when
 * something breaks and when it works again.
 */
export class FaultWatch implements AsyncDisposable {
  readonly #platform: OpenPlatform;
  readonly #stop = new AbortController();
  readonly #loop: Promise<void>;
  #faults: readonly Fault[] = [];
  #since = new Map<string, number>();
  #unwritable: Fault | undefined;
  #writtenAt = Number.NEGATIVE_INFINITY;

  constructor(platform: OpenPlatform) {
    this.#platform = platform;
    this.#loop = this.#run();
  }

  /** For everybody: without where anything is. */
  get words(): readonly string[] {
    return this.#faults.map(({ what }) => what);
  }

  /** What a person sees less for, or has to look at. */
  get blind(): readonly Blind[] {
    const { doubt } = this.#platform.believed;
    return [...this.#faults.map(blindOf), ...(doubt === undefined ? [] : [ofClock(doubt)])];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const store = (await this.#read()) ?? (await this.#write());
      const bus = this.#bus();
      if (signal.aborted) return;
      this.#tell([store, bus].filter((fault) => fault !== undefined));
      await delay(lookMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  #read(): Promise<Fault | undefined> {
    return this.#tried('the store cannot be read', async () => {
      await this.#platform.database.first('SELECT 1 AS one');
    });
  }

  /** Writes what has to be written now and then anyway. */
  async #write(): Promise<Fault | undefined> {
    const { database, believed } = this.#platform;
    const now = performance.now();
    if (this.#unwritable === undefined && now - this.#writtenAt < writeMs) return undefined;
    this.#writtenAt = now;
    const fault = await this.#tried('the store cannot be written', () =>
      database.transaction((tx) => believed.save(tx)),
    );
    const isFile = fault !== undefined && database.dialect === 'sqlite';
    this.#unwritable = isFile ? { ...fault, ...wordsOfDirectory(this.#platform.directory) } : fault;
    return this.#unwritable;
  }

  async #tried(what: string, work: () => Promise<void>): Promise<Fault | undefined> {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(tooLong), patienceMs);
    timer.unref();
    const aborted = this.#aborted();
    try {
      await Promise.race([work(), promise, aborted.promise]);
      return undefined;
    } catch (error) {
      return { what, ...wordsOf(error) };
    } finally {
      clearTimeout(timer);
      aborted.forget();
    }
  }

  /** Settles when we stop: nobody waits for a store that is away. */
  #aborted(): { readonly promise: Promise<void>; forget(): void } {
    const { signal } = this.#stop;
    const { promise, resolve } = Promise.withResolvers<void>();
    function done(): void {
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
    return { promise, forget: () => signal.removeEventListener('abort', done) };
  }

  #bus(): Fault | undefined {
    const { kind, connected, error = 'not connected', server } = this.#platform.bus.state;
    if (kind !== 'nats' || connected) return undefined;
    return {
      what: 'the bus cannot be reached',
      reason: `${server}: ${error}`,
      remedy:
        'is the server running, and is its address right? Until then everything goes to the store directly',
    };
  }

  #tell(faults: readonly Fault[]): void {
    const { log } = this.#platform.scope;
    const now = performance.now();
    const before = this.#since;
    this.#since = new Map(faults.map(({ what }) => [what, before.get(what) ?? now]));
    for (const { what, reason, remedy } of faults)
      if (!before.has(what)) log.error('the platform is impaired', { what, reason, remedy });
    for (const [what, since] of before)
      if (!this.#since.has(what))
        log.info('the platform works again', { what, seconds: Math.round((now - since) / 1000) });
    this.#faults = faults;
  }
}

const tooLong = new CaissonError('limit.time', 'it does not answer in time', {
  hint: 'look at the load of its server and at the network in between; work continues by itself',
});

/** What the system says of the directory; SQLite only knows that it went wrong. Nothing where a file can be written there. */
function wordsOfDirectory(directory: string): Partial<Fault> {
  try {
    prepareStateDirectory(directory);
    return {};
  } catch (error) {
    return wordsOf(error);
  }
}

function wordsOf(error: unknown): Pick<Fault, 'reason' | 'remedy'> {
  const remedy = 'look at the log of this platform';
  if (isCaissonError(error)) return { reason: error.message, remedy: error.hint ?? remedy };
  return { reason: error instanceof Error ? error.message : String(error), remedy };
}

function blindOf({ what, reason, remedy }: Fault): Blind {
  return { kind: 'platform.impaired', title: what, count: 1, reason, remedy };
}

function ofClock(reason: string): Blind {
  return {
    kind: 'platform.clock',
    title: 'the clock is not believed',
    count: 1,
    reason,
    remedy:
      'nothing is removed for its age until the clock has stood for a day; if the time is wrong, correct it',
  };
}
