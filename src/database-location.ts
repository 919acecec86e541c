import { join } from 'node:path';
import type { DatabaseLocation } from '#advisory/location.ts';
import type { Settings } from '#cli/settings.ts';

/**
 * The bundled snapshot lies beside the program, in a checkout as in the package. A database that a person named is used in
 * its place and in that of every updated one: it has a cache of its own.
 */
export function databaseLocation(
  dataDirectory: string,
  { cacheDirectory, configDirectory, databaseDirectory }: Settings,
): DatabaseLocation {
  return {
    cache: join(cacheDirectory, databaseDirectory === undefined ? 'db' : 'named-db'),
    bundled: databaseDirectory ?? join(dataDirectory, 'snapshot'),
    keys: join(configDirectory, 'keys'),
    named: databaseDirectory !== undefined,
  };
}
