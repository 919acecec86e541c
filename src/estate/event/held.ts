import type { SqlDatabase } from '#contract/sql.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { EventHold, EventPage, EventPageRequest, StoredEvent } from './event-store.ts';

const maxHeld = 10_000;

/** Copies what a hold means, newest first and at most 10,000; twice is once. */
export async function keepHeld(
  database: SqlDatabase,
  hold: EventHold,
  list: (page: EventPageRequest) => Promise<EventPage>,
): Promise<void> {
  let cursor: string | undefined;
  for (let count = 0; count < maxHeld; ) {
    const { items, next } = await list({ cursor, limit: 500 });
    const rows = items.map((event) => [hold.incident, event.id, event.time, JSON.stringify(event)]);
    await database.transaction((tx) =>
      tx.runMany(
        'INSERT INTO event_held (incident, id, ts, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
        rows,
      ),
    );
    count += items.length;
    cursor = next;
    if (next === undefined) return;
  }
}

export async function readHeld(
  database: SqlDatabase,
  incident: string,
): Promise<readonly StoredEvent[]> {
  const rows = await database.all(
    'SELECT body FROM event_held WHERE incident = ? ORDER BY ts, id LIMIT ?',
    [incident, maxHeld],
  );
  return rows.map(({ body }) => parseJson(String(body), 'a held event')).filter(isStored);
}

/** Rows of this table are only written by `keepHeld`. */
function isStored(value: unknown): value is StoredEvent {
  return isRecord(value) && typeof value['id'] === 'string';
}
