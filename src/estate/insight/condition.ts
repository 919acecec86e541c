import type { SqlValue } from '#contract/sql.ts';

/** A part of a statement, as it stands in it, with its values. */
export interface Part {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** A statement from a template: `${part}` puts in a part, any other value a `?`. */
export function statement(
  texts: TemplateStringsArray,
  ...given: readonly (Part | SqlValue)[]
): readonly [string, readonly SqlValue[]] {
  let sql = texts[0] ?? '';
  const values: SqlValue[] = [];
  for (const [at, one] of given.entries()) {
    if (isPart(one)) {
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

/** Text that a `LIKE` with `ESCAPE '!'` takes as it is. */
export function likeLiteral(text: string): string {
  return text.replaceAll(/[!%_]/gu, (char) => `!${char}`);
}

function isPart(value: Part | SqlValue): value is Part {
  return typeof value === 'object' && value !== null && 'sql' in value;
}
