import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: [''],
  resources: ['pods'],
  verbs: ['create'],
  effect: 'run anything as any service account',
  inRole: 'medium',
});
