import type { Violation } from '#contract/check.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { accessOf } from './access.ts';
import { evidenceOf, peopleOf } from './findings.ts';
import { loudSubjects } from './quiet.ts';
import { isNearlyAllPowerful } from './rule-risk.ts';

/** Bindings that give everything on everything by a role of another name than cluster-admin. */
export function* hiddenAdmins({ view }: ClusterSubject): Iterable<Violation> {
  const access = accessOf(view);
  for (const binding of access.bindings) {
    const { role, namespace, object, roleName } = binding;
    const everything = role?.rules.filter(({ rule }) => isNearlyAllPowerful(rule)) ?? [];
    if (everything.length === 0 || roleName === 'cluster-admin') continue;
    if (loudSubjects(binding).length === 0) continue;
    const where = namespace === undefined ? 'in the cluster' : `in "${namespace}"`;
    yield {
      message: `${peopleOf([binding])} may do everything ${where} through ${binding.roleKind} "${roleName}"`,
      severity: namespace === undefined ? 'high' : 'medium',
      object: referenceOf(object),
      field: ['roleRef'],
      identity: roleName,
      evidence: evidenceOf(everything, [binding]),
    };
  }
}
