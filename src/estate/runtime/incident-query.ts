import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { placedWithin } from '../reach.ts';
import {
  equal,
  holding,
  ofId,
  oneOf,
  type PageOrder,
  type PageWish,
  type RowPage,
  readPage,
} from './page.ts';

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

const newestFirst: PageOrder = {
  key: 'i.opened',
  kind: 'number',
  id: 'i.id',
  idKind: 'string',
  direction: 'DESC',
};

/** Incidents within reach, newest first. Throws `input.malformed` for a cursor that is none. */
export async function listIncidents(
  reader: SqlReader,
  reach: Reach,
  wish: IncidentSelection & PageWish,
): Promise<RowPage> {
  const { status, severity, assignee, workload, namespace, q } = wish;
  const where = [
    placedWithin(reach, 'i'),
    oneOf('i.status', status),
    oneOf('i.severity', severity),
    equal('i.assignee', assignee),
    ofId('i.workload', workload),
    equal('i.namespace', namespace),
    holding(['i.title', 'i.container', 'i.image', 'i.node', 'i.id'], q),
  ];
  const from = 'incident i LEFT JOIN workload w ON w.id = i.workload';
  return await readPage(reader, { columns, from, where, order: newestFirst }, wish);
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
