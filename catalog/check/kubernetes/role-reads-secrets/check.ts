import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: [''],
  resources: ['secrets'],
  verbs: ['get', 'list', 'watch'],
  effect: 'read Secrets',
  inRole: 'medium',
});
