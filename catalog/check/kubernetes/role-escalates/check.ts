import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: ['rbac.authorization.k8s.io'],
  resources: ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'],
  verbs: ['escalate', 'bind', 'impersonate'],
  effect: 'give itself every right',
  inRole: 'high',
  named: 'medium',
});
