import type { AccessGrant, AccessRule, AccessSubject } from '#model/access.ts';
import type { Access, Bound } from './access.ts';
import { grantOf } from './bindings.ts';
import { requesterOf } from './identity.ts';
import type { Permission } from './risk.ts';
import type { HeldRule, Role } from './roles.ts';
import { isAllPowerful, ruleGives } from './rule-risk.ts';

/** A right in one place, and what gives it. */
export interface Right {
  /** Absent: in the whole cluster. */
  readonly namespace: string | undefined;
  /** Objects that it is limited to; empty: all. */
  readonly names: readonly string[];
  readonly grants: readonly AccessGrant[];
}

const maxGrants = 3;
const maxNamed = 1000;

/** What one subject may do, asked by permissions. */
export class Rights {
  readonly subject: AccessSubject;
  readonly #bounds: readonly Bound[];
  readonly #facts: RoleFacts;

  constructor(access: Access, subject: AccessSubject) {
    this.subject = subject;
    this.#bounds = [...access.allBoundOf(requesterOf(subject))];
    this.#facts = access.view.memo('access role facts', () => new RoleFacts());
  }

  /** Everything on everything. */
  everything(): readonly Right[] {
    return this.#collect('everything', isAllPowerful);
  }

  /** Where they have a right for all objects; the whole cluster stands for all namespaces in it. */
  to(permission: Permission): readonly Right[] {
    const plain = { ...permission, names: [] };
    return this.#collect(`to ${keyOf(permission)}`, (rule) => ruleGives(rule, plain));
  }

  /** Where they have a right for objects of certain names alone. */
  named(permission: Permission): readonly Right[] {
    function gives(rule: AccessRule): boolean {
      const { resourceNames: names } = rule;
      return names.length > 0 && ruleGives(rule, { ...permission, names });
    }
    const key = `named ${keyOf(permission)}`;
    return this.#bounds.flatMap(({ binding, subject }) =>
      this.#facts.rules(binding.role, key, gives).map((held) => ({
        namespace: binding.namespace,
        names: held.rule.resourceNames,
        grants: [grantOf(binding, subject, held)],
      })),
    );
  }

  #collect(key: string, holds: (rule: AccessRule) => boolean): readonly Right[] {
    const found = new Map<string | undefined, AccessGrant[]>();
    for (const { binding, subject } of this.#bounds) {
      const grants = found.get(binding.namespace) ?? [];
      for (const held of this.#facts.rules(binding.role, key, holds))
        if (grants.length < maxGrants) grants.push(grantOf(binding, subject, held));
      if (grants.length > 0) found.set(binding.namespace, grants);
    }
    const wide = found.get(undefined);
    if (wide !== undefined) return [{ namespace: undefined, names: [], grants: wide }];
    return [...found].map(([namespace, grants]) => ({ namespace, names: [], grants }));
  }
}

function keyOf({ verbs, groups, resources }: Permission): string {
  return `${verbs.join()} ${groups.join()} ${resources.join()}`;
}

/** Which rules of a role give what, asked once for each role however many hold it. */
class RoleFacts {
  readonly #known = new Map<Role, Map<string, readonly HeldRule[]>>();

  rules(
    role: Role | undefined,
    key: string,
    holds: (rule: AccessRule) => boolean,
  ): readonly HeldRule[] {
    if (role === undefined) return [];
    const facts = this.#known.get(role) ?? new Map<string, readonly HeldRule[]>();
    this.#known.set(role, facts);
    const known = facts.get(key);
    if (known !== undefined) return known;
    const found = role.rules.filter(({ rule }) => holds(rule)).slice(0, maxNamed);
    facts.set(key, found);
    return found;
  }
}

/** Places in which both rights are held, with what gives either. */
export function both(first: readonly Right[], second: readonly Right[]): readonly Right[] {
  return first.flatMap((one) =>
    second.flatMap((other) => {
      const isSame =
        one.namespace === undefined ||
        other.namespace === undefined ||
        one.namespace === other.namespace;
      if (!isSame) return [];
      const namespace = one.namespace ?? other.namespace;
      return [{ namespace, names: [], grants: [...one.grants, ...other.grants] }];
    }),
  );
}
