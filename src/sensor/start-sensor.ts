import { setTimeout as wait } from 'node:timers/promises';
import type {
  EventHandler,
  EventSource,
  KernelInterest,
  SensorAbility,
  SensorCommand,
  SensorControl,
} from '#contract/runtime.ts';
import type { Scope } from '#contract/scope.ts';
import { ProcessTable } from '#event/process-table.ts';
import type { Architecture } from '#event/system-call.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { RuntimeEvent, SensorLoss } from '#model/runtime-event.ts';
import { configureMessage } from './configure-message.ts';
import { type Connection, type Origin, openConnection } from './connection.ts';
import { type DaemonCounters, Decoder } from './decoder.ts';
import { type LocatedSensor, locateSensor } from './locate-sensor.ts';
import { Resync } from './resync.ts';
import type { Sensor, SensorOptions } from './sensor.ts';
import type { SensorStatistics } from './sensor-statistics.ts';
import { Users } from './users.ts';

export type { Sensor, SensorOptions };

const firstDelayMs = 100;
const longestDelayMs = 10_000;
/** A daemon that lived so long starts with a clean record. */
const steadyMs = 60_000;
const maxRestarts = 8;

/**
 * Starts the daemon, or connects to one, and tells it what is of interest. Events are read while `source.run` runs; a daemon
 * that ends is started again, and what was missed is told as a loss. Throws `host.missing-feature`,
 * `host.missing-privilege`, `access.unreachable`, `integrity.digest-mismatch`, `limit.time`.
 */
export async function startSensor(options: SensorOptions, scope: Scope): Promise<Sensor> {
  const located = options.listening === undefined ? locateSensor(options) : undefined;
  const origin: Origin =
    located === undefined ? { directory: options.listening ?? '' } : { program: located.path };
  const sensor = new SupervisedSensor(options, origin, scope, located);
  await sensor.start();
  return sensor;
}

const silent: EventHandler = { event: () => undefined };

class SupervisedSensor implements Sensor, EventSource, SensorControl {
  readonly located?: LocatedSensor;
  readonly processes: ProcessTable;
  readonly source: EventSource = this;
  readonly control: SensorControl = this;
  readonly #origin: Origin;
  readonly #options: SensorOptions;
  readonly #scope: Scope;
  readonly #decoder: Decoder;
  readonly #resync: Resync;
  readonly #stopListening: () => void;
  #configuration: JsonObject;
  #connection: Connection | undefined;
  #handler: EventHandler = silent;
  #counters: DaemonCounters | undefined;
  #losses = 0;
  #lastRead = 0;
  #restarts = 0;
  #wasSynced = false;
  #disposed = false;

  constructor(
    options: SensorOptions,
    origin: Origin,
    scope: Scope,
    located: LocatedSensor | undefined,
  ) {
    const users = new Users(() => this.#now());
    this.#options = options;
    this.#origin = origin;
    this.#scope = scope;
    if (located !== undefined) this.located = located;
    this.#configuration = this.#message(options.interest);
    const { containers } = options;
    this.processes = new ProcessTable({
      ...options.processes,
      ...(containers === undefined
        ? {}
        : { containerOf: (cgroup, pid) => containers.ofCgroup(cgroup, pid) }),
      userNameOf: (uid, process) => users.userName(uid, process),
      groupNameOf: (gid, process) => users.groupName(gid, process),
    });
    this.#stopListening = containers?.onChange(() => this.processes.changed()) ?? (() => undefined);
    this.#resync = new Resync(
      this.processes,
      () => this.#now(),
      (pid) => this.#askProcesses(pid),
    );
    this.#decoder = this.#makeDecoder();
  }

  get abilities(): readonly SensorAbility[] {
    return this.#connection?.hello.abilities ?? [];
  }

  get facts(): Readonly<Record<string, unknown>> {
    return this.#connection?.hello.facts ?? {};
  }

  async start(): Promise<void> {
    await this.#options.ensure?.();
    const connection = await openConnection(this.#origin);
    try {
      await connection.control.command('configure', this.#configuration);
    } catch (error) {
      connection.close();
      throw error;
    }
    this.#connection = connection;
    this.#resync.restart();
  }

  async run(handler: EventHandler, scope: Scope): Promise<void> {
    this.#handler = handler;
    try {
      for (let attempts = 0; !scope.signal.aborted && !this.#disposed; attempts += 1) {
        const began = this.#now();
        const said = await this.#readUntilEnd(scope.signal);
        if (scope.signal.aborted || this.#disposed || said === undefined) return;
        if (this.#now() - began > steadyMs) attempts = 0;
        await this.#startAgain(attempts, said, scope.signal);
      }
    } finally {
      this.#handler = silent;
    }
  }

  async command(name: SensorCommand, members: JsonObject): Promise<JsonObject> {
    if (this.#connection === undefined)
      throw new CaissonError('host.io', 'the sensor is not running');
    const answer = await this.#connection.control.command(name, members);
    if (name === 'configure') this.#configuration = members;
    return answer;
  }

  async configure(interest: KernelInterest): Promise<void> {
    await this.command('configure', this.#message(interest));
  }

  statistics(): SensorStatistics {
    const { processes } = this;
    const pid = this.#connection?.pid;
    return {
      events: this.#decoder.context.told,
      losses: this.#losses,
      restarts: this.#restarts,
      processes: { held: processes.size, exited: processes.exited, evicted: processes.evicted },
      ...(this.#counters === undefined ? {} : { daemon: this.#counters }),
      ...(pid === undefined ? {} : { daemonPid: pid }),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#stopListening();
    const connection = this.#connection;
    connection?.close();
    await connection?.ended;
  }

  #message(interest: KernelInterest): JsonObject {
    const ignore = [process.pid, ...(this.#options.ignore ?? [])];
    const architecture = architectureHere();
    return configureMessage(interest, { ignore, architecture, throttle: this.#options.throttle });
  }

  #makeDecoder(): Decoder {
    return new Decoder({
      table: this.processes,
      architecture: architectureHere(),
      now: () => this.#now(),
      handler: {
        event: (event: RuntimeEvent) => this.#handler.event(event),
        loss: (loss) => this.#tellLoss(loss),
        verdict: (verdict) => this.#handler.verdict?.(verdict),
      },
      hooks: {
        hello: () => undefined,
        heartbeat: (counters) => {
          this.#counters = counters;
          this.#resync.advance();
        },
        synced: (time) => this.#synced(time),
        alive: (pid) => this.#resync.alive(pid),
        missing: (pid) => this.#resync.missing(pid),
        doubtful: () => this.#resync.all(),
      },
    });
  }

  /** Resolves with the last words of the daemon, or with nothing when the signal ended it. */
  async #readUntilEnd(signal: AbortSignal): Promise<string | undefined> {
    const connection = this.#connection;
    if (connection === undefined) return 'the sensor is not running';
    const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
    const stop = connection.read((chunk) => {
      this.#lastRead = this.#now();
      try {
        this.#decoder.push(chunk);
      } catch (error) {
        if (isCaissonError(error, 'input.malformed', 'input.unsupported')) resolve(error.message);
        else reject(error);
      }
    });
    function aborted(): void {
      resolve(undefined);
    }
    signal.addEventListener('abort', aborted, { once: true });
    try {
      return await Promise.race([promise, connection.ended]);
    } finally {
      signal.removeEventListener('abort', aborted);
      stop();
    }
  }

  async #startAgain(attempts: number, said: string, signal: AbortSignal): Promise<void> {
    const from = this.#lastRead || this.#now();
    this.#connection?.close();
    this.#connection = undefined;
    this.#scope.log.warn('sensor ended, starting it again', { said, attempts });
    if (attempts >= maxRestarts)
      throw new CaissonError('host.io', `the sensor ends again and again: ${said}`);
    await wait(Math.min(longestDelayMs, firstDelayMs * 2 ** attempts), undefined, { signal }).catch(
      () => undefined,
    );
    if (signal.aborted || this.#disposed) return;
    this.#decoder.restart();
    try {
      await this.start();
    } catch (error) {
      if (!isCaissonError(error)) throw error;
      this.#scope.log.warn('sensor did not start', { reason: error.message });
      return;
    }
    this.#restarts += 1;
    this.#tellLoss({ from, to: this.#now(), reason: 'sensor-restarted', counts: {} });
  }

  #synced(time: number): void {
    if (!this.#resync.synced(time) || this.#wasSynced) return;
    this.#wasSynced = true;
    this.#handler.synced?.();
  }

  #tellLoss(loss: SensorLoss): void {
    this.#losses += 1;
    this.#handler.loss?.(loss);
  }

  #askProcesses(pid: number | undefined): void {
    const members = pid === undefined ? {} : { tgid: pid };
    this.#connection?.control.command('processes', members).catch((error: unknown) => {
      this.#resync.refused(pid);
      this.#scope.log.debug('sensor did not tell processes', { error: String(error) });
    });
  }

  #now(): number {
    return this.#scope.clock().getTime();
  }
}

function architectureHere(): Architecture {
  return process.arch === 'arm64' ? 'arm64' : 'x64';
}
