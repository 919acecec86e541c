import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: [''],
  resources: ['pods/portforward'],
  verbs: ['create', 'get'],
  effect: 'reach ports that are open inside pods only',
  inRole: 'low',
});
