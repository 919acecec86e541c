import type { SqlReader, SqlWriter } from '#contract/sql.ts';
import { inParts, marks, numberOf, textOf } from '../row.ts';

/** What is known of a rule beside its text. */
interface RuleFacts {
  /** Where somebody switched it. */
  readonly enabled?: boolean;
  readonly detections: number;
  readonly last?: number;
}

/** Counters and switches of rules, by name. */
export async function ruleFacts(
  reader: SqlReader,
  names: readonly string[],
): Promise<ReadonlyMap<string, RuleFacts>> {
  const facts = new Map<string, RuleFacts>();
  for (const part of inParts(names)) {
    for (const row of await reader.all(
      `SELECT rule, n, last_seen FROM detection_rule WHERE rule IN (${marks(part)})`,
      part,
    ))
      facts.set(textOf(row, 'rule'), {
        detections: numberOf(row, 'n'),
        last: numberOf(row, 'last_seen'),
      });
    for (const row of await reader.all(
      `SELECT name, enabled FROM rule_switch WHERE name IN (${marks(part)})`,
      part,
    )) {
      const name = textOf(row, 'name');
      const known = facts.get(name) ?? { detections: 0 };
      facts.set(name, { ...known, enabled: numberOf(row, 'enabled') === 1 });
    }
  }
  return facts;
}

/** Every rule that somebody switched. */
export async function ruleSwitches(reader: SqlReader): Promise<ReadonlyMap<string, boolean>> {
  const rows = await reader.all('SELECT name, enabled FROM rule_switch ORDER BY name LIMIT 100000');
  return new Map(rows.map((row) => [textOf(row, 'name'), numberOf(row, 'enabled') === 1]));
}

/** Switches a rule on or off. */
export async function switchRule(
  tx: SqlWriter,
  {
    name,
    enabled,
    by,
    time,
  }: {
    readonly name: string;
    readonly enabled: boolean;
    readonly by: string;
    readonly time: number;
  },
): Promise<void> {
  await tx.run(
    `INSERT INTO rule_switch (name, enabled, changed, changed_by) VALUES (?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET enabled = excluded.enabled, changed = excluded.changed, changed_by = excluded.changed_by`,
    [name, enabled ? 1 : 0, time, by],
  );
}
