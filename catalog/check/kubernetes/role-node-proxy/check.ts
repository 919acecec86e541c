import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: [''],
  resources: ['nodes/proxy'],
  verbs: ['get', 'create', 'update', 'patch', 'delete'],
  effect: 'run commands in every pod through the kubelets',
  named: 'high',
});
