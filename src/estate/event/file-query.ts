import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Reach } from '#contract/platform.ts';
import { placedWithin } from '../reach.ts';
import type { EventPosition } from './cursor.ts';
import type { EventFilter } from './event-store.ts';

interface Part {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}
export interface FileQuestion {
  readonly filter: EventFilter;
  readonly reach: Reach;
  readonly behind?: EventPosition | undefined;
  readonly limit: number;
}

const texts = [
  'kind',
  'workload',
  'node',
  'container',
  'process',
  'exe',
  'path',
  'peer',
  'parent',
  'rule',
  'severity',
];
const columns = [
  ...texts.map((name) => `(SELECT text FROM word WHERE id = f.${name}) AS ${name}`),
  `coalesce((SELECT name FROM workload WHERE word = f.workload), '') AS workload_name`,
  ...['cluster', 'namespace', 'repository'].map(
    (name) => `(SELECT ${name} FROM place WHERE id = f.place) AS ${name}`,
  ),
  'f.id, f.sender, f.ts, f.received, f.claimed, f.pid, f.uid, f.arguments',
].join(', ');

/**
 * Events of one file, newest first. Undefined when the file cannot have any: it does not know a word of the question.
 * Each way goes through one named index whose first column is bounded, whatever the statistics say.
 */
export function fileQuery(
  database: DatabaseSync,
  key: string,
  question: FileQuestion,
): Part | undefined {
  const { filter, reach, behind, limit } = question;
  const parts = [timeOf(filter, key, behind), ...filterParts(database, filter)];
  if (parts.includes(undefined)) return undefined;
  const place = placedWithin(reach, 'reach');
  const all = [...parts.filter((part) => part !== undefined), textPart(filter.text)];
  if (reach !== 'all')
    all.push({
      sql: `e.place IN (SELECT id FROM place reach WHERE ${place.sql})`,
      values: place.values,
    });
  return {
    sql: `SELECT ${columns} FROM (SELECT * FROM event e INDEXED BY ${indexFor(filter)}
      WHERE ${all.map(({ sql }) => sql).join(' AND ')} ORDER BY e.ts DESC, e.id DESC LIMIT ?) f ORDER BY f.ts DESC, f.id DESC`,
    values: [...all.flatMap(({ values }) => values), limit],
  };
}

function indexFor({ workload, container, alarms }: EventFilter): string {
  if (workload !== undefined || container !== undefined) return 'event_workload';
  return alarms === true ? 'event_alarm' : 'event_ts';
}

function timeOf({ from, to }: EventFilter, key: string, behind: EventPosition | undefined): Part {
  const values = [
    from ?? 0,
    Math.min(to ?? Number.MAX_SAFE_INTEGER, behind?.ts ?? Number.MAX_SAFE_INTEGER),
  ];
  const sql = 'e.ts >= ? AND e.ts <= ?';
  if (behind === undefined || key < behind.file) return { sql, values };
  if (key > behind.file) return { sql: `${sql} AND e.ts < ?`, values: [...values, behind.ts] };
  return { sql: `${sql} AND (e.ts, e.id) < (?, ?)`, values: [...values, behind.ts, behind.row] };
}

function filterParts(database: DatabaseSync, filter: EventFilter): readonly (Part | undefined)[] {
  const { workload, container, node, kinds, alarms } = filter;
  return [
    ...(workload === undefined ? [] : [equal(database, 'workload', [workload])]),
    ...(container === undefined ? [] : [containerPart(database, container)]),
    ...(node === undefined ? [] : [equal(database, '+node', [node])]),
    ...(kinds === undefined || kinds.length === 0 ? [] : [equal(database, '+kind', kinds)]),
    ...(alarms === undefined ? [] : [{ sql: alarms ? 'e.rule > 0' : 'e.rule = 0', values: [] }]),
  ];
}

/** `+` before a column keeps it out of the choice of an index. */
function equal(
  database: DatabaseSync,
  column: string,
  wanted: readonly string[],
): Part | undefined {
  const ids = wanted.map((text) => wordOf(database, text)).filter((id) => id !== undefined);
  if (ids.length === 0) return undefined;
  const name = column.replace(/^(\+?)/u, '$1e.');
  const sql = ids.length === 1 ? `${name} = ?` : `${name} IN (${ids.map(() => '?').join()})`;
  return { sql, values: ids };
}

/** A container is found through its workload and the time that it was there. */
function containerPart(database: DatabaseSync, container: string): Part | undefined {
  const word = wordOf(database, container);
  const rows =
    word === undefined
      ? []
      : database.prepare('SELECT workload, first, last FROM container WHERE word = ?').all(word);
  if (word === undefined || rows.length === 0) return undefined;
  const workloads = rows.map((row) => Number(row['workload']));
  const first = Math.min(...rows.map((row) => Number(row['first'])));
  const last = Math.max(...rows.map((row) => Number(row['last'])));
  const sql = `e.workload IN (${workloads.map(() => '?').join()}) AND e.ts BETWEEN ? AND ? AND e.container = ?`;
  return { sql, values: [...workloads, first, last, word] };
}

/** Words that hold the text are found once, events by them; arguments are not words. */
function textPart(text: string | undefined): Part {
  if (text === undefined || text === '') return { sql: '1 = 1', values: [] };
  const among = 'IN (SELECT id FROM word WHERE instr(lower(text), ?) > 0)';
  const names = ['process', 'exe', 'path', 'peer'];
  const wanted = text.toLowerCase();
  return {
    sql: `(${names.map((name) => `e.${name} ${among}`).join(' OR ')} OR instr(lower(e.arguments), ?) > 0)`,
    values: [...names, 'arguments'].map(() => wanted),
  };
}

export function wordOf(database: DatabaseSync, text: string): number | undefined {
  const id = database.prepare('SELECT id FROM word WHERE text = ?').get(text)?.['id'];
  return id === undefined ? undefined : Number(id);
}
