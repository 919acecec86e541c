import type { Violation } from '#contract/check.ts';
import { fieldOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { webhooksOf } from '#posture/object/webhooks.ts';

const questions: readonly (readonly [string, (value: unknown) => boolean])[] = [
  ['matchPolicy', (value) => value === 'Exact'],
  ['sideEffects', (value) => value === 'Some' || value === 'Unknown'],
  ['timeoutSeconds', (value) => typeof value === 'number' && value > 15],
];

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  for (const { name, body, path } of webhooksOf(object)) {
    for (const [key, isWrong] of questions) {
      const value = fieldOf(body, key);
      if (!isWrong(value)) continue;
      yield {
        message: `"${name}" has ${key} ${JSON.stringify(value)}`,
        identity: `${name} ${key}`,
        field: [...path, key],
      };
    }
    const bundle = valueAt(body, ['clientConfig', 'caBundle']);
    const isEmpty =
      bundle === '' || bundle === 'Cg==' || (bundle === undefined && object.origin.isText !== true);
    if (isEmpty)
      yield {
        message: `"${name}" has no certificate authority`,
        identity: `${name} ca`,
        field: [...path, 'clientConfig', 'caBundle'],
      };
  }
}
