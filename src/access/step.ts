import type { AccessNode } from '#model/access.ts';
import type { Right } from './rights.ts';
import type { Permission } from './risk.ts';

/** One thing that somebody can do next, and what lets them. */
export interface Step {
  readonly kind: string;
  readonly to: AccessNode;
  readonly title: string;
  readonly right: Right;
  readonly blockers?: readonly string[];
  readonly assumptions?: readonly string[];
}

/** Rights on resources of one group. */
export function inGroup(
  group: string,
  verbs: readonly string[],
  ...resources: readonly string[]
): Permission {
  return { verbs, groups: [group], resources };
}

/** For titles: `of "shop"`. */
export function placeOf(namespace: string | undefined): string {
  return namespace === undefined ? 'of the cluster' : `of "${namespace}"`;
}

/** Those of the whole cluster. */
export function wide(all: readonly Right[]): readonly Right[] {
  return all.filter(({ namespace }) => namespace === undefined);
}
