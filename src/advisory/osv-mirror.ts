import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { writeFileAtomic } from '#kit/file.ts';
import { joinUrl } from './fetcher.ts';
import { type HttpOptions, httpGet, readBody } from './http-get.ts';
import { isKnownBase, knownBases } from './osv-ecosystem.ts';
import { spool } from './spool.ts';

/**
 * Brings `<ecosystem>/all.zip` of an OSV bucket into `directory`. What did not change since the last time (ETag) is not fetched
 * again. Ecosystems that the bucket does not have are removed; an interrupted mirror goes on where it stopped.
 * Throws `access.*`, `limit.size`, and `input.not-found` when the URL is no OSV bucket.
 */
export async function mirrorBucket(
  url: string,
  directory: string,
  options: HttpOptions,
  scope: Scope,
): Promise<void> {
  const listed = await listEcosystems(url, options, scope);
  for (const ecosystem of knownBases()) {
    checkpoint(scope.signal);
    const place = join(directory, ecosystem);
    if (listed.has(ecosystem)) await mirrorOne(url, ecosystem, place, { options, scope });
    else rmSync(place, { recursive: true, force: true });
  }
}

/** `ecosystems.txt` of the bucket: one name a line, releases among them. */
async function listEcosystems(
  url: string,
  options: HttpOptions,
  scope: Scope,
): Promise<ReadonlySet<string>> {
  const response = await httpGet(joinUrl(url, 'ecosystems.txt'), options);
  const text = (await readBody(response, scope.limits.maxDocumentBytes)).toString('utf8');
  const known = text
    .split('\n')
    .map((line) => line.trim())
    .filter(isKnownBase);
  if (known.length === 0)
    throw new CaissonError('input.not-found', 'the bucket lists no ecosystem that is known here');
  return new Set(known);
}

async function mirrorOne(
  url: string,
  ecosystem: string,
  place: string,
  { options, scope }: { readonly options: HttpOptions; readonly scope: Scope },
): Promise<void> {
  const zip = join(place, 'all.zip');
  const mark = join(place, 'etag');
  const etag = existsSync(zip) && existsSync(mark) ? readFileSync(mark, 'utf8') : undefined;
  const headers = etag === undefined ? {} : { 'if-none-match': etag };
  const address = joinUrl(url, `${encodeURIComponent(ecosystem)}/all.zip`);
  const response = await getOrNothing(address, { ...options, headers });
  if (response === undefined) {
    scope.log.warn('the bucket lists an ecosystem that it does not serve', { ecosystem });
    return;
  }
  if (response.status === 304) return response.close();
  rmSync(mark, { force: true });
  const limits = { maxBytes: scope.limits.maxSpoolBytes, what: `the feed ${ecosystem}` };
  await spool(response.body, zip, limits, scope);
  if (response.etag !== undefined) writeFileAtomic(mark, response.etag);
}

async function getOrNothing(address: string, options: HttpOptions) {
  try {
    return await httpGet(address, options);
  } catch (error) {
    if (isCaissonError(error, 'input.not-found')) return undefined;
    throw error;
  }
}
