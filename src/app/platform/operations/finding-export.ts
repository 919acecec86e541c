import type { Reach } from '#contract/platform.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { listFindingIds } from '#estate/finding/list.ts';
import { type FindingRow, readFindings } from '#estate/finding/view.ts';
import { formatJson } from '#kit/json.ts';
import { byteOrderMark, csvLine } from '#reporting/csv.ts';
import type { FileAnswer, InputOf } from '#wire/routes.ts';

const pageSize = 500;

/** Columns of the CSV, in order. */
const cells: Readonly<Record<string, (one: FindingRow) => string>> = {
  id: ({ id }) => id,
  kind: ({ kind }) => kind,
  rule: ({ rule }) => rule,
  title: ({ title }) => title,
  severity: ({ severity }) => severity,
  tier: ({ tier }) => tier,
  score: ({ score }) => `${score}`,
  state: ({ state }) => state,
  asset: ({ asset }) => asset.name,
  asset_kind: ({ asset }) => asset.kind,
  component: ({ component }) => component?.name ?? '',
  version: ({ component }) => component?.version ?? '',
  purl: ({ component }) => component?.purl ?? '',
  fixed_version: ({ fixedVersion = '' }) => fixedVersion,
  exploited: ({ exploited }) => `${exploited}`,
  epss: ({ epss }) => (epss === undefined ? '' : `${epss}`),
  usage: ({ usage }) => usage,
  exposure: ({ exposure }) => exposure,
  owner: ({ owner = '' }) => owner,
  first_seen: ({ firstSeen }) => moment(firstSeen),
  last_seen: ({ lastSeen }) => moment(lastSeen),
  due: ({ due }) => moment(due),
  breached: ({ breached }) => `${breached}`,
  fixed_at: ({ fixedAt }) => moment(fixedAt),
  exception: ({ exception = '' }) => exception,
  reason: ({ sentence }) => sentence,
  fingerprint: ({ fingerprint }) => fingerprint,
};

/** The findings of a filter as a file, read page by page while it is sent: the same rows that the list shows. */
export function exportFindings(
  database: SqlDatabase,
  query: InputOf<'exportFindings'>['query'],
  reach: Reach,
  { signal, now }: { readonly signal: AbortSignal; readonly now: Date },
): FileAnswer {
  const pages = pagesOf(database, query, reach, signal);
  const day = now.toISOString().slice(0, 10);
  return query.format === 'csv'
    ? {
        fileName: `findings-${day}.csv`,
        mediaType: 'text/csv; charset=utf-8',
        bytes: csvBytes(pages),
      }
    : {
        fileName: `findings-${day}.json`,
        mediaType: 'application/json',
        bytes: jsonBytes(pages),
      };
}

async function* pagesOf(
  database: SqlDatabase,
  query: InputOf<'exportFindings'>['query'],
  reach: Reach,
  signal: AbortSignal,
): AsyncGenerator<readonly FindingRow[]> {
  let cursor: string | undefined;
  do {
    signal.throwIfAborted();
    const page: Awaited<ReturnType<typeof listFindingIds>> = await listFindingIds(
      database,
      query,
      reach,
      { sort: query.sort, limit: pageSize, ...(cursor !== undefined && { cursor }) },
    );
    yield await readFindings(database, page.ids, reach);
    cursor = page.next;
  } while (cursor !== undefined);
}

async function* csvBytes(pages: AsyncIterable<readonly FindingRow[]>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(byteOrderMark + csvLine(Object.keys(cells)));
  const columns = Object.values(cells);
  for await (const page of pages)
    yield Buffer.from(page.map((one) => csvLine(columns.map((cell) => cell(one)))).join(''));
}

async function* jsonBytes(pages: AsyncIterable<readonly FindingRow[]>): AsyncGenerator<Uint8Array> {
  let separator = '[\n';
  for await (const page of pages) {
    if (page.length === 0) continue;
    yield Buffer.from(separator + page.map((one) => formatJson(one)).join(',\n'));
    separator = ',\n';
  }
  yield Buffer.from(separator === '[\n' ? '[]\n' : '\n]\n');
}

function moment(time: number | undefined): string {
  return time === undefined ? '' : new Date(time).toISOString();
}
