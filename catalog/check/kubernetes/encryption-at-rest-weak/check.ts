import type { Violation } from '#contract/check.ts';
import { fieldOf, isObject, objectsOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (object.kind !== 'EncryptionConfiguration') return;
  for (const [at, entry] of objectsOf(fieldOf(object.body, 'resources')))
    for (const [index, provider] of objectsOf(fieldOf(entry, 'providers'))) {
      const name = ['aescbc', 'aesgcm', 'secretbox'].find((one) =>
        isObject(fieldOf(provider, one)),
      );
      const kms = fieldOf(provider, 'kms');
      const isOld = isObject(kms) && fieldOf(kms, 'apiVersion') !== 'v2';
      if (name === undefined && !isOld) continue;
      yield {
        message: name === undefined ? 'KMS of version 1' : `the key of ${name} is in the file`,
        identity: `${at} ${index}`,
        field: ['resources', at, 'providers', index, name ?? 'kms'],
        ...(name === 'secretbox' && { severity: 'low' as const }),
      };
    }
}
