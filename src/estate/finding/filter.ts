import type { InputOf } from '#wire/routes.ts';

/** The filter that lists, counts, decisions, exports and reports share. */
export type FindingFilter = InputOf<'countFindings'>['query'];

/** Members of a filter that no tally answers. */
const beyondTraits = [
  'q',
  'rule',
  'component',
  'owner',
  'since',
  'asset',
  'workload',
  'cluster',
  'namespace',
  'repository',
] as const satisfies readonly (keyof FindingFilter)[];

/** Whether of all that is not a trait only these are asked. */
export function isNothingBut(
  filter: FindingFilter,
  names: readonly (typeof beyondTraits)[number][],
): boolean {
  return beyondTraits.every((name) => filter[name] === undefined || names.includes(name));
}
