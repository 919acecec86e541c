import type { Violation } from '#contract/check.ts';
import { textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

const field = ['status', 'nodeInfo', 'kubeletVersion'] as const;

export function* evaluate({ object, settings }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/Node')) return;
  const version = textOf(valueAt(object.body, field)) ?? '';
  const minor = /^v1\.(\d{1,3})\./.exec(version)?.[1];
  if (minor === undefined || Number(minor) >= settings.minor - 3) return;
  yield { message: `the kubelet is ${version}`, identity: 'kubelet', field };
}
