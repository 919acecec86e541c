import type { Violation } from '#contract/check.ts';
import { fieldOf, textMapOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import {
  isPlaceholder,
  isSecretName,
  secretKindOf,
  secretsInText,
} from '#posture/secret/sensitive.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/ConfigMap')) return;
  for (const [key, value] of textMapOf(fieldOf(object.body, 'data'))) {
    const field = ['data', key];
    const kind = secretKindOf(value);
    const isText = value.includes('\n');
    if (kind !== undefined) yield { message: `"${key}" has ${kind} in it`, identity: key, field };
    else if (!isText && isSecretName(key) && !isPlaceholder(value))
      yield { message: `"${key}" is a secret by its name`, identity: key, field };
    else if (isText || value.includes('='))
      for (const { name, line } of secretsInText(value))
        yield {
          message: `"${key}" has a value for "${name}" in line ${line + 1}`,
          identity: `${key} ${name}`,
          field,
        };
  }
}
