import { listOf } from '#kube/json.ts';
import { asks } from '#posture/object/field-check.ts';

export const evaluate = asks({
  kinds: ['external-secrets.io/ClusterSecretStore'],
  field: ['spec', 'conditions'],
  isWrong: (value) => listOf(value).length === 0,
});
