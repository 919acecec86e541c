import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow, SqlValue } from '#contract/sql.ts';
import { placedWithin } from '../reach.ts';
import { marks } from '../row.ts';
import {
  before,
  equal,
  like,
  type PageWish,
  pageOf,
  type RowPage,
  rowId,
} from './detection-query.ts';

/** Which incidents. */
export interface IncidentSelection {
  readonly status?: readonly string[] | undefined;
  readonly severity?: readonly string[] | undefined;
  readonly assignee?: string | undefined;
  readonly workload?: string | undefined;
  readonly namespace?: string | undefined;
  readonly q?: string | undefined;
}

const columns = `i.id, i.title, i.status, i.severity, i.score, i.opened, i.updated, i.closed, i.workload, i.container, i.asset, i.image, i.node, i.cluster,
  i.namespace, i.repository, i.detections, i.techniques, i.assignee, i.verdict, i.incomplete, i.version, w.name AS workload_name`;

type Part = readonly [sql: string, values: readonly SqlValue[]];

/** Incidents within reach, newest first. Throws `input.malformed` for a cursor that is none. */
export async function listIncidents(
  reader: SqlReader,
  reach: Reach,
  wish: IncidentSelection & PageWish,
): Promise<RowPage> {
  const { status, severity, assignee, workload, namespace, q, cursor } = wish;
  const within = placedWithin(reach, 'i');
  const parts: (Part | undefined)[] = [
    [within.sql, within.values],
    status && status.length > 0 ? [`i.status IN (${marks(status)})`, status] : undefined,
    severity && severity.length > 0 ? [`i.severity IN (${marks(severity)})`, severity] : undefined,
    equal('i.assignee', assignee),
    workload === undefined ? undefined : ['i.workload = ?', [rowId(workload)]],
    equal('i.namespace', namespace),
    q === undefined ? undefined : like(['i.title', 'i.container', 'i.image', 'i.node', 'i.id'], q),
    cursor === undefined ? undefined : before('i.opened', 'i.id', cursor),
  ];
  const where = parts.flatMap((part) => (part === undefined ? [] : [part]));
  const rows = await reader.all(
    `SELECT ${columns} FROM incident i LEFT JOIN workload w ON w.id = i.workload WHERE ${where.map(([sql]) => sql).join(' AND ')}
     ORDER BY i.opened DESC, i.id DESC LIMIT ?`,
    [...where.flatMap(([, values]) => values), wish.limit + 1],
  );
  return pageOf(rows, wish.limit, 'opened');
}

/** One incident with its body; undefined where it is not there or out of reach. */
export async function readIncident(
  reader: SqlReader,
  reach: Reach,
  id: string,
): Promise<SqlRow | undefined> {
  const within = placedWithin(reach, 'i');
  return await reader.first(
    `SELECT ${columns}, i.body FROM incident i LEFT JOIN workload w ON w.id = i.workload WHERE i.id = ? AND ${within.sql}`,
    [id, ...within.values],
  );
}
