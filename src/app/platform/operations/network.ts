import type { Operations, Platform } from '#contract/platform.ts';
import { listFlows } from '#estate/insight/network/flow-list.ts';
import { readNetworkMap } from '#estate/insight/network/map.ts';
import { listAttackPaths, readAttackPath } from '#estate/insight/network/paths.ts';

/** The map, the connections, and the ways through them. */
export function networkOperations({
  database,
  scope,
}: Pick<Platform, 'database' | 'scope'>): Pick<
  Operations,
  'readMap' | 'listFlows' | 'listAttackPaths' | 'readAttackPath'
> {
  function now(): number {
    return scope.clock().getTime();
  }
  return {
    readMap: async ({ reach }, { query }) => readNetworkMap(database, reach, query, now()),
    listFlows: async ({ reach }, { query }) => listFlows(database, reach, query),
    listAttackPaths: async ({ reach }, { query }) => listAttackPaths(database, reach, query, now()),
    readAttackPath: async ({ reach }, { params }) =>
      readAttackPath(database, reach, params.id, now()),
  };
}
