import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import { isDigest } from '#model/digest.ts';
import type { DatabaseLocation } from './location.ts';
import { type Manifest, manifestName, parseManifest } from './manifest.ts';

/** A database on this machine: its manifest, and the directory that holds its blobs. */
export interface Database {
  readonly origin: 'bundled' | 'updated';
  /** Digest of the manifest. */
  readonly build: string;
  readonly manifest: Manifest;
  readonly blobs: string;
}

/** The file in the cache that names the build in use; replaced as a whole. */
export const pointerName = 'current.json';

/** Where a cache keeps the manifest of a build. */
export function buildDirectory(cache: string, build: string): string {
  return join(cache, 'builds', build.slice('sha256:'.length));
}

/** What `current.json` says: the build in use, the builds that are kept, newest first, and whether the choice was forced. */
export interface Pointer {
  readonly build: string;
  readonly builds: readonly string[];
  readonly pinned: boolean;
}

/**
 * The database to use: of the bundled one and the updated one the newer; the updated one when they are equally old or when it
 * was forced; a named one always. A cache that is damaged falls back to the bundled one. `undefined` when there is none at all.
 */
export function selectDatabase(location: DatabaseLocation): Database | undefined {
  const bundled = bundledDatabase(location);
  if (location.named === true) return bundled;
  const updated = updatedDatabase(location);
  if (updated === undefined || bundled === undefined) return updated ?? bundled;
  if (readPointer(location.cache)?.pinned === true) return updated;
  return updated.manifest.builtAt >= bundled.manifest.builtAt ? updated : bundled;
}

/** The snapshot that came with the program. Throws `input.malformed` when it is damaged: the installation is. */
export function bundledDatabase({ bundled }: DatabaseLocation): Database | undefined {
  if (bundled === undefined || !existsSync(join(bundled, manifestName))) return undefined;
  return { origin: 'bundled', blobs: bundled, ...readManifest(bundled) };
}

/** The build that the cache points to; `undefined` when there is none or its manifest is not what the pointer says. */
export function updatedDatabase({ cache }: DatabaseLocation): Database | undefined {
  const build = currentBuild(cache);
  return build === undefined ? undefined : cachedDatabase(cache, build);
}

/** The database in a directory: `index.json` and blobs. Throws `input.not-found`, `input.malformed`, `input.unsupported`. */
export function databaseAt(directory: string): Database {
  if (existsSync(join(directory, manifestName)))
    return { origin: 'bundled', blobs: directory, ...readManifest(directory) };
  throw new CaissonError(
    'input.not-found',
    `there is no advisory database in ${quote(directory)}`,
    {
      hint: 'run "caisson db update"',
    },
  );
}

/** A build that the cache holds, by its digest. */
export function cachedDatabase(cache: string, build: string): Database | undefined {
  try {
    const read = readManifest(buildDirectory(cache, build));
    return read.build === build ? { origin: 'updated', blobs: cache, ...read } : undefined;
  } catch (error) {
    if (isCaissonError(error) || isMissing(error)) return undefined;
    throw error;
  }
}

/** The build digest in `current.json`. */
export function currentBuild(cache: string): string | undefined {
  return readPointer(cache)?.build;
}

/** `current.json` of a cache; `undefined` when it is missing or damaged. */
export function readPointer(cache: string): Pointer | undefined {
  try {
    return parsePointer(readFileSync(join(cache, pointerName), 'utf8'));
  } catch (error) {
    if (isCaissonError(error) || isMissing(error)) return undefined;
    throw error;
  }
}

function parsePointer(text: string): Pointer | undefined {
  const pointer = parseJson(text, pointerName);
  if (!isRecord(pointer) || !isBuild(pointer['build'])) return undefined;
  const builds = Array.isArray(pointer['builds']) ? pointer['builds'].filter(isBuild) : [];
  return { build: pointer['build'], builds, pinned: pointer['pinned'] === true };
}

function isBuild(value: unknown): value is string {
  return typeof value === 'string' && isDigest(value) && value.startsWith('sha256:');
}

function readManifest(directory: string): Pick<Database, 'build' | 'manifest'> {
  const bytes = readFileSync(join(directory, manifestName));
  return { build: `sha256:${sha256Hex(bytes)}`, manifest: parseManifest(bytes.toString('utf8')) };
}

/** Whether a file system error says that there is no such file, or none that this user may read. */
export function isMissing(error: unknown): boolean {
  const codes: readonly unknown[] = ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'];
  return error instanceof Error && 'code' in error && codes.includes(error.code);
}
