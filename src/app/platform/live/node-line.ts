import { release, type } from 'node:os';
import type { IngestLine } from '#wire/ingest.ts';
import type { WatchPlace } from '../../runtime/watch-place.ts';
import type { WatchSensor } from '../../runtime/watch-sensor.ts';

/** How a machine is watched at the moment. */
export interface NodeState {
  readonly name: string;
  readonly cluster: string | undefined;
  readonly sensor: 'watching' | 'degraded' | 'absent';
  readonly reason: string;
  /** Lines and events that were lost, in all. */
  readonly lost: number;
  readonly place: WatchPlace | undefined;
  readonly watching: WatchSensor | undefined;
  /** Whether the containers that run are all known. */
  readonly listsAll: boolean;
}

const mostAbilities = 100;

/** What a machine says of itself. */
export function nodeLine(state: NodeState): IngestLine {
  const { name, cluster, sensor, reason, lost, place, watching, listsAll } = state;
  const containers = place?.directory.containers ?? [];
  return {
    type: 'node',
    name,
    ...(cluster !== undefined && { cluster }),
    os: type(),
    kernel: release(),
    sensor,
    reason,
    lost,
    containers: containers.length,
    ...(watching !== undefined && {
      abilities: watching.control.abilities.slice(0, mostAbilities).map((one) => ({ ...one })),
    }),
    ...(listsAll && { running: containers.map(({ id }) => id) }),
  };
}
