import type { Reach } from '#contract/platform.ts';
import type { Scope } from '#contract/scope.ts';
import type { SqlDatabase, SqlValue } from '#contract/sql.ts';
import { placedWithin } from '../reach.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import {
  dayMs,
  type EventRow,
  eventOf,
  hourMs,
  numberColumns,
  rowOf,
  textColumns,
} from './event-row.ts';
import {
  boundsNow,
  type EventBatch,
  type EventFilter,
  type EventHour,
  type EventPage,
  type EventPageRequest,
  type EventStorage,
  type EventStore,
  type EventStoreOptions,
  type StoredEvent,
} from './event-store.ts';
import { keepHeld, readHeld } from './held.ts';
import { firstHour, toHours } from './hours.ts';
import { dropPartition, listPartitions, preparePartitions } from './postgres-partitions.ts';
import { eventQuery, toEventRow } from './postgres-query.ts';

const columns = [...numberColumns, ...textColumns];
const insert = `INSERT INTO event (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
const insertHour =
  'INSERT INTO event_hour (bucket, workload, cluster, namespace, repository, kind, severity, n) VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
/** A batch is not sent again after this long. */
const batchMs = 2 * dayMs;

/** Opens the events of a PostgreSQL database: one partition a day, made ahead. */
export async function openEventPartitions(
  database: SqlDatabase,
  scope: Pick<Scope, 'clock' | 'log'>,
  options: EventStoreOptions = {},
): Promise<EventStore> {
  const now = scope.clock().getTime();
  await preparePartitions(database, now);
  return new PartitionedEventStore(database, scope, options, now);
}

class PartitionedEventStore implements EventStore {
  readonly #database: SqlDatabase;
  readonly #scope: Pick<Scope, 'clock' | 'log'>;
  readonly #options: EventStoreOptions;
  #preparedAt: number;

  constructor(
    database: SqlDatabase,
    scope: Pick<Scope, 'clock' | 'log'>,
    options: EventStoreOptions,
    preparedAt: number,
  ) {
    this.#database = database;
    this.#scope = scope;
    this.#options = options;
    this.#preparedAt = preparedAt;
  }

  async append({ id, node, events }: EventBatch): Promise<{ readonly isDuplicate: boolean }> {
    const received = this.#now();
    await this.#prepare(received);
    const rows = events.map((event) => rowOf(event, node, received));
    const isFresh = await this.#database.transaction(async (tx) => {
      // Nothing is decided by what is read but the key of the batch, which waits for whoever adds the same one; the watch over
      // what serializable transactions read and write takes three times as long as all the rest.
      await tx.run('SET TRANSACTION ISOLATION LEVEL READ COMMITTED');
      const added = await tx.run(
        'INSERT INTO event_batch (id, received) VALUES (?, ?) ON CONFLICT DO NOTHING',
        [`${node}/${id}`, received],
      );
      if (added === 0) return false;
      await tx.runMany(
        insert,
        rows.map((row) => columns.map((name) => row[name])),
      );
      await tx.runMany(insertHour, countByHour(rows));
      return true;
    });
    return { isDuplicate: !isFresh };
  }

  async list(
    filter: EventFilter,
    reach: Reach,
    { cursor, limit }: EventPageRequest,
  ): Promise<EventPage> {
    const behind = cursor === undefined ? undefined : parseCursor(cursor);
    const { sql, values } = eventQuery(filter, reach, behind, limit + 1);
    const rows = await this.#database.all(sql, values);
    const last = rows[limit - 1];
    return {
      items: rows.slice(0, limit).map((row) => eventOf(toEventRow(row), String(row['id']))),
      ...(rows.length > limit &&
        last !== undefined && {
          next: formatCursor({ ts: Number(last['ts']), file: '', row: Number(last['id']) }),
        }),
      damaged: [],
    };
  }

  async hourly(
    hours: number,
    { workload }: Pick<EventFilter, 'workload'>,
    reach: Reach,
  ): Promise<readonly EventHour[]> {
    const since = firstHour(hours, this.#now());
    const place = placedWithin(reach, 'h');
    const ofWorkload = workload === undefined ? '1 = 1' : 'h.workload = ?';
    const rows = await this.#database.all(
      `SELECT h.bucket, h.severity, sum(h.n) AS n FROM event_hour h WHERE h.bucket >= ? AND ${place.sql} AND ${ofWorkload}
       GROUP BY h.bucket, h.severity`,
      [since, ...place.values, ...(workload === undefined ? [] : [workload])],
    );
    return toHours(
      since,
      hours,
      rows.map((row) => ({
        bucket: Number(row['bucket']),
        severity: String(row['severity']),
        n: Number(row['n']),
      })),
    );
  }

  async storage(): Promise<EventStorage> {
    const partitions = await listPartitions(this.#database);
    const row = await this.#database.first(
      'SELECT min(ts) AS oldest, (SELECT count(*) FROM event_stray) AS stray FROM event',
    );
    const oldest = row?.['oldest'];
    const { maxBytes } = await boundsNow(this.#options);
    return {
      bytes: partitions.reduce((sum, { bytes }) => sum + bytes, 0),
      limit: maxBytes,
      ...(typeof oldest === 'number' && { oldest }),
      stray: Number(row?.['stray'] ?? 0),
      damaged: [],
    };
  }

  async retain(now: number): Promise<readonly string[]> {
    await this.#foldHours(now);
    const surplus = await this.#surplus(now);
    if (surplus.length === 0) return [];
    for (const hold of (await this.#options.holds?.()) ?? [])
      await keepHeld(this.#database, hold, (page) => this.list(hold, 'all', page));
    for (const name of surplus) await dropPartition(this.#database, name);
    return surplus;
  }

  held(incident: string): Promise<readonly StoredEvent[]> {
    return readHeld(this.#database, incident);
  }

  /** The database belongs to whoever opened it. */
  async [Symbol.asyncDispose](): Promise<void> {}

  /** Oldest first: beyond the bytes, then older than the days. The partition of today stays, and those ahead. */
  async #surplus(now: number): Promise<readonly string[]> {
    const today = dayOf(now);
    const { maxBytes, maxDays } = await boundsNow(this.#options);
    const oldestDay = dayOf(now - maxDays * dayMs);
    const partitions = await listPartitions(this.#database);
    let bytes = partitions.reduce((sum, partition) => sum + partition.bytes, 0);
    return partitions
      .filter((partition) => {
        const isSurplus = partition.day < today && (bytes > maxBytes || partition.day < oldestDay);
        if (isSurplus) bytes -= partition.bytes;
        return isSurplus;
      })
      .map(({ name }) => name);
  }

  /** Counts are appended, so that writers never wait for one another, and added up when their hour is over. */
  async #foldHours(now: number): Promise<void> {
    const names = 'bucket, workload, cluster, namespace, repository, kind, severity';
    await this.#database.transaction(async (tx) => {
      await tx.run(
        `WITH gone AS (DELETE FROM event_hour WHERE bucket < ? AND folded = 0 RETURNING *)
         INSERT INTO event_hour (${names}, n, folded) SELECT ${names}, sum(n), 1 FROM gone GROUP BY ${names}`,
        [now - (now % hourMs) - hourMs],
      );
      await tx.run('DELETE FROM event_batch WHERE received < ?', [now - batchMs]);
    });
  }

  /** Once an hour is often enough for partitions that are made three days ahead. */
  async #prepare(now: number): Promise<void> {
    if (Math.abs(now - this.#preparedAt) < hourMs) return;
    await preparePartitions(this.#database, now);
    this.#preparedAt = now;
  }

  #now(): number {
    return this.#scope.clock().getTime();
  }
}

function countByHour(rows: readonly EventRow[]): readonly (readonly SqlValue[])[] {
  const counts = Map.groupBy(rows, (row) => JSON.stringify(hourKey(row)));
  return [...counts.values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [[...hourKey(first), same.length]];
  });
}

function hourKey(row: EventRow): readonly SqlValue[] {
  const { ts, workload, cluster, namespace, repository, kind, severity } = row;
  return [ts - (ts % hourMs), workload, cluster, namespace, repository, kind, severity];
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
