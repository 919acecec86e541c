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

/** What a subject may do by any way, asked by parts of rules. Rules are found by what they are for. */
class Coverage {
  /** By namespace (empty: the whole cluster) and resource or `url`. */
  readonly #rules = new Map<string, HeldRule[]>();

  constructor(access: Access, subject: AccessSubject) {
    for (const { binding } of access.allBoundOf(requesterOf(subject)))
      for (const held of binding.role?.rules ?? []) this.#add(binding.namespace ?? '', held);
  }

  hasAll(ability: Ability): boolean {
    return ability.verbs.every((verb) => this.has(ability, verb));
  }

  has(ability: Ability, verb: string): boolean {
    const places = ability.namespace === undefined ? [''] : ['', ability.namespace];
    const things = ability.type === 'url' ? [url] : patternsOf(ability.resource);
    return places.some((place) =>
      things.some((thing) =>
        this.#rules.get(`${place}\n${thing}`)?.some((held) => covers(held, ability, verb)),
      ),
    );
  }

  #add(place: string, held: HeldRule): void {
    const { resources, nonResourceUrls } = held.rule;
    const things = nonResourceUrls.length > 0 ? [url, ...resources] : resources;
    for (const thing of new Set(things)) {
      const known = this.#rules.get(`${place}\n${thing}`);
      if (known === undefined) this.#rules.set(`${place}\n${thing}`, [held]);
      else known.push(held);
    }
  }
}

const url = '\turl';

/** How rules may write what they are for. */
function patternsOf(resource: string): readonly string[] {
  const slash = resource.indexOf('/');
  return slash < 0 ? ['*', resource] : ['*', resource, `*${resource.slice(slash)}`];
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
