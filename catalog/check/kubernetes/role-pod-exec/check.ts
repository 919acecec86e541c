import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: [''],
  resources: ['pods/exec', 'pods/attach'],
  verbs: ['create', 'get', 'update', 'patch', 'delete', 'deletecollection'],
  effect: 'run commands in every pod',
  inRole: 'medium',
  named: 'low',
});
