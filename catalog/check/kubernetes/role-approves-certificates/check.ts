import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: ['certificates.k8s.io'],
  resources: [
    'certificatesigningrequests/approval',
    'certificatesigningrequests/status',
    'signers',
  ],
  verbs: ['update', 'patch', 'approve', 'sign'],
  effect: 'get client certificates of any name',
  named: 'medium',
});
