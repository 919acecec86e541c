import { Cron } from 'croner';
import type { Caller } from '#contract/platform.ts';
import type { SqlDatabase, SqlReader, SqlRow, SqlWriter } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import { newUlid } from '#kit/ulid.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import { numberOf, optionalNumberOf, textOf } from '../row.ts';
import { formatWish, type Owner, ownerOf, parseWish, type ReportWish } from './store.ts';

export type ScheduleRow = AnswerOf<'addSchedule'>;

/** A schedule whose time has come. */
export interface DueSchedule {
  readonly id: string;
  readonly wish: ReportWish;
  readonly owner: Owner;
  readonly cron: string;
  readonly zone: string;
  readonly next: number;
}

const columns =
  'id, wish, cron, zone, mail_to, destination, owner_kind, owner_id, owner_name, next_at, last_at, fault';
const most = 200;

/**
 * When a pattern of five parts (minute, hour, day, month, weekday) fires next after `after`, in a time zone of the IANA list; undefined: never again.
 * Throws `usage.invalid-argument`.
 */
export function nextTime(cron: string, timezone: string, after: number): number | undefined {
  try {
    const job = new Cron(cron, { timezone, mode: '5-part', paused: true });
    return job.nextRun(new Date(after))?.getTime();
  } catch (cause) {
    throw new CaissonError(
      'usage.invalid-argument',
      `${quote(cron)} in ${quote(timezone)} is no schedule`,
      {
        hint: 'five parts (minute hour day month weekday) and a zone such as Europe/Berlin',
        cause,
      },
    );
  }
}

/** Adds one for its owner. */
export async function addSchedule(
  tx: SqlWriter,
  body: InputOf<'addSchedule'>['body'],
  owner: Owner,
  now: number,
): Promise<ScheduleRow> {
  const count = await tx.first('SELECT count(*) AS n FROM report_schedule');
  if (count !== undefined && numberOf(count, 'n') >= most)
    throw new CaissonError('limit.entries', `there are ${most} schedules: no more are taken`);
  const { wish, cron, timeZone, mailTo, destination = '' } = body;
  const next = nextTime(cron, timeZone, now);
  const row = await tx.first(
    `INSERT INTO report_schedule (id, wish, cron, zone, mail_to, destination, created, owner_kind, owner_id, owner_name, next_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING ${columns}`,
    [
      newUlid(now),
      formatWish(wish),
      cron,
      timeZone,
      JSON.stringify(mailTo),
      destination,
      now,
      owner.kind,
      owner.id,
      owner.name,
      next ?? null,
    ],
  );
  if (row === undefined) throw new CaissonError('internal.bug', 'a schedule was not kept');
  return toSchedule(row);
}

/** Those of the caller; everybody's for who reaches everything. */
export async function listSchedules(
  reader: SqlReader,
  caller: Pick<Caller, 'kind' | 'id'>,
  isWhole: boolean,
): Promise<readonly ScheduleRow[]> {
  const rows = await reader.all(
    `SELECT ${columns} FROM report_schedule WHERE (1 = ? OR (owner_kind = ? AND owner_id = ?)) ORDER BY id LIMIT ${most}`,
    [isWhole ? 1 : 0, caller.kind, caller.id],
  );
  return rows.map(toSchedule);
}

/** Removes one; `input.not-found` where the caller would not see it. */
export async function removeSchedule(
  tx: SqlWriter,
  id: string,
  caller: Pick<Caller, 'kind' | 'id'>,
  isWhole: boolean,
): Promise<void> {
  const removed = await tx.run(
    'DELETE FROM report_schedule WHERE id = ? AND (1 = ? OR (owner_kind = ? AND owner_id = ?))',
    [id, isWhole ? 1 : 0, caller.kind, caller.id],
  );
  if (removed === 0) throw new CaissonError('input.not-found', 'there is no such schedule');
}

/** Schedules whose time has come, each to be taken by `takeSchedule`. */
export async function readDue(reader: SqlReader, now: number): Promise<readonly DueSchedule[]> {
  const rows = await reader.all(
    `SELECT ${columns} FROM report_schedule WHERE next_at <= ? ORDER BY next_at, id LIMIT ${most}`,
    [now],
  );
  return rows.map((row) => ({
    id: textOf(row, 'id'),
    wish: parseWish(textOf(row, 'wish')),
    owner: ownerOf(row),
    cron: textOf(row, 'cron'),
    zone: textOf(row, 'zone'),
    next: numberOf(row, 'next_at'),
  }));
}

/** The next times are such as the clock says now: one that went back would let schedules wait. Call it after `readDue`. */
export async function correctSchedules(database: SqlDatabase, now: number): Promise<void> {
  const rows = await database.all(
    `SELECT id, cron, zone, next_at FROM report_schedule WHERE next_at > ? ORDER BY id LIMIT ${most}`,
    [now],
  );
  for (const row of rows) {
    const next = nextTime(textOf(row, 'cron'), textOf(row, 'zone'), now);
    if (next === undefined || next >= numberOf(row, 'next_at')) continue;
    await database.transaction((tx) =>
      tx.run('UPDATE report_schedule SET next_at = ? WHERE id = ? AND next_at = ?', [
        next,
        textOf(row, 'id'),
        numberOf(row, 'next_at'),
      ]),
    );
  }
}

/** Takes one time of a schedule: true for the one process that got it. Times that were missed meanwhile are one. */
export async function takeSchedule(
  tx: SqlWriter,
  { id, cron, zone, next }: DueSchedule,
  now: number,
): Promise<boolean> {
  const changed = await tx.run(
    'UPDATE report_schedule SET next_at = ?, last_at = ? WHERE id = ? AND next_at = ?',
    [nextTime(cron, zone, now) ?? null, now, id, next],
  );
  return changed === 1;
}

/** Where the report of a schedule goes; undefined where it was removed meanwhile. */
export async function readSchedule(
  reader: SqlReader,
  id: string,
): Promise<ScheduleRow | undefined> {
  const row = await reader.first(`SELECT ${columns} FROM report_schedule WHERE id = ?`, [id]);
  return row && toSchedule(row);
}

/** What went wrong the last time; empty: nothing. */
export async function noteFault(tx: SqlWriter, id: string, fault: string): Promise<void> {
  await tx.run('UPDATE report_schedule SET fault = ? WHERE id = ?', [fault.slice(0, 1000), id]);
}

function toSchedule(row: SqlRow): ScheduleRow {
  const [next, last] = [optionalNumberOf(row, 'next_at'), optionalNumberOf(row, 'last_at')];
  const [fault, destination] = [textOf(row, 'fault'), textOf(row, 'destination')];
  const mail = parseJson(textOf(row, 'mail_to'), 'a stored schedule');
  return {
    id: textOf(row, 'id'),
    wish: parseWish(textOf(row, 'wish')),
    cron: textOf(row, 'cron'),
    timeZone: textOf(row, 'zone'),
    mailTo: Array.isArray(mail) ? mail.map(String) : [],
    owner: textOf(row, 'owner_name'),
    ...(destination !== '' && { destination }),
    ...(next !== undefined && { next }),
    ...(last !== undefined && { last }),
    ...(fault !== '' && { error: fault }),
  };
}
