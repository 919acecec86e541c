import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: [''],
  resources: ['persistentvolumes'],
  verbs: ['create', 'update', 'patch'],
  effect: 'mount any directory of a node',
});
