import type { Operations, Platform, Reach } from '#contract/platform.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { decideFindings } from '#estate/finding/decide.ts';
import { countFacets } from '#estate/finding/facets.ts';
import { readFixFirst } from '#estate/finding/fix-first.ts';
import { listFindingIds } from '#estate/finding/list.ts';
import { readFindings } from '#estate/finding/view.ts';
import { listVulnerabilities } from '#estate/finding/vulnerabilities.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import { readFinding } from './finding-detail.ts';
import { exportFindings } from './finding-export.ts';

type FindingOperations = Pick<
  Operations,
  | 'listFindings'
  | 'countFindings'
  | 'readFinding'
  | 'decideFindings'
  | 'exportFindings'
  | 'listVulnerabilities'
  | 'readFixFirst'
>;

/** Findings: lists, counts, details, decisions, exports. */
export function findingOperations(
  parts: Pick<Platform, 'database' | 'changes' | 'audit' | 'scope'>,
): FindingOperations {
  const { database, changes, audit, scope } = parts;
  return {
    listFindings: ({ reach }, { query }) => listFindings(database, query, reach),
    countFindings: async ({ reach }, { query }) => {
      const { total, estimated, facets } = await countFacets(database, query, reach);
      return { total, ...(estimated === true && { estimated }), facets: copyOf(facets) };
    },
    readFinding: ({ reach }, { params }) => readFinding(database, params.id, reach),
    decideFindings: ({ caller, reach, signal }, { body }) =>
      decideFindings(database, body, {
        caller,
        reach,
        signal,
        changes,
        audit,
        now: scope.clock().getTime(),
      }),
    exportFindings: async ({ reach, signal }, { query }) =>
      exportFindings(database, query, reach, { signal, now: scope.clock() }),
    listVulnerabilities: ({ reach }, { query }) => listVulnerabilities(database, query, reach),
    readFixFirst: ({ reach }, { query }) => readFixFirst(database, reach, query.limit),
  };
}

/** One page of findings; what exports and reports go through, page by page. */
export async function listFindings(
  database: SqlDatabase,
  query: InputOf<'listFindings'>['query'],
  reach: Reach,
): Promise<AnswerOf<'listFindings'>> {
  const { sort, limit, cursor, ...filter } = query;
  const page = await listFindingIds(database, filter, reach, {
    sort,
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  const { next, total } = page;
  return {
    items: [...(await readFindings(database, page.ids, reach))],
    ...(next !== undefined && { next }),
    ...(total !== undefined && { total }),
  };
}

function copyOf(
  facets: Readonly<Record<string, Readonly<Record<string, number>>>>,
): Record<string, Record<string, number>> {
  return Object.fromEntries(Object.entries(facets).map(([name, counts]) => [name, { ...counts }]));
}
