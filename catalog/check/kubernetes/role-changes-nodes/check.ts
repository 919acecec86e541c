import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: [''],
  resources: ['nodes', 'nodes/status'],
  verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
  effect: 'move pods to a node under its control',
});
