import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SensorAbility, SensorCommand, SensorControl } from '#contract/runtime.ts';
import type { Scope } from '#contract/scope.ts';
import { makeDirectories } from '#kit/directory.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import { printable } from '#kit/text.ts';
import type { JsonObject } from '#model/json-value.ts';
import { type ActingDaemon, connectActing } from '#sensor/acting-daemon.ts';
import { locateSensor, type SensorPlaces } from '#sensor/locate-sensor.ts';

/** Where the daemon of a state directory is found, and which program it is. */
export interface ActingPlaces {
  readonly sensor: SensorPlaces;
  /** Where it listens; a folder that was set as the sensor goes before. */
  readonly sockets: string;
}

const pollMs = 50;
const patienceMs = 15_000;
const maxWords = 2000;
/** Addresses of sockets have at most 107 bytes. */
const maxSocketPath = 90;

/** Where the sensor of a state directory listens: what its journal calls active is active there. */
export function socketDirectory(stateDirectory: string): string {
  const beside = join(stateDirectory, 'sensor');
  if (Buffer.byteLength(beside) <= maxSocketPath) return beside;
  return join('/run/caisson', sha256Hex(stateDirectory).slice(0, 16));
}

/** The folder in which the daemon listens. */
export function listeningDirectory({ sensor, sockets }: ActingPlaces): string {
  return isDirectory(sensor.setting) ? sensor.setting : sockets;
}

/**
 * Sees to it that a daemon listens: it outlives who started it, contains, and leaves when nothing is contained and nobody
 * connected. Throws `host.*`.
 */
export async function ensureListening(places: ActingPlaces, scope: Scope): Promise<ActingDaemon> {
  const directory = listeningDirectory(places);
  const known = await tryConnect(directory);
  if (known !== undefined) return known;
  const { setting, ...others } = places.sensor;
  const { path } = locateSensor(isDirectory(setting) ? others : places.sensor);
  makeDirectory(directory);
  const daemon = start(path, directory);
  for (let waited = 0; waited < patienceMs; waited += pollMs) {
    await wait(pollMs, undefined, { signal: scope.signal });
    const hadEnded = daemon.hasEnded;
    // Where somebody else's was faster, that one is taken.
    const connected = await tryConnect(directory);
    if (connected !== undefined) return connected;
    if (hadEnded) break;
  }
  throw notStarted(daemon.said);
}

/** Gives commands to the daemon that listens; one that has gone is started again with the next command. */
export class ActingSensor implements SensorControl, Disposable {
  readonly #places: ActingPlaces;
  readonly #scope: Scope;
  #daemon: ActingDaemon | undefined;
  #opening: Promise<ActingDaemon> | undefined;

  constructor(places: ActingPlaces, scope: Scope) {
    this.#places = places;
    this.#scope = scope;
  }

  /** Of the daemon that was last connected. */
  get abilities(): readonly SensorAbility[] {
    return this.#daemon?.abilities ?? [];
  }

  /** Connects, and starts a daemon where none listens. Throws `host.*`. */
  async open(): Promise<ActingDaemon> {
    if (this.#daemon?.hasEnded === false) return this.#daemon;
    this.#opening ??= ensureListening(this.#places, this.#scope).finally(() => {
      this.#opening = undefined;
    });
    this.#daemon = await this.#opening;
    return this.#daemon;
  }

  async command(name: SensorCommand, members: JsonObject): Promise<JsonObject> {
    const daemon = await this.open();
    return await daemon.command(name, members);
  }

  [Symbol.dispose](): void {
    this.#daemon?.[Symbol.dispose]();
  }
}

function makeDirectory(directory: string): void {
  try {
    makeDirectories(directory, 0o700);
  } catch (cause) {
    throw new CaissonError('host.io', 'there is no place for the sockets of the sensor', { cause });
  }
}

interface Started {
  readonly hasEnded: boolean;
  readonly said: string;
}

function start(path: string, directory: string): Started {
  const started = { hasEnded: false, said: '' };
  const daemon = spawn(path, ['--listen', directory, '--brief'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {},
    cwd: '/',
  });
  daemon.stderr.on('data', (bytes: Buffer) => {
    started.said = (started.said + bytes.toString('utf8')).slice(-maxWords);
  });
  daemon.on('error', ({ message }) => {
    started.said = message;
    started.hasEnded = true;
  });
  daemon.on('exit', () => {
    started.hasEnded = true;
  });
  daemon.unref();
  return started;
}

function notStarted(said: string): CaissonError {
  const why = printable(said.trim().replaceAll('\n', '; ')) || 'it says nothing';
  if (process.getuid?.() !== 0)
    return new CaissonError('host.missing-privilege', `the sensor does not start: ${why}`, {
      hint: 'run it as root',
    });
  return new CaissonError('host.missing-feature', `the sensor does not start: ${why}`, {
    hint: '`caisson sensor doctor` says what is missing',
  });
}

/** Sockets that a daemon left behind lead nowhere. */
async function tryConnect(directory: string): Promise<ActingDaemon | undefined> {
  try {
    return await connectActing(directory);
  } catch (error) {
    if (isCaissonError(error, 'access.unreachable', 'host.io')) return undefined;
    throw error;
  }
}

function isDirectory(path: string | undefined): path is string {
  return path !== undefined && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
