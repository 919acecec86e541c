import type { Violation } from '#contract/check.ts';
import { fieldOf, textMapOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import { isSops } from '#posture/secret/secret-object.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/Secret') || !isSops(object)) return;
  for (const name of ['data', 'stringData'])
    for (const [key, value] of textMapOf(fieldOf(object.body, name)))
      if (value !== '' && !value.startsWith('ENC['))
        yield {
          message: `the value of "${key}" is not encrypted`,
          identity: key,
          field: [name, key],
        };
}
