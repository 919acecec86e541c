import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { likeOf } from '../like.ts';
import type { Condition } from '../reach.ts';
import { marks, numberOf, optionalTextOf, padded, recordOf, storable, textOf } from '../row.ts';
import type { Covered } from './cover.ts';

/** A finding that an exception may be about. */
export interface Candidate {
  readonly row: SqlRow;
  readonly id: number;
  readonly asset: number;
  readonly covered: Covered;
}

/** Which findings an exception may be about. */
export interface CandidateWish {
  /** Of these faults (`faultsOf`). */
  readonly faults: readonly number[];
  /** Asked of a finding `f` besides. */
  readonly where?: Condition;
}

/** Findings that are not fixed: one page of at most `limit`, by id. */
export async function readCandidates(
  reader: SqlReader,
  { faults, where = { sql: '1 = 1', values: [] } }: CandidateWish,
  after: number,
  limit: number,
): Promise<readonly Candidate[]> {
  if (faults.length === 0) return [];
  const values = padded(faults);
  const rows = await reader.all(
    `SELECT f.id AS id, f.asset AS asset, f.state AS state, f.exception AS exception, f.traits AS traits, f.tier AS tier, f.severity AS severity,
       f.due_at AS due_at, f.breached AS breached, f.fixable AS fixable, f.exploited AS exploited,
       p.rule AS rule, p.title AS title, p.facts AS facts, c.name AS component_name, c.purl AS purl
     FROM finding f JOIN problem p ON p.id = f.problem LEFT JOIN component c ON c.id = p.component
     WHERE f.vulnerability IN (${marks(values)}) AND f.id > ? AND f.state <> 'fixed' AND ${where.sql} ORDER BY f.id LIMIT ?`,
    [...values, after, ...where.values, limit],
  );
  return rows.map(toCandidate);
}

/** Row ids of the faults that are known by one of these names (rule or alias). Looks at every problem: ask once. */
export async function faultsOf(
  reader: SqlReader,
  names: readonly string[],
): Promise<readonly number[]> {
  const found = new Set<number>();
  for (const name of names) {
    const folded = storable(name.toLowerCase(), 300);
    const rows = await reader.all(
      `SELECT id FROM vulnerability WHERE folded = ? UNION
       SELECT v.id FROM problem p JOIN vulnerability v ON v.rule = p.rule AND v.kind = p.kind WHERE lower(p.facts) LIKE ? ESCAPE '!'`,
      [folded, likeOf(JSON.stringify(folded))],
    );
    for (const row of rows) found.add(numberOf(row, 'id'));
  }
  return [...found];
}

function toCandidate(row: SqlRow): Candidate {
  const { aliases } = recordOf(row, 'facts');
  const purl = optionalTextOf(row, 'purl');
  return {
    row,
    id: numberOf(row, 'id'),
    asset: numberOf(row, 'asset'),
    covered: {
      rule: textOf(row, 'rule'),
      aliases: Array.isArray(aliases) ? aliases.filter((one) => typeof one === 'string') : [],
      fixable: numberOf(row, 'fixable') === 1,
      exploited: numberOf(row, 'exploited') === 1,
      ...(purl !== undefined && { component: { name: textOf(row, 'component_name'), purl } }),
    },
  };
}
