import { bundledDatabase, cachedDatabase, type Database, readPointer } from '#advisory/database.ts';
import { diffSegments } from '#advisory/diff.ts';
import type { DatabaseLocation } from '#advisory/location.ts';
import { type PlacedSegment, selectSegments } from '#advisory/selection.ts';
import type { Scope } from '#contract/scope.ts';
import type { DatabaseState } from './rescan.ts';

/**
 * The digests of all segments in use, and what changed in one of them since an earlier build that this machine still has.
 * Exploit predictions are left out: they change daily and make no finding.
 */
export function databaseState(
  location: DatabaseLocation,
  scope: Scope,
): Pick<DatabaseState, 'segments' | 'changedKeys'> {
  const used = segmentsInUse(location);
  return {
    segments: new Map(used.map(({ segment }) => [segment.name, segment.rows])),
    changedKeys(name, from, to) {
      const now = used.find(({ segment }) => segment.name === name && segment.rows === to);
      const before = keptDatabases(location).find((database) => has(database, name, from));
      if (now === undefined || before === undefined) return undefined;
      const options = { cache: location.cache, names: [name], facts: false };
      const [difference] = diffSegments(before, now.database, options, scope);
      return difference?.keys.map(({ key }) => key) ?? [];
    },
  };
}

function segmentsInUse(location: DatabaseLocation): readonly PlacedSegment[] {
  const selection = selectSegments(location);
  if (selection === undefined) return [];
  const { facts, cores, kev, products } = selection;
  // Only one core decides: with two databases the chosen one's comes first.
  return [...facts.values(), ...cores.slice(0, 1), kev ?? [], products ?? []].flat();
}

function keptDatabases(location: DatabaseLocation): readonly Database[] {
  const builds = readPointer(location.cache)?.builds ?? [];
  return [
    ...builds.flatMap((build) => cachedDatabase(location.cache, build) ?? []),
    bundledDatabase(location) ?? [],
  ].flat();
}

function has({ manifest }: Database, name: string, rows: string): boolean {
  return manifest.segments.some((segment) => segment.name === name && segment.rows === rows);
}
