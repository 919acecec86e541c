import type { SqlReader, SqlWriter } from '#contract/sql.ts';
import { textOf } from '../row.ts';

/** The settings that were changed in the console, by their key. */
export async function readChangedSettings(reader: SqlReader): Promise<ReadonlyMap<string, string>> {
  const rows = await reader.all('SELECT name, value FROM changed_setting');
  return new Map(rows.map((row) => [textOf(row, 'name'), textOf(row, 'value')]));
}

export async function changeSetting(
  tx: SqlWriter,
  change: {
    readonly key: string;
    readonly value: string;
    readonly by: string;
    readonly now: number;
  },
): Promise<void> {
  await tx.run(
    `INSERT INTO changed_setting (name, value, changed, changed_by) VALUES (?, ?, ?, ?)
      ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed = excluded.changed, changed_by = excluded.changed_by`,
    [change.key, change.value, change.now, change.by],
  );
}
