import type { Platform, Reach } from '#contract/platform.ts';
import { countLost, readBlind } from '#estate/insight/blind.ts';
import { listDestinations, readLags } from '#estate/outbox/destinations.ts';
import { numberOf, optionalNumberOf, textOf } from '#estate/row.ts';
import type { AnswerOf } from '#wire/routes.ts';

type Coverage = AnswerOf<'readCoverage'>;

/** What the coverage needs besides the database: how old data of others is, and what the files take. */
export interface CoverageParts extends Pick<Platform, 'database' | 'scope'> {
  /** Age of the advisories and of other data that comes from outside; `old` and `missing` are told as blind spots. */
  readonly ages?: () => Promise<Coverage['ages']>;
  /** Sizes of the store and of the events, with their limits. */
  readonly storage?: () => Promise<Coverage['storage']>;
  /** What the platform stands on and does not work now. */
  readonly impaired?: () => Coverage['blind'];
}

const nearlyFull = 0.9;

/** What is seen, how old what is known is, and what waits; `seesDestinations` says whether those are named. */
export async function readCoverage(
  parts: CoverageParts,
  reach: Reach,
  seesDestinations: boolean,
): Promise<Coverage> {
  const { database, scope, ages } = parts;
  const now = scope.clock().getTime();
  const isWhole = reach === 'all';
  const known = (await ages?.()) ?? [];
  const { sizes, faults } = isWhole ? await ofInstallation(parts) : { sizes: [], faults: [] };
  const queues = [
    ...(isWhole ? await jobQueues(database) : []),
    ...(seesDestinations ? await deliveryQueues(database) : []),
  ];
  return {
    blind: [
      ...faults,
      ...(await readBlind(database, reach, now)),
      ...known.filter(({ state }) => state !== 'good').map(ofAge),
      ...sizes
        .filter(({ bytes, limit }) => limit !== undefined && bytes > limit * nearlyFull)
        .map(ofSize),
      ...queues.filter(({ failed }) => failed > 0).map(ofQueue),
    ],
    ages: known,
    storage: sizes,
    queues,
    lost: await countLost(database, reach),
  };
}

/** What only who may see everything is told. */
async function ofInstallation({ storage, impaired }: CoverageParts) {
  return { sizes: (await storage?.()) ?? [], faults: impaired?.() ?? [] };
}

async function jobQueues(database: Platform['database']): Promise<Coverage['queues']> {
  const rows = await database.all(
    `SELECT kind, sum(CASE WHEN state IN ('waiting', 'running') THEN 1 ELSE 0 END) AS waiting,
      min(CASE WHEN state IN ('waiting', 'running') THEN created END) AS oldest, sum(CASE WHEN state = 'failed' THEN 1 ELSE 0 END) AS failed
      FROM job WHERE state IN ('waiting', 'running', 'failed') GROUP BY kind ORDER BY kind`,
  );
  return rows.map((row) => {
    const oldest = optionalNumberOf(row, 'oldest');
    return {
      name: textOf(row, 'kind'),
      waiting: numberOf(row, 'waiting'),
      failed: numberOf(row, 'failed'),
      ...(oldest !== undefined && { oldest }),
    };
  });
}

async function deliveryQueues(database: Platform['database']): Promise<Coverage['queues']> {
  const lags = await readLags(database);
  return (await listDestinations(database)).map(({ id, name }) => {
    const { waiting = 0, dead = 0, oldest } = lags.get(id) ?? {};
    return { name: `to ${name}`, waiting, failed: dead, ...(oldest !== undefined && { oldest }) };
  });
}

function ofAge({ name, text, state }: Coverage['ages'][number]): Coverage['blind'][number] {
  return {
    kind: `data.${state}`,
    title: `${name}: ${state === 'missing' ? 'there is none' : 'old'}`,
    count: 1,
    reason: text,
    remedy: 'update the advisories, or bring a newer bundle where there is no way out',
  };
}

function ofSize({
  name,
  bytes,
  limit = 0,
}: Coverage['storage'][number]): Coverage['blind'][number] {
  return {
    kind: 'storage.nearly-full',
    title: `${name} is nearly full`,
    count: 1,
    reason: `${Math.floor((bytes / Math.max(1, limit)) * 100)} % of its limit is used`,
    remedy: 'raise the limit, or keep events for a shorter time',
  };
}

function ofQueue({ name, failed }: Coverage['queues'][number]): Coverage['blind'][number] {
  return {
    kind: 'queue.failed',
    title: `${name}: given up`,
    count: failed,
    reason: 'was tried as often as is allowed',
    remedy: 'read the last error, correct its cause, and start it again',
  };
}
