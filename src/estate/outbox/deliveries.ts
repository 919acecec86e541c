import type { SqlReader, SqlRow, SqlValue, SqlWriter } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import { ownNumber } from '../own-number.ts';
import { idOf, marks, numberOf, optionalNumberOf, textOf } from '../row.ts';
import { release } from './queue.ts';
import { blockedUntil } from './route.ts';

export type DeliveryState = 'waiting' | 'sending' | 'delivered' | 'retrying' | 'dead';

/** One change on its way to one destination. */
export interface StoredDelivery {
  readonly id: string;
  /** Id of the change, as the other end got it. */
  readonly change: string;
  readonly kind: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly next?: number;
  readonly created: number;
  readonly delivered?: number;
  readonly error?: string;
}

/** Newest first below `before` (an id). */
export async function listDeliveries(
  reader: SqlReader,
  destination: string,
  filter: {
    readonly states?: readonly DeliveryState[];
    readonly before?: number;
    readonly limit: number;
  },
): Promise<readonly StoredDelivery[]> {
  const { states = [], before, limit } = filter;
  const conditions = ['destination = ?'];
  const values: SqlValue[] = [Number(destination)];
  if (states.length > 0) {
    conditions.push(`state IN (${marks(states)})`);
    values.push(...states);
  }
  if (before !== undefined) {
    conditions.push('id < ?');
    values.push(before);
  }
  const rows = await reader.all(
    `SELECT * FROM delivery WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT ?`,
    [...values, limit],
  );
  return rows.map(toDelivery);
}

/** What is to be sent again: these, all that are dead, or what happened in a stretch of time (both ends included). */
export interface ReplayWish {
  readonly ids?: readonly string[];
  readonly dead?: boolean;
  readonly from?: number;
  readonly to?: number;
}

/** Queues again, under the same ids. Answers how many. Throws `usage.invalid-argument` when nothing is named. */
export async function replayDeliveries(
  tx: SqlWriter,
  destination: string,
  wish: ReplayWish,
  now: number,
): Promise<number> {
  const { conditions, values } = conditionsOf(wish);
  await tx.run('UPDATE destination SET failures = 0, broken_until = 0 WHERE id = ?', [
    Number(destination),
  ]);
  const rows = await tx.all(
    `UPDATE delivery SET state = 'waiting', unsettled = 1, attempts = 0, next_at = ?, queued_at = ?, delivered_at = NULL, fault = '', lease = ''
     WHERE destination = ? AND unsettled = 0 AND ${conditions.join(' AND ')}
     AND EXISTS (SELECT 1 FROM change_log c WHERE c.seq = delivery.seq) RETURNING subject`,
    [blockedUntil, now, Number(destination), ...values],
  );
  await release(
    tx,
    destination,
    rows.map((row) => textOf(row, 'subject')),
    now,
  );
  return rows.length;
}

function conditionsOf({ ids, dead, from, to }: ReplayWish) {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  if (ids !== undefined && ids.length > 0) {
    conditions.push(`id IN (${marks(ids)})`);
    values.push(...ids.map(ownNumber));
  }
  if (dead === true) conditions.push("state = 'dead'");
  if (from !== undefined) {
    conditions.push('created_at >= ?');
    values.push(Math.floor(from));
  }
  if (to !== undefined) {
    conditions.push('created_at <= ?');
    values.push(Math.floor(to));
  }
  if (conditions.length === 0)
    throw new CaissonError('usage.invalid-argument', 'say what is to be sent again', {
      hint: 'give ids, "dead", or a stretch of time',
    });
  return { conditions, values };
}

function toDelivery(row: SqlRow): StoredDelivery {
  const next = numberOf(row, 'next_at');
  const delivered = optionalNumberOf(row, 'delivered_at');
  const error = textOf(row, 'fault');
  const waits = numberOf(row, 'unsettled') === 1 && next < blockedUntil;
  return {
    id: idOf(row),
    change: textOf(row, 'change_id'),
    kind: textOf(row, 'kind'),
    state: stateOf(textOf(row, 'state')),
    attempts: numberOf(row, 'attempts'),
    ...(waits ? { next } : {}),
    created: numberOf(row, 'created_at'),
    ...(delivered === undefined ? {} : { delivered }),
    ...(error === '' ? {} : { error }),
  };
}

const states: readonly DeliveryState[] = ['waiting', 'sending', 'delivered', 'retrying', 'dead'];

function stateOf(text: string): DeliveryState {
  return states.find((state) => state === text) ?? 'dead';
}
