import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import { isPlaceholder } from '#posture/secret/sensitive.ts';

const names = ['token', 'password', 'client-key-data'];

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/Config')) return;
  for (const [at, one] of objectsOf(fieldOf(object.body, 'users')))
    for (const name of names) {
      const value = textOf(valueAt(one, ['user', name]));
      if (value === undefined || isPlaceholder(value)) continue;
      const message = `the user "${textOf(fieldOf(one, 'name')) ?? ''}" has a "${name}"`;
      yield { message, identity: message, field: ['users', at, 'user', name] };
    }
}
