import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

const prefix = 'pod-security.kubernetes.io/';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/Namespace')) return;
  for (const [key, value] of object.labels) {
    if (!key.startsWith(prefix) || isRight(key.slice(prefix.length), value)) continue;
    yield {
      message: `"${key}: ${value}" means nothing`,
      identity: key,
      field: ['metadata', 'labels', key],
    };
  }
}

function isRight(name: string, value: string): boolean {
  if (/^(?:enforce|audit|warn)$/.test(name))
    return /^(?:privileged|baseline|restricted)$/.test(value);
  return /^(?:enforce|audit|warn)-version$/.test(name) && /^(?:latest|v1\.\d{1,3})$/.test(value);
}
