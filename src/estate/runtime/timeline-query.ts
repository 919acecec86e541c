import type { SqlReader, SqlRow, SqlValue } from '#contract/sql.ts';
import { numberOf, textOf } from '../row.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import type { PageWish } from './page.ts';

/** One thing that happened to a workload. */
export interface WorkloadMoment {
  readonly time: number;
  readonly kind: 'seen' | 'deploy' | 'scan' | 'detection' | 'incident' | 'exec' | 'action' | 'gone';
  readonly text: string;
  readonly ref?: string;
  readonly severity?: string;
  readonly id: string;
}

/** What a source of moments selects: columns `id`, `time`, `words`, `severity` and `ref`; `{before}` stands for the condition of the page. */
interface Source {
  readonly kind: WorkloadMoment['kind'];
  readonly time: string;
  readonly sql: string;
}

const sources: readonly Source[] = [
  {
    kind: 'detection',
    time: 'happened',
    sql: 'SELECT id, happened AS time, output AS words, severity, id AS ref FROM detection WHERE workload = ?',
  },
  {
    kind: 'incident',
    time: 'opened',
    sql: 'SELECT id, opened AS time, title AS words, severity, id AS ref FROM incident WHERE workload = ?',
  },
  {
    kind: 'action',
    time: 'created',
    sql: "SELECT id, created AS time, kind || ': ' || state AS words, '' AS severity, id AS ref FROM response_action WHERE workload = ?",
  },
  {
    kind: 'deploy',
    time: 'first_seen',
    sql: "SELECT id, first_seen AS time, 'container ' || name || ' was seen first' AS words, '' AS severity, '' AS ref FROM container WHERE workload = ?",
  },
  {
    kind: 'gone',
    time: 'gone_at',
    sql: "SELECT id, gone_at AS time, 'container ' || name || ' has ended' AS words, '' AS severity, '' AS ref FROM container WHERE gone_at IS NOT NULL AND workload = ?",
  },
  {
    kind: 'exec',
    time: 'first_used',
    sql: "SELECT path AS id, first_used AS time, 'first ran ' || path AS words, '' AS severity, '' AS ref FROM used_file WHERE how = 'exec' AND workload = ?",
  },
  {
    kind: 'seen',
    time: 'first_seen',
    sql: "SELECT identity AS id, first_seen AS time, 'the workload was seen first' AS words, '' AS severity, '' AS ref FROM workload WHERE id = ?",
  },
];

/** What happened to a workload, newest first, on one axis. Each source gives one page at most. */
export async function workloadTimeline(
  reader: SqlReader,
  workload: { readonly id: number; readonly asset: number },
  wish: PageWish,
): Promise<{ readonly moments: readonly WorkloadMoment[]; readonly next?: string }> {
  const last = wish.cursor === undefined ? undefined : parseCursor(wish.cursor, 'number');
  const found: WorkloadMoment[] = [];
  for (const source of sources)
    found.push(...(await momentsOf(reader, source, { of: workload.id, last, limit: wish.limit })));
  found.push(...(await scans(reader, workload.asset)).filter((one) => isBehind(one, last)));
  const sorted = found.toSorted((a, b) => b.time - a.time || (a.id < b.id ? 1 : -1));
  const page = sorted.slice(0, wish.limit);
  const end = page.at(-1);
  if (sorted.length <= wish.limit || end === undefined) return { moments: page };
  return { moments: page, next: formatCursor({ key: end.time, id: end.id }) };
}

type Last = ReturnType<typeof parseCursor> | undefined;

async function momentsOf(
  reader: SqlReader,
  { kind, time, sql }: Source,
  { of, last, limit }: { readonly of: number; readonly last: Last; readonly limit: number },
): Promise<readonly WorkloadMoment[]> {
  const values: SqlValue[] = [of, ...(last === undefined ? [] : [last.key])];
  const rows = await reader.all(
    `${sql} ${last === undefined ? '' : `AND ${time} <= ?`} ORDER BY ${time} DESC LIMIT ?`,
    [...values, limit + sameTime],
  );
  return rows.map((row) => momentOf(row, kind)).filter((one) => isBehind(one, last));
}

/** Moments of one millisecond that a page may begin amid. */
const sameTime = 100;

/** Ids hold only so much of a path as a cursor takes. */
function momentOf(row: SqlRow, kind: WorkloadMoment['kind']): WorkloadMoment {
  const ref = textOf(row, 'ref');
  const severity = textOf(row, 'severity');
  return {
    id: `${kind} ${textOf(row, 'id')}`.slice(0, 250),
    time: numberOf(row, 'time'),
    kind,
    text: textOf(row, 'words').slice(0, 1000),
    ...(ref !== '' && { ref }),
    ...(severity !== '' && { severity }),
  };
}

async function scans(reader: SqlReader, asset: number): Promise<readonly WorkloadMoment[]> {
  const rows = await reader.all(
    "SELECT CAST(id AS text) AS id, scanned_at AS time, 'its image was scanned' AS words, '' AS severity, CAST(id AS text) AS ref FROM asset WHERE id = ? AND scanned_at IS NOT NULL",
    [asset],
  );
  return rows.map((row) => momentOf(row, 'scan'));
}

function isBehind({ time, id }: WorkloadMoment, last: Last): boolean {
  return last === undefined || time < Number(last.key) || (time === last.key && id < last.id);
}
