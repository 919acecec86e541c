import type { SqlValue } from '#contract/sql.ts';
import type { Condition } from './reach.ts';
import { marks } from './row.ts';

/** A statement from a template: `${condition}` puts in a part with its values, any other value a `?`. */
export function statement(
  texts: TemplateStringsArray,
  ...given: readonly (Condition | SqlValue)[]
): readonly [string, readonly SqlValue[]] {
  let sql = texts[0] ?? '';
  const values: SqlValue[] = [];
  for (const [at, one] of given.entries()) {
    if (isCondition(one)) {
      sql += one.sql;
      values.push(...one.values);
    } else {
      sql += '?';
      values.push(one);
    }
    sql += texts[at + 1] ?? '';
  }
  return [sql, values];
}

/** The values of an `IN (…)`. */
export function among(values: readonly SqlValue[]): Condition {
  return { sql: marks(values), values };
}

/** Conditions that must all hold. */
export function joined(parts: readonly Condition[]): string {
  return parts.map(({ sql }) => sql).join(' AND ');
}

/** Values of conditions, in their order. */
export function valuesOf(parts: readonly Condition[]): readonly SqlValue[] {
  return parts.flatMap(({ values }) => values);
}

function isCondition(value: Condition | SqlValue): value is Condition {
  return typeof value === 'object' && value !== null && 'sql' in value;
}
