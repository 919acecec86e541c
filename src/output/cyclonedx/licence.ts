import deprecated from 'spdx-license-ids/deprecated.json' with { type: 'json' };
import current from 'spdx-license-ids/index.json' with { type: 'json' };
import type { License } from '#model/component.ts';

const known: ReadonlySet<string> = new Set([...current, ...deprecated]);

/**
 * The licences of a component as CycloneDX wants them (`licenseChoice`): one expression, or a list of single licences.
 * Several SPDX licences all apply, so they are joined by AND; what is not SPDX is a named licence.
 */
export function licenseChoice(licenses: readonly License[]): readonly object[] {
  const expressions = licenses.flatMap(({ expression }) => expression ?? []);
  const [only] = expressions;
  if (only !== undefined && expressions.length === 1 && licenses.length === 1)
    return [known.has(only) ? { license: { id: only } } : { expression: only }];
  if (expressions.length === licenses.length && expressions.length > 0)
    return [{ expression: expressions.map(inParentheses).join(' AND ') }];
  return licenses.flatMap(named);
}

function named({ expression, raw }: License): readonly object[] {
  if (expression !== undefined && known.has(expression)) return [{ license: { id: expression } }];
  const name = expression ?? raw;
  return name === undefined || name === '' ? [] : [{ license: { name } }];
}

/** An operand of AND: whatever is more than one word stands in parentheses. */
function inParentheses(expression: string): string {
  return expression.includes(' ') ? `(${expression})` : expression;
}
