import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow, SqlWriter } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import { formatCursor, parseCursor } from '../cursor.ts';
import { assetWithin, type Condition, placedWithin } from '../reach.ts';
import { marks } from '../row.ts';
import { joined, valuesOf } from '../statement.ts';

type JobRow = AnswerOf<'readJob'>;
type JobPage = AnswerOf<'listJobs'>;

const states = ['waiting', 'running', 'done', 'failed'] as const;
const columns = 'id, kind, subject, state, attempts, created, started, finished, error';

/** Jobs, newest first: those of assets and repositories within reach, and for who reaches everything also all others. */
export async function listJobs(
  database: SqlReader,
  reach: Reach,
  query: InputOf<'listJobs'>['query'],
): Promise<JobPage> {
  const { state: wanted = [], cursor, limit } = query;
  const conditions: Condition[] = [
    jobWithin(reach),
    ...(wanted.length === 0 ? [] : [{ sql: `job.state IN (${marks(wanted)})`, values: wanted }]),
    ...(cursor === undefined
      ? []
      : [{ sql: 'job.id < ?', values: parseCursor(cursor, ['string']) }]),
  ];
  const rows = await database.all(
    `SELECT ${columns} FROM job WHERE ${joined(conditions)} ORDER BY id DESC LIMIT ?`,
    [...valuesOf(conditions), limit + 1],
  );
  const items = rows.slice(0, limit).map(toJobRow);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, ...(hasMore && { next: formatCursor([last.id]) }) };
}

/** One job; `input.not-found` when there is none within reach. */
export async function readJob(database: SqlReader, reach: Reach, id: string): Promise<JobRow> {
  const within = jobWithin(reach);
  const row = await database.first(`SELECT ${columns} FROM job WHERE id = ? AND ${within.sql}`, [
    id,
    ...within.values,
  ]);
  if (row === undefined) throw new CaissonError('input.not-found', 'there is no such job');
  return toJobRow(row);
}

/** Removes what is over: done for a day, failed for thirty. Answers how many went. */
export async function sweepJobs(tx: Pick<SqlWriter, 'run'>, now: number): Promise<number> {
  const day = 86_400_000;
  return tx.run(
    "DELETE FROM job WHERE (state = 'done' AND finished < ?) OR (state = 'failed' AND finished < ?)",
    [now - day, now - 30 * day],
  );
}

function jobWithin(reach: Reach): Condition {
  if (reach === 'all') return { sql: '1 = 1', values: [] };
  const asset = assetWithin(reach, 'job.asset');
  // A repository alone says nothing of clusters: only grants of repositories reach it.
  const places = reach.filter((place) => place.repository !== undefined);
  const repositories = placedWithin(
    places.filter(({ cluster, namespace }) => cluster === undefined && namespace === undefined),
    'job',
  );
  return {
    sql: `(${asset.sql} OR (job.repository <> '' AND ${repositories.sql}))`,
    values: [...asset.values, ...repositories.values],
  };
}

function toJobRow(row: SqlRow): JobRow {
  const started = row['started'];
  const finished = row['finished'];
  const error = String(row['error'] ?? '');
  return {
    id: String(row['id']),
    kind: String(row['kind']),
    subject: String(row['subject']),
    state: states.find((state) => state === row['state']) ?? 'waiting',
    attempts: Number(row['attempts']),
    created: Number(row['created']),
    ...(typeof started === 'number' && { started }),
    ...(typeof finished === 'number' && { finished }),
    ...(error !== '' && { error }),
  };
}
