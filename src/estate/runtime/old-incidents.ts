import type { SqlReader, SqlWriter } from '#contract/sql.ts';
import type { EventHold } from '../event/event-store.ts';
import { marks, textOf } from '../row.ts';

const aroundMs = 3_600_000;
const mostHeld = 1000;

/** Events around incidents that are not closed: they outlive retention. The newest thousand incidents. */
export async function heldForIncidents(reader: SqlReader): Promise<readonly EventHold[]> {
  const rows = await reader.all(
    `SELECT id, workload, container, opened, updated FROM incident
     WHERE status IN ('open', 'contained') AND (container <> '' OR workload <> 0) ORDER BY opened DESC, id LIMIT ${mostHeld}`,
  );
  return rows.map((row) => {
    const container = textOf(row, 'container');
    return {
      incident: textOf(row, 'id'),
      ...(container === '' ? { workload: String(row['workload']) } : { container }),
      from: Number(row['opened']) - aroundMs,
      to: Number(row['updated']) + aroundMs,
    };
  });
}

/** Forgets incidents that were closed before a time, with what was decided and held of them; at most some at once. */
export async function forgetIncidents(tx: SqlWriter, before: number): Promise<number> {
  const rows = await tx.all(
    `SELECT id FROM incident WHERE status NOT IN ('open', 'contained') AND coalesce(closed, updated) < ? ORDER BY id LIMIT ${mostHeld}`,
    [before],
  );
  const ids = rows.map((row) => textOf(row, 'id'));
  if (ids.length === 0) return 0;
  for (const table of ['incident_event', 'event_held'])
    await tx.run(`DELETE FROM ${table} WHERE incident IN (${marks(ids)})`, ids);
  return tx.run(`DELETE FROM incident WHERE id IN (${marks(ids)})`, ids);
}
