import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ContainerDirectory, KernelInterest } from '#contract/runtime.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { locateSensor, type SensorPlaces } from '#sensor/locate-sensor.ts';
import { type Sensor, startSensor } from '#sensor/start-sensor.ts';

/** Nothing is to be told: only commands are given. */
const nothing: KernelInterest = {
  calls: [],
  opens: { writes: false, reads: 'none', prefixes: [] },
  failures: false,
  scope: 'containers',
  network: { dns: false, sni: false, http: false },
  uring: false,
  strict: false,
};

const pollMs = 50;
const patienceMs = 5000;

/**
 * A sensor that outlives this command: it listens in a directory and stays as long as something is contained, so that a later
 * command can undo it. One that listens there already is used.
 */
export async function actingSensor(
  places: SensorPlaces,
  socketDirectory: string,
  containers: ContainerDirectory,
  scope: Scope,
): Promise<Sensor> {
  const given = places.setting;
  const isDirectory =
    given !== undefined && statSync(given, { throwIfNoEntry: false })?.isDirectory();
  const directory = isDirectory ? given : socketDirectory;
  const known = await connected(directory, containers, scope);
  if (known !== undefined) return known;
  const { path } = locateSensor(isDirectory ? withoutSetting(places) : places);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const name of ['events', 'control']) rmSync(join(directory, name), { force: true });
  const daemon = spawn(path, ['--listen', directory], {
    detached: true,
    stdio: 'ignore',
    cwd: '/',
  });
  let hasEnded = false;
  daemon.on('error', () => {
    hasEnded = true;
  });
  daemon.on('exit', () => {
    hasEnded = true;
  });
  daemon.unref();
  for (let waited = 0; waited < patienceMs && !hasEnded; waited += pollMs) {
    await wait(pollMs, undefined, { signal: scope.signal });
    const sensor = await connected(directory, containers, scope);
    if (sensor !== undefined) return sensor;
  }
  throw new CaissonError('host.missing-privilege', 'the sensor does not start', {
    hint: 'run it as root; `caisson sensor doctor` says what is missing',
  });
}

function withoutSetting({
  dataDirectory,
  cacheDirectory,
  buildDirectory,
}: SensorPlaces): SensorPlaces {
  return { dataDirectory, cacheDirectory, buildDirectory };
}

async function connected(
  listening: string,
  containers: ContainerDirectory,
  scope: Scope,
): Promise<Sensor | undefined> {
  if (!existsSync(join(listening, 'control'))) return undefined;
  try {
    return await startSensor({ listening, interest: nothing, containers }, scope);
  } catch (error) {
    // Sockets that a daemon left behind: another one takes its place.
    if (isCaissonError(error, 'access.unreachable', 'host.io', 'limit.time')) return undefined;
    throw error;
  }
}
