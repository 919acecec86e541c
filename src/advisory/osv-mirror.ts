import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { mapConcurrent } from '#kit/concurrency.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { writeFileAtomic } from '#kit/file.ts';
import { quote } from '#kit/text.ts';
import { joinUrl } from './fetcher.ts';
import { type HttpOptions, httpGet, readBody } from './http-get.ts';
import { isKnownBase, knownBases } from './osv-ecosystem.ts';
import { spool } from './spool.ts';

/** Addresses of feeds that do not lie in the bucket; each replaces the file that the bucket may have. */
export interface ExtraFeeds {
  /** CISA's `known_exploited_vulnerabilities.json`. */
  readonly kev?: string;
  /** FIRST's scores of a day, `epss_scores-….csv.gz`. */
  readonly epss?: string;
}

/** What a mirror needs besides the bucket's address. */
export interface MirrorOptions {
  readonly http: HttpOptions;
  readonly extra?: ExtraFeeds;
}

const kevName = 'known_exploited_vulnerabilities.json';
const epssName = 'epss_scores-current.csv.gz';
/** A web server lists nothing, so each that may be there is asked for: 3.3 is the oldest that Alpine publishes. */
const alpineReleases = ['edge', ...Array.from({ length: 38 }, (_, index) => `v3.${index + 3}`)];
const parallelRequests = 8;

/**
 * Brings the feeds of an OSV bucket, or of a web server over a directory laid out like one, into `directory`:
 * `<ecosystem>/all.zip`, and beside them `alpine-secdb/<release>/{main,community}.json`, KEV and EPSS where they are. What did not
 * change since the last time (ETag) is not fetched again, and what is gone there is removed here; an interrupted mirror goes on
 * where it stopped. Throws `access.*`, `limit.size`, and `input.not-found` when nothing of it is there.
 */
export async function mirrorBucket(
  url: string,
  directory: string,
  options: MirrorOptions,
  scope: Scope,
): Promise<void> {
  const mirror = new Mirror(directory, options.http, scope);
  const listed = await listEcosystems(url, options.http, scope);
  let found = 0;
  for (const ecosystem of knownBases()) {
    const address = joinUrl(url, `${encodeURIComponent(ecosystem)}/all.zip`);
    const isWanted = listed === undefined || listed.has(ecosystem);
    if (isWanted && (await mirror.bring(address, join(ecosystem, 'all.zip')))) found += 1;
    if (!isWanted) mirror.remove(join(ecosystem, 'all.zip'));
  }
  const documents = await mapConcurrent(
    alpineReleases,
    parallelRequests,
    (release) => mirrorSecdb(url, release, mirror),
    scope.signal,
  );
  if (found === 0 && !documents.includes(true))
    throw new CaissonError('input.not-found', 'there are no advisory feeds that are known here', {
      hint: 'expected index.json, or <ecosystem>/all.zip as in the OSV bucket',
    });
  await mirrorExtra(options.extra?.kev, joinUrl(url, kevName), mirror, kevName);
  await mirrorExtra(options.extra?.epss, joinUrl(url, epssName), mirror, epssName);
}

async function mirrorSecdb(url: string, release: string, mirror: Mirror): Promise<boolean> {
  const main = `alpine-secdb/${release}/main.json`;
  const community = `alpine-secdb/${release}/community.json`;
  const isThere = await mirror.bring(joinUrl(url, main), main);
  if (isThere) await mirror.bring(joinUrl(url, community), community);
  else mirror.remove(community);
  return isThere;
}

/** What a person named must be there. */
async function mirrorExtra(
  named: string | undefined,
  beside: string,
  mirror: Mirror,
  name: string,
): Promise<void> {
  if ((await mirror.bring(named ?? beside, name)) || named === undefined) return;
  throw new CaissonError('input.not-found', `there is nothing at ${quote(named)}`);
}

/** `ecosystems.txt` of the bucket: one name a line, releases among them. A plain copy of it may have none. */
async function listEcosystems(
  url: string,
  options: HttpOptions,
  scope: Scope,
): Promise<ReadonlySet<string> | undefined> {
  const response = await getOrNothing(joinUrl(url, 'ecosystems.txt'), options);
  if (response === undefined) return undefined;
  const text = (await readBody(response, scope.limits.maxDocumentBytes)).toString('utf8');
  return new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(isKnownBase),
  );
}

/** Copies single files, each with the ETag it had beside it. */
class Mirror {
  readonly #directory: string;
  readonly #http: HttpOptions;
  readonly #scope: Scope;

  constructor(directory: string, http: HttpOptions, scope: Scope) {
    this.#directory = directory;
    this.#http = http;
    this.#scope = scope;
  }

  /** Whether it is there; a file that is not there any more is removed. */
  async bring(address: string, name: string): Promise<boolean> {
    checkpoint(this.#scope.signal);
    const path = join(this.#directory, name);
    const mark = `${path}.etag`;
    const etag = existsSync(path) && existsSync(mark) ? readFileSync(mark, 'utf8') : undefined;
    const headers = etag === undefined ? {} : { 'if-none-match': etag };
    const response = await getOrNothing(address, { ...this.#http, headers });
    if (response === undefined) {
      this.remove(name);
      return false;
    }
    if (response.status === 304) {
      response.close();
      return true;
    }
    rmSync(mark, { force: true });
    const limits = { maxBytes: this.#scope.limits.maxSpoolBytes, what: `the feed ${name}` };
    await spool(response.body, path, limits, this.#scope);
    if (response.etag !== undefined) writeFileAtomic(mark, response.etag);
    return true;
  }

  remove(name: string): void {
    for (const end of ['', '.etag'])
      rmSync(join(this.#directory, `${name}${end}`), { force: true });
  }
}

async function getOrNothing(address: string, options: HttpOptions) {
  try {
    return await httpGet(address, options);
  } catch (error) {
    if (isCaissonError(error, 'input.not-found')) return undefined;
    throw error;
  }
}
