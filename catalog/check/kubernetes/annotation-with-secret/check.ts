import type { Violation } from '#contract/check.ts';
import type { KubeObject } from '#kube/object.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isPlaceholder, isSecretName, secretKindOf } from '#posture/secret/sensitive.ts';

const applied = 'kubectl.kubernetes.io/last-applied-configuration';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  for (const [key, value] of object.annotations) {
    const found = secretIn(key, value, object);
    if (found === undefined) continue;
    const message = `the annotation ${key} ${found}`;
    yield { message, identity: key, field: ['metadata', 'annotations', key] };
  }
}

function secretIn(key: string, value: string, { kind }: KubeObject): string | undefined {
  if (key === applied)
    return kind === 'Secret' && /"(?:data|stringData)":\{"/.test(value)
      ? 'has the whole Secret in it'
      : undefined;
  const form = secretKindOf(value);
  if (form !== undefined) return `has ${form} in it`;
  const name = key.slice(key.lastIndexOf('/') + 1);
  const isReference = /\.|-name$|^[a-z0-9-]+$/.test(value);
  return isSecretName(name) && !isReference && !isPlaceholder(value) && value.length > 5
    ? 'is a secret by its name'
    : undefined;
}
