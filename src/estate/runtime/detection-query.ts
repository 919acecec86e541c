import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { type Condition, placedWithin } from '../reach.ts';
import { numberOf, textOf } from '../row.ts';
import { joined, valuesOf } from '../statement.ts';
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

/** Which detections. Times in milliseconds since the Unix epoch. */
export interface DetectionSelection {
  readonly severity?: readonly string[] | undefined;
  readonly rule?: string | undefined;
  readonly workload?: string | undefined;
  readonly incident?: string | undefined;
  readonly namespace?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly q?: string | undefined;
}

/** Columns of a detection with the name of its workload. */
const columns = `d.id, d.happened, d.received, d.node, d.workload, d.container, d.cluster, d.namespace, d.repository, d.kind, d.rule, d.rule_id, d.priority,
  d.severity, d.process, d.output, d.tags, d.n, d.incident, d.incomplete, w.name AS workload_name`;

const newestFirst: PageOrder = {
  key: 'd.happened',
  kind: 'number',
  id: 'd.id',
  idKind: 'string',
  direction: 'DESC',
};

/** Detections within reach, newest first. Throws `input.malformed` for a cursor that is none. */
export async function listDetections(
  reader: SqlReader,
  reach: Reach,
  wish: DetectionSelection & PageWish,
): Promise<RowPage> {
  const from = 'detection d LEFT JOIN workload w ON w.id = d.workload';
  const where = [placedWithin(reach, 'd'), ...conditionsOf(wish)];
  return await readPage(reader, { columns, from, where, order: newestFirst }, wish);
}

/** One detection with its body; undefined where it is not there or out of reach. */
export async function readDetection(
  reader: SqlReader,
  reach: Reach,
  id: string,
): Promise<SqlRow | undefined> {
  const within = placedWithin(reach, 'd');
  return await reader.first(
    `SELECT ${columns}, b.body FROM detection d JOIN detection_body b ON b.id = d.id LEFT JOIN workload w ON w.id = d.workload WHERE d.id = ? AND ${within.sql}`,
    [id, ...within.values],
  );
}

/** Counts by hour and severity since a time. */
export async function countByHour(
  reader: SqlReader,
  reach: Reach,
  { since, workload }: { readonly since: number; readonly workload?: string | undefined },
): Promise<readonly { readonly hour: number; readonly severity: string; readonly n: number }[]> {
  const where = [placedWithin(reach, 'h'), ofId('h.workload', workload)].flatMap(
    (one) => one ?? [],
  );
  const rows = await reader.all(
    `SELECT h.hour, h.severity, sum(h.n) AS n FROM detection_hour h WHERE h.hour >= ? AND ${joined(where)}
     GROUP BY h.hour, h.severity ORDER BY h.hour`,
    [since, ...valuesOf(where)],
  );
  return rows.map((row) => ({
    hour: numberOf(row, 'hour'),
    severity: textOf(row, 'severity'),
    n: numberOf(row, 'n'),
  }));
}

function conditionsOf(wish: DetectionSelection): readonly (Condition | undefined)[] {
  const { severity, rule, workload, incident, namespace, from, to, q } = wish;
  return [
    oneOf('d.severity', severity),
    equal('d.rule', rule),
    ofId('d.workload', workload),
    equal('d.incident', incident),
    equal('d.namespace', namespace),
    from === undefined ? undefined : { sql: 'd.happened >= ?', values: [Math.round(from)] },
    to === undefined ? undefined : { sql: 'd.happened < ?', values: [Math.round(to)] },
    holding(['d.rule', 'd.output', 'd.process', 'd.container', 'd.node'], q),
  ];
}
