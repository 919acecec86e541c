import type { Call, Operations } from '#contract/platform.ts';
import type { ReportWish } from '#estate/report/store.ts';
import type { AnswerOf } from '#wire/routes.ts';

/** The operations that reports read by. */
export type ReportSources = Pick<
  Operations,
  | 'readOverview'
  | 'readCoverage'
  | 'listFindings'
  | 'exportFindings'
  | 'readFixFirst'
  | 'readImage'
  | 'listIncidents'
  | 'listExceptions'
  | 'listFrameworks'
  | 'readFramework'
>;

/** Input of operations that take none. */
export const noInput = { params: undefined, query: undefined, body: undefined };

const mostRows = 20_000;
/** Of a file for programs; its size is bounded too. */
const mostRowsOfCsv = 200_000;
const limit = 500;

/** Rows of a list, and whether there are more than a report holds. */
export interface Rows<Item> {
  readonly items: Item[];
  readonly isCut: boolean;
}

/** Findings of a filter, most urgent first, and how many there are; a report has at most about 20 000. */
export async function allFindings(
  sources: Pick<ReportSources, 'listFindings'>,
  filter: NonNullable<ReportWish['filter']>,
  within: Call,
): Promise<{ readonly items: AnswerOf<'listFindings'>['items']; readonly total: number }> {
  let total = 0;
  const { items } = await pagesOf(async (cursor) => {
    const query = { ...filter, ...cursor, limit, sort: 'risk' } as const;
    const page = await sources.listFindings(within, { ...noInput, query });
    total = Math.max(total, page.total ?? 0);
    return page;
  });
  return { items, total: Math.max(total, items.length) };
}

/** Incidents, newest first. */
export function allIncidents(
  sources: Pick<ReportSources, 'listIncidents'>,
  within: Call,
  format: ReportWish['format'],
): Promise<Rows<AnswerOf<'listIncidents'>['items'][number]>> {
  return pagesOf(
    (cursor) => sources.listIncidents(within, { ...noInput, query: { ...cursor, limit } }),
    mostOf(format),
  );
}

/** Exceptions, those that end first on top. */
export function allExceptions(
  sources: Pick<ReportSources, 'listExceptions'>,
  within: Call,
  format: ReportWish['format'],
): Promise<Rows<AnswerOf<'listExceptions'>['items'][number]>> {
  return pagesOf(
    (cursor) => sources.listExceptions(within, { ...noInput, query: { ...cursor, limit } }),
    mostOf(format),
  );
}

function mostOf(format: ReportWish['format']): number {
  return format === 'csv' ? mostRowsOfCsv : mostRows;
}

async function pagesOf<Item>(
  read: (cursor: {
    readonly cursor?: string;
  }) => Promise<{ readonly items: readonly Item[]; readonly next?: string | undefined }>,
  most = mostRows,
): Promise<Rows<Item>> {
  const items: Item[] = [];
  let page = await read({});
  items.push(...page.items);
  while (page.next !== undefined && items.length < most) {
    page = await read({ cursor: page.next });
    items.push(...page.items);
  }
  return { items, isCut: page.next !== undefined };
}
