import type { AnswerOf } from '#wire/routes.ts';

type Scope = AnswerOf<'readException'>['scope'];

/** Says what an exception covers beside its rule. */
export function scopeText(scope: Scope): string {
  const parts = [
    scope.component === undefined ? '' : `in ${scope.component}`,
    scope.asset === undefined ? '' : `asset ${scope.asset}`,
    scope.repository === undefined ? '' : `images of ${scope.repository}`,
    scope.workload === undefined ? '' : `workload ${scope.workload}`,
    [scope.cluster, scope.namespace].filter(Boolean).join(' / '),
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'everywhere' : parts.join(', ');
}
