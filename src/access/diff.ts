import type { Ability, AccessChange, AccessSubject } from '#model/access.ts';
import type { Access } from './access.ts';
import { formatSubject, requesterOf, subjectKey } from './identity.ts';
import type { HeldRule } from './roles.ts';
import { includesOrAll, resourceMatches, urlMatches } from './rule.ts';
import { whatCan } from './what-can.ts';

/**
 * What a change gives to subjects and takes from them: of what bindings give to a subject itself, all that it could not do before
 * by any way. Subjects for whom nothing changes are left out; by name.
 */
export function diffAccess(before: Access, after: Access): readonly AccessChange[] {
  const subjects = new Map<string, AccessSubject>();
  for (const one of [...before.subjects, ...after.subjects]) subjects.set(subjectKey(one), one);
  return [...subjects.values()]
    .map((subject) => ({
      subject,
      gained: notCovered(after, before, subject),
      lost: notCovered(before, after, subject),
    }))
    .filter(({ gained, lost }) => gained.length + lost.length > 0)
    .sort((a, b) => (formatSubject(a.subject) < formatSubject(b.subject) ? -1 : 1));
}

/** Abilities in one, with the verbs alone that the other does not give. */
function notCovered(one: Access, other: Access, subject: AccessSubject): readonly Ability[] {
  const covering = new Coverage(other, subject);
  return whatCan(one, subject, { direct: true }).flatMap((ability) => {
    const names = ability.names.filter((name) => !covering.hasAll({ ...ability, names: [name] }));
    if (ability.names.length > 0 && names.length === 0) return [];
    const rest = { ...ability, names };
    const verbs = ability.verbs.filter((verb) => !covering.has(rest, verb));
    return verbs.length === 0 ? [] : [{ ...rest, verbs }];
  });
}

/** What a subject may do by any way, asked by parts of rules. */
class Coverage {
  readonly #everywhere: HeldRule[] = [];
  readonly #byNamespace = new Map<string, HeldRule[]>();

  constructor(access: Access, subject: AccessSubject) {
    for (const { binding } of access.allBoundOf(requesterOf(subject))) {
      const { namespace, role } = binding;
      if (role === undefined) continue;
      const list =
        namespace === undefined ? this.#everywhere : (this.#byNamespace.get(namespace) ?? []);
      for (const held of role.rules) list.push(held);
      if (namespace !== undefined) this.#byNamespace.set(namespace, list);
    }
  }

  hasAll(ability: Ability): boolean {
    return ability.verbs.every((verb) => this.has(ability, verb));
  }

  has(ability: Ability, verb: string): boolean {
    const { namespace } = ability;
    if (this.#everywhere.some((held) => covers(held, ability, verb))) return true;
    if (namespace === undefined) return false;
    return this.#byNamespace.get(namespace)?.some((held) => covers(held, ability, verb)) ?? false;
  }
}

/** Whether one rule gives at least what one verb of an ability does (as the API server compares rules before it lets them pass). */
function covers({ rule }: HeldRule, ability: Ability, verb: string): boolean {
  if (!includesOrAll(rule.verbs, verb)) return false;
  if (ability.type === 'url')
    return rule.nonResourceUrls.some((pattern) => urlMatches(pattern, ability.resource));
  const [resource = '', subresource] = ability.resource.split('/');
  return (
    includesOrAll(rule.apiGroups, ability.group) &&
    rule.resources.some((one) => resourceMatches(one, resource, subresource)) &&
    (rule.resourceNames.length === 0 ||
      (ability.names.length > 0 && ability.names.every((one) => rule.resourceNames.includes(one))))
  );
}
