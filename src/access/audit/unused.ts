import type {
  Ability,
  AccessRequest,
  AccessSubject,
  AccessUse,
  UnusedAbility,
} from '#model/access.ts';
import type { Access } from '../access.ts';
import { keysOf, subjectKey } from '../identity.ts';
import { isPartOfCluster } from '../quiet.ts';
import { includesOrAll, nameOfRequest, resourceMatches, urlMatches } from '../rule.ts';
import { whatCan } from '../what-can.ts';

/** What rights were not used for. */
export interface UnusedOptions {
  /** ISO 8601: older uses do not count. */
  readonly since?: string;
  /** Also parts of the cluster itself. */
  readonly system?: boolean;
}

/**
 * Rights that bindings give to subjects themselves and that no use of a log needed, by subject. `*` counts as used as soon as
 * any verb was. How long the log reaches is for the reader to judge.
 */
export function unusedAbilities(
  access: Access,
  uses: readonly AccessUse[],
  { since = '', system = false }: UnusedOptions = {},
): readonly UnusedAbility[] {
  const byKey = new Map<string, AccessRequest[]>();
  for (const { requester, request, last } of uses)
    for (const key of last < since ? [] : keysOf(requester)) {
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, [request]);
      else known.push(request);
    }
  return access.subjects
    .filter((subject) => system || !isPartOfCluster(subject))
    .flatMap((subject) => unusedOf(access, subject, byKey.get(subjectKey(subject)) ?? []));
}

function unusedOf(
  access: Access,
  subject: AccessSubject,
  requests: readonly AccessRequest[],
): readonly UnusedAbility[] {
  return whatCan(access, subject, { direct: true }).flatMap((ability) => {
    const used = new Set(requests.filter((one) => isWithin(one, ability)).map(({ verb }) => verb));
    const unusedVerbs = ability.verbs.filter((verb) =>
      verb === '*' ? used.size === 0 : !used.has(verb),
    );
    return unusedVerbs.length === 0 ? [] : [{ subject, ability, unusedVerbs }];
  });
}

/** Whether an ability is about what a request asked for, whatever the verb. */
function isWithin(request: AccessRequest, ability: Ability): boolean {
  if (request.type === 'url')
    return ability.type === 'url' && urlMatches(ability.resource, request.path);
  if (ability.type === 'url') return false;
  const { namespace, group, resource, subresource } = request;
  if (ability.namespace !== undefined && ability.namespace !== namespace) return false;
  return (
    includesOrAll([ability.group], group) &&
    resourceMatches(ability.resource, resource, subresource) &&
    (ability.names.length === 0 || ability.names.includes(nameOfRequest(request)))
  );
}
