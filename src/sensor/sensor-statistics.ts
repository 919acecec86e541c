import type { DaemonCounters } from './decoder.ts';

/** How sensing goes. */
export interface SensorStatistics {
  /** Told to the handler since the start. */
  readonly events: number;
  readonly losses: number;
  readonly restarts: number;
  readonly processes: { readonly held: number; readonly exited: number; readonly evicted: number };
  /** As of the last heartbeat of the daemon. */
  readonly daemon?: DaemonCounters;
  /** Where it is a child of ours. */
  readonly daemonPid?: number;
}
