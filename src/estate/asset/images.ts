import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow, SqlValue } from '#contract/sql.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import { badCursor, formatCursor, parseCursor } from '../cursor.ts';
import { placeOf } from '../finding/conditions.ts';
import { likeOf } from '../like.ts';
import { assetWithin, type Condition, placedWithin } from '../reach.ts';
import { idOf, listOf, marks, numberOf, optionalNumberOf, padded, textOf } from '../row.ts';
import { joined, valuesOf } from '../statement.ts';
import { countsOfAsset } from './counts.ts';
import { runsWithin, type Standing, standingOf, worstExposure } from './standing.ts';

export type ImageRow = AnswerOf<'listImages'>['items'][number];
export type ImageQuery = InputOf<'listImages'>['query'];

const columns = {
  risk: { column: 'risk_order', direction: 'ASC', type: 'number' },
  '-risk': { column: 'risk_order', direction: 'DESC', type: 'number' },
  name: { column: 'name', direction: 'ASC', type: 'string' },
  '-name': { column: 'name', direction: 'DESC', type: 'string' },
  scanned: { column: 'coalesce(a.scanned_at, 0)', direction: 'ASC', type: 'number' },
  '-scanned': { column: 'coalesce(a.scanned_at, 0)', direction: 'DESC', type: 'number' },
  seen: { column: 'last_seen', direction: 'ASC', type: 'number' },
  '-seen': { column: 'last_seen', direction: 'DESC', type: 'number' },
} as const satisfies Readonly<Record<ImageQuery['sort'], unknown>>;

/** One page of images. What other tenants run of the same image is not told. */
export async function listImages(
  reader: SqlReader,
  query: ImageQuery,
  reach: Reach,
): Promise<AnswerOf<'listImages'>> {
  const { column, direction, type } = columns[query.sort];
  const key = column.startsWith('coalesce') ? column : `a.${column}`;
  const parts = conditionsOf(query, reach);
  if (query.cursor !== undefined) {
    const [sort, value = 0, id = 0] = parseCursor(query.cursor, ['string', type, 'number']);
    if (sort !== query.sort) throw badCursor();
    parts.push({
      sql: `(${key}, a.id) ${direction === 'ASC' ? '>' : '<'} (?, ?)`,
      values: [value, id],
    });
  }
  const rows = await reader.all(
    `SELECT a.*, ${key} AS sort_key FROM asset a WHERE ${joined(parts)}
     ORDER BY ${key} ${direction}, a.id ${direction} LIMIT ?`,
    [...valuesOf(parts), query.limit + 1],
  );
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  const items = await toImages(reader, shown, reach);
  if (rows.length <= query.limit || last === undefined) return { items };
  const value = type === 'string' ? textOf(last, 'sort_key') : numberOf(last, 'sort_key');
  return { items, next: formatCursor([query.sort, value, numberOf(last, 'id')]) };
}

function conditionsOf(query: ImageQuery, reach: Reach): Condition[] {
  const { running, scan = [] } = query;
  return [
    { sql: `a.kind = 'image'`, values: [] },
    ...(reach === 'all' ? [] : [assetWithin(reach, 'a.id')]),
    ...placeCondition(query),
    ...(running === undefined ? [] : [runningCondition(running, reach)]),
    ...(scan.length === 0 ? [] : [{ sql: `a.scan_state IN (${marks(scan)})`, values: scan }]),
    ...textCondition(query),
  ];
}

function runningCondition(isWanted: boolean, reach: Reach): Condition {
  const { sql, values } = runsWithin(reach, 'a');
  return isWanted ? { sql, values } : { sql: `NOT (${sql})`, values };
}

function placeCondition(query: ImageQuery): readonly Condition[] {
  const place = placeOf(query);
  return place === undefined ? [] : [assetWithin([place], 'a.id')];
}

function textCondition({ q = '' }: ImageQuery): readonly Condition[] {
  if (q.trim() === '') return [];
  const like = likeOf(q);
  return [
    {
      sql: `(lower(a.name) LIKE ? ESCAPE '!' OR lower(a.names) LIKE ? ESCAPE '!' OR a.digest LIKE ? ESCAPE '!')`,
      values: [like, like, like],
    },
  ];
}

/** One image within reach, or undefined. */
export async function findImage(
  reader: SqlReader,
  id: number,
  reach: Reach,
): Promise<SqlRow | undefined> {
  const within = assetWithin(reach, 'a.id');
  return reader.first(
    `SELECT a.* FROM asset a WHERE a.id = ? AND a.kind = 'image' AND ${within.sql}`,
    [id, ...within.values],
  );
}

/** Writes rows of the table `asset` as the API shows images. */
export async function toImages(
  reader: SqlReader,
  rows: readonly SqlRow[],
  reach: Reach,
): Promise<ImageRow[]> {
  const seen = reach === 'all' ? undefined : await runningWithin(reader, rows, reach);
  return rows.map((row) => {
    const { running, exposure } =
      seen === undefined
        ? { running: numberOf(row, 'running'), exposure: worstExposure([textOf(row, 'exposure')]) }
        : (seen.get(numberOf(row, 'id')) ?? standingOf([]));
    return { ...plainImage(row), running, exposure };
  });
}

function plainImage(row: SqlRow): Omit<ImageRow, 'running' | 'exposure'> {
  return {
    id: idOf(row),
    name: textOf(row, 'name'),
    names: [...listOf(row, 'names')],
    digest: textOf(row, 'digest'),
    ...textMembers(row),
    ...numberMembers(row),
    firstSeen: numberOf(row, 'first_seen'),
    lastSeen: numberOf(row, 'last_seen'),
    scan: scanOf(textOf(row, 'scan_state')),
    gaps: numberOf(row, 'gaps'),
    components: numberOf(row, 'components'),
    signed: signedOf(textOf(row, 'signed')),
    findings: countsOfAsset(row),
  };
}

function textMembers(
  row: SqlRow,
): Partial<Pick<ImageRow, 'manifest' | 'os' | 'base' | 'scanError'>> {
  const members = [
    ['manifest', textOf(row, 'manifest')],
    ['os', textOf(row, 'os')],
    ['base', textOf(row, 'base')],
    ['scanError', textOf(row, 'scan_error')],
  ] as const;
  return Object.fromEntries(members.filter(([, text]) => text !== ''));
}

function numberMembers(row: SqlRow): Partial<Pick<ImageRow, 'created' | 'sizeBytes' | 'scanned'>> {
  const members = [
    ['created', optionalNumberOf(row, 'created_at')],
    ['sizeBytes', optionalNumberOf(row, 'size_bytes')],
    ['scanned', optionalNumberOf(row, 'scanned_at')],
  ] as const;
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

async function runningWithin(
  reader: SqlReader,
  rows: readonly SqlRow[],
  reach: Reach,
): Promise<ReadonlyMap<number, Standing>> {
  if (rows.length === 0) return new Map();
  const ids: readonly SqlValue[] = padded(rows.map((row) => numberOf(row, 'id')));
  const within = placedWithin(reach, 'w');
  const found = await reader.all(
    `SELECT w.asset AS asset, w.exposure AS exposure, w.privileged AS privileged, sum(w.running) AS running
     FROM workload w WHERE w.asset IN (${marks(ids)}) AND w.gone_at IS NULL AND ${within.sql} GROUP BY w.asset, w.exposure, w.privileged`,
    [...ids, ...within.values],
  );
  const groups = Map.groupBy(found, (row) => numberOf(row, 'asset'));
  return new Map([...groups].map(([asset, workloads]) => [asset, standingOf(workloads)]));
}

function scanOf(text: string): ImageRow['scan'] {
  const states = ['scanned', 'waiting', 'scanning', 'failed', 'never'] as const;
  return states.find((one) => one === text) ?? 'never';
}

function signedOf(text: string): ImageRow['signed'] {
  return (['verified', 'unverified', 'unknown'] as const).find((one) => one === text) ?? 'unknown';
}
