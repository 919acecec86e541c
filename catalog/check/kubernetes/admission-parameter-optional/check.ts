import { asks } from '#posture/object/field-check.ts';
import { setField } from '#posture/patch.ts';

const field = ['spec', 'paramRef', 'parameterNotFoundAction'] as const;

export const evaluate = asks({
  kinds: [
    'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
    'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
  ],
  field,
  isWrong: (value) => value === 'Allow',
  patch: setField('refuse without parameters', field, 'Deny'),
});
