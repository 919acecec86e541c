import type { Call, Operations } from '#contract/platform.ts';
import type { SqlWriter } from '#contract/sql.ts';
import { formatCursor, parseCursor } from '#estate/cursor.ts';
import { listDeliveries, replayDeliveries } from '#estate/outbox/deliveries.ts';
import {
  addDestination,
  changeDestination,
  listDestinations,
  positionBefore,
  readDestination,
  readLags,
  removeDestination,
} from '#estate/outbox/destinations.ts';
import { given } from '#event/given.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import type { DeliveryParts } from '../delivery/delivery.ts';
import { destinationRow } from './destination-row.ts';
import { tryDestination } from './destination-trial.ts';
import { destinationWish } from './destination-wish.ts';

type Ids =
  | 'listDestinations'
  | 'addDestination'
  | 'changeDestination'
  | 'removeDestination'
  | 'testDestination'
  | 'listDeliveries'
  | 'replayDeliveries';

const weekMs = 7 * 86_400_000;

/** Destinations, their deliveries, tests and replays. Secrets go in and never come out. */
export function destinationOperations(parts: DeliveryParts): Pick<Operations, Ids> {
  const { platform } = parts;
  const { database } = platform;
  return {
    async listDestinations() {
      const lags = await readLags(database);
      const all = await listDestinations(database);
      return { items: all.map((one) => destinationRow(one, lags.get(one.id))) };
    },
    async addDestination(call, { body }) {
      const wish = await destinationWish(parts, body, undefined);
      const now = platform.scope.clock().getTime();
      const latest = await platform.changes.latest();
      const start = body.from === 'week' ? await positionBefore(database, now - weekMs) : latest;
      const id = await database.transaction(async (tx) => {
        const made = await addDestination(tx, wish, start, now);
        await noteDown(parts, tx, call, {
          action: 'destination.add',
          subject: made,
          name: wish.name,
        });
        return made;
      });
      platform.changes.committed();
      return answerOf(parts, id);
    },
    async changeDestination(call, { params, body }) {
      const before = await readDestination(database, params.id);
      const wish = await destinationWish(parts, body, before);
      await database.transaction(async (tx) => {
        await changeDestination(tx, before.id, wish, body.version ?? before.version);
        await noteDown(parts, tx, call, {
          action: 'destination.change',
          subject: before.id,
          name: wish.name,
        });
      });
      platform.changes.committed();
      return answerOf(parts, before.id);
    },
    async removeDestination(call, { params }) {
      const { id, name } = await readDestination(database, params.id);
      await database.transaction(async (tx) => {
        await removeDestination(tx, id);
        await noteDown(parts, tx, call, { action: 'destination.remove', subject: id, name });
      });
      platform.changes.committed();
      return { ok: true };
    },
    testDestination: (call, { params }) => testDestination(parts, call, params.id),
    listDeliveries: (_call, input) => pageOfDeliveries(parts, input),
    replayDeliveries: (call, input) => replay(parts, call, input),
  };
}

async function pageOfDeliveries(
  { platform }: DeliveryParts,
  { params, query }: InputOf<'listDeliveries'>,
): Promise<AnswerOf<'listDeliveries'>> {
  const { id } = await readDestination(platform.database, params.id);
  const { cursor, limit, state } = query;
  const found = await listDeliveries(platform.database, id, {
    limit: limit + 1,
    ...(state === undefined ? {} : { states: state }),
    ...(cursor === undefined ? {} : { before: Number(parseCursor(cursor, ['number'])[0]) }),
  });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length > limit && last !== undefined
    ? { items, next: formatCursor([Number(last.id)]) }
    : { items };
}

async function replay(
  parts: DeliveryParts,
  call: Call,
  { params, body }: InputOf<'replayDeliveries'>,
): Promise<AnswerOf<'replayDeliveries'>> {
  const { database, changes, scope } = parts.platform;
  const { id, name } = await readDestination(database, params.id);
  const wish = given(body);
  const queued = await database.transaction(async (tx) => {
    const some = await replayDeliveries(tx, id, wish, scope.clock().getTime());
    await noteDown(parts, tx, call, { action: 'destination.replay', subject: id, name });
    return some;
  });
  changes.committed();
  return { queued };
}

async function testDestination(
  parts: DeliveryParts,
  call: Call,
  id: string,
): Promise<AnswerOf<'testDestination'>> {
  const { database, scope } = parts.platform;
  const destination = await readDestination(database, id);
  const started = scope.clock().getTime();
  const trial = await tryDestination(parts, destination, call.signal);
  await database.transaction((tx) =>
    noteDown(parts, tx, call, {
      action: 'destination.test',
      subject: id,
      name: destination.name,
      ...(!trial.ok && { outcome: 'failed' as const }),
    }),
  );
  return { ...trial, durationMs: scope.clock().getTime() - started };
}

async function answerOf(
  { platform }: DeliveryParts,
  id: string,
): Promise<AnswerOf<'addDestination'>> {
  const lags = await readLags(platform.database);
  return destinationRow(await readDestination(platform.database, id), lags.get(id));
}

async function noteDown(
  { platform }: DeliveryParts,
  tx: SqlWriter,
  { caller }: Call,
  note: {
    readonly action: string;
    readonly subject: string;
    readonly name: string;
    readonly outcome?: 'failed';
  },
): Promise<void> {
  const { action, subject, name, outcome = 'done' } = note;
  await platform.audit.append(tx, { caller, action, subject, outcome, detail: name });
}
