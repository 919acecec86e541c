import type { Violation } from '#contract/check.ts';
import { fieldOf, textOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { removeField } from '#posture/patch.ts';

export function* evaluate({ object, pods }: ObjectSubject): Iterable<Violation> {
  if (object.uid !== undefined) return; // in a cluster the scheduler wrote it
  for (const { spec, specPath } of pods) {
    const node = textOf(fieldOf(spec, 'nodeName')) ?? '';
    if (node === '') continue;
    const field = [...specPath, 'nodeName'];
    yield {
      message: `the pod is bound to node "${node}"`,
      field,
      patches: [removeField('leave the node to the scheduler', field)],
    };
  }
}
