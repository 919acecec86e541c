import type { Place, Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import type { InputOf } from '#wire/routes.ts';
import { assetWithin, type Condition, placedWithin } from '../reach.ts';
import { marks, numberOf, padded, storable } from '../row.ts';
import { type Dimension, traitsOf } from './traits.ts';

/** The filter that lists, counts, decisions, exports and reports share. */
export type FindingFilter = InputOf<'countFindings'>['query'];

/** Members of a filter that the tallies answer. */
const packed = [
  'kind',
  'tier',
  'severity',
  'state',
  'usage',
  'exposure',
  'assetKind',
  'fixable',
  'exploited',
  'running',
  'breached',
] as const satisfies readonly (keyof FindingFilter & Dimension)[];

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
  const wanted = packed.flatMap((name) => {
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
}

/** Above so many findings an ordered walk is faster than to collect them all. */
const collectable = 40_000;
/** The same of places, whose findings lie together. */
const placeable = 80_000;
/** So many problems or assets are named one by one. */
const fewIds = 1000;

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
  const text = await resolveText(reader, filter, purpose);
  const path = await pathOf(reader, filter, reach, text);
  const place = placeOf(filter);
  const isSet = path === 'asset' || purpose === 'count';
  const parts = [
    assetCondition(filter),
    workloadCondition(filter, reach),
    ruleCondition(filter),
    componentCondition(filter),
    text?.condition,
    place === undefined ? undefined : placed([place], isSet),
    ownerCondition(filter),
    sinceCondition(filter, path),
    reach === 'all' ? undefined : placed(reach, isSet),
  ];
  return {
    conditions: parts.filter((part) => part !== undefined),
    path,
    head: text?.head ?? noHead,
  };
}

async function pathOf(
  reader: SqlReader,
  filter: FindingFilter,
  reach: Reach,
  text: ResolvedText | undefined,
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
function namedPath(filter: FindingFilter, text: ResolvedText | undefined): Path | undefined {
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
export function assetsIn(reach: Reach, asset = 'f.asset'): Condition {
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
    sql: 'f.vulnerability IN (SELECT v.id FROM vulnerability v WHERE v.folded = ?)',
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

const noHead: Condition = { sql: '', values: [] };

interface ResolvedText {
  readonly head?: Condition;
  readonly condition: Condition;
  readonly isFew: boolean;
}

/** Rule, title, component or asset holds the text. What few of them hold is looked up first; else once a statement. */
async function resolveText(
  reader: SqlReader,
  { q }: FindingFilter,
  purpose: 'walk' | 'count',
): Promise<ResolvedText | undefined> {
  if (q === undefined || q.trim() === '') return undefined;
  const like = likeOf(q);
  const problem = `problem p LEFT JOIN component c ON c.id = p.component`;
  const holds = `(lower(p.rule) LIKE ? ESCAPE '!' OR lower(p.title) LIKE ? ESCAPE '!' OR lower(c.name) LIKE ? ESCAPE '!')`;
  const isNamed = `lower(a.name) LIKE ? ESCAPE '!'`;
  const few = await reader.all(`SELECT p.id AS id FROM ${problem} WHERE ${holds} LIMIT ?`, [
    like,
    like,
    like,
    fewIds + 1,
  ]);
  const named = await reader.all(`SELECT a.id AS id FROM asset a WHERE ${isNamed} LIMIT ?`, [
    like,
    fewIds + 1,
  ]);
  const isFew = few.length <= fewIds && named.length <= fewIds;
  if (isFew && (await areCollectable(reader, few, named)))
    return { condition: byIds(few, named), isFew: true };
  const sql = `(f.problem IN (SELECT p.id FROM ${problem} WHERE ${holds}) OR f.asset IN (SELECT a.id FROM asset a WHERE ${isNamed}))`;
  const values = [like, like, like, like];
  if (purpose === 'count') return { condition: { sql, values }, isFew: false };
  const head = `WITH holding AS MATERIALIZED (SELECT p.id AS id FROM ${problem} WHERE ${holds}), named AS MATERIALIZED (SELECT a.id AS id FROM asset a WHERE ${isNamed})`;
  const each = '(f.problem IN (SELECT id FROM holding) OR f.asset IN (SELECT id FROM named))';
  return { condition: { sql: each, values: [] }, isFew: false, head: { sql: head, values } };
}

/** Whether problems and assets have few findings together, told by counting no further than that. */
async function areCollectable(
  reader: SqlReader,
  problems: readonly SqlRow[],
  assets: readonly SqlRow[],
): Promise<boolean> {
  const ids = padded([-1, ...problems.map((row) => numberOf(row, 'id'))]);
  const others = padded([-1, ...assets.map((row) => numberOf(row, 'id'))]);
  const row = await reader.first(
    `SELECT (SELECT count(*) FROM (SELECT 1 AS one FROM finding WHERE problem IN (${marks(ids)}) LIMIT ${collectable}) a)
       + (SELECT count(*) FROM (SELECT 1 AS one FROM finding WHERE asset IN (${marks(others)}) LIMIT ${collectable}) b) AS n`,
    [...ids, ...others],
  );
  return numberOf(row, 'n') < collectable;
}

function byIds(problems: readonly SqlRow[], assets: readonly SqlRow[]): Condition {
  const ids = padded([-1, ...problems.map((row) => numberOf(row, 'id'))]);
  const others = padded([-1, ...assets.map((row) => numberOf(row, 'id'))]);
  return {
    sql: `(f.problem IN (${marks(ids)}) OR f.asset IN (${marks(others)}))`,
    values: [...ids, ...others],
  };
}

/** A pattern of LIKE, with `!` as escape, that finds a text anywhere. */
export function likeOf(text: string): string {
  return `%${storable(text.trim().toLowerCase(), 200).replaceAll(/[!%_]/gu, '!$&')}%`;
}

/** An id of ours, which is written in decimal. Throws `input.not-found` for anything else: nothing has such an id. */
export function ownNumber(id: string): number {
  if (!/^[1-9][0-9]{0,15}$/u.test(id) || !Number.isSafeInteger(Number(id)))
    throw new CaissonError('input.not-found', 'there is nothing of this id');
  return Number(id);
}
