import type { Violation } from '#contract/check.ts';
import { fieldOf, isObject, objectsOf, textsOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';

const covering = ['secrets', '*.', '*.*'];

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (object.kind !== 'EncryptionConfiguration') return;
  const entries = objectsOf(fieldOf(object.body, 'resources'));
  const found = entries.find(([, one]) =>
    textsOf(fieldOf(one, 'resources')).some((name) => covering.includes(name)),
  );
  if (found === undefined) {
    yield { message: 'no entry is for Secrets', identity: 'secrets', field: ['resources'] };
    return;
  }
  const first = objectsOf(fieldOf(found[1], 'providers'))[0]?.[1];
  if (first === undefined || isObject(fieldOf(first, 'identity')))
    yield {
      message: 'the first provider does not encrypt',
      identity: 'identity',
      field: ['resources', found[0], 'providers'],
    };
}
