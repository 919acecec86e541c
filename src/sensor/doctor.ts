import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { SensorAbility } from '#contract/runtime.ts';
import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { parseAbilities } from './abilities.ts';
import { type LocatedSensor, locateSensor, type SensorPlaces } from './locate-sensor.ts';

const timeoutMs = 30_000;
const maxReportBytes = 1 << 20;

export interface DoctorReport {
  readonly sensor: LocatedSensor;
  readonly abilities: readonly SensorAbility[];
}

/**
 * What this kernel can do for the sensor, found by doing it. Throws `host.missing-feature` when there is no sensor for this
 * machine, `host.io` when it does not run.
 */
export async function doctor(places: SensorPlaces, signal: AbortSignal): Promise<DoctorReport> {
  const sensor = locateSensor(places);
  const options = { signal, timeout: timeoutMs, maxBuffer: maxReportBytes, env: {}, cwd: '/' };
  const report = await promisify(execFile)(sensor.path, ['--doctor'], options).catch(
    (cause: unknown) => {
      signal.throwIfAborted();
      throw new CaissonError('host.io', 'the sensor could not report on this kernel', { cause });
    },
  );
  return {
    sensor,
    abilities: parseAbilities(parseJson(report.stdout, 'the report of the sensor')),
  };
}
