import type { ContainerDirectory, KernelInterest, SensorControl } from '#contract/runtime.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { type Sensor, startSensor } from '#sensor/start-sensor.ts';
import {
  type ActingPlaces,
  ActingSensor,
  ensureListening,
  listeningDirectory,
} from './acting-sensor.ts';

/** The sensor of a watch, and who contains for it. */
export interface WatchSensor extends AsyncDisposable {
  readonly sensor: Sensor;
  readonly control: SensorControl;
  /** Processes that are not to be acted on. */
  readonly sensorPids: readonly number[];
}

/** What a watch needs of a sensor. */
export interface WatchSensorOptions {
  readonly places: ActingPlaces;
  readonly interest: KernelInterest;
  readonly containers: ContainerDirectory;
}

/**
 * Watches through the daemon that contains: it is there after this program was killed, with all that is contained, for the next
 * watch and for `caisson respond`. Where another watch reads its events, or none can listen, this one has a daemon of its own
 * that only senses. Throws what `startSensor` throws.
 */
export async function startWatchSensor(
  options: WatchSensorOptions,
  scope: Scope,
): Promise<WatchSensor> {
  const { places, interest, containers } = options;
  const shared = await tryShared(options, scope);
  if (!isCaissonError(shared)) return withControl(shared, shared.control);
  scope.signal.throwIfAborted();
  const sensor = await startSensor({ ...places.sensor, interest, containers }, scope);
  if (shared.code === 'access.unreachable') {
    const acting = new ActingSensor(places, scope);
    return withControl(sensor, acting, acting);
  }
  scope.log.warn('what is contained ends with this watch', { reason: shared.message });
  return withControl(sensor, sensor.control);
}

/** A sensor on the daemon that listens, or why there is none. */
async function tryShared(
  { places, interest, containers }: WatchSensorOptions,
  scope: Scope,
): Promise<Sensor | CaissonError> {
  const listening = listeningDirectory(places);
  async function ensure(): Promise<void> {
    using daemon = await ensureListening(places, scope);
    if (daemon.hasEnded) throw new CaissonError('host.io', 'the sensor has ended');
  }
  try {
    return await startSensor({ listening, ensure, interest, containers }, scope);
  } catch (error) {
    if (!isCaissonError(error)) throw error;
    return error;
  }
}

function withControl(sensor: Sensor, control: SensorControl, acting?: Disposable): WatchSensor {
  const { daemonPid } = sensor.statistics();
  return {
    sensor,
    control,
    sensorPids: daemonPid === undefined ? [] : [daemonPid],
    async [Symbol.asyncDispose]() {
      acting?.[Symbol.dispose]();
      await sensor[Symbol.asyncDispose]();
    },
  };
}
