import { join, resolve } from 'node:path';
import { backup } from '#app/platform/backup/backup.ts';
import { restore } from '#app/platform/backup/restore.ts';
import { platformMigrations } from '#app/platform/migrations.ts';
import { openPlatform, platformDirectory, storeOf } from '#app/platform/open-platform.ts';
import { rotateKey } from '#app/platform/rotate-key.ts';
import { openStore } from '#app/platform/store.ts';
import { makeDirectories } from '#kit/directory.ts';
import { exitCodes } from '../exit.ts';
import type { Program } from '../program.ts';
import { openSession, type SessionOptions } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { type ConfigFlags, configOf } from './config.ts';
import { stateDirectory } from './runtime-state.ts';

type BackupFlags = ConfigFlags & SessionOptions & { readonly format: 'table' | 'json' };

/** `caisson backup FILE`. */
export async function runBackup(
  file: string,
  flags: BackupFlags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  using session = openSession(flags, terminal);
  const place = placeOf(flags, terminal);
  await using platform = await openPlatform(place, session.scope);
  const manifest = await backup(platform, resolve(terminal.workingDirectory, file), {
    now: terminal.clock().getTime(),
    version: program.version,
  });
  if (flags.format === 'json') terminal.out.write(`${JSON.stringify(manifest, undefined, 2)}\n`);
  else if (flags.quiet !== true)
    terminal.out.write(`saved and read back: ${file}\ndigest of the state: ${manifest.hash}\n`);
  return exitCodes.ok;
}

/** `caisson restore FILE`. */
export async function runRestore(
  file: string,
  flags: BackupFlags & { readonly replace?: boolean },
  terminal: Terminal,
): Promise<number> {
  using session = openSession(flags, terminal);
  const place = placeOf(flags, terminal);
  const directory = platformDirectory(place);
  makeDirectories(directory, 0o700);
  await using database = await openStore(storeOf(place), session.scope);
  const { manifest, skipped } = await restore(resolve(terminal.workingDirectory, file), {
    database,
    eventDirectory: join(directory, 'events'),
    migrations: platformMigrations,
    overwrite: flags.replace === true,
  });
  if (flags.format === 'json')
    terminal.out.write(`${JSON.stringify({ manifest, skipped }, undefined, 2)}\n`);
  else if (flags.quiet !== true) {
    terminal.out.write(`restored and compared: ${file}\n`);
    for (const name of skipped) terminal.out.write(`not taken over: ${name}\n`);
  }
  return exitCodes.ok;
}

/** `caisson config rotate-key`. */
export async function runRotateKey(flags: BackupFlags, terminal: Terminal): Promise<number> {
  using session = openSession(flags, terminal);
  await using platform = await openPlatform(placeOf(flags, terminal), session.scope);
  const sealed = await rotateKey(platform);
  if (flags.format === 'json') terminal.out.write(`${JSON.stringify({ sealed })}\n`);
  else if (flags.quiet !== true)
    terminal.out.write(
      `a new key is in force; secrets sealed again: ${sealed}\nkeep a copy of the key file: older keys in it verify the audit log\n`,
    );
  return exitCodes.ok;
}

function placeOf(flags: ConfigFlags, terminal: Terminal) {
  return {
    config: configOf(flags, terminal),
    stateDirectory: stateDirectory(flags, terminal),
  };
}
