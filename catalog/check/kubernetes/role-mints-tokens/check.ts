import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: [''],
  resources: ['serviceaccounts/token'],
  verbs: ['create'],
  effect: 'become any service account',
});
