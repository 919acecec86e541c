import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: [''],
  resources: ['pods/ephemeralcontainers'],
  verbs: ['update', 'patch'],
  effect: 'put a container of its own into every pod',
  inRole: 'medium',
});
