import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import type { InputOf } from '#wire/routes.ts';
import { assetWithin, type Condition, placedWithin } from '../reach.ts';
import { numberOf, padded, places, storable } from './row.ts';
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
export type Path = 'order' | 'asset' | 'fault' | 'owner' | 'exception';

/** What of a filter is asked of each finding, and reach. */
export interface FilterPlan {
  readonly conditions: readonly Condition[];
  readonly path: Path;
  /** A condition costs much each time that it is prepared: better once over many findings than often over few. */
  readonly isHeavy: boolean;
}

/** Above so many findings an ordered walk is faster than to collect them all. */
const collectable = 60_000;
/** So many problems or assets are named one by one. */
const fewIds = 200;

/** How the findings of a filter are found within a reach. `f` names the finding in its conditions. */
export async function planFilter(
  reader: SqlReader,
  filter: FindingFilter,
  reach: Reach,
): Promise<FilterPlan> {
  const place = placeCondition(filter);
  const text = await resolveText(reader, filter);
  const parts = [
    assetCondition(filter),
    workloadCondition(filter, reach),
    ruleCondition(filter),
    componentCondition(filter),
    text?.condition,
    place,
    ownerCondition(filter),
    filter.since === undefined
      ? undefined
      : { sql: '+f.first_seen >= ?', values: [Math.floor(filter.since)] },
    reach === 'all' ? undefined : assetsIn(reach),
  ];
  const conditions = parts.filter((part) => part !== undefined);
  const isHeavy = filter.q !== undefined || place !== undefined || reach !== 'all';
  return {
    conditions,
    path: text?.isFew === true ? 'fault' : await pathOf(reader, filter, reach, place),
    isHeavy,
  };
}

async function pathOf(
  reader: SqlReader,
  filter: FindingFilter,
  reach: Reach,
  place: Condition | undefined,
): Promise<Path> {
  if (filter.asset !== undefined || filter.workload !== undefined) return 'asset';
  if (filter.rule !== undefined || filter.component !== undefined) return 'fault';
  if (filter.owner !== undefined && filter.owner !== '') return 'owner';
  if (place === undefined && reach === 'all') return 'order';
  return (await isSmall(reader, place, reach)) ? 'asset' : 'order';
}

/** The same as `assetWithin`, in the form that leads an engine from the places to their findings. */
export function assetsIn(reach: Reach): Condition {
  const { sql, values } = placedWithin(reach, 'reach');
  return {
    sql: `f.asset IN (SELECT reach.asset FROM asset_place reach WHERE ${sql})`,
    values,
  };
}

/** Whether places hold few findings; told by the counters of their assets, so that it costs little. */
async function isSmall(
  reader: SqlReader,
  place: Condition | undefined,
  reach: Reach,
): Promise<boolean> {
  const within = assetWithin(reach, 'f.id');
  const condition = place === undefined ? within : both(renamed(place), within);
  const row = await reader.first(
    `SELECT sum(n) AS n FROM (SELECT p0 + p1 + p2 + p3 + p4 AS n FROM asset f WHERE ${condition.sql} LIMIT 5000) few`,
    condition.values,
  );
  return row === undefined || numberOf(row, 'n') < collectable;
}

function renamed({ sql, values }: Condition): Condition {
  return { sql: sql.replaceAll('f.asset', 'f.id'), values };
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

function placeCondition({ cluster, namespace, repository }: FindingFilter): Condition | undefined {
  const place = {
    ...(cluster !== undefined && { cluster }),
    ...(namespace !== undefined && { namespace }),
    ...(repository !== undefined && { repository }),
  };
  return Object.keys(place).length === 0 ? undefined : assetsIn([place]);
}

/** Rule, title, component or asset holds the text. What few of them hold is looked up first. */
async function resolveText(
  reader: SqlReader,
  { q }: FindingFilter,
): Promise<{ readonly condition: Condition; readonly isFew: boolean } | undefined> {
  if (q === undefined || q.trim() === '') return undefined;
  const like = likeOf(q);
  const problems = `SELECT p.id FROM problem p LEFT JOIN component c ON c.id = p.component
    WHERE lower(p.rule) LIKE ? ESCAPE '!' OR lower(p.title) LIKE ? ESCAPE '!' OR lower(c.name) LIKE ? ESCAPE '!'`;
  const assets = `SELECT a.id FROM asset a WHERE lower(a.name) LIKE ? ESCAPE '!'`;
  const few = await reader.all(`${problems} LIMIT ?`, [like, like, like, fewIds + 1]);
  const named = await reader.all(`${assets} LIMIT ?`, [like, fewIds + 1]);
  if (few.length > fewIds || named.length > fewIds) {
    const sql = `(f.problem IN (${problems}) OR f.asset IN (${assets}))`;
    return { condition: { sql, values: [like, like, like, like] }, isFew: false };
  }
  return { condition: byIds(few, named), isFew: true };
}

function byIds(problems: readonly SqlRow[], assets: readonly SqlRow[]): Condition {
  const ids = padded([-1, ...problems.map((row) => numberOf(row, 'id'))]);
  const others = padded([-1, ...assets.map((row) => numberOf(row, 'id'))]);
  return {
    sql: `(f.problem IN (${places(ids.length)}) OR f.asset IN (${places(others.length)}))`,
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
