import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import { formatCursor, parseCursor } from '../../cursor.ts';
import { likeOf } from '../../like.ts';
import { numberOfId } from '../../own-number.ts';
import { type Condition, placedWithin } from '../../reach.ts';
import { numberOf, textOf } from '../../row.ts';
import { joined, statement, valuesOf } from '../../statement.ts';

type FlowPage = AnswerOf<'listFlows'>;

/** Connections that were seen within reach, latest first. */
export async function listFlows(
  reader: SqlReader,
  reach: Reach,
  query: InputOf<'listFlows'>['query'],
): Promise<FlowPage> {
  const rows = await reader.all(
    ...statement`SELECT f.workload AS workload, f.direction AS direction, f.peer AS peer, f.port AS port, f.protocol AS protocol, f.n AS n,
      f.first_seen AS first_seen, f.last_seen AS last_seen, w.name AS name FROM flow f JOIN workload w ON w.id = f.workload
      WHERE ${placedWithin(reach, 'w')} AND ${conditionOf(query)} AND ${behind(query.cursor)}
      ORDER BY f.last_seen DESC, f.workload DESC, f.direction DESC, f.peer DESC, f.port DESC, f.protocol DESC LIMIT ${query.limit + 1}`,
  );
  const items = rows.slice(0, query.limit).map(toFlow);
  const last = rows[query.limit - 1];
  const next = rows.length > query.limit && last !== undefined ? cursorOf(last) : undefined;
  return { items, ...(next !== undefined && { next }) };
}

function conditionOf({ workload, namespace, q }: InputOf<'listFlows'>['query']): Condition {
  const parts: Condition[] = [{ sql: '1 = 1', values: [] }];
  if (workload !== undefined) {
    parts.push({ sql: 'f.workload = ?', values: [numberOfId(workload) ?? -1] });
  }
  if (namespace !== undefined) parts.push({ sql: 'w.namespace = ?', values: [namespace] });
  if (q !== undefined && q !== '') {
    const like = likeOf(q);
    parts.push({
      sql: "(lower(f.peer) LIKE ? ESCAPE '!' OR lower(w.name) LIKE ? ESCAPE '!')",
      values: [like, like],
    });
  }
  return {
    sql: joined(parts),
    values: valuesOf(parts),
  };
}

function cursorOf(row: SqlRow): string {
  return formatCursor([
    numberOf(row, 'last_seen'),
    numberOf(row, 'workload'),
    textOf(row, 'direction'),
    textOf(row, 'peer'),
    numberOf(row, 'port'),
    textOf(row, 'protocol'),
  ]);
}

function behind(cursor: string | undefined): Condition {
  if (cursor === undefined) return { sql: '1 = 1', values: [] };
  return {
    sql: '(f.last_seen, f.workload, f.direction, f.peer, f.port, f.protocol) < (?, ?, ?, ?, ?, ?)',
    values: parseCursor(cursor, ['number', 'number', 'string', 'string', 'number', 'string']),
  };
}

function flowId(row: SqlRow): string {
  return `${numberOf(row, 'workload')} ${textOf(row, 'direction')} ${numberOf(row, 'port')} ${textOf(row, 'protocol')} ${textOf(row, 'peer')}`;
}

function toFlow(row: SqlRow): FlowPage['items'][number] {
  const own = { name: textOf(row, 'name'), id: String(numberOf(row, 'workload')) };
  const peer = textOf(row, 'peer');
  const isOut = textOf(row, 'direction') === 'out';
  return {
    id: sha256Hex(flowId(row)).slice(0, 32),
    from: isOut ? own.name : peer,
    to: isOut ? peer : own.name,
    ...(isOut ? { fromWorkload: own.id } : { toWorkload: own.id }),
    port: numberOf(row, 'port'),
    protocol: textOf(row, 'protocol'),
    count: numberOf(row, 'n'),
    first: numberOf(row, 'first_seen'),
    last: numberOf(row, 'last_seen'),
  };
}
