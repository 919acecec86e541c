import type { Violation } from '#contract/check.ts';
import { textOf, valueAt } from '#kube/json.ts';
import { type KubeObject, referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import type { ClusterView } from '#kube/view.ts';
import { isJudged } from '#posture/relation/missing.ts';

const group = 'admissionregistration.k8s.io';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  for (const kind of ['ValidatingAdmissionPolicy', 'MutatingAdmissionPolicy']) {
    yield* withoutBinding(view, kind);
    if (isJudged(view, group, kind)) yield* withoutPolicy(view, kind);
  }
}

function* withoutBinding(view: ClusterView, kind: string): Iterable<Violation> {
  if (view.unlisted.has(`${group}/${kind}Binding`)) return;
  const bound = new Set(view.ofKind(group, `${kind}Binding`).map(policyOf));
  for (const policy of view.ofKind(group, kind))
    if (!bound.has(policy.name))
      yield {
        message: 'no binding names it',
        object: referenceOf(policy),
        field: ['metadata', 'name'],
      };
}

function* withoutPolicy(view: ClusterView, kind: string): Iterable<Violation> {
  for (const binding of view.ofKind(group, `${kind}Binding`)) {
    const name = policyOf(binding);
    if (view.find(group, kind, name) !== undefined) continue;
    const message = `there is no ${kind} "${name}"`;
    yield { message, object: referenceOf(binding), field: ['spec', 'policyName'] };
  }
}

function policyOf({ body }: KubeObject): string {
  return textOf(valueAt(body, ['spec', 'policyName'])) ?? '';
}
