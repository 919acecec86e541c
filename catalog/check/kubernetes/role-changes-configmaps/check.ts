import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: [''],
  resources: ['configmaps'],
  verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
  effect: 'change configuration that others trust',
  inRole: 'low',
});
