import { asks } from '#posture/object/field-check.ts';
import { removeField } from '#posture/patch.ts';

const field = ['spec', 'insecureSkipTLSVerify'] as const;

export const evaluate = asks({
  kinds: ['apiregistration.k8s.io/APIService'],
  field,
  isWrong: (value) => value === true,
  patch: removeField('verify the server', field),
});
