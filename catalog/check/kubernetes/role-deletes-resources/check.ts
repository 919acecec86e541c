import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: ['', 'apps', 'batch'],
  resources: [
    'pods',
    'services',
    'secrets',
    'deployments',
    'daemonsets',
    'statefulsets',
    'replicasets',
    'jobs',
    'cronjobs',
    'namespaces',
    'persistentvolumeclaims',
    'persistentvolumes',
  ],
  verbs: ['delete', 'deletecollection'],
  effect: 'stop or destroy the application',
});
