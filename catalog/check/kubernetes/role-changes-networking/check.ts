import { grants } from '#posture/object/role-rules.ts';

export const evaluate = grants({
  groups: [
    '',
    'networking.k8s.io',
    'discovery.k8s.io',
    'extensions',
    'gateway.networking.k8s.io',
    'policy.networking.k8s.io',
  ],
  resources: [
    'services',
    'services/status',
    'endpoints',
    'endpointslices',
    'networkpolicies',
    'ingresses',
    'gateways',
    'httproutes',
    'adminnetworkpolicies',
    'baselineadminnetworkpolicies',
    'clusternetworkpolicies',
  ],
  verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
  effect: 'redirect traffic or open pods',
  inRole: 'low',
});
