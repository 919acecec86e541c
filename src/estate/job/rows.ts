import type { Job } from '#contract/platform.ts';
import type { SqlDatabase, SqlRow, SqlWriter } from '#contract/sql.ts';
import type { JobWish } from './wish.ts';

/** A job that this process holds until `leaseUntil`, as `holder`. */
export interface TakenJob extends Job {
  readonly holder: string;
}

/** What one worker may take. */
export interface Claim {
  readonly kinds: readonly string[];
  readonly limit: number;
  readonly holder: string;
  readonly now: number;
  readonly leaseMs: number;
  readonly attempts: number;
}

const maxErrorCharacters = 2000;

/** Files a job; of the same key that waits already, the one that waits is answered: soonest start, highest priority, newest data. */
export async function insertJob(
  tx: SqlWriter,
  id: string,
  job: JobWish,
  now: number,
): Promise<string> {
  const data = job.data ?? {};
  const { asset, repository } = data;
  const row = await tx.first(
    `INSERT INTO job (id, kind, subject, dedup, data, asset, repository, priority, run_after, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (dedup) WHERE state = 'waiting' AND dedup <> '' DO UPDATE SET data = excluded.data,
       priority = CASE WHEN excluded.priority > job.priority THEN excluded.priority ELSE job.priority END,
       run_after = CASE WHEN excluded.run_after < job.run_after THEN excluded.run_after ELSE job.run_after END
     RETURNING id`,
    [
      id,
      job.kind,
      job.subject,
      job.key ?? '',
      JSON.stringify(data),
      typeof asset === 'number' ? asset : null,
      typeof repository === 'string' ? repository : '',
      job.priority ?? 0,
      job.runAfter ?? now,
      now,
    ],
  );
  return String(row?.['id'] ?? id);
}

/** Whether there may be something to take: a read, so that workers at rest write nothing. */
export async function isWorkDue(
  database: SqlDatabase,
  kinds: readonly string[],
  now: number,
): Promise<boolean> {
  const list = kinds.map(() => '?').join(', ');
  const row = await database.first(
    `SELECT 1 AS due WHERE EXISTS (SELECT 1 FROM job WHERE state = 'waiting' AND kind IN (${list}) AND run_after <= ?)
     OR EXISTS (SELECT 1 FROM job WHERE state = 'running' AND lease_until < ? AND kind IN (${list}))`,
    [...kinds, now, now, ...kinds],
  );
  return row !== undefined;
}

/** Nothing is put off for longer, and no lease lasts as long. */
const farMs = 7_200_000;
const keptLeaseMs = 300_000;

/** Work that a clock put off which ran ahead is due now, and its leases end soon: a clock that goes back stops nothing for long. */
export async function hastenJobs(
  database: SqlDatabase,
  kinds: readonly string[],
  now: number,
): Promise<void> {
  const list = kinds.map(() => '?').join(', ');
  const where = `state IN ('waiting', 'running') AND kind IN (${list}) AND (CASE WHEN state = 'waiting' THEN run_after ELSE lease_until END) > ?`;
  const values = [...kinds, now + farMs];
  const far = await database.first(
    `SELECT 1 AS far WHERE EXISTS (SELECT 1 FROM job WHERE ${where})`,
    values,
  );
  if (far === undefined) return;
  await database.transaction((tx) =>
    tx.run(
      `UPDATE job SET run_after = CASE WHEN state = 'waiting' THEN ? ELSE run_after END,
         lease_until = CASE WHEN state = 'running' THEN ? ELSE lease_until END WHERE ${where}`,
      [now, now + keptLeaseMs, ...values],
    ),
  );
}

/**
 * Takes what is due, most important first. On PostgreSQL rows that another process is taking are passed over. Work of a key
 * that runs is left until that has ended.
 */
export async function claimJobs(
  tx: SqlWriter,
  dialect: SqlDatabase['dialect'],
  { kinds, limit, holder, now, leaseMs, attempts }: Claim,
): Promise<readonly TakenJob[]> {
  const rows = await tx.all(
    `WITH picked AS MATERIALIZED (
       SELECT id FROM job WHERE state = 'waiting' AND kind IN (${kinds.map(() => '?').join(', ')}) AND run_after <= ?
         AND (dedup = '' OR NOT EXISTS (SELECT 1 FROM job other WHERE other.state = 'running' AND other.lease_until >= ? AND other.dedup = job.dedup))
       ORDER BY priority DESC, run_after, id LIMIT ?${dialect === 'postgres' ? ' FOR UPDATE SKIP LOCKED' : ''})
     UPDATE job SET state = 'running', attempts = attempts + 1, max_attempts = ?, started = ?, finished = NULL, holder = ?, lease_until = ?
     WHERE id IN (SELECT id FROM picked) RETURNING id, kind, subject, data, attempts, priority`,
    [...kinds, now, now, limit, attempts, now, holder, now + leaseMs],
  );
  return rows.toSorted(byImportance).map((row) => toJob(row, holder));
}

/** Work whose worker is gone waits again, or has failed if that was its last attempt. `except` are those that are known to run here. */
export async function reclaimExpired(
  tx: SqlWriter,
  now: number,
  except: ReadonlySet<string>,
): Promise<void> {
  const rows = await tx.all(
    "SELECT id, attempts, max_attempts, dedup, holder FROM job WHERE state = 'running' AND lease_until < ? ORDER BY lease_until LIMIT 100",
    [now],
  );
  for (const row of rows) {
    if (except.has(String(row['id']))) continue;
    const isLast = Number(row['attempts']) >= Number(row['max_attempts']);
    const error = 'the worker ended before the work did';
    const job = { id: String(row['id']), holder: String(row['holder']) };
    if (isLast) await failJob(tx, job, error, now);
    else await putBack(tx, job, { runAfter: now, error, now });
  }
}

/** Prolongs the lease; false when it is no longer held. */
export async function beat(
  tx: SqlWriter,
  { id, holder }: Pick<TakenJob, 'id' | 'holder'>,
  until: number,
): Promise<boolean> {
  const changes = await tx.run(
    "UPDATE job SET lease_until = ? WHERE id = ? AND holder = ? AND state = 'running'",
    [until, id, holder],
  );
  return changes > 0;
}

/** The work is done. */
export async function completeJob(
  tx: SqlWriter,
  { id, holder }: Pick<TakenJob, 'id' | 'holder'>,
  now: number,
): Promise<void> {
  await tx.run(
    "UPDATE job SET state = 'done', finished = ?, error = '', holder = '' WHERE id = ? AND holder = ? AND state = 'running'",
    [now, id, holder],
  );
}

/** The work failed for good; it is kept with the reason. */
export async function failJob(
  tx: SqlWriter,
  { id, holder }: Pick<TakenJob, 'id' | 'holder'>,
  error: string,
  now: number,
): Promise<void> {
  await tx.run(
    "UPDATE job SET state = 'failed', finished = ?, error = ?, holder = '' WHERE id = ? AND holder = ? AND state = 'running'",
    [now, error.slice(0, maxErrorCharacters), id, holder],
  );
}

/** The work waits again; if the same work waits already, that one does it. `unattempted`: this one did not count. */
export async function putBack(
  tx: SqlWriter,
  { id, holder }: Pick<TakenJob, 'id' | 'holder'>,
  how: {
    readonly runAfter: number;
    readonly error: string;
    readonly now: number;
    readonly unattempted?: boolean;
  },
): Promise<void> {
  const error = how.error.slice(0, maxErrorCharacters);
  const attempt = how.unattempted === true ? 1 : 0;
  const changes = await tx.run(
    `UPDATE job SET state = 'waiting', run_after = ?, error = ?, holder = '', attempts = attempts - ? WHERE id = ? AND holder = ? AND state = 'running'
     AND (dedup = '' OR NOT EXISTS (SELECT 1 FROM job other WHERE other.state = 'waiting' AND other.dedup = job.dedup))`,
    [how.runAfter, error, attempt, id, holder],
  );
  if (changes === 0)
    await failJob(tx, { id, holder }, `${error}; the same work waits already`, how.now);
}

function byImportance(a: SqlRow, b: SqlRow): number {
  const priority = Number(b['priority']) - Number(a['priority']);
  return priority === 0 ? (String(a['id']) < String(b['id']) ? -1 : 1) : priority;
}

function toJob(row: SqlRow, holder: string): TakenJob {
  return {
    id: String(row['id']),
    kind: String(row['kind']),
    subject: String(row['subject']),
    data: parseData(String(row['data'])),
    attempts: Number(row['attempts']),
    holder,
  };
}

/** Only what `insertJob` wrote stands there: an object. */
function parseData(text: string): Readonly<Record<string, unknown>> {
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}
