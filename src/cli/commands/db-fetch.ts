import { resolve } from 'node:path';
import type * as database from '#app/database.ts';
import type { FetchedFeed, FetchFeedsRequest, ListedFeed } from '#app/database-fetch.ts';
import { fetchAll, listAll } from '#app/database-fetch.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { formatBytes, plural } from '#kit/text.ts';
import { exitCodes } from '../exit.ts';
import type { Settings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';
import type { DbOutcome } from './db-outcome.ts';
import type { DbFlags } from './db-request.ts';

/** What `db fetch` works with. */
interface Given {
  readonly flags: DbFlags;
  readonly settings: Settings;
  readonly terminal: Terminal;
  readonly opened: database.Database;
  readonly scope: Scope;
}

/** `caisson db fetch`: brings feeds, or lists them. */
export async function fetchOutcome({ flags, ...given }: Given): Promise<DbOutcome> {
  const { settings, terminal, opened, scope } = given;
  const to = flags.to === undefined ? undefined : resolve(terminal.workingDirectory, flags.to);
  const feeds = (flags.feeds ?? '').split(',').map((name) => name.trim());
  const named = feeds.filter((name) => name !== '');
  if (flags.list === true) return listOutcome(listAll(named, to, scope));
  if (to === undefined)
    throw new CaissonError('usage.invalid-argument', 'it is not said where feeds are to be put', {
      hint: 'name a directory: caisson db fetch --to DIR',
    });
  if (settings.offline)
    throw new CaissonError(
      'access.unreachable',
      'no feed is fetched: --offline forbids the network',
      { hint: 'fetch where there is one, and carry the directory over' },
    );
  const request: FetchFeedsRequest = { to, feeds: named, fromUrl: flags.fromUrl ?? [] };
  return fetchedOutcome(await fetchAll(request, opened, scope));
}

/** A feed that failed but has its old files is no failure of the whole. */
function fetchedOutcome(feeds: readonly FetchedFeed[]): DbOutcome {
  const width = Math.max(...feeds.map(({ id }) => id.length));
  return {
    record: { feeds },
    lines: feeds.flatMap((feed) => [
      `${feed.id.padEnd(width)}  ${stateOf(feed)}`,
      ...feed.problems.map((problem) => `  ${problem}`),
    ]),
    ...(feeds.some(({ held }) => held === 0) && { code: exitCodes.failed }),
  };
}

function stateOf({ state, held, fetched, bytes, removed }: FetchedFeed): string {
  const gone = removed === 0 ? '' : `, ${removed} removed`;
  const brought = `${plural(fetched, 'file')} fetched (${formatBytes(bytes)})${gone}`;
  if (state === 'unchanged') return `unchanged, ${plural(held, 'file')}`;
  if (state === 'updated') return `updated: ${brought}, ${held} there`;
  if (held === 0) return 'failed: nothing is there';
  return fetched === 0 ? `failed: ${held} of before kept` : `incomplete: ${brought}, ${held} there`;
}

function listOutcome(feeds: readonly ListedFeed[]): DbOutcome {
  const width = Math.max(...feeds.map(({ id }) => id.length));
  return {
    record: { feeds },
    lines: feeds.flatMap((feed) => [
      `${feed.usual ? '*' : ' '} ${feed.id.padEnd(width)}  ${feed.title}`,
      `  ${' '.repeat(width)}  ${feed.address}`,
      `  ${' '.repeat(width)}  ${feed.licence}; ${feed.redistributable ? 'may' : 'may not'} be handed on; ${ageOf(feed)}`,
    ]),
  };
}

function ageOf({ fetchedAt, ageDays = 0 }: ListedFeed): string {
  if (fetchedAt === undefined) return 'not fetched';
  const age = ageDays < 1 ? 'today' : `${plural(Math.floor(ageDays), 'day')} ago`;
  return `fetched ${fetchedAt.slice(0, 10)}, ${age}`;
}
