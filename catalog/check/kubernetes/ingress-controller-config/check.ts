import type { Violation } from '#contract/check.ts';
import { textMapOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import { removeField } from '#posture/patch.ts';

const risky: readonly (readonly [string, RegExp])[] = [
  ['allow-snippet-annotations', /^true$/],
  ['annotations-risk-level', /^critical$/i],
  ['strict-validate-path-type', /^false$/],
  ['ssl-protocols', /\bTLSv1(?:\.1)?(?:\s|$)|\bSSLv/],
];

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/ConfigMap') || !/nginx/.test(object.name)) return;
  const data = textMapOf(valueAt(object.body, ['data']));
  for (const [key, value] of risky) {
    const found = data.get(key);
    if (found === undefined || !value.test(found)) continue;
    const field = ['data', key];
    yield {
      message: `${key} is "${found}"`,
      identity: key,
      field,
      patches: [removeField(`remove "${key}"`, field)],
    };
  }
}
