import type { Caller, Place, Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow, SqlWriter } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { newUlid } from '#kit/ulid.ts';
import { reportWish } from '#wire/report.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import { formatCursor, parseCursor } from '../cursor.ts';
import { type Condition, placedWithin } from '../reach.ts';
import { numberOf, optionalNumberOf, textOf } from '../row.ts';
import { statement } from '../statement.ts';

export type ReportRow = AnswerOf<'readReport'>;
export type ReportWish = InputOf<'addReport'>['body'];
export type Owner = Pick<Caller, 'kind' | 'id' | 'name'>;

/** A report that is to be made, or was. */
export interface WantedReport {
  readonly id: string;
  readonly wish: ReportWish;
  readonly owner: Owner;
  readonly created: number;
  readonly schedule: string;
  readonly state: string;
  readonly sent: number | undefined;
}

/** The bytes of a report. */
export interface ReportFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly body: Uint8Array;
  readonly digest: string;
}

const columns =
  'r.id AS id, r.name AS name, r.kind AS kind, r.format AS format, r.created AS created, r.owner_name AS owner_name, r.size_bytes AS size_bytes, r.digest AS digest, r.state AS state, r.fault AS fault';

/** Notes that somebody wants a report; answers its id. `reach` is what it may tell of. */
export async function addReport(
  tx: SqlWriter,
  wish: ReportWish,
  by: {
    readonly owner: Owner;
    readonly reach: Reach;
    readonly now: number;
    readonly schedule?: string;
  },
): Promise<string> {
  const { owner, reach, now, schedule = '' } = by;
  const id = newUlid(now);
  await tx.run(
    'INSERT INTO report (id, name, kind, format, wish, created, owner_kind, owner_id, owner_name, schedule) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    [
      id,
      wish.name,
      wish.kind,
      wish.format,
      formatWish(wish),
      now,
      owner.kind,
      owner.id,
      owner.name,
      schedule,
    ],
  );
  await savePlaces(tx, id, reach);
  return id;
}

/** What the report tells of from now on. */
async function savePlaces(tx: SqlWriter, report: string, reach: Reach): Promise<void> {
  const places: readonly Place[] = reach === 'all' ? [{}] : reach;
  await tx.run('DELETE FROM report_place WHERE report = ?', [report]);
  await tx.runMany(
    'INSERT INTO report_place VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    places.map(({ cluster = '', namespace = '', repository = '' }) => [
      report,
      cluster,
      namespace,
      repository,
    ]),
  );
}

/** Reports that tell of nothing outside of reach, newest first. */
export async function listReports(
  reader: SqlReader,
  reach: Reach,
  { cursor, limit }: InputOf<'listReports'>['query'],
): Promise<AnswerOf<'listReports'>> {
  const [before] = cursor === undefined ? [] : parseCursor(cursor, ['string']);
  const behind: Condition =
    before === undefined ? { sql: '1 = 1', values: [] } : { sql: 'r.id < ?', values: [before] };
  const rows = await reader.all(
    ...statement`SELECT ${{ sql: columns, values: [] }} FROM report r WHERE ${coveredBy(reach)} AND ${behind} ORDER BY r.id DESC LIMIT ${limit + 1}`,
  );
  const items = rows.slice(0, limit).map(toReport);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, ...(hasMore && { next: formatCursor([last.id]) }) };
}

/** One report; `input.not-found` where it is not, or tells of more than reach. */
export async function readReport(reader: SqlReader, reach: Reach, id: string): Promise<ReportRow> {
  const row = await reader.first(
    ...statement`SELECT ${{ sql: columns, values: [] }} FROM report r WHERE r.id = ${id} AND ${coveredBy(reach)}`,
  );
  if (row === undefined) throw noReport();
  return toReport(row);
}

/** Its bytes; `state.conflict` while it is not made. */
export async function readReportFile(
  reader: SqlReader,
  reach: Reach,
  id: string,
): Promise<ReportFile> {
  const row = await reader.first(
    ...statement`SELECT r.state AS state, r.file_name AS file_name, r.media_type AS media_type, r.digest AS digest, b.body AS body
      FROM report r LEFT JOIN report_body b ON b.report = r.id WHERE r.id = ${id} AND ${coveredBy(reach)}`,
  );
  if (row === undefined) throw noReport();
  const body = row['body'];
  if (!(body instanceof Uint8Array))
    throw new CaissonError('state.conflict', `the report is ${textOf(row, 'state')}`);
  return {
    fileName: textOf(row, 'file_name'),
    mediaType: textOf(row, 'media_type'),
    digest: textOf(row, 'digest'),
    body,
  };
}

/** Removes one; `input.not-found` as for reading. */
export async function removeReport(tx: SqlWriter, reach: Reach, id: string): Promise<void> {
  await readReport(tx, reach, id);
  for (const table of ['report_place', 'report_body'])
    await tx.run(`DELETE FROM ${table} WHERE report = ?`, [id]);
  await tx.run('DELETE FROM report WHERE id = ?', [id]);
}

/** For whoever makes it: not bound to a reach. */
export async function readWanted(reader: SqlReader, id: string): Promise<WantedReport | undefined> {
  const row = await reader.first(
    'SELECT id, wish, owner_kind, owner_id, owner_name, created, schedule, state, sent_at FROM report WHERE id = ?',
    [id],
  );
  return (
    row && {
      id,
      wish: parseWish(textOf(row, 'wish')),
      owner: ownerOf(row),
      created: numberOf(row, 'created'),
      schedule: textOf(row, 'schedule'),
      state: textOf(row, 'state'),
      sent: optionalNumberOf(row, 'sent_at'),
    }
  );
}

/** Keeps what was made, with the places that it tells of. Again has no effect. */
export async function saveReport(
  tx: SqlWriter,
  id: string,
  file: ReportFile,
  reach: Reach,
): Promise<void> {
  const changed = await tx.run(
    "UPDATE report SET state = 'ready', fault = '', size_bytes = ?, digest = ?, file_name = ?, media_type = ? WHERE id = ? AND state <> 'ready'",
    [file.body.length, file.digest, file.fileName, file.mediaType, id],
  );
  if (changed === 0) return;
  await savePlaces(tx, id, reach);
  await tx.run('INSERT INTO report_body VALUES (?, ?)', [id, file.body]);
}

/** Notes that it has gone to everybody who was to have it. */
export async function noteSent(tx: SqlWriter, id: string, now: number): Promise<void> {
  await tx.run('UPDATE report SET sent_at = ? WHERE id = ?', [now, id]);
}

/** Notes why it cannot be made. */
export async function failReport(tx: SqlWriter, id: string, fault: string): Promise<void> {
  await tx.run("UPDATE report SET state = 'failed', fault = ? WHERE id = ? AND state <> 'ready'", [
    fault.slice(0, 1000),
    id,
  ]);
}

/** Reports older than `keepMs` go. Answers how many. */
export async function sweepReports(tx: SqlWriter, now: number, keepMs: number): Promise<number> {
  const old = 'SELECT id FROM report WHERE created < ?';
  for (const table of ['report_place', 'report_body'])
    await tx.run(`DELETE FROM ${table} WHERE report IN (${old})`, [now - keepMs]);
  return tx.run('DELETE FROM report WHERE created < ?', [now - keepMs]);
}

/** Who a row belongs to. */
export function ownerOf(row: SqlRow): Owner {
  const kind = textOf(row, 'owner_kind');
  const kinds = ['user', 'token', 'local', 'system'] as const;
  return {
    kind: kinds.find((one) => one === kind) ?? 'user',
    id: textOf(row, 'owner_id'),
    name: textOf(row, 'owner_name'),
  };
}

/** What was asked for, as it is stored: in the words of a request, in which switches are texts. */
export function formatWish(wish: ReportWish): string {
  return JSON.stringify(wish, (_, value: unknown) =>
    typeof value === 'boolean' ? String(value) : value,
  );
}

/** What was asked for, as it was stored. */
export function parseWish(text: string): ReportWish {
  return reportWish.parse(parseJson(text, 'a stored report'));
}

/** All its places are within reach. A report without a place tells of nothing. */
function coveredBy(reach: Reach): Condition {
  if (reach === 'all') return { sql: '1 = 1', values: [] };
  const { sql, values } = placedWithin(reach, 'told');
  return {
    sql: `EXISTS (SELECT 1 FROM report_place any_place WHERE any_place.report = r.id)
      AND NOT EXISTS (SELECT 1 FROM report_place told WHERE told.report = r.id AND NOT (${sql}))`,
    values,
  };
}

function toReport(row: SqlRow): ReportRow {
  const fault = textOf(row, 'fault');
  const formats = ['pdf', 'html', 'csv', 'json'] as const;
  const states = ['waiting', 'ready', 'failed'] as const;
  return {
    id: textOf(row, 'id'),
    name: textOf(row, 'name'),
    kind: textOf(row, 'kind'),
    format: formats.find((one) => one === row['format']) ?? 'json',
    created: numberOf(row, 'created'),
    createdBy: textOf(row, 'owner_name'),
    sizeBytes: numberOf(row, 'size_bytes'),
    digest: textOf(row, 'digest'),
    state: states.find((one) => one === row['state']) ?? 'failed',
    ...(fault !== '' && { error: fault }),
  };
}

function noReport(): CaissonError {
  return new CaissonError('input.not-found', 'there is no such report');
}
