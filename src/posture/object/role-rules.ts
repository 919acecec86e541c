import type { Condition, Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, textsOf } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type { Severity } from '#model/severity.ts';
import { isKind, isOfSystem } from './kind.ts';

/** One entry of `rules` of a Role or ClusterRole. */
export interface RoleRule {
  readonly path: FieldPath;
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly names: readonly string[];
  readonly urls: readonly string[];
}

/** What a check of roles asks for: any of the verbs on any of the resources of any of the groups. */
export interface RiskyPermission {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** What the holder can do, behind "can": `read secrets`. */
  readonly effect: string;
  /** Severity in a Role, where it counts in one namespace only; absent: that of the check. */
  readonly inRole?: Severity;
  /** Severity where the rule names single objects; absent: they are not reported. */
  readonly named?: Severity;
}

const ownRoles: ReadonlySet<string> = new Set(['cluster-admin', 'admin', 'edit', 'view']);

/** The rules that somebody wrote: none of other kinds and none of the roles that every cluster has. */
export function rulesOf(object: KubeObject): readonly RoleRule[] {
  if (!isKind(object, 'rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/ClusterRole'))
    return [];
  if (isOfSystem(object) || (object.kind === 'ClusterRole' && ownRoles.has(object.name))) return [];
  return allRulesOf(object);
}

/** The rules of any role. */
export function allRulesOf({ body }: KubeObject): readonly RoleRule[] {
  return objectsOf(fieldOf(body, 'rules')).map(([at, rule]) => ({
    path: ['rules', at],
    groups: textsOf(fieldOf(rule, 'apiGroups')),
    resources: textsOf(fieldOf(rule, 'resources')),
    verbs: textsOf(fieldOf(rule, 'verbs')),
    names: textsOf(fieldOf(rule, 'resourceNames')),
    urls: textsOf(fieldOf(rule, 'nonResourceURLs')),
  }));
}

/**
 * A condition that reports rules which give a permission. `*` among the verbs and groups counts; `*` among the resources does
 * not: it is a fault of its own, and would be reported by every check of roles.
 */
export function grants(permission: RiskyPermission): Condition<ObjectSubject> {
  return function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
    for (const rule of rulesOf(object)) {
      const resources = resourcesMet(rule, permission);
      const verbs = verbsMet(rule, permission);
      if (resources.length === 0 || verbs.length === 0) continue;
      const isNamed = rule.names.length > 0;
      if (isNamed && permission.named === undefined) continue;
      yield violationOf(object, rule, permission, `${verbs.join(', ')} ${resources.join(', ')}`);
    }
  };
}

/** Whether a rule gives any of the verbs on any of the resources; `*` counts everywhere, as for the API server. */
export function allows(
  rule: RoleRule,
  group: string,
  resource: string,
  verbs: readonly string[],
): boolean {
  if (!rule.groups.includes('*') && !rule.groups.includes(group)) return false;
  const subresource = resource.slice(resource.indexOf('/') + 1);
  const names = ['*', resource, ...(resource.includes('/') ? [`*/${subresource}`] : [])];
  if (!names.some((name) => rule.resources.includes(name))) return false;
  return rule.verbs.includes('*') || verbs.some((verb) => rule.verbs.includes(verb));
}

function violationOf(
  object: KubeObject,
  rule: RoleRule,
  { effect, inRole, named }: RiskyPermission,
  what: string,
): Violation {
  const where = object.kind === 'Role' ? `in "${object.namespace}"` : 'in the whole cluster';
  const severity = (rule.names.length > 0 && named) || (object.kind === 'Role' && inRole);
  return {
    message: `whoever has it can ${effect} ${where}: ${what}`,
    identity: `${what} ${rule.names.join(',')}`,
    field: [...rule.path, 'resources'],
    ...(severity && { severity }),
  };
}

function resourcesMet(rule: RoleRule, { groups, resources }: RiskyPermission): readonly string[] {
  const isGroup =
    rule.groups.length === 0 || rule.groups.some((one) => one === '*' || groups.includes(one));
  return isGroup ? rule.resources.filter((one) => resources.includes(one)) : [];
}

function verbsMet(rule: RoleRule, { verbs }: RiskyPermission): readonly string[] {
  return rule.verbs.filter((verb) => verb === '*' || verbs.includes(verb));
}

/** Whether a rule speaks of Kubernetes' own groups; those of operators have a dot and do not end in `k8s.io`. */
export function hasCoreResource({ groups }: RoleRule): boolean {
  return groups.some((group) => !group.includes('.') || group.endsWith('.k8s.io'));
}
