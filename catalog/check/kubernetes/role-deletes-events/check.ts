import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: ['', 'events.k8s.io'],
  resources: ['events'],
  verbs: ['delete', 'deletecollection'],
  effect: 'remove the traces of what happened',
});
