import { statSync } from 'node:fs';
import { numberOf } from '#estate/row.ts';
import type { AnswerOf } from '#wire/routes.ts';
import type { OpenPlatform } from '../open-platform.ts';
import { storeOf } from '../open-platform.ts';
import type { UpOptions } from './up-options.ts';

type Storage = AnswerOf<'readCoverage'>['storage'];

/** What the store and the events take. */
export async function storageOf(
  options: UpOptions,
  { events, database }: OpenPlatform,
): Promise<Storage> {
  const { bytes, limit } = await events.storage();
  const state =
    database.dialect === 'sqlite' ? sizeOf(storeOf(options)) : await sizeOfPostgres(database);
  return [
    { name: 'state', bytes: state },
    { name: 'events', bytes, limit },
  ];
}

function sizeOf(path: string): number {
  return ['', '-wal'].reduce(
    (sum, end) => sum + (statSync(`${path}${end}`, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

async function sizeOfPostgres(database: OpenPlatform['database']): Promise<number> {
  const row = await database.first('SELECT pg_database_size(current_database()) AS bytes');
  return numberOf(row, 'bytes');
}
