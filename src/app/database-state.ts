import type { DatabaseLocation } from '#advisory/location.ts';
import { selectSegments } from '#advisory/selection.ts';
import type { DatabaseState } from './rescan.ts';

/** The digests of all segments in use. */
export function databaseState(
  location: DatabaseLocation,
): Pick<DatabaseState, 'segments' | 'changedKeys'> {
  const { facts, kev, cores } = selectSegments(location) ?? {};
  const used = [...(facts?.values() ?? []), ...(kev === undefined ? [] : [kev]), ...(cores ?? [])];
  return {
    segments: new Map(used.map(({ segment }) => [segment.name, segment.content.digest])),
    changedKeys: () => undefined,
  };
}
