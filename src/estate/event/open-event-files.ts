import { mkdir } from 'node:fs/promises';
import type { Reach } from '#contract/platform.ts';
import type { Scope } from '#contract/scope.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import type { OrderThread } from '#kit/order-thread.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import type { ReadOrder, WriteOrder } from './event-message.ts';
import { eventOf, rowOf } from './event-row.ts';
import {
  boundsNow,
  defaultMaxBytes,
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
import { readingThread, writingThread } from './event-thread.ts';
import type { FoundEvents, FoundHours } from './file-reader.ts';
import type { RowBatch } from './file-writer.ts';
import { keepHeld, readHeld } from './held.ts';
import { firstHour, toHours } from './hours.ts';

const readTimeMs = 30_000;
const rowsAtOnce = 20_000;

interface Queued {
  readonly batch: RowBatch;
  readonly resolve: (outcome: { readonly isDuplicate: boolean }) => void;
  readonly reject: (error: unknown) => void;
}

/** Opens the event files of a directory, which is made when it is missing. `database` takes what incidents hold. */
export async function openEventFiles(
  directory: string,
  database: SqlDatabase,
  scope: Pick<Scope, 'clock' | 'log'>,
  options: EventStoreOptions = {},
): Promise<FileEventStore> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new CaissonError('host.io', `cannot make the directory of events "${directory}"`, {
      hint: 'its parent must be writable',
      cause,
    });
  }
  return new FileEventStore(directory, database, scope, options);
}

/** Events in files: one thread writes, one reads. What comes while a write is under way is written with one commit. */
export class FileEventStore implements EventStore {
  readonly directory: string;
  readonly #database: SqlDatabase;
  readonly #scope: Pick<Scope, 'clock' | 'log'>;
  readonly #options: EventStoreOptions;
  readonly #writer: OrderThread<WriteOrder>;
  readonly #reader: OrderThread<ReadOrder>;
  #queue: Queued[] = [];
  #flushing: Promise<void> | undefined;
  #retaining: Promise<readonly string[]> = Promise.resolve([]);

  constructor(
    directory: string,
    database: SqlDatabase,
    scope: Pick<Scope, 'clock' | 'log'>,
    options: EventStoreOptions,
  ) {
    this.directory = directory;
    this.#database = database;
    this.#scope = scope;
    this.#options = options;
    const { maxBytes = defaultMaxBytes } = options;
    this.#writer = writingThread({ directory, maxFileBytes: Math.ceil(maxBytes / 8) });
    this.#reader = readingThread(directory);
  }

  append(batch: EventBatch): Promise<{ readonly isDuplicate: boolean }> {
    const received = this.#now();
    const rows = batch.events.map((event) => rowOf(event, batch.node, received));
    return new Promise((resolve, reject) => {
      this.#queue.push({ batch: { id: `${batch.node}/${batch.id}`, rows }, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  async list(
    filter: EventFilter,
    reach: Reach,
    { cursor, limit }: EventPageRequest,
  ): Promise<EventPage> {
    const behind = cursor === undefined ? undefined : parseCursor(cursor);
    const question = { filter, reach, behind, limit: limit + 1 };
    const { found, damaged } = await this.#read<FoundEvents>({ kind: 'list', question });
    const last = found[limit - 1];
    return {
      items: found.slice(0, limit).map(({ at, row }) => eventOf(row, `${at.file}.${at.row}`)),
      ...(found.length > limit && last !== undefined && { next: formatCursor(last.at) }),
      damaged,
    };
  }

  async hourly(
    hours: number,
    filter: Pick<EventFilter, 'workload'>,
    reach: Reach,
  ): Promise<readonly EventHour[]> {
    const since = firstHour(hours, this.#now());
    const question = { since, filter: { workload: filter.workload }, reach };
    return toHours(since, hours, (await this.#read<FoundHours>({ kind: 'hourly', question })).rows);
  }

  async storage(): Promise<EventStorage> {
    const bytes = await this.#writer.ask<number>({ kind: 'bytes' });
    const { oldest, damaged } = await this.#read<{ oldest?: number; damaged: readonly string[] }>({
      kind: 'oldest',
    });
    const { maxBytes } = await boundsNow(this.#options);
    return {
      bytes,
      limit: maxBytes,
      ...(oldest !== undefined && { oldest }),
      stray: 0,
      damaged,
    };
  }

  retain(now: number): Promise<readonly string[]> {
    const turn = this.#retaining.catch(() => []).then(() => this.#retain(now));
    this.#retaining = turn;
    return turn;
  }

  held(incident: string): Promise<readonly StoredEvent[]> {
    return readHeld(this.#database, incident);
  }

  /** Begins another file, so that all others are complete and a copy of them is one of this moment. */
  async seal(): Promise<void> {
    await this.#writer.ask({ kind: 'seal', now: this.#now() });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#flushing;
    await this.#retaining.catch(() => undefined); // whoever called it was told
    await Promise.all([this.#writer.close(), this.#reader.close()]);
  }

  async #flush(): Promise<void> {
    while (this.#queue.length > 0) {
      const batches = this.#take();
      try {
        const { isDuplicate, isRolled } = await this.#writer.ask<{
          isDuplicate: readonly boolean[];
          isRolled: boolean;
        }>({
          kind: 'append',
          batches: batches.map(({ batch }) => batch),
          now: this.#now(),
        });
        for (const [at, { resolve }] of batches.entries())
          resolve({ isDuplicate: isDuplicate[at] === true });
        if (isRolled) this.#retainSoon();
      } catch (error) {
        for (const { reject } of batches) reject(error);
      }
    }
    this.#flushing = undefined; // in the same turn that saw the queue empty
  }

  #take(): readonly Queued[] {
    let rows = 0;
    const taken = this.#queue.filter(({ batch }, at) => {
      rows += batch.rows.length;
      return at === 0 || rows <= rowsAtOnce;
    });
    this.#queue = this.#queue.slice(taken.length);
    return taken;
  }

  #retainSoon(): void {
    this.retain(this.#options.forgetBy?.() ?? this.#now()).catch((error: unknown) =>
      this.#scope.log.error('old events could not be removed', { reason: String(error) }),
    );
  }

  async #retain(now: number): Promise<readonly string[]> {
    const bounds = await boundsNow(this.#options);
    const surplus = await this.#writer.ask<readonly string[]>({ kind: 'surplus', ...bounds, now });
    if (surplus.length === 0) return [];
    for (const hold of (await this.#options.holds?.()) ?? [])
      await keepHeld(this.#database, hold, (page) => this.list(hold, 'all', page));
    for (const key of surplus) await this.#writer.ask({ kind: 'drop', key });
    return surplus;
  }

  #read<Answer>(order: ReadOrder): Promise<Answer> {
    return this.#reader.askWithin<Answer>(order, readTimeMs, tooLong);
  }

  #now(): number {
    return this.#scope.clock().getTime();
  }
}

function tooLong(): CaissonError {
  return new CaissonError('limit.time', 'the search for events took too long', {
    hint: 'ask for a shorter time, or for one workload',
  });
}
