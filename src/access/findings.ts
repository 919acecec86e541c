import type { Violation } from '#contract/check.ts';
import { type KubeObject, nameOf, referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import type { Severity } from '#model/severity.ts';
import { severities } from '#model/severity.ts';
import { type Access, accessOf } from './access.ts';
import type { Binding } from './bindings.ts';
import { formatSubject } from './identity.ts';
import { isDelivered, loudSubjects } from './quiet.ts';
import { type Risk, type RiskId, riskOf } from './risks.ts';
import { type HeldRule, type Role, rbacGroup, roleKey } from './roles.ts';
import { namesRisk, riskyRules } from './rule-risk.ts';

/** Where a risky right is given: one violation for each role that gives it, or binding of a role that comes with the cluster. */
export function* riskViolations({ view }: ClusterSubject, id: RiskId): Iterable<Violation> {
  const access = accessOf(view);
  const risk = riskOf(id);
  for (const kind of ['ClusterRole', 'Role'])
    for (const object of view.ofKind(rbacGroup, kind)) {
      const violation = roleViolation(access, object, risk);
      if (violation !== undefined) yield violation;
    }
  if (risk.isMain === true) yield* deliveredViolations(access, risk);
}

function roleViolation(access: Access, object: KubeObject, risk: Risk): Violation | undefined {
  const role = ownRole(access, object);
  const own = role?.rules.filter((one) => one.object === object && namesRisk(one.rule, risk)) ?? [];
  const [first] = own;
  if (role === undefined || first === undefined) return undefined;
  const bindings = holdersOf(access).get(object) ?? [];
  const loud = bindings.filter((one) => loudSubjects(one).length > 0 && counts(one, risk));
  if (loud.length === 0 && bindings.some(({ subjects }) => subjects.length > 0)) return undefined;
  const severity = loud.length > 0 ? worst(loud, risk) : unboundSeverity(role, risk);
  if (severity === undefined) return undefined;
  return {
    message: messageOf(object, loud, risk),
    identity: risk.id,
    severity,
    object: referenceOf(object),
    field: ['rules', first.index],
    evidence: evidenceOf(own, loud),
  };
}

/** The role of an object, unless it comes with the cluster or another object of the same name takes its place. */
export function ownRole({ roles }: Access, object: KubeObject): Role | undefined {
  const role = roles.get(roleKey(object.namespace, object.name));
  return role === undefined || role.object !== object || isDelivered(role) ? undefined : role;
}

function messageOf(role: KubeObject, bindings: readonly Binding[], { ability }: Risk): string {
  if (bindings.length > 0) return `${nameOf(role)} lets ${peopleOf(bindings)} ${ability}`;
  return `whoever is given ${nameOf(role)} may ${ability}; no binding here gives it to anybody`;
}

/** Bindings of roles that come with the cluster, to others than its own parts. */
function* deliveredViolations(access: Access, risk: Risk): Iterable<Violation> {
  for (const binding of access.bindings) {
    const { role, namespace, object } = binding;
    if (role === undefined || namespace !== undefined || !isDelivered(role)) continue;
    const rules = riskyRules(role, risk).filter(
      (held) => isDeliveredRule(held) && namesRisk(held.rule, risk),
    );
    if (rules.length === 0 || loudSubjects(binding).length === 0) continue;
    yield {
      message: `${role.reference.kind} ${role.reference.name} lets ${peopleOf([binding])} ${risk.ability}`,
      identity: risk.id,
      severity: risk.severity.cluster,
      object: referenceOf(object),
      field: ['roleRef'],
      evidence: evidenceOf(rules, [binding]),
    };
  }
}

function isDeliveredRule({ object, holder }: HeldRule): boolean {
  return object === undefined || holder.name.startsWith('system:') || isDefault(object);
}

function isDefault({ labels }: KubeObject): boolean {
  return labels.get('kubernetes.io/bootstrapping') === 'rbac-defaults';
}

/** Bindings that give the rules of a role, through aggregated ones too. */
export function holdersOf(access: Access): ReadonlyMap<KubeObject, readonly Binding[]> {
  return access.view.memo('access holders', () => {
    const found = new Map<KubeObject, Binding[]>();
    const objectsOf = new Map<Role, readonly KubeObject[]>();
    for (const binding of access.bindings) {
      const { role } = binding;
      if (role === undefined) continue;
      const objects = objectsOf.get(role) ?? [
        ...new Set(role.rules.flatMap(({ object }) => object ?? [])),
      ];
      objectsOf.set(role, objects);
      for (const object of objects) {
        const known = found.get(object);
        if (known === undefined) found.set(object, [binding]);
        else known.push(binding);
      }
    }
    return found;
  });
}

/** Whether a risk means anything where a binding counts. */
function counts({ namespace }: Binding, { severity, onlyIn }: Risk): boolean {
  if (namespace === undefined) return true;
  if (severity.namespace === undefined) return false;
  return onlyIn === undefined || onlyIn.includes(namespace);
}

function worst(bindings: readonly Binding[], { severity, onlyIn }: Risk): Severity {
  const isWide = bindings.some(
    ({ namespace }) =>
      namespace === undefined || (namespace === 'kube-system' && onlyIn === undefined),
  );
  return isWide ? severity.cluster : (severity.namespace ?? severity.cluster);
}

/** Nobody has it yet: one step less. */
function unboundSeverity({ reference }: Role, risk: Risk): Severity | undefined {
  const { severity, onlyIn } = risk;
  const { namespace } = reference;
  if (namespace === undefined) return lower(severity.cluster);
  if (onlyIn !== undefined && !onlyIn.includes(namespace)) return undefined;
  return severity.namespace === undefined ? undefined : lower(severity.namespace);
}

export function lower(severity: Severity): Severity {
  const at = severities.indexOf(severity);
  return severities[Math.max(at - 1, severities.indexOf('low'))] ?? severity;
}

const maxNamed = 5;

/** `ServiceAccount shop/web in the whole cluster`, at most five of them. */
export function peopleOf(bindings: readonly Binding[]): string {
  const texts = new Set(
    bindings.flatMap((binding) => {
      const where =
        binding.namespace === undefined ? 'in the whole cluster' : `in "${binding.namespace}"`;
      return loudSubjects(binding).map((subject) => `${formatSubject(subject)} (${where})`);
    }),
  );
  const named = [...texts].slice(0, maxNamed);
  const more = texts.size - named.length;
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
}

export function evidenceOf(
  rules: readonly HeldRule[],
  bindings: readonly Binding[],
): readonly { readonly label: string; readonly text: string }[] {
  return [
    ...rules.slice(0, maxNamed).map(({ rule, index, holder }) => ({
      label: `rule ${index} of ${holder.kind} ${holder.name}`,
      text: formatRule(rule),
    })),
    ...bindings.slice(0, maxNamed).map(({ object }) => ({
      label: 'binding',
      text: nameOf(object),
    })),
  ];
}

function formatRule({ verbs, apiGroups, resources, nonResourceUrls }: HeldRule['rule']): string {
  if (nonResourceUrls.length > 0) return `${verbs.join(', ')} ${nonResourceUrls.join(', ')}`;
  const groups = apiGroups.map((group) => (group === '' ? 'core' : group)).join(', ');
  return `${verbs.join(', ')} ${resources.join(', ')} (${groups})`.slice(0, 500);
}
