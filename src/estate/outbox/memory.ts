import type { DestinationMemory } from '#contract/delivery.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { textOf } from '../row.ts';

/** What the sender of a destination keeps of each subject: the thread of a chat, the key of an issue. */
export function destinationMemory(database: SqlDatabase, id: string): DestinationMemory {
  return {
    async get(subject) {
      const row = await database.first(
        'SELECT value FROM destination_memory WHERE destination = ? AND subject = ?',
        [Number(id), subject],
      );
      return row === undefined ? undefined : textOf(row, 'value');
    },
    async set(subject, value) {
      await database.transaction((tx) =>
        tx.run(
          'INSERT INTO destination_memory VALUES (?, ?, ?) ON CONFLICT (destination, subject) DO UPDATE SET value = excluded.value',
          [Number(id), subject, value],
        ),
      );
    },
  };
}
