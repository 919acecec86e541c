import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import { removeField } from '#posture/patch.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/Config')) return;
  for (const [at, one] of objectsOf(fieldOf(object.body, 'clusters'))) {
    const path = ['clusters', at, 'cluster'];
    const name = textOf(fieldOf(one, 'name')) ?? '';
    const field = [...path, 'insecure-skip-tls-verify'];
    if (valueAt(one, ['cluster', 'insecure-skip-tls-verify']) === true)
      yield {
        message: `the certificate of "${name}" is not verified`,
        field,
        identity: name,
        patches: [removeField('verify the certificate', field)],
      };
    const server = textOf(valueAt(one, ['cluster', 'server'])) ?? '';
    if (server.startsWith('http://'))
      yield {
        message: `"${server}" is plain text`,
        identity: `${name} plain`,
        field: [...path, 'server'],
      };
  }
}
