import type { AccessGrant, AccessSubject } from '#model/access.ts';
import type { Access, Bound } from './access.ts';
import { grantOf } from './bindings.ts';
import { requesterOf } from './identity.ts';
import type { Permission } from './risk.ts';
import type { HeldRule } from './roles.ts';
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

/** What one subject may do, asked by permissions. */
export class Rights {
  readonly subject: AccessSubject;
  readonly #rules: readonly (readonly [Bound, HeldRule])[];

  constructor(access: Access, subject: AccessSubject) {
    this.subject = subject;
    this.#rules = [...access.allBoundOf(requesterOf(subject))].flatMap((bound) =>
      (bound.binding.role?.rules ?? []).map((held) => [bound, held] as const),
    );
  }

  /** Everything on everything. */
  everything(): readonly Right[] {
    return this.#collect(({ rule }) => isAllPowerful(rule));
  }

  /** Where they have a right for all objects; the whole cluster stands for all namespaces in it. */
  to(permission: Permission): readonly Right[] {
    const plain = { ...permission, names: [] };
    return this.#collect(({ rule }) => ruleGives(rule, plain));
  }

  /** Where they have a right for objects of certain names alone. */
  named(permission: Permission): readonly Right[] {
    return this.#rules.flatMap(([{ binding, subject }, held]) => {
      const { resourceNames: names } = held.rule;
      if (names.length === 0 || !ruleGives(held.rule, { ...permission, names })) return [];
      const { namespace } = binding;
      return [{ namespace, names, grants: [grantOf(binding, subject, held)] }];
    });
  }

  #collect(holds: (held: HeldRule) => boolean): readonly Right[] {
    const found = new Map<string | undefined, AccessGrant[]>();
    for (const [{ binding, subject }, held] of this.#rules) {
      if (!holds(held)) continue;
      const grants = found.get(binding.namespace) ?? [];
      found.set(binding.namespace, grants);
      if (grants.length < maxGrants) grants.push(grantOf(binding, subject, held));
    }
    const wide = found.get(undefined);
    if (wide !== undefined) return [{ namespace: undefined, names: [], grants: wide }];
    return [...found].map(([namespace, grants]) => ({ namespace, names: [], grants }));
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
