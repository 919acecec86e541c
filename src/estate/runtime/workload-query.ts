import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { placedWithin } from '../reach.ts';
import { numberOf, optionalNumberOf } from '../row.ts';
import {
  equal,
  holding,
  oneOf,
  type PageOrder,
  type PageWish,
  type RowPage,
  readPage,
  rowId,
} from './page.ts';

/** Which workloads, and in which order. */
export interface WorkloadSelection {
  readonly q?: string | undefined;
  readonly cluster?: string | undefined;
  readonly namespace?: string | undefined;
  readonly exposure?: readonly string[] | undefined;
  readonly gone?: boolean | undefined;
  readonly sort: 'risk' | 'name' | 'seen';
}

const columns = `w.id, w.name, w.kind, w.cluster, w.namespace, w.repository, w.asset, w.image, w.digest, w.replicas, w.running, w.exposure, w.privileged, w.watched,
  w.profile, w.open_incidents, w.first_seen, w.last_seen, w.gone_at, w.facts, a.name AS asset_name, a.scanned_at, coalesce(a.p0, 0) AS p0, coalesce(a.p1, 0) AS p1,
  coalesce(a.p2, 0) AS p2, coalesce(a.p3, 0) AS p3, coalesce(a.p4, 0) AS p4, coalesce(a.fixable, 0) AS fixable, coalesce(a.exploited, 0) AS exploited`;

/** What lists are sorted by. `risk`: open incidents weigh more than anything that was not used yet. */
const orders: Readonly<Record<WorkloadSelection['sort'], PageOrder>> = {
  risk: by('w.risk_order', 'number', 'ASC'),
  name: by('w.name', 'string', 'ASC'),
  seen: by('w.last_seen', 'number', 'DESC'),
};

function by(key: string, kind: PageOrder['kind'], direction: PageOrder['direction']): PageOrder {
  return { key, kind, id: 'w.id', idKind: 'number', direction };
}

/** Workloads within reach; those that have gone only where they are asked for. */
export async function listWorkloads(
  reader: SqlReader,
  reach: Reach,
  wish: WorkloadSelection & PageWish,
): Promise<RowPage> {
  const { q, cluster, namespace, exposure, gone, sort } = wish;
  const where = [
    placedWithin(reach, 'w'),
    equal('w.cluster', cluster),
    equal('w.namespace', namespace),
    oneOf('w.exposure', exposure),
    { sql: gone === true ? 'w.gone_at IS NOT NULL' : 'w.gone_at IS NULL', values: [] },
    holding(['w.name', 'w.namespace', 'w.image'], q),
  ];
  const from = 'workload w LEFT JOIN asset a ON a.id = w.asset';
  return await readPage(reader, { columns, from, where, order: orders[sort] }, wish);
}

/** One workload; undefined where it is not there or out of reach. */
export async function readWorkload(
  reader: SqlReader,
  reach: Reach,
  id: string,
): Promise<SqlRow | undefined> {
  const within = placedWithin(reach, 'w');
  return await reader.first(
    `SELECT ${columns} FROM workload w LEFT JOIN asset a ON a.id = w.asset WHERE w.id = ? AND ${within.sql}`,
    [rowId(id), ...within.values],
  );
}

/** Containers of a workload, those that run first. */
export async function containersOf(
  reader: SqlReader,
  workload: number,
): Promise<readonly SqlRow[]> {
  return await reader.all(
    `SELECT id, name, node, started, first_seen, gone_at, facts FROM container WHERE workload = ?
     ORDER BY CASE WHEN gone_at IS NULL THEN 0 ELSE 1 END, first_seen DESC, id LIMIT 200`,
    [workload],
  );
}

/** How many components of its image a workload loaded, as far as that is known. */
export async function loadedOf(
  reader: SqlReader,
  workload: number,
  asset: number,
): Promise<{
  readonly loaded: number;
  readonly notLoaded: number;
  readonly unknown: number;
  readonly since?: number;
}> {
  const own = await reader.first(
    'SELECT count(DISTINCT component) AS n, min(first_loaded) AS since FROM loaded WHERE workload = ? AND asset = ?',
    [workload, asset],
  );
  const all = await reader.all(
    'SELECT usage, count(DISTINCT component) AS n FROM occurrence WHERE asset = ? GROUP BY usage',
    [asset],
  );
  const total = all.reduce((sum, row) => sum + numberOf(row, 'n'), 0);
  const idle = all.find((row) => row['usage'] === 'not-loaded');
  const notLoaded = idle === undefined ? 0 : numberOf(idle, 'n');
  const loaded = numberOf(own, 'n');
  const since = own && optionalNumberOf(own, 'since');
  return {
    loaded,
    notLoaded,
    unknown: Math.max(0, total - loaded - notLoaded),
    ...(since !== undefined && { since }),
  };
}
