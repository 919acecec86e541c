export { type Predicate, parseExpression } from '#policy/expression.ts';
export type { Policy } from '#policy/judge.ts';
