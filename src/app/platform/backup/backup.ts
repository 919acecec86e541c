import { readdirSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import type { SqlDatabase, SqlReader } from '#contract/sql.ts';
import type { EventStore } from '#estate/event/event-store.ts';
import { FileEventStore } from '#estate/event/open-event-files.ts';
import { CaissonError } from '#kit/error.ts';
import { ArchiveWriter } from './archive.ts';
import {
  DumpDigest,
  type DumpTable,
  eventTables,
  eventTablesOf,
  formatRow,
  readTable,
  stateTables,
} from './dump.ts';
import { type BackupManifest, verifyBackup } from './manifest.ts';

const linesBytes = 8 * 2 ** 20;

/** What is saved. */
export interface PlatformStores {
  readonly database: SqlDatabase;
  readonly events: EventStore;
}

/**
 * Saves the whole platform into one file while it works: rows of the state as of one moment, and the events up to it. The
 * file is there when it is complete and was read back, and not before. Throws `host.io`, `integrity.digest-mismatch`.
 */
export async function backup(
  { database, events }: PlatformStores,
  target: string,
  { now, version }: { readonly now: number; readonly version: string },
): Promise<BackupManifest> {
  const work = `${target}.part`;
  try {
    const manifest = await write(work, { database, events }, { now, version });
    await verifyBackup(work);
    await rename(work, target);
    return manifest;
  } catch (cause) {
    await rm(work, { force: true });
    if (cause instanceof CaissonError) throw cause;
    throw new CaissonError('host.io', `cannot write the backup "${target}"`, {
      hint: 'is there room, and may it be written?',
      cause,
    });
  }
}

async function write(
  path: string,
  { database, events }: PlatformStores,
  { now, version }: { readonly now: number; readonly version: string },
): Promise<BackupManifest> {
  await using file = await open(path, 'w', 0o600);
  const archive = new ArchiveWriter(file, now);
  const state = await database.snapshot((reader) => writeState(reader, database.dialect, archive));
  if (events instanceof FileEventStore) await writeEventFiles(events, archive);
  const manifest: BackupManifest = {
    format: 'caisson-backup/1',
    time: now,
    version,
    dialect: database.dialect,
    ...state,
    parts: [...archive.parts],
  };
  await archive.add('manifest.json', Buffer.from(JSON.stringify(manifest, undefined, 2)));
  await archive.end();
  return manifest;
}

async function writeState(
  reader: SqlReader,
  dialect: SqlDatabase['dialect'],
  archive: ArchiveWriter,
): Promise<Pick<BackupManifest, 'hash' | 'tables' | 'migrations'>> {
  const digest = new DumpDigest();
  const tables: BackupManifest['tables'] = [];
  const all = [...(await stateTables(reader, dialect)), ...(await eventTablesOf(reader, dialect))];
  for (const table of all.filter(({ name }) => name !== 'migration')) {
    const isState = !eventTables.has(table.name);
    const rows = await writeTable(reader, dialect, table, {
      archive,
      digest: isState ? digest : new DumpDigest(),
    });
    tables.push({ name: table.name, columns: [...table.columns], rows });
  }
  const migrations = await reader.all('SELECT number FROM migration ORDER BY number');
  return {
    hash: digest.toString(),
    tables,
    migrations: migrations.map(({ number }) => Number(number)),
  };
}

async function writeTable(
  reader: SqlReader,
  dialect: SqlDatabase['dialect'],
  table: DumpTable,
  { archive, digest }: { readonly archive: ArchiveWriter; readonly digest: DumpDigest },
): Promise<number> {
  let lines: string[] = [];
  let bytes = 0;
  let count = 0;
  let part = 0;
  async function flush(): Promise<void> {
    part += 1;
    const name = `table/${table.name}/${String(part).padStart(6, '0')}.ndjson.zst`;
    await archive.add(name, zstdCompressSync(`${lines.join('\n')}\n`));
    lines = [];
    bytes = 0;
  }
  for await (const rows of readTable(reader, dialect, table))
    for (const row of rows) {
      const line = formatRow(table.columns, row);
      digest.add(table.name, line);
      lines.push(line);
      count += 1;
      bytes += line.length;
      if (bytes > linesBytes) await flush();
    }
  if (lines.length > 0) await flush();
  return count;
}

/** All files but the one that was begun just now. */
async function writeEventFiles(events: FileEventStore, archive: ArchiveWriter): Promise<void> {
  await events.seal();
  const names = readdirSync(events.directory).filter(
    (name) => /^events-[\d.-]+\.db$/u.test(name) || name === 'hours.db',
  );
  for (const name of names) await archive.addFile(`events/${name}`, join(events.directory, name));
}
