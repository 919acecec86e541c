import { listOf } from '#kube/json.ts';
import { asks } from '#posture/object/field-check.ts';

export const evaluate = asks({
  kinds: ['secrets-store.csi.x-k8s.io/SecretProviderClass'],
  field: ['spec', 'secretObjects'],
  isWrong: (value) => listOf(value).length > 0,
});
