import type { Place, Reach } from '#contract/platform.ts';
import type { SqlReader } from '#contract/sql.ts';
import type { Condition } from '../reach.ts';
import { numberOf } from '../row.ts';
import { joined, valuesOf } from '../statement.ts';
import { assetsIn, conditionsOf, placeOf } from './conditions.ts';
import type { FindingFilter } from './filter.ts';
import { planText, type TextPlan } from './text.ts';

/** Which index leads to the findings of a filter. */
type Path = 'order' | 'asset' | 'fault' | 'owner' | 'seen';

/** What of a filter is asked of each finding, and reach. */
export interface FilterPlan {
  readonly conditions: readonly Condition[];
  readonly path: Path;
  /** What stands before a statement with these conditions, with the values of it. */
  readonly head: Condition;
  /** Conditions of parts that are the whole together and have nothing in common; better than `conditions` where all is gone through. */
  readonly ways: readonly (readonly Condition[])[];
  /** How the text of the filter is looked for. */
  readonly text?: TextPlan;
}

/** Above so many findings an ordered walk is faster than to collect them all. */
const collectable = 40_000;
/** The same of places, whose findings lie together. */
const placeable = 80_000;

/**
 * How the findings of a filter are found within a reach. `f` names the finding in its conditions. To `walk` asks few findings
 * on the way of an order; to `count` goes through all, so that sets of problems and assets are made once.
 */
export async function planFilter(
  reader: SqlReader,
  filter: FindingFilter,
  reach: Reach,
  purpose: 'walk' | 'count' = 'walk',
): Promise<FilterPlan> {
  const { q = '' } = filter;
  const text = q.trim() === '' ? undefined : await planText(reader, q, purpose);
  const path = await pathOf(reader, filter, reach, text);
  const others = conditionsOf(filter, reach, {
    isSet: path === 'asset' || purpose === 'count',
    isSeen: path === 'seen',
  });
  if (text === undefined)
    return { conditions: others, path, head: { sql: '', values: [] }, ways: [others] };
  return {
    conditions: [text.condition, ...others],
    path,
    head: text.head ?? { sql: '', values: [] },
    ways: text.ways.map((way) => [way, ...others]),
    text,
  };
}

async function pathOf(
  reader: SqlReader,
  filter: FindingFilter,
  reach: Reach,
  text: TextPlan | undefined,
): Promise<Path> {
  const named = namedPath(filter, text);
  if (named !== undefined) return named;
  const place = placeOf(filter);
  const isPlaced = place !== undefined || reach !== 'all';
  if (isPlaced && (await isSmall(reader, place, reach))) return 'asset';
  if (filter.since !== undefined && (await isRecent(reader, filter.since))) return 'seen';
  return 'order';
}

/** The way of what a filter names by itself. */
function namedPath(filter: FindingFilter, text: TextPlan | undefined): Path | undefined {
  const { asset, workload, rule, component, owner = '' } = filter;
  if (asset !== undefined || workload !== undefined) return 'asset';
  if (text?.isFew === true || rule !== undefined || component !== undefined) return 'fault';
  return owner === '' ? undefined : 'owner';
}

/** Whether few findings were first seen behind a time. */
async function isRecent(reader: SqlReader, since: number): Promise<boolean> {
  const row = await reader.first(
    `SELECT count(*) AS n FROM (SELECT 1 AS one FROM finding f WHERE f.traits IN (SELECT traits FROM finding_tally)
       AND f.first_seen >= ? LIMIT ${collectable}) few`,
    [Math.floor(since)],
  );
  return numberOf(row, 'n') < collectable;
}

/** Whether places hold few findings; told by the counters of their assets, so that it costs little. */
async function isSmall(
  reader: SqlReader,
  place: Place | undefined,
  reach: Reach,
): Promise<boolean> {
  const reaches = [...(place === undefined ? [] : [[place]]), ...(reach === 'all' ? [] : [reach])];
  const conditions = reaches.map((one) => assetsIn(one, 'a.id'));
  const row = await reader.first(
    `SELECT coalesce(sum(n), 0) AS n FROM (SELECT p0 + p1 + p2 + p3 + p4 AS n FROM asset a WHERE ${joined(conditions)} LIMIT 5000) few`,
    valuesOf(conditions),
  );
  return numberOf(row, 'n') < placeable;
}
