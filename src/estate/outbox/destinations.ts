import type { SqlReader, SqlValue, SqlWriter } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import { numberOfId } from '../own-number.ts';
import { idOf, numberOf, optionalNumberOf } from '../row.ts';
import { type StoredDestination, toDestination } from './destination.ts';

/** What a person decides about a destination. */
export type DestinationWish = Pick<
  StoredDestination,
  | 'name'
  | 'kind'
  | 'format'
  | 'address'
  | 'settings'
  | 'sealed'
  | 'secretNames'
  | 'kinds'
  | 'minimum'
  | 'allowPrivate'
  | 'enabled'
>;

/** How far a destination is behind. */
export interface DestinationLag {
  readonly waiting: number;
  readonly oldest?: number;
  readonly dead: number;
}

const wished =
  'name, kind, format, address, settings, sealed, secret_names, kinds, minimum, allow_private, enabled';

/** All destinations, by name. There are few: each is made by a person. */
export async function listDestinations(reader: SqlReader): Promise<readonly StoredDestination[]> {
  const rows = await reader.all('SELECT * FROM destination ORDER BY name, id LIMIT 1000');
  return rows.map(toDestination);
}

/** Throws `input.not-found`. */
export async function readDestination(reader: SqlReader, id: string): Promise<StoredDestination> {
  const number = numberOfId(id) ?? 0;
  const row = await reader.first('SELECT * FROM destination WHERE id = ?', [number]);
  if (row === undefined) throw new CaissonError('input.not-found', `no destination "${id}"`);
  return toDestination(row);
}

/** Answers the id. `position`: the last change that it does not get. */
export async function addDestination(
  tx: SqlWriter,
  wish: DestinationWish,
  position: number,
  now: number,
): Promise<string> {
  const row = await tx.first(
    `INSERT INTO destination (${wished}, position, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    [...valuesOf(wish), position, now],
  );
  return idOf(row);
}

/** Whoever changes a destination has looked at it: failures are forgotten and it is tried at once. Throws `state.conflict`. */
export async function changeDestination(
  tx: SqlWriter,
  id: string,
  wish: DestinationWish,
  version: number,
): Promise<void> {
  const columns = wished.split(', ').map((column) => `${column} = ?`);
  const changed = await tx.run(
    `UPDATE destination SET ${columns.join(', ')}, version = version + 1, failures = 0, broken_until = 0, attention = '', last_error = '' WHERE id = ? AND version = ?`,
    [...valuesOf(wish), Number(id), version],
  );
  if (changed === 0)
    throw new CaissonError('state.conflict', 'the destination was changed meanwhile', {
      hint: 'read it again',
    });
}

/** Removes it with its deliveries. */
export async function removeDestination(tx: SqlWriter, id: string): Promise<void> {
  await tx.run('DELETE FROM destination WHERE id = ?', [Number(id)]);
  await tx.run('DELETE FROM delivery WHERE destination = ?', [Number(id)]);
  await tx.run('DELETE FROM destination_memory WHERE destination = ?', [Number(id)]);
}

/** How far each destination is behind, by its id. */
export async function readLags(reader: SqlReader): Promise<ReadonlyMap<string, DestinationLag>> {
  const rows = await reader.all(
    `SELECT d.id, (SELECT count(*) FROM delivery w WHERE w.destination = d.id AND w.unsettled = 1) AS waiting,
      (SELECT min(w.created_at) FROM delivery w WHERE w.destination = d.id AND w.unsettled = 1) AS oldest,
      (SELECT count(*) FROM delivery w WHERE w.destination = d.id AND w.state = 'dead') AS dead FROM destination d`,
  );
  return new Map(
    rows.map((row) => {
      const oldest = optionalNumberOf(row, 'oldest');
      const lag = { waiting: numberOf(row, 'waiting'), dead: numberOf(row, 'dead') };
      return [idOf(row), oldest === undefined ? lag : { ...lag, oldest }];
    }),
  );
}

/** The last change before `time`: where a destination starts that is to get what came since. */
export async function positionBefore(reader: SqlReader, time: number): Promise<number> {
  const row = await reader.first(
    'SELECT min(seq) AS first FROM change_log WHERE happened >= ? AND seq IS NOT NULL',
    [time],
  );
  const first = row && optionalNumberOf(row, 'first');
  if (first !== undefined) return first - 1;
  const last = await reader.first('SELECT last FROM change_position WHERE one = 1');
  return numberOf(last, 'last');
}

function valuesOf(wish: DestinationWish): readonly SqlValue[] {
  return [
    wish.name,
    wish.kind,
    wish.format,
    wish.address,
    JSON.stringify(wish.settings),
    wish.sealed,
    JSON.stringify(wish.secretNames),
    JSON.stringify(wish.kinds),
    wish.minimum,
    wish.allowPrivate ? 1 : 0,
    wish.enabled ? 1 : 0,
  ];
}
