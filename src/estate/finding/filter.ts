import type { Place, Reach } from '#contract/platform.ts';
import type { SqlReader } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import type { InputOf } from '#wire/routes.ts';
import { assetWithin, type Condition, placedWithin } from '../reach.ts';
import { numberOf, storable } from '../row.ts';
import { planText, type TextPlan } from './text.ts';
import { type Dimension, dimensionNames, traitsOf } from './traits.ts';

/** The filter that lists, counts, decisions, exports and reports share. */
export type FindingFilter = InputOf<'countFindings'>['query'];

/** Members of a filter that no tally answers. */
const beyondTraits = [
  'q',
  'rule',
  'component',
  'owner',
  'since',
  'asset',
  'workload',
  'cluster',
  'namespace',
  'repository',
] as const satisfies readonly (keyof FindingFilter)[];

/** Whether of all that is not a trait only these are asked. */
export function isNothingBut(
  filter: FindingFilter,
  names: readonly (typeof beyondTraits)[number][],
): boolean {
  return beyondTraits.every((name) => filter[name] === undefined || names.includes(name));
}

/** Traits that occur, with how many findings have them. */
export type Tally = ReadonlyMap<number, number>;

/** Reads the tally of the whole installation: callers must not learn counts of it that are beyond their reach. */
export async function readTally(reader: SqlReader): Promise<Tally> {
  const rows = await reader.all(
    'SELECT traits, sum(n) AS n FROM finding_tally GROUP BY traits HAVING sum(n) > 0',
  );
  return new Map(rows.map((row) => [numberOf(row, 'traits'), numberOf(row, 'n')]));
}

/** Those traits that a filter wants; `except` leaves one of its members out. */
export function wantedTraits(
  tally: Tally,
  filter: FindingFilter,
  except?: Dimension,
): readonly number[] {
  const wanted = dimensionNames.flatMap((name) => {
    const value = filter[name];
    if (value === undefined || name === except) return [];
    return [[name, new Set<string>(Array.isArray(value) ? value : [`${value}`])] as const];
  });
  return [...tally.keys()].filter((traits) => {
    const words = traitsOf(traits);
    return wanted.every(([name, values]) => values.has(words[name]));
  });
}

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
  const others = conditionsOf(filter, reach, path, path === 'asset' || purpose === 'count');
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

/** What is asked of findings beyond their traits and the text. */
function conditionsOf(
  filter: FindingFilter,
  reach: Reach,
  path: Path,
  isSet: boolean,
): readonly Condition[] {
  const place = placeOf(filter);
  return [
    assetCondition(filter),
    workloadCondition(filter, reach),
    ruleCondition(filter),
    componentCondition(filter),
    place === undefined ? undefined : placed([place], isSet),
    ownerCondition(filter),
    sinceCondition(filter, path),
    reach === 'all' ? undefined : placed(reach, isSet),
  ].filter((part) => part !== undefined);
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

/** From places to findings where that is the way, else a question to each finding. */
function placed(reach: Reach, isSet: boolean): Condition {
  return isSet ? assetsIn(reach) : assetWithin(reach, 'f.asset');
}

/** The plus keeps an engine from the index where another way was chosen. */
function sinceCondition({ since }: FindingFilter, path: Path): Condition | undefined {
  if (since === undefined) return undefined;
  return { sql: `${path === 'seen' ? '' : '+'}f.first_seen >= ?`, values: [Math.floor(since)] };
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

/** The same as `assetWithin`, in the form that leads an engine from the places to their findings. */
function assetsIn(reach: Reach, asset = 'f.asset'): Condition {
  const { sql, values } = placedWithin(reach, 'reach');
  return {
    sql: `${asset} IN (SELECT reach.asset FROM asset_place reach WHERE ${sql})`,
    values,
  };
}

/** Whether places hold few findings; told by the counters of their assets, so that it costs little. */
async function isSmall(
  reader: SqlReader,
  place: Place | undefined,
  reach: Reach,
): Promise<boolean> {
  const reaches = [...(place === undefined ? [] : [[place]]), ...(reach === 'all' ? [] : [reach])];
  const condition = reaches.map((one) => assetsIn(one, 'a.id')).reduce(both);
  const row = await reader.first(
    `SELECT coalesce(sum(n), 0) AS n FROM (SELECT p0 + p1 + p2 + p3 + p4 AS n FROM asset a WHERE ${condition.sql} LIMIT 5000) few`,
    condition.values,
  );
  return numberOf(row, 'n') < placeable;
}

function both(a: Condition, b: Condition): Condition {
  return { sql: `${a.sql} AND ${b.sql}`, values: [...a.values, ...b.values] };
}

function assetCondition({ asset }: FindingFilter): Condition | undefined {
  return asset === undefined ? undefined : { sql: 'f.asset = ?', values: [ownNumber(asset)] };
}

function workloadCondition({ workload }: FindingFilter, reach: Reach): Condition | undefined {
  if (workload === undefined) return undefined;
  const within = placedWithin(reach, 'w');
  return {
    sql: `f.asset IN (SELECT w.asset FROM workload w WHERE w.id = ? AND w.asset IS NOT NULL AND ${within.sql})`,
    values: [ownNumber(workload), ...within.values],
  };
}

function ruleCondition({ rule }: FindingFilter): Condition | undefined {
  if (rule === undefined) return undefined;
  return {
    sql: 'f.problem IN (SELECT p.id FROM vulnerability v JOIN problem p ON p.rule = v.rule AND p.kind = v.kind WHERE v.folded = ?)',
    values: [storable(rule.toLowerCase(), 300)],
  };
}

function componentCondition({ component }: FindingFilter): Condition | undefined {
  if (component === undefined) return undefined;
  const column = component.startsWith('pkg:') ? 'purl' : 'name';
  return {
    sql: `f.problem IN (SELECT p.id FROM component c JOIN problem p ON p.component = c.id WHERE c.${column} = ?)`,
    values: [storable(component, 1000)],
  };
}

/** The second half lets engines use the index of what is owned. */
function ownerCondition({ owner }: FindingFilter): Condition | undefined {
  if (owner === undefined) return undefined;
  return {
    sql: owner === '' ? 'f.owner = ?' : `f.owner = ? AND f.owner <> ''`,
    values: [storable(owner, 200)],
  };
}

function placeOf({ cluster, namespace, repository }: FindingFilter): Place | undefined {
  const place = {
    ...(cluster !== undefined && { cluster }),
    ...(namespace !== undefined && { namespace }),
    ...(repository !== undefined && { repository }),
  };
  return Object.keys(place).length === 0 ? undefined : place;
}

/** An id of ours, which is written in decimal. Throws `input.not-found` for anything else: nothing has such an id. */
export function ownNumber(id: string): number {
  if (!/^[1-9][0-9]{0,15}$/u.test(id) || !Number.isSafeInteger(Number(id)))
    throw new CaissonError('input.not-found', 'there is nothing of this id');
  return Number(id);
}
