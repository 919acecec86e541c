import type {
  ContainerDirectory,
  EventSource,
  KernelInterest,
  SensorAbility,
  SensorControl,
} from '#contract/runtime.ts';
import type { ProcessTable, ProcessTableOptions } from '#event/process-table.ts';
import type { Throttle } from './configure-message.ts';
import type { LocatedSensor, SensorPlaces } from './locate-sensor.ts';
import type { SensorStatistics } from './sensor-statistics.ts';

export interface SensorOptions extends SensorPlaces {
  readonly interest: KernelInterest;
  readonly containers?: ContainerDirectory | undefined;
  /** Directory where a daemon listens; none is started then. */
  readonly listening?: string | undefined;
  /** Sees to it that one listens there, before each connection. */
  readonly ensure?: (() => Promise<void>) | undefined;
  /** What one cgroup may send; without it the daemon's own bound holds. */
  readonly throttle?: Throttle | undefined;
  /** Pids whose doings are not told, beside the daemon's and our own. */
  readonly ignore?: readonly number[] | undefined;
  readonly processes?: Pick<ProcessTableOptions, 'maxProcesses' | 'maxExited'> | undefined;
}

export interface Sensor extends AsyncDisposable {
  readonly source: EventSource;
  readonly control: SensorControl;
  readonly abilities: readonly SensorAbility[];
  /** Kernel, architecture and the like, as the daemon says them. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Which daemon was taken; absent when one listened. */
  readonly located?: LocatedSensor;
  readonly processes: ProcessTable;
  /** Other rules want other events. */
  configure(interest: KernelInterest): Promise<void>;
  statistics(): SensorStatistics;
}
