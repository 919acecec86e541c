import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: [''],
  resources: ['namespaces', 'namespaces/finalize'],
  verbs: ['update', 'patch'],
  effect: 'take Pod Security labels off namespaces',
});
