import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: ['', 'apps', 'batch', 'extensions'],
  resources: [
    'pods',
    'deployments',
    'daemonsets',
    'statefulsets',
    'replicasets',
    'replicationcontrollers',
    'jobs',
    'cronjobs',
  ],
  verbs: ['create', 'update', 'patch'],
  effect: 'run programs with the rights of workloads',
  inRole: 'low',
});
