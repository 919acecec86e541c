import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { mapConcurrent } from '#kit/concurrency.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { unreachable } from '#kit/never.ts';
import { RetryLater } from '../http-get.ts';
import { Downloader } from './download.ts';
import { lockDirectory } from './lock.ts';
import { type Pace, usualPace } from './pace.ts';
import { fetchBucket, fetchFiles } from './plan-files.ts';
import { fetchPages } from './plan-pages.ts';
import { fetchRedHat } from './plan-redhat.ts';
import { fetchRepositories } from './plan-repositories.ts';
import type { FeedSource } from './source.ts';
import { licenceOf } from './sources.ts';
import { type FeedRecord, FetchState } from './state.ts';
import { FeedVisit } from './visit.ts';

/** What is to be fetched into a directory. */
export interface FetchRequest {
  readonly directory: string;
  readonly sources: readonly FeedSource[];
  /** By feed: the address that stands for all of the feed's own. */
  readonly mirrors: ReadonlyMap<string, string>;
  /** PEM text of authorities that are trusted in place of the system's. */
  readonly ca?: string;
  readonly pace?: Pace;
}

/** What came of one feed. `failed` with files held means that the old ones stay. */
export interface FetchedFeed {
  readonly id: string;
  readonly state: 'updated' | 'unchanged' | 'failed';
  /** Files of it that are in the directory now. */
  readonly held: number;
  readonly fetched: number;
  readonly removed: number;
  /** That were transferred. */
  readonly bytes: number;
  readonly problems: readonly string[];
}

const parallelFeeds = 3;
const pauseMs = 300_000;

/**
 * Brings feeds as they are published into the layout that a build reads. What did not change is not fetched again; a feed that
 * fails keeps its old files and is reported, the others go on. Throws `usage.*` and `host.io`; what a server does is in the result.
 */
export async function fetchFeeds(
  request: FetchRequest,
  scope: Scope,
): Promise<readonly FetchedFeed[]> {
  const { directory, sources, ca, pace = usualPace } = request;
  mkdirSync(directory, { recursive: true });
  using _lock = lockDirectory(directory, scope.clock());
  const state = new FetchState(directory);
  const downloader = new Downloader(join(directory, '.caisson-partial'), pace, ca, scope);
  try {
    const results = await mapConcurrent(
      sources,
      parallelFeeds,
      (source) => fetchFeed(source, request, { state, downloader }, scope),
      scope.signal,
    );
    if (results.every((one) => one.state !== 'failed')) downloader.clean();
    return results;
  } finally {
    state.save();
  }
}

interface Shared {
  readonly state: FetchState;
  readonly downloader: Downloader;
}

async function fetchFeed(
  source: FeedSource,
  { directory, mirrors }: FetchRequest,
  { state, downloader }: Shared,
  scope: Scope,
): Promise<FetchedFeed> {
  const record = state.feed(source.id);
  const mirror = mirrors.get(source.id);
  using task = scope.progress.begin(`fetch ${source.id}`);
  const options = { source, directory, record, downloader, task, save: () => state.save() };
  const visit = new FeedVisit({ ...options, ...(mirror !== undefined && { mirror }) }, scope);
  const pause = mirror === undefined ? pauseOf(record, scope) : undefined;
  if (pause === undefined) await visitAll(visit, record);
  else visit.problems.push(pause);
  if (visit.problems.length === 0) {
    record.fetchedAt = scope.clock().toISOString();
    delete record.notBefore;
  }
  state.save();
  return outcome(visit, record);
}

async function visitAll(visit: FeedVisit, record: FeedRecord): Promise<void> {
  const { source, scope } = visit;
  try {
    await follow(source, visit);
    visit.finish();
  } catch (error) {
    if (scope.signal.aborted || !isCaissonError(error)) throw error;
    if (error.code === 'host.io') throw error;
    if (error.code === 'access.rate-limited') notePause(record, error, scope);
    visit.problems.push(error.message);
  }
}

async function follow({ plan }: FeedSource, visit: FeedVisit): Promise<void> {
  switch (plan.type) {
    case 'files':
      return fetchFiles(plan.files(visit.scope.clock().getUTCFullYear()), visit);
    case 'repositories':
      return fetchRepositories(plan.repositories, visit);
    case 'pages':
      return fetchPages(plan, visit);
    case 'osv-bucket':
      return fetchBucket(visit);
    case 'redhat-vex':
      return fetchRedHat(visit);
    default:
      return unreachable(plan);
  }
}

/** A server that asked for a pause is left alone by later runs too; another address is another server. */
function pauseOf({ notBefore }: FeedRecord, scope: Scope): string | undefined {
  if (notBefore === undefined || Date.parse(notBefore) <= scope.clock().getTime()) return undefined;
  return `the server asked for a pause and is not asked again before ${notBefore.slice(0, 19)}Z`;
}

function notePause(record: FeedRecord, { cause }: CaissonError, scope: Scope): void {
  const wait =
    cause instanceof RetryLater ? Math.min(cause.seconds * 1000, 24 * 3_600_000) : pauseMs;
  record.notBefore = new Date(scope.clock().getTime() + wait).toISOString();
}

function outcome(visit: FeedVisit, { files }: FeedRecord): FetchedFeed {
  const { fetched, removed, bytes, problems } = visit;
  const held = [...files.keys()].filter((name) => visit.known(name) !== undefined).length;
  const isSame = fetched === 0 && removed === 0;
  return {
    id: visit.source.id,
    state: problems.length > 0 ? 'failed' : isSame ? 'unchanged' : 'updated',
    held,
    fetched,
    removed,
    bytes,
    problems,
  };
}

/** A feed as a list shows it. */
export interface ListedFeed {
  readonly id: string;
  readonly title: string;
  readonly address: string;
  readonly licence: string;
  /** Whether facts of it may be handed on in a database. */
  readonly redistributable: boolean;
  /** Whether it is fetched when none is named. */
  readonly usual: boolean;
  /** ISO 8601; absent when it was never fetched into the directory. */
  readonly fetchedAt?: string;
  readonly ageDays?: number;
}

/** The table of feeds, with what is known of them in a directory. */
export function listFeeds(
  sources: readonly FeedSource[],
  directory: string | undefined,
  scope: Scope,
): readonly ListedFeed[] {
  const state = directory === undefined ? undefined : new FetchState(directory);
  return sources.map((source) => {
    const { id, title, base, isUsual } = source;
    const fetchedAt = state?.feed(id).fetchedAt;
    const ageMs = fetchedAt === undefined ? 0 : scope.clock().getTime() - Date.parse(fetchedAt);
    return {
      id,
      title,
      address: base,
      ...licenceOf(source),
      usual: isUsual,
      ...(fetchedAt !== undefined && { fetchedAt, ageDays: Math.max(0, ageMs / 86_400_000) }),
    };
  });
}
