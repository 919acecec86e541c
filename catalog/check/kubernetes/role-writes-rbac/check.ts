import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: ['rbac.authorization.k8s.io'],
  resources: ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'],
  verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
  effect: 'change who may do what',
  inRole: 'medium',
});
