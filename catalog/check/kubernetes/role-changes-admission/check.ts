import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: ['admissionregistration.k8s.io'],
  resources: [
    'mutatingwebhookconfigurations',
    'validatingwebhookconfigurations',
    'validatingadmissionpolicies',
    'validatingadmissionpolicybindings',
    'mutatingadmissionpolicies',
    'mutatingadmissionpolicybindings',
  ],
  verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
  effect: 'see and change every new object, or switch policies off',
});
