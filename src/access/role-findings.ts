import type { Violation } from '#contract/check.ts';
import { type KubeObject, nameOf, referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import type { AccessRule, AccessSubject } from '#model/access.ts';
import type { Severity } from '#model/severity.ts';
import { type Access, accessOf } from './access.ts';
import type { Binding } from './bindings.ts';
import { evidenceOf, holdersOf, lower, ownRole, peopleOf } from './findings.ts';
import { formatSubject } from './identity.ts';
import { isPowerful } from './power.ts';
import { loudSubjects } from './quiet.ts';
import { type HeldRule, rbacGroup } from './roles.ts';
import { isAllPowerful } from './rule-risk.ts';

/** Bindings that give everything on everything to others than the cluster's own parts. */
export function* adminBindings({ view }: ClusterSubject): Iterable<Violation> {
  const access = accessOf(view);
  for (const binding of access.bindings) {
    const { role, namespace, object } = binding;
    const everything = role?.rules.filter(({ rule }) => isAllPowerful(rule)) ?? [];
    if (role === undefined || everything.length === 0) continue;
    if (loudSubjects(binding).length === 0) continue;
    const where = namespace === undefined ? '' : ` of namespace "${namespace}"`;
    yield {
      message: `${peopleOf([binding])} may do everything${where} through ${role.reference.kind} ${role.reference.name}`,
      severity: namespace === undefined ? 'high' : 'medium',
      object: referenceOf(object),
      field: ['roleRef'],
      identity: role.reference.name,
      evidence: evidenceOf(everything, [binding]),
    };
  }
}

type Wildcard = 'verbs' | 'resources' | 'all';

/** Roles with rules that leave out what they are for: all verbs of some resources, all resources, or all of all. */
export function* wildcardRoles({ view }: ClusterSubject, wanted: Wildcard): Iterable<Violation> {
  const access = accessOf(view);
  for (const kind of ['ClusterRole', 'Role'])
    for (const object of view.ofKind(rbacGroup, kind)) {
      const rules = ownRole(access, object)?.rules.filter(
        (one) => one.object === object && wildcardOf(one.rule) === wanted,
      );
      const violation = wildcardViolation(access, object, rules ?? [], wanted);
      if (violation !== undefined) yield violation;
    }
}

function wildcardViolation(
  access: Access,
  object: KubeObject,
  rules: readonly HeldRule[],
  wanted: Wildcard,
): Violation | undefined {
  const [first] = rules;
  if (first === undefined) return undefined;
  const bindings = holdersOf(access).get(object) ?? [];
  const loud = bindings.filter((one) => loudSubjects(one).length > 0);
  if (loud.length === 0 && bindings.some(({ subjects }) => subjects.length > 0)) return undefined;
  const who = loud.length > 0 ? `lets ${peopleOf(loud)}` : 'lets whoever is given it';
  return {
    message: `${nameOf(object)} ${who} ${whatOf(first.rule, wanted)}`,
    severity: severityOf(loud, object.kind === 'Role', wanted),
    object: referenceOf(object),
    field: ['rules', first.index],
    identity: wanted,
    evidence: evidenceOf(rules, loud),
  };
}

function wildcardOf({
  verbs,
  apiGroups,
  resources,
  nonResourceUrls,
}: AccessRule): Wildcard | undefined {
  const isForAll = resources.includes('*');
  if (verbs.includes('*') && isForAll && apiGroups.includes('*')) return 'all';
  // all resources of a group of one's own are an operator's ordinary rule; of these groups they are the cluster
  if (isForAll && apiGroups.some(isBroad)) return 'resources';
  if (verbs.includes('*') && nonResourceUrls.length === 0) return 'verbs';
  return undefined;
}

function isBroad(group: string): boolean {
  return ['*', '', 'apps', 'batch', rbacGroup].includes(group) || group.endsWith('.k8s.io');
}

function whatOf({ verbs, resources, apiGroups }: AccessRule, wanted: Wildcard): string {
  switch (wanted) {
    case 'all':
      return 'do everything on every resource, those of the future too';
    case 'resources':
      return `${verbs.includes('*') ? 'do everything' : verbs.join(', ')} on every resource of ${groupsOf(apiGroups)}, secrets and those of the future too`;
    default:
      return `do everything with ${resources.join(', ')}, also what is not thought of yet`;
  }
}

function groupsOf(groups: readonly string[]): string {
  if (groups.includes('*')) return 'every group';
  return groups.map((group) => (group === '' ? 'the core group' : group)).join(', ');
}

function severityOf(loud: readonly Binding[], isRole: boolean, wanted: Wildcard): Severity {
  const wide = { all: 'critical', resources: 'high', verbs: 'medium' } as const;
  const isWide = loud.length > 0 ? loud.some(({ namespace }) => namespace === undefined) : !isRole;
  const severity = isWide ? wide[wanted] : lower(wide[wanted]);
  return loud.length > 0 ? severity : lower(severity);
}

/** Bindings to groups that take in more than the people who are meant: `crowds` names them and users like them. */
export function* crowdBindings(
  { view }: ClusterSubject,
  crowds: ReadonlySet<string>,
): Iterable<Violation> {
  for (const binding of accessOf(view).bindings) {
    if (isPublic(binding)) continue;
    for (const [at, subject] of binding.subjects)
      if (subject.kind !== 'ServiceAccount' && crowds.has(subject.name))
        yield crowdViolation(binding, at, subject);
  }
}

function crowdViolation(binding: Binding, at: number, subject: AccessSubject): Violation {
  const { object, role, namespace, roleKind, roleName } = binding;
  const where = namespace === undefined ? 'in the whole cluster' : `in "${namespace}"`;
  return {
    message: `${formatSubject(subject)} is given ${roleKind} ${roleName} ${where}`,
    ...(role !== undefined && isPowerful(role) && { severity: 'critical' }),
    object: referenceOf(object),
    field: ['subjects', at],
    identity: subject.name,
    evidence: evidenceOf(role?.rules ?? [], [binding]),
  };
}

/** What every cluster gives to everybody and to its masters, and what kubeadm publishes for nodes that join. */
function isPublic({ roleName, object }: Binding): boolean {
  if (object.name === 'cluster-admin') return roleName === 'cluster-admin';
  return publicRoles.has(roleName) || object.name === 'kubeadm:bootstrap-signer-clusterinfo';
}

const publicRoles: ReadonlySet<string> = new Set([
  'system:public-info-viewer',
  'system:discovery',
  'system:basic-user',
  'system:service-account-issuer-discovery',
  'kubeadm:bootstrap-signer-clusterinfo',
]);
