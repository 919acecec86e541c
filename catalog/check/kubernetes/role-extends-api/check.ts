import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: ['apiextensions.k8s.io', 'apiregistration.k8s.io'],
  resources: ['customresourcedefinitions', 'apiservices'],
  verbs: ['create', 'update', 'patch'],
  effect: 'stand between clients and the API',
});
