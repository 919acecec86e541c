import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Sized } from './manifest.ts';

/** Bounds and expectations for bytes that are written to disk as they come. */
export interface SpoolOptions {
  readonly maxBytes: number;
  /** Digest and size that the whole must have. */
  readonly expected?: Sized;
  /** For people. */
  readonly what: string;
}

/**
 * Writes a stream to `path` through a temporary file beside it: readers see all of it or nothing. Gives its size.
 * Throws `limit.size`, `integrity.digest-mismatch` and what the stream throws.
 */
export async function spool(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  options: SpoolOptions,
  scope: Scope,
): Promise<number> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
  try {
    const size = await copy(chunks, temporary, options, scope);
    renameSync(temporary, path);
    return size;
  } finally {
    rmSync(temporary, { force: true });
  }
}

async function copy(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  { maxBytes, expected, what }: SpoolOptions,
  scope: Scope,
): Promise<number> {
  const hash = createHash('sha256');
  const limit = Math.min(maxBytes, expected?.size ?? maxBytes);
  let size = 0;
  await using file = await open(path, 'wx', 0o600);
  for await (const chunk of chunks) {
    checkpoint(scope.signal);
    size += chunk.length;
    if (size > limit) throw tooLarge(what, expected !== undefined);
    hash.update(chunk);
    await file.writeFile(chunk);
  }
  const digest = `sha256:${hash.digest('hex')}`;
  if (expected !== undefined && (size !== expected.size || digest !== expected.digest))
    throw new CaissonError('integrity.digest-mismatch', `${what} is not what was promised`);
  return size;
}

function tooLarge(what: string, isPromised: boolean): CaissonError {
  return isPromised
    ? new CaissonError('integrity.digest-mismatch', `${what} is larger than promised`)
    : new CaissonError('limit.size', `${quote(what)} is too large`);
}
