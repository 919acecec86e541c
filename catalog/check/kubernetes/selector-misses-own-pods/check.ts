import type { Violation } from '#contract/check.ts';
import { valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { selectorRule, selectsOwnPods } from '#posture/workload/placement.ts';

export function* evaluate({
  object: { group, kind, body },
  pods: [pod],
}: ObjectSubject): Iterable<Violation> {
  const rule = selectorRule(group, kind);
  if (pod === undefined || rule === undefined) return;
  const { path, isPlain, isNeeded } = rule;
  const own = selectsOwnPods(valueAt(body, path), pod, isPlain);
  if (own === true || (own === undefined && !isNeeded)) return;
  const message =
    own === undefined ? 'there is no selector' : 'the labels of the pods do not match the selector';
  yield { message, field: path };
}
