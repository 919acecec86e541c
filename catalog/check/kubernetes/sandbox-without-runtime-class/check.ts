import type { Violation } from '#contract/check.ts';
import { fieldOf, textOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';

export function* evaluate({ object, pods }: ObjectSubject): Iterable<Violation> {
  if (!/(?:^|\.)agents\.x-k8s\.io$/.test(object.group) || !object.kind.startsWith('Sandbox'))
    return;
  for (const { spec, specPath } of pods) {
    if ((textOf(fieldOf(spec, 'runtimeClassName')) ?? '') !== '') continue;
    yield {
      message: 'the sandbox names no runtime class',
      field: [...specPath, 'runtimeClassName'],
    };
  }
}
