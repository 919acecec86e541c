import type { Violation } from '#contract/check.ts';
import { textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { setField } from '#posture/patch.ts';

export function* evaluate({ object: { kind, body } }: ObjectSubject): Iterable<Violation> {
  const step = kind === 'Deployment' || kind === 'DeploymentConfig' ? 'strategy' : 'updateStrategy';
  if (step === 'updateStrategy' && kind !== 'DaemonSet' && kind !== 'StatefulSet') return;
  const type = textOf(valueAt(body, ['spec', step, 'type'])) ?? 'RollingUpdate';
  if (type === 'RollingUpdate' || type === 'Rolling') return;
  const field = ['spec', step, 'type'];
  yield {
    message: `pods are replaced by ${type}`,
    field,
    patches: [setField('roll updates out', field, 'RollingUpdate')],
  };
}
