import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: [''],
  resources: ['secrets'],
  verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
  effect: 'put Secrets in the place of others or mint tokens',
  inRole: 'medium',
});
