import type { Ability, AccessGrant, AccessRule, AccessSubject } from '#model/access.ts';
import type { Access, Bound } from './access.ts';
import { type Binding, grantOf } from './bindings.ts';
import { requesterOf } from './identity.ts';
import type { HeldRule } from './roles.ts';
import { sortVerbs } from './verbs.ts';

/** Entries that one subject may have: `groups × resources` of hostile rules grow fast. */
const maxAbilities = 200_000;

/**
 * What somebody may do, one entry for each resource and place: the whole cluster first, then namespaces by name. With `direct`
 * only what bindings give to the subject itself, not what groups give that it is in.
 */
export function whatCan(
  access: Access,
  subject: AccessSubject,
  { direct = false, groups = [] }: { direct?: boolean; groups?: readonly string[] } = {},
): readonly Ability[] {
  const bounds = direct
    ? access.directlyBound(subject)
    : access.allBoundOf(requesterOf(subject, groups));
  return abilitiesOf(bounds);
}

interface Draft {
  readonly type: Ability['type'];
  readonly namespace: string | undefined;
  readonly group: string;
  readonly resource: string;
  readonly names: readonly string[];
  readonly verbs: Set<string>;
  readonly grants: Map<HeldRule, readonly [Bound, HeldRule]>;
}

/** The rules of bindings, taken apart by resource and joined again by place. */
function abilitiesOf(bounds: Iterable<Bound>): readonly Ability[] {
  const drafts = new Map<string, Draft>();
  for (const bound of bounds)
    for (const held of bound.binding.role?.rules ?? []) addRule(drafts, bound, held);
  return [...drafts.values()].map(toAbility).sort(byPlace);
}

function addRule(drafts: Map<string, Draft>, bound: Bound, held: HeldRule): void {
  for (const [type, group, resource] of partsOf(held.rule, bound.binding)) {
    const { namespace } = bound.binding;
    const names = type === 'url' ? [] : [...new Set(held.rule.resourceNames)].sort();
    const key = JSON.stringify([type, namespace ?? '', group, resource, names]);
    let draft = drafts.get(key);
    if (draft === undefined) {
      if (drafts.size >= maxAbilities) return;
      draft = { type, namespace, group, resource, names, verbs: new Set(), grants: new Map() };
      drafts.set(key, draft);
    }
    for (const verb of held.rule.verbs) draft.verbs.add(verb);
    draft.grants.set(held, [bound, held]);
  }
}

/** Paths count only in bindings of the whole cluster. */
function* partsOf(
  rule: AccessRule,
  { namespace }: Binding,
): Iterable<readonly ['resource' | 'url', string, string]> {
  if (rule.verbs.length === 0) return;
  for (const group of rule.apiGroups)
    for (const resource of rule.resources) yield ['resource', group, resource];
  if (namespace === undefined) for (const path of rule.nonResourceUrls) yield ['url', '', path];
}

function toAbility(draft: Draft): Ability {
  const { type, namespace, group, resource, names } = draft;
  const grants: AccessGrant[] = [...draft.grants.values()]
    .slice(0, 20)
    .map(([{ binding, subject }, held]) => grantOf(binding, subject, held));
  return {
    type,
    ...(namespace !== undefined && { namespace }),
    group,
    resource,
    names,
    verbs: sortVerbs(draft.verbs),
    grants,
  };
}

function byPlace(a: Ability, b: Ability): number {
  return (
    compare(a.namespace ?? '', b.namespace ?? '') ||
    compare(a.type, b.type) ||
    compare(a.group, b.group) ||
    compare(a.resource, b.resource) ||
    compare(a.names.join('\n'), b.names.join('\n'))
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
