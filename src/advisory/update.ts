import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { BackOff } from './back-off.ts';
import { type BuildReport, buildDatabase } from './build.ts';
import { openBundle } from './bundle.ts';
import { selectDatabase } from './database.ts';
import { type BlobFetcher, directoryFetcher, httpFetcher } from './fetcher.ts';
import type { HttpOptions } from './http-get.ts';
import { type InstallOptions, type InstallResult, installDatabase } from './install.ts';
import { keyDirectory, type Trust } from './location.ts';
import { manifestName } from './manifest.ts';
import { type ExtraFeeds, mirrorBucket } from './osv-mirror.ts';
import { machineKey } from './signature.ts';

/** Where an update comes from. A directory or URL holds our own layout (`index.json`) or that of the OSV bucket. */
export type UpdateSource =
  | { readonly type: 'directory'; readonly path: string }
  | HttpSource
  /** A tar file made by `exportBundle`. */
  | { readonly type: 'bundle'; readonly path: string }
  | { readonly type: 'artifact'; readonly open: () => Promise<BlobFetcher & AsyncDisposable> };

interface HttpSource {
  readonly type: 'http';
  readonly url: string;
  /** PEM text of the authorities to trust in place of the system's. */
  readonly ca?: string;
  readonly timeoutMs?: number;
  /** Feeds at addresses of their own, beside those of a bucket. */
  readonly extra?: ExtraFeeds;
}

export interface UpdateOptions extends InstallOptions {
  readonly source: UpdateSource;
}

/**
 * What an update did. `unavailable` is no failure: the source could not be reached, and the database named by `build` stays in
 * use. `report` is there when the database was built on this machine.
 */
export type UpdateResult =
  | (InstallResult & { readonly report?: BuildReport })
  | {
      readonly type: 'unavailable';
      readonly build: string;
      readonly builtAt: string;
      readonly reason: CaissonError;
    };

const defaultTimeoutMs = 30_000;
/** A database that stays on this machine is packed fast, not small. */
const localLevel = 6;

/**
 * Brings the newest database into the cache. Nothing is in use before all of it is verified; whatever goes wrong leaves the
 * old one as it was. Throws `integrity.untrusted`, `integrity.signature-invalid`, `integrity.digest-mismatch`,
 * `integrity.rollback`, `input.*`, and `access.*` only when there is no database at all to go on with.
 */
export async function updateDatabase(options: UpdateOptions, scope: Scope): Promise<UpdateResult> {
  try {
    return await update(options, scope);
  } catch (error) {
    const current = selectDatabase(options.location);
    if (
      current === undefined ||
      !isCaissonError(error, 'access.unreachable', 'access.rate-limited')
    )
      throw error;
    scope.log.warn('advisory update is unavailable', { reason: error.message });
    const { build, manifest } = current;
    return { type: 'unavailable', build, builtAt: manifest.builtAt, reason: error };
  }
}

async function update(options: UpdateOptions, scope: Scope): Promise<UpdateResult> {
  const { source } = options;
  if (source.type === 'artifact') {
    await using fetcher = await source.open();
    return await installDatabase(fetcher, options, scope);
  }
  if (source.type === 'bundle') {
    await using fetcher = await openBundle(source.path, scope);
    return await installDatabase(fetcher, options, scope);
  }
  if (source.type === 'http') {
    const backOff = new BackOff(options.location.cache, source.url, scope);
    if (options.force !== true) backOff.check();
    return backOff.watch(() => updateFromUrl(source, options, scope));
  }
  if (existsSync(join(source.path, manifestName)))
    return installDatabase(directoryFetcher(source.path, scope), options, scope);
  return buildAndInstall(source.path, options, scope);
}

async function updateFromUrl(
  source: HttpSource,
  options: UpdateOptions,
  scope: Scope,
): Promise<UpdateResult> {
  const http = httpOptions(source, scope);
  const fetcher = httpFetcher(source.url, http, scope);
  const manifest = await manifestOf(fetcher);
  if (manifest === undefined) return updateFromFeeds(source, http, options, scope);
  if (source.extra !== undefined)
    throw new CaissonError('usage.invalid-argument', 'a built database takes no further feeds', {
      hint: 'leave out --kev and --epss, or name a server with feeds',
    });
  return installDatabase({ ...fetcher, manifest: async () => manifest }, options, scope);
}

function httpOptions({ ca, timeoutMs }: HttpSource, { signal }: Scope): HttpOptions {
  return { signal, timeoutMs: timeoutMs ?? defaultTimeoutMs, ...(ca !== undefined && { ca }) };
}

async function updateFromFeeds(
  { url, extra = {} }: HttpSource,
  http: HttpOptions,
  options: UpdateOptions,
  scope: Scope,
): Promise<UpdateResult> {
  for (const one of [url, extra.kev ?? url, extra.epss ?? url]) requireTls(one, options.trust);
  const feeds = join(options.location.cache, 'feeds');
  await mirrorBucket(url, feeds, { http, extra }, scope);
  return buildAndInstall(feeds, options, scope);
}

/** `undefined` when there is none: then the address may be an OSV bucket. */
async function manifestOf(fetcher: BlobFetcher): Promise<Uint8Array | undefined> {
  try {
    return await fetcher.manifest();
  } catch (error) {
    if (isCaissonError(error, 'input.not-found')) return undefined;
    throw error;
  }
}

/** Feeds carry no signature: what vouches for them is the connection to their publisher. */
function requireTls(url: string, trust: Trust): void {
  if (trust.allowUnsigned === true || url.startsWith('https:')) return;
  throw new CaissonError(
    'integrity.untrusted',
    'advisory feeds over plain http cannot be trusted',
    {
      hint: 'use https, or --allow-unsigned',
    },
  );
}

/** Builds from feeds and signs with the key of this machine. */
async function buildAndInstall(
  feeds: string,
  install: InstallOptions,
  scope: Scope,
): Promise<UpdateResult> {
  const { location } = install;
  const out = mkdtempSync(join(scope.temporaryDirectory, 'caisson-db-'));
  try {
    const signingKey = machineKey(keyDirectory(location));
    const options = { from: feeds, out, signingKey, compressionLevel: localLevel };
    const report = await buildDatabase(options, scope);
    const result = await installDatabase(directoryFetcher(out, scope), install, scope);
    return { ...result, report };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Opens a source that holds a built database, for copying it as it is. Throws `input.not-found`, `access.*`. */
export async function openPublication(
  source: UpdateSource,
  scope: Scope,
): Promise<BlobFetcher & AsyncDisposable> {
  if (source.type === 'artifact') return source.open();
  if (source.type === 'bundle') return openBundle(source.path, scope);
  const fetcher =
    source.type === 'directory'
      ? directoryFetcher(source.path, scope)
      : httpFetcher(source.url, httpOptions(source, scope), scope);
  return { ...fetcher, [Symbol.asyncDispose]: () => Promise.resolve() };
}
