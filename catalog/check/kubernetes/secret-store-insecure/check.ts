import type { Violation } from '#contract/check.ts';
import { isObject, textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'external-secrets.io/SecretStore', 'external-secrets.io/ClusterSecretStore'))
    return;
  const field = ['spec', 'provider', 'vault', 'server'];
  const server = textOf(valueAt(object.body, field)) ?? '';
  if (server.startsWith('http://'))
    yield { message: `"${server}" is plain text`, identity: 'server', field };
  const fake = ['spec', 'provider', 'fake'];
  if (isObject(valueAt(object.body, fake)))
    yield { message: 'the provider is made for tests', identity: 'fake', field: fake };
}
