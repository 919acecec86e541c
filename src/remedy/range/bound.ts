import { comparatorOf, isVersion, type Scheme } from '#version/scheme.ts';

/** One comparison that a version must pass. */
export interface Bound {
  readonly operator: '<' | '<=' | '>' | '>=' | '=' | '!=';
  readonly version: string;
}

/** Alternatives, each of bounds that must all hold; an alternative without bounds accepts everything. */
export type Bounds = readonly (readonly Bound[])[];

/** Whether a version passes; `undefined` when something in the comparison is no version. */
export function passes(bounds: Bounds, version: string, scheme: Scheme): boolean | undefined {
  const known = [version, ...bounds.flatMap((all) => all.map((bound) => bound.version))];
  if (!known.every((text) => isVersion(scheme, text))) return undefined;
  return bounds.some((all) => all.every((bound) => holds(bound, version, scheme)));
}

function holds({ operator, version: other }: Bound, version: string, scheme: Scheme): boolean {
  const order = comparatorOf(scheme)(version, other);
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    default:
      return operator satisfies never;
  }
}

/** All parts, or nothing when one of them was not understood. */
export function allOf<Part>(parts: readonly (Part | undefined)[]): readonly Part[] | undefined {
  const known: Part[] = [];
  for (const part of parts) {
    if (part === undefined) return undefined;
    known.push(part);
  }
  return known;
}

const operators: readonly string[] = ['<', '<=', '>', '>=', '=', '!='];

/** Whether a sign is an operator as it stands. */
export function isOperator(sign: string): sign is Bound['operator'] {
  return operators.includes(sign);
}
