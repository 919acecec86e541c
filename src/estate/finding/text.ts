import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { likeOf } from '../like.ts';
import type { Condition } from '../reach.ts';
import { marks, numberOf, padded } from '../row.ts';

/** How the findings of a text are found: those whose rule, title or component, or whose asset holds it. */
export interface TextPlan {
  /** Asked of a finding `f`. */
  readonly condition: Condition;
  /** What stands before a statement with that condition, with its values. */
  readonly head?: Condition;
  /** The same findings in parts that have nothing in common, each of which an index leads to. */
  readonly ways: readonly Condition[];
  /** Whether the ways lead to so few findings that they can be collected and sorted. */
  readonly isFew: boolean;
  /** Whether no asset holds it by its name. */
  readonly isOfFaults: boolean;
}

/** So many problems or assets are named one by one. */
const fewProblems = 4096;
const fewAssets = 1000;
/** So many findings are collected: of problems an index alone tells all that sorting needs, of assets it does not. */
const ofProblems = 200_000;
const ofAssets = 40_000;

const problem = 'problem p LEFT JOIN component c ON c.id = p.component';
const holds = `(lower(p.rule) LIKE ? ESCAPE '!' OR lower(p.title) LIKE ? ESCAPE '!' OR lower(c.name) LIKE ? ESCAPE '!')`;
const isNamed = `lower(a.name) LIKE ? ESCAPE '!'`;

/**
 * Looks a text up among problems and assets, which are few. What they lead to is collected where that is little; else each finding
 * on the way of an order is asked, which is good because it is often met. To `count` goes through all.
 */
export async function planText(
  reader: SqlReader,
  text: string,
  purpose: 'walk' | 'count',
): Promise<TextPlan> {
  const like = likeOf(text);
  const [problems, assets] = await Promise.all([
    reader.all(`SELECT p.id AS id FROM ${problem} WHERE ${holds} LIMIT ?`, [
      like,
      like,
      like,
      fewProblems + 1,
    ]),
    reader.all(`SELECT a.id AS id FROM asset a WHERE ${isNamed} LIMIT ?`, [like, fewAssets + 1]),
  ]);
  const isOfFaults = assets.length === 0;
  const areFew = problems.length <= fewProblems && assets.length <= fewAssets;
  if (areFew && (await areCollectable(reader, problems, assets))) {
    const ways = waysOf(named(problems), named(assets));
    return { condition: anyOf(ways), ways, isFew: true, isOfFaults };
  }
  const holding = membersOf(problems, fewProblems, {
    sql: `SELECT p.id FROM ${problem} WHERE ${holds}`,
    values: [like, like, like],
  });
  const naming = membersOf(assets, fewAssets, {
    sql: `SELECT a.id FROM asset a WHERE ${isNamed}`,
    values: [like],
  });
  const ways = waysOf(holding, naming);
  const asked = purpose === 'count' ? { condition: anyOf(ways) } : askedOfEach(holding, naming);
  return { ...asked, ways, isFew: false, isOfFaults };
}

/** Sets that are looked for are made once a statement; known ones stand in the condition. */
function askedOfEach(
  holding: Members | undefined,
  naming: Members | undefined,
): Pick<TextPlan, 'condition' | 'head'> {
  const sets = [
    { name: 'holding', column: 'problem', set: holding },
    { name: 'naming', column: 'asset', set: naming },
  ].flatMap(({ set, ...one }) => (set === undefined ? [] : [{ ...one, set }]));
  const sought = sets.filter(({ set }) => set.isSought);
  const heads = sought.map(({ name, set }) => `${name} (id) AS MATERIALIZED (${set.sql})`);
  // The plus keeps engines on the way of the order: their indexes of problems would be gone through for every trait.
  const parts = sets.map(
    ({ name, column, set }) =>
      `+f.${column} IN (${set.isSought ? `SELECT id FROM ${name}` : set.sql})`,
  );
  const known = sets.filter(({ set }) => !set.isSought);
  return {
    condition: {
      // An `IN` alone is made a join by PostgreSQL, which then sorts each range whole; one among several stays a question.
      sql: `(f.id < 0 OR ${parts.join(' OR ')})`,
      values: known.flatMap(({ set }) => set.values),
    },
    ...(heads.length > 0 && {
      head: {
        sql: `WITH ${heads.join(', ')}`,
        values: sought.flatMap(({ set }) => set.values),
      },
    }),
  };
}

/** Whether problems and assets have few findings together, told by counting no further than that. */
async function areCollectable(
  reader: SqlReader,
  problems: readonly SqlRow[],
  assets: readonly SqlRow[],
): Promise<boolean> {
  const counted = [
    { set: named(problems), column: 'problem', most: ofProblems },
    { set: named(assets), column: 'asset', most: ofAssets },
  ];
  for (const { set, column, most } of counted) {
    if (set === undefined) continue;
    const row = await reader.first(
      `SELECT count(*) AS n FROM (SELECT 1 AS one FROM finding WHERE ${column} IN (${set.sql}) LIMIT ${most}) few`,
      set.values,
    );
    if (numberOf(row, 'n') >= most) return false;
  }
  return true;
}

/** What stands in the parentheses of `IN`: ids, or a question for them. */
interface Members extends Condition {
  readonly isSought: boolean;
}

/** The question where there are more than so many. */
function membersOf(rows: readonly SqlRow[], few: number, question: Condition): Members | undefined {
  return rows.length > few ? { ...question, isSought: true } : named(rows);
}

function named(rows: readonly SqlRow[]): Members | undefined {
  if (rows.length === 0) return undefined;
  const values = padded(rows.map((row) => numberOf(row, 'id')));
  return { sql: marks(values), values, isSought: false };
}

function waysOf(
  problems: Condition | undefined,
  assets: Condition | undefined,
): readonly Condition[] {
  const byProblem = problems && {
    sql: `f.problem IN (${problems.sql})`,
    values: problems.values,
  };
  if (assets === undefined) return byProblem === undefined ? [] : [byProblem];
  const byAsset = { sql: `f.asset IN (${assets.sql})`, values: assets.values };
  if (byProblem === undefined) return [byAsset];
  const others = {
    sql: `${byAsset.sql} AND NOT (+${byProblem.sql})`,
    values: [...byAsset.values, ...byProblem.values],
  };
  return [byProblem, others];
}

function anyOf(ways: readonly Condition[]): Condition {
  if (ways.length === 0) return { sql: '1 = 0', values: [] };
  return {
    sql: `(${ways.map(({ sql }) => sql).join(' OR ')})`,
    values: ways.flatMap(({ values }) => values),
  };
}

/** Whether very many faults hold a text, and no asset by its name: then it is told of whole faults, which is near enough. */
export function isOfManyFaults(text: TextPlan | undefined): boolean {
  return text !== undefined && !text.isFew && text.isOfFaults;
}

/** Faults that hold a text in rule, title or component: what stands in the parentheses of `IN`. */
export function faultsHolding(text: string): Condition {
  const like = likeOf(text);
  return {
    sql: `SELECT v.id FROM ${problem} JOIN vulnerability v ON v.kind = p.kind AND v.rule = p.rule WHERE ${holds}`,
    values: [like, like, like],
  };
}
