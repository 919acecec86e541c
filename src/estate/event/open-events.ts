import type { Scope } from '#contract/scope.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import type { EventStore, EventStoreOptions } from './event-store.ts';
import { openEventFiles } from './open-event-files.ts';
import { openEventPartitions } from './open-event-partitions.ts';

/** Opens the store of events that belongs to a database: files in `directory` beside SQLite, partitions in PostgreSQL. */
export function openEvents(
  database: SqlDatabase,
  directory: string,
  scope: Pick<Scope, 'clock' | 'log'>,
  options: EventStoreOptions = {},
): Promise<EventStore> {
  if (database.dialect === 'postgres') return openEventPartitions(database, scope, options);
  return openEventFiles(directory, database, scope, options);
}
