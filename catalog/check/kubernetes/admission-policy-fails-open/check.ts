import { asks } from '#posture/object/field-check.ts';
import { setField } from '#posture/patch.ts';

const field = ['spec', 'failurePolicy'] as const;

export const evaluate = asks({
  kinds: [
    'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
    'admissionregistration.k8s.io/MutatingAdmissionPolicy',
    'kyverno.io/ClusterPolicy',
    'kyverno.io/Policy',
    'policies.kyverno.io/ValidatingPolicy',
  ],
  field,
  isWrong: (value) => value === 'Ignore',
  patch: setField('refuse what cannot be judged', field, 'Fail'),
});
