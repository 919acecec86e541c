import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: ['', 'authentication.k8s.io'],
  resources: ['users', 'groups', 'serviceaccounts', 'uids', 'userextras'],
  verbs: ['impersonate'],
  effect: 'become anybody',
  inRole: 'high',
  named: 'medium',
});
