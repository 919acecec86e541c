import type { Violation } from '#contract/check.ts';
import { nameOf, referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import type { Severity } from '#model/severity.ts';
import { type Access, accessOf } from './access.ts';
import type { Binding } from './bindings.ts';
import { formatSubject } from './identity.ts';
import { isDelivered, loudSubjects } from './quiet.ts';
import type { Risk } from './risk.ts';
import { type RiskId, riskOf } from './risks.ts';
import type { HeldRule, Role } from './roles.ts';
import { namesRisk } from './rule-risk.ts';

/**
 * Who has a risky right: one violation for each role that gives it to others than the cluster's own parts, at the first binding
 * that does. What a role says by itself, bound or not, is the matter of the family `kubernetes`.
 */
export function* riskViolations({ view }: ClusterSubject, id: RiskId): Iterable<Violation> {
  const access = accessOf(view);
  const risk = riskOf(id);
  for (const [role, bindings] of loudBindings(access)) {
    const rules = isDelivered(role)
      ? deliveredRules(role, risk)
      : role.rules.filter(({ rule }) => namesRisk(rule, risk));
    const counting = bindings.filter((one) => counts(one, risk, isDelivered(role)));
    const [first] = counting;
    if (rules.length === 0 || first === undefined) continue;
    const { kind, name } = role.reference;
    yield {
      message: `${kind} "${name}" lets ${peopleOf(counting)} ${risk.ability}`,
      identity: `${kind} ${name}`,
      severity: worst(counting, risk),
      object: referenceOf(first.object),
      field: ['roleRef'],
      evidence: evidenceOf(rules, counting),
    };
  }
}

/** Of roles of the cluster's own parts the main risks alone. `admin`, `edit` and `view` are meant to be given to people. */
function deliveredRules(role: Role, risk: Risk): readonly HeldRule[] {
  if (risk.isMain !== true || !role.reference.name.startsWith('system:')) return [];
  return role.rules.filter(({ rule }) => namesRisk(rule, risk));
}

/** Roles with their bindings to others than the cluster's own parts. */
function loudBindings(access: Access): ReadonlyMap<Role, readonly Binding[]> {
  return access.view.memo('access loud bindings', () => {
    const found = new Map<Role, Binding[]>();
    for (const binding of access.bindings) {
      const { role } = binding;
      if (role === undefined || loudSubjects(binding).length === 0) continue;
      const known = found.get(role);
      if (known === undefined) found.set(role, [binding]);
      else known.push(binding);
    }
    return found;
  });
}

/** Whether a risk means anything where a binding counts. */
function counts(
  { namespace }: Binding,
  { severity, onlyIn }: Risk,
  isDeliveredRole: boolean,
): boolean {
  if (namespace === undefined) return true;
  if (isDeliveredRole) return false;
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

/** The rules and bindings that prove it, at most five of each. */
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
