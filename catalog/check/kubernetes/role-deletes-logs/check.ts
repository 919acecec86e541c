import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: [''],
  resources: ['pods/log'],
  verbs: ['delete', 'deletecollection'],
  effect: 'remove logs',
});
