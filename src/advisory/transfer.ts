import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { blobPath, isIntact } from './blob.ts';
import {
  buildDirectory,
  cachedDatabase,
  type Database,
  readPointer,
  selectDatabase,
} from './database.ts';
import type { DatabaseLocation } from './location.ts';
import { manifestName, signatureName } from './manifest.ts';
import { point } from './pointer.ts';
import { writePublicFile } from './public-file.ts';

/**
 * For `caisson db export`: writes the database in use to a directory that `db import`, a web server or a registry push can take.
 * Throws `input.not-found` without a database, `integrity.digest-mismatch` when a blob is damaged.
 */
export function exportDatabase(location: DatabaseLocation, out: string, scope: Scope): string {
  const database = selectDatabase(location);
  if (database === undefined) throw nothing();
  for (const segment of database.manifest.segments) {
    checkpoint(scope.signal);
    const path = blobPath(segment.blob.digest);
    const bytes = readFileSync(join(database.blobs, path));
    if (!isIntact(bytes, segment.blob))
      throw new CaissonError(
        'integrity.digest-mismatch',
        `the blob of advisory segment ${quote(segment.name)} is damaged`,
      );
    writePublicFile(join(out, path), bytes);
  }
  const from = manifestDirectory(database, location);
  const signature = join(from, signatureName);
  if (existsSync(signature)) writePublicFile(join(out, signatureName), readFileSync(signature));
  writePublicFile(join(out, manifestName), readFileSync(join(from, manifestName)));
  return database.build;
}

/**
 * For `caisson db rollback`: goes back to a kept build, the one before the current when none is named, and stays there until the
 * next update. Throws `input.not-found`.
 */
export function rollBackDatabase(location: DatabaseLocation, build?: string): string {
  const pointer = readPointer(location.cache);
  const target = build ?? pointer?.builds.find((one) => one !== pointer.build);
  if (target === undefined || pointer?.builds.includes(target) !== true) throw nothing();
  if (cachedDatabase(location.cache, target) === undefined) throw nothing();
  point(location.cache, target, true);
  return target;
}

function manifestDirectory(database: Database, { cache, bundled }: DatabaseLocation): string {
  return database.origin === 'bundled' ? (bundled ?? '') : buildDirectory(cache, database.build);
}

function nothing(): CaissonError {
  return new CaissonError('input.not-found', 'there is no such advisory database', {
    hint: 'see "caisson db status"',
  });
}
