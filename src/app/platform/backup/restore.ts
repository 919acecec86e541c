import { createWriteStream, existsSync, readdirSync } from 'node:fs';
import { type FileHandle, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { zstdDecompressSync } from 'node:zlib';
import type { Migration, SqlDatabase, SqlValue, SqlWriter } from '#contract/sql.ts';
import { dayMs } from '#estate/event/event-row.ts';
import { makePartition, preparePartitions } from '#estate/event/postgres-partitions.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { migrate } from '#sql/migrate.ts';
import { type FoundPart, pieces } from './archive.ts';
import { dumpHash, eventTables, eventTablesOf, stateTables } from './dump.ts';
import {
  type BackupManifest,
  contentOf,
  openBackup,
  readBackup,
  type VerifiedBackup,
} from './manifest.ts';

const maxPartBytes = 64 * 2 ** 20;
const maxTableBytes = 256 * 2 ** 20;

/** Where a backup goes. `overwrite` removes what is there. */
export interface RestorePlace {
  readonly database: SqlDatabase;
  readonly eventDirectory: string;
  readonly migrations: readonly Migration[];
  readonly overwrite?: boolean;
}

/** `skipped`: parts that only the other engine can take (raw events). */
export interface RestoreOutcome {
  readonly manifest: BackupManifest;
  readonly skipped: readonly string[];
}

/**
 * Puts a backup into an empty place, on either engine; the state all or nothing, and compared by its digest before it counts.
 * Nothing is touched before every part was verified. `state.conflict` when something is there already, or when the backup is
 * of a newer program.
 */
export async function restore(path: string, place: RestorePlace): Promise<RestoreOutcome> {
  await using file = await openBackup(path);
  const { manifest, parts } = await readBackup(file);
  const known = place.migrations.filter(({ number }) => manifest.migrations.includes(number));
  if (known.length < manifest.migrations.length)
    throw new CaissonError(
      'state.conflict',
      `the backup is of a newer program (${manifest.version})`,
      { hint: 'use that version' },
    );
  const isFresh = (await stateTables(place.database, place.database.dialect)).length === 0;
  if (!isFresh) await refuseUsed(place);
  if (!place.overwrite && hasEventFiles(place.eventDirectory)) throw used();
  await migrate(place.database, isFresh ? known : place.migrations);
  if (place.database.dialect === 'postgres') await preparePartitions(place.database, manifest.time);
  await place.database.transaction((tx) => restoreState(tx, place, { file, manifest, parts }));
  await migrate(place.database, place.migrations);
  const skipped = await restoreEventFiles(file, parts, place);
  const isOther = place.database.dialect !== 'postgres';
  return {
    manifest,
    skipped: [
      ...skipped,
      ...(isOther
        ? parts.map(({ name }) => name).filter((name) => eventTables.has(tableOf(name)))
        : []),
    ],
  };
}

interface Source extends VerifiedBackup {
  readonly file: FileHandle;
}

async function refuseUsed({ database, overwrite }: RestorePlace): Promise<void> {
  if (overwrite === true) return;
  for (const { name } of await stateTables(database, database.dialect))
    if (
      name !== 'migration' &&
      (await database.first(`SELECT 1 AS used FROM "${name}" LIMIT 1`)) !== undefined
    )
      throw used();
}

function used(): CaissonError {
  return new CaissonError('state.conflict', 'there is data in the place already', {
    hint: 'choose an empty place, or replace what is there with --replace',
  });
}

async function restoreState(
  tx: SqlWriter,
  { database: { dialect } }: RestorePlace,
  source: Source,
): Promise<void> {
  const present = [...(await stateTables(tx, dialect)), ...(await eventTablesOf(tx, dialect))];
  for (const { name } of present) if (name !== 'migration') await tx.run(`DELETE FROM "${name}"`);
  const names = new Set(present.map(({ name }) => name));
  for (const table of source.manifest.tables.filter(({ name }) => names.has(name))) {
    const sql = `INSERT INTO ${table.name} (${table.columns.map((column) => `"${column}"`).join(', ')}) VALUES (${table.columns.map(() => '?').join(', ')})`;
    for (const part of source.parts.filter(({ name }) => tableOf(name) === table.name))
      await insertRows(tx, table, sql, await rowsOf(source.file, part));
    if (dialect === 'postgres' && table.columns.includes('id')) await continueIds(tx, table.name);
  }
  if ((await dumpHash(tx, dialect)) !== source.manifest.hash)
    throw new CaissonError(
      'integrity.digest-mismatch',
      'what was restored is not what was saved; nothing was changed',
    );
}

/** Events need a partition for each of their days. */
async function insertRows(
  tx: SqlWriter,
  { name, columns }: BackupManifest['tables'][number],
  sql: string,
  rows: readonly (readonly SqlValue[])[],
): Promise<void> {
  const at = columns.indexOf('ts');
  const days =
    name === 'event' ? new Set(rows.map((row) => Math.floor(Number(row[at]) / dayMs))) : [];
  for (const day of days) await makePartition(tx, day * dayMs);
  await tx.runMany(sql, rows);
}

async function rowsOf(
  file: FileHandle,
  part: FoundPart,
): Promise<readonly (readonly SqlValue[])[]> {
  if (part.bytes > maxPartBytes)
    throw new CaissonError('limit.size', `the part "${part.name}" is too large`);
  const text = zstdDecompressSync(await contentOf(file, part), {
    maxOutputLength: maxTableBytes,
  }).toString();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => toRow(parseJson(line, part.name)));
}

function toRow(value: unknown): readonly SqlValue[] {
  if (!Array.isArray(value))
    throw new CaissonError('input.malformed', 'a row of the backup is no list');
  return value.map((one: unknown) => {
    if (one === null || typeof one === 'string' || typeof one === 'number') return one;
    if (isRecord(one) && typeof one['b'] === 'string')
      return new Uint8Array(Buffer.from(one['b'], 'base64'));
    throw new CaissonError('input.malformed', 'a value of the backup is of no known kind');
  });
}

/** Own numbers go on behind the largest that was restored. */
async function continueIds(tx: SqlWriter, table: string): Promise<void> {
  const row = await tx.first(`SELECT pg_get_serial_sequence(?, 'id') AS counter`, [table]);
  if (typeof row?.['counter'] !== 'string') return;
  await tx.all(`SELECT setval(?::regclass, greatest((SELECT max(id) FROM ${table}), 1))`, [
    row['counter'],
  ]);
}

async function restoreEventFiles(
  file: FileHandle,
  parts: readonly FoundPart[],
  { database, eventDirectory }: RestorePlace,
): Promise<readonly string[]> {
  const files = parts.filter(({ name }) =>
    /^events\/(?:events-\d{4}-\d\d-\d\d\.\d{4}|hours)\.db$/u.test(name),
  );
  if (database.dialect === 'postgres') return files.map(({ name }) => name);
  if (files.length > 0) await mkdir(eventDirectory, { recursive: true, mode: 0o700 });
  for (const part of files) {
    const target = join(eventDirectory, part.name.slice('events/'.length));
    await pipeline(
      Readable.from(pieces(file, part.offset, part.bytes)),
      createWriteStream(`${target}.part`, { mode: 0o600 }),
    );
    await rename(`${target}.part`, target);
  }
  return [];
}

function hasEventFiles(directory: string): boolean {
  return (
    existsSync(directory) && readdirSync(directory).some((name) => /^events-.*\.db$/u.test(name))
  );
}

function tableOf(part: string): string {
  return /^table\/(\w+)\//u.exec(part)?.[1] ?? '';
}
