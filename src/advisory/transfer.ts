import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { blobPath } from './blob.ts';
import { cachedDatabase, readPointer } from './database.ts';
import type { DatabaseLocation } from './location.ts';
import { manifestName, signatureName } from './manifest.ts';
import { point } from './pointer.ts';
import { writePublicFile } from './public-file.ts';
import { publicationOf } from './publication.ts';

/**
 * For `caisson db export`: writes the database in use to a directory that `db import`, a web server or a registry push can take.
 * Throws `input.not-found` without a database, `integrity.digest-mismatch` when a blob is damaged.
 */
export function exportDatabase(location: DatabaseLocation, out: string, scope: Scope): string {
  const publication = publicationOf(location);
  const { build, manifest, signature, segments, deltas } = publication;
  for (const one of [...segments, ...deltas]) {
    checkpoint(scope.signal);
    writePublicFile(join(out, blobPath(one.blob.digest)), publication.blob(one));
  }
  if (signature !== undefined) writePublicFile(join(out, signatureName), signature);
  writePublicFile(join(out, manifestName), manifest);
  return build;
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

function nothing(): CaissonError {
  return new CaissonError('input.not-found', 'there is no such advisory database', {
    hint: 'see "caisson db status"',
  });
}
