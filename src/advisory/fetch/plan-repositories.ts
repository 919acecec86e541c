import { mapConcurrent } from '#kit/concurrency.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { joinUrl } from '../fetcher.ts';
import { safePath } from './file-name.ts';
import type { RpmRepository } from './source.ts';
import { type FeedVisit, isWithheld } from './visit.ts';

const parallelRepositories = 4;
const maxIndexBytes = 4 * 2 ** 20;
/** Mirrors that are tried; lists may name hundreds. */
const maxMirrors = 5;

/** The `updateinfo.xml` of rpm repositories: `repodata/repomd.xml` says what it is called and what its digest is. */
export async function fetchRepositories(
  repositories: readonly RpmRepository[],
  visit: FeedVisit,
): Promise<void> {
  await mapConcurrent(
    repositories,
    parallelRepositories,
    (repository) => fetchRepository(repository, visit),
    visit.scope.signal,
  );
}

async function fetchRepository(repository: RpmRepository, visit: FeedVisit): Promise<void> {
  try {
    const found = await findUpdateinfo(repository, visit);
    if (found !== undefined) await bringUpdateinfo(repository, found, visit);
    else if (repository.isOptional !== true) throw nothing(repository);
  } catch (error) {
    const isMissing = isCaissonError(error, 'input.not-found');
    const hadNone = !keepOld(repository, visit);
    if (repository.isOptional === true && (isMissing || (hadNone && isWithheld(error)))) return;
    visit.fail(isMissing ? nothing(repository) : error);
  }
}

function nothing({ name }: RpmRepository): CaissonError {
  return new CaissonError('input.malformed', `there is no updateinfo of ${quote(name)}`);
}

/** What could not be looked at may still be as it was; whether there is something. */
function keepOld({ name }: RpmRepository, visit: FeedVisit): boolean {
  const old = packings.filter((ending) => visit.known(fileName(name, ending)) !== undefined);
  for (const ending of old) visit.keep(fileName(name, ending));
  return old.length > 0;
}

const packings = ['', '.gz', '.bz2', '.zst'] as const;

function fileName(repository: string, ending: string): string {
  return `${repository}/updateinfo.xml${ending}`;
}

interface Found extends Updateinfo {
  readonly base: string;
}

async function findUpdateinfo(
  repository: RpmRepository,
  visit: FeedVisit,
): Promise<Found | undefined> {
  const url = visit.urlOf(repository);
  if (!repository.path.endsWith('.list')) return atRepository(url, visit);
  const mirrors = readMirrorList(await visit.text(url, maxIndexBytes), url);
  let failure: unknown = new CaissonError(
    'input.malformed',
    `${quote(repository.name)} has no mirror`,
  );
  for (const mirror of mirrors) {
    try {
      return await atRepository(mirror, visit);
    } catch (error) {
      if (!isCaissonError(error, 'access.unreachable', 'input.not-found')) throw error;
      failure = error;
    }
  }
  throw failure;
}

async function atRepository(base: string, visit: FeedVisit): Promise<Found | undefined> {
  const index = await visit.text(joinUrl(base, 'repodata/repomd.xml'), maxIndexBytes);
  const found = readRepomd(index);
  return found === undefined ? undefined : { base, ...found };
}

async function bringUpdateinfo(
  { name, isOptional }: RpmRepository,
  { base, href, sha256 }: Found,
  visit: FeedVisit,
): Promise<void> {
  const ending = /\.xml(|\.gz|\.bz2|\.zst)$/.exec(href)?.[1];
  if (ending === undefined)
    throw new CaissonError(
      'input.unsupported',
      `${quote(href)} is packed in a way that is not read`,
    );
  const brought = await visit.bring({
    url: joinUrl(base, href),
    name: fileName(name, ending),
    mark: sha256 === undefined ? href : `sha256:${sha256}`,
    ...(sha256 !== undefined && { sha256 }),
    ...(isOptional !== undefined && { isOptional }),
  });
  // the same errata under two names would count twice
  if (brought)
    for (const other of packings)
      if (other !== ending && visit.known(fileName(name, other)) !== undefined)
        visit.drop(fileName(name, other));
}

/** Addresses in a list of mirrors, one a line: web addresses only, none that leads from https to http. */
export function readMirrorList(text: string, from: string): readonly string[] {
  const isSecure = from.startsWith('https:');
  return text
    .slice(0, maxIndexBytes)
    .split('\n')
    .map((line) => line.trim())
    .filter(
      (line) => line.length <= 500 && (isSecure ? /^https:\/\//i : /^https?:\/\//i).test(line),
    )
    .filter((line) => URL.canParse(line))
    .slice(0, maxMirrors);
}

/** Where a repository keeps its errata, as its index says. */
export interface Updateinfo {
  /** Below the repository: `repodata/…-updateinfo.xml.gz`. */
  readonly href: string;
  /** Of the packed file, lower-case hex. */
  readonly sha256?: string;
}

const maxEntry = 4096;

/** The entry `updateinfo` of a `repomd.xml`; `undefined` when there is none. Throws `input.malformed`. */
export function readRepomd(text: string): Updateinfo | undefined {
  if (!text.includes('<repomd'))
    throw new CaissonError('input.malformed', 'what the server sent is no repomd.xml');
  const start = ['"', "'"].map((mark) => text.indexOf(`<data type=${mark}updateinfo${mark}`));
  const at = Math.max(...start);
  if (at < 0) return undefined;
  const entry = text.slice(at, at + maxEntry);
  const end = entry.indexOf('</data>');
  const inside = end < 0 ? entry : entry.slice(0, end);
  const href = /<location\s[^<>]{0,500}?href=["']([^"'<>]{1,500})["']/.exec(inside)?.[1];
  if (href === undefined)
    throw new CaissonError('input.malformed', 'a repomd.xml does not say where updateinfo is');
  const sha256 = /<checksum type=["']sha256["']>\s*([\da-fA-F]{64})\s*</.exec(inside)?.[1];
  return {
    href: safePath(href),
    ...(sha256 !== undefined && { sha256: sha256.toLowerCase() }),
  };
}
