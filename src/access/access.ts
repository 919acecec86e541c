import type { ClusterView } from '#kube/view.ts';
import type {
  AccessDecision,
  AccessGrant,
  AccessRequest,
  AccessSubject,
  Requester,
} from '#model/access.ts';
import { type Binding, bindingsOf, grantOf } from './bindings.ts';
import { keysOf, subjectKey } from './identity.ts';
import { type HeldRule, type Role, rolesOf } from './roles.ts';
import { ruleAllows } from './rule.ts';

/** A binding as one of its subjects has it. */
export interface Bound {
  readonly binding: Binding;
  readonly subject: AccessSubject;
}

/** Roles and bindings of a view, indexed: one for a view, made when it is first asked for. */
export function accessOf(view: ClusterView): Access {
  return view.memo('access', () => new Access(view));
}

/** The same answers as the RBAC authorizer of an API server that holds the objects of the view. */
export class Access {
  readonly view: ClusterView;
  /** By `namespace/name`, see `roleKey`. */
  readonly roles: ReadonlyMap<string, Role>;
  readonly bindings: readonly Binding[];
  /** By the key of a subject, then by namespace; the empty text stands for the whole cluster. */
  readonly #bound = new Map<string, Map<string, Bound[]>>();
  readonly #subjects = new Map<string, AccessSubject>();

  constructor(view: ClusterView) {
    this.view = view;
    this.roles = rolesOf(view);
    this.bindings = bindingsOf(view, this.roles);
    for (const binding of this.bindings)
      for (const [, subject] of binding.subjects) this.#add({ binding, subject });
  }

  /** Everybody whom a binding names, in their order. */
  get subjects(): readonly AccessSubject[] {
    return [...this.#subjects.values()];
  }

  /** Whether a request passes, and why. */
  decide(requester: Requester, request: AccessRequest): AccessDecision {
    if (requester.groups.includes('system:masters'))
      return { allowed: true, isMaster: true, missingRoles: [] };
    const missing = new Set<string>();
    for (const bound of this.boundOf(requester, namespaceOf(request))) {
      const { role, roleKind, roleName } = bound.binding;
      if (role === undefined) missing.add(`${roleKind} ${roleName}`);
      const held = role && firstAllowing(role, request);
      if (held !== undefined) {
        const because = grantOf(bound.binding, bound.subject, held);
        return { allowed: true, isMaster: false, because, missingRoles: [] };
      }
    }
    return { allowed: false, isMaster: false, missingRoles: [...missing] };
  }

  /** All rules that allow a request, not the first alone. */
  why(requester: Requester, request: AccessRequest): readonly AccessGrant[] {
    const grants: AccessGrant[] = [];
    for (const { binding, subject } of this.boundOf(requester, namespaceOf(request)))
      for (const held of binding.role?.rules ?? [])
        if (ruleAllows(held.rule, request)) grants.push(grantOf(binding, subject, held));
    return grants;
  }

  /** Bindings that count for a requester: of the whole cluster, then those of the namespace. */
  *boundOf(requester: Requester, namespace: string | undefined): Iterable<Bound> {
    const keys = keysOf(requester);
    for (const key of keys) yield* this.#bound.get(key)?.get('') ?? [];
    if (namespace === undefined || namespace === '') return;
    for (const key of keys) yield* this.#bound.get(key)?.get(namespace) ?? [];
  }

  /** Bindings of a requester wherever they count. */
  *allBoundOf(requester: Requester): Iterable<Bound> {
    for (const key of keysOf(requester))
      for (const bound of this.#bound.get(key)?.values() ?? []) yield* bound;
  }

  /** Bindings that name a subject itself, not a group that it is in. */
  *directlyBound(subject: AccessSubject): Iterable<Bound> {
    for (const bound of this.#bound.get(subjectKey(subject))?.values() ?? []) yield* bound;
  }

  #add(bound: Bound): void {
    const key = subjectKey(bound.subject);
    if (!this.#subjects.has(key)) this.#subjects.set(key, bound.subject);
    const places = this.#bound.get(key) ?? new Map<string, Bound[]>();
    this.#bound.set(key, places);
    const namespace = bound.binding.namespace ?? '';
    const known = places.get(namespace);
    if (known === undefined) places.set(namespace, [bound]);
    else known.push(bound);
  }
}

function firstAllowing(role: Role, request: AccessRequest): HeldRule | undefined {
  return role.rules.find(({ rule }) => ruleAllows(rule, request));
}

/** Role bindings say nothing of paths. */
function namespaceOf(request: AccessRequest): string | undefined {
  return request.type === 'url' ? undefined : request.namespace;
}
