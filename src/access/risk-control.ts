import { change, core, high, medium, of, type RiskData, rbacGroups } from './risk.ts';

const admission = [
  'validatingwebhookconfigurations',
  'mutatingwebhookconfigurations',
  'validatingadmissionpolicies',
  'validatingadmissionpolicybindings',
  'mutatingadmissionpolicies',
  'mutatingadmissionpolicybindings',
];
const impersonation = ['impersonate', 'impersonate:user-info', 'impersonate:serviceaccount'];

/** Rights on identities, roles and the control plane that reach further than they seem to. */
export const controlRisks = {
  'token-create': {
    ability: 'make tokens of service accounts',
    permissions: [core(['create'], 'serviceaccounts/token')],
    severity: high,
    techniques: ['T1528'],
  },
  impersonate: {
    ability: 'act as somebody else',
    permissions: [
      { ...core(impersonation, 'users', 'groups', 'serviceaccounts'), names: ['system:masters'] },
      of(['authentication.k8s.io'], impersonation, 'users', 'groups', 'serviceaccounts', 'uids'),
    ],
    severity: { cluster: 'critical', namespace: 'high' },
    techniques: ['T1078'],
  },
  bind: {
    ability: 'give away roles that they do not hold themselves',
    permissions: [
      {
        ...of(rbacGroups, ['bind'], 'roles', 'clusterroles'),
        names: ['cluster-admin', 'admin', 'edit'],
      },
    ],
    severity: { cluster: 'critical', namespace: 'high' },
    techniques: ['T1098.006'],
  },
  escalate: {
    ability: 'write rights into roles that they do not hold themselves',
    permissions: [of(rbacGroups, ['escalate'], 'roles', 'clusterroles')],
    severity: { cluster: 'critical', namespace: 'high' },
    techniques: ['T1098.006'],
  },
  'rbac-write': {
    ability: 'write roles or bindings',
    permissions: [
      of(rbacGroups, change, 'roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'),
    ],
    severity: high,
    techniques: ['T1098.006'],
  },
  'csr-approve': {
    ability: 'approve or sign certificates',
    permissions: [
      of(['certificates.k8s.io'], ['update', 'patch'], 'certificatesigningrequests/approval'),
      {
        ...of(['certificates.k8s.io'], ['approve', 'sign'], 'signers'),
        names: [
          'kubernetes.io/kube-apiserver-client',
          'kubernetes.io/kube-apiserver-client-kubelet',
          'kubernetes.io/*',
        ],
      },
    ],
    severity: { cluster: 'high' },
    techniques: ['T1649'],
  },
  'admission-write': {
    ability: 'change what admission sees and refuses',
    permissions: [
      of(['admissionregistration.k8s.io'], [...change, 'delete', 'deletecollection'], ...admission),
    ],
    severity: { cluster: 'high' },
    techniques: ['T1562.001'],
  },
  'namespaces-write': {
    ability: 'change namespaces, with the labels that Pod Security goes by',
    permissions: [core(['update', 'patch'], 'namespaces')],
    severity: { cluster: 'medium', namespace: 'medium' },
    techniques: ['T1562.001'],
  },
  'volumes-create': {
    ability: 'create persistent volumes, and so mount any directory of a node',
    permissions: [core(['create'], 'persistentvolumes')],
    severity: { cluster: 'high' },
    techniques: ['T1611'],
  },
  'api-write': {
    ability: 'put themselves between clients and parts of the API',
    permissions: [
      of(['apiregistration.k8s.io'], change, 'apiservices'),
      of(['apiextensions.k8s.io'], change, 'customresourcedefinitions'),
    ],
    severity: { cluster: 'medium' },
    techniques: ['T1557'],
  },
  'system-config-write': {
    ability:
      'change the settings of the cluster itself in "kube-system" (aws-auth, coredns, kube-proxy)',
    permissions: [
      {
        ...core(['create', 'update', 'patch'], 'configmaps'),
        names: [
          'aws-auth',
          'coredns',
          'coredns-custom',
          'kube-proxy',
          'kubeadm-config',
          'kubelet-config',
        ],
      },
    ],
    severity: { cluster: 'medium', namespace: 'high' },
    techniques: ['T1098', 'T1557'],
    onlyIn: ['kube-system'],
  },
  'traffic-write': {
    ability: 'lead the traffic of services elsewhere',
    permissions: [
      core(change, 'endpoints', 'services/status'),
      of(['discovery.k8s.io'], change, 'endpointslices'),
    ],
    severity: medium,
    techniques: ['T1557'],
  },
  'isolation-write': {
    ability: 'change or delete network policies',
    permissions: [
      of(
        [
          'networking.k8s.io',
          'extensions',
          'cilium.io',
          'crd.projectcalico.org',
          'policy.networking.k8s.io',
        ],
        ['update', 'patch', 'delete', 'deletecollection'],
        'networkpolicies',
        'ciliumnetworkpolicies',
        'ciliumclusterwidenetworkpolicies',
        'globalnetworkpolicies',
        'adminnetworkpolicies',
        'clusternetworkpolicies',
      ),
    ],
    severity: medium,
    techniques: ['T1562.004'],
  },
  'events-delete': {
    ability: 'delete events, and with them traces',
    permissions: [of(['', 'events.k8s.io'], ['delete', 'deletecollection'], 'events')],
    severity: { cluster: 'low', namespace: 'low' },
    techniques: ['T1070'],
  },
  'leases-write': {
    ability: 'take leadership from controllers',
    permissions: [of(['coordination.k8s.io'], ['update', 'patch', 'delete'], 'leases')],
    severity: { cluster: 'low', namespace: 'medium' },
    techniques: ['T1499'],
    onlyIn: ['kube-system'],
  },
  destroy: {
    ability: 'delete what others depend on',
    permissions: [
      core(['delete', 'deletecollection'], 'namespaces', 'nodes', 'persistentvolumes'),
      core(
        ['deletecollection'],
        'pods',
        'secrets',
        'services',
        'persistentvolumeclaims',
        'configmaps',
      ),
      of(['apiextensions.k8s.io'], ['delete', 'deletecollection'], 'customresourcedefinitions'),
      of(['apps'], ['deletecollection'], 'deployments', 'statefulsets', 'daemonsets'),
    ],
    severity: medium,
    techniques: ['T1485'],
  },
  'urls-read': {
    ability: 'read logs and internals of the API server',
    permissions: [
      {
        verbs: ['get', 'post'],
        groups: [],
        resources: [],
        urls: ['/logs/kube-apiserver.log', '/debug/pprof/profile', '/configz', '/debug/flags/v'],
      },
    ],
    severity: { cluster: 'medium' },
    techniques: ['T1613'],
  },
  operators: {
    ability: 'have an operator run pods or read secrets for them',
    permissions: [
      of(
        ['argoproj.io'],
        change,
        'workflows',
        'cronworkflows',
        'workflowtemplates',
        'clusterworkflowtemplates',
        'applications',
        'applicationsets',
        'appprojects',
        'rollouts',
      ),
      of(['tekton.dev'], change, 'taskruns', 'pipelineruns', 'tasks', 'pipelines'),
      of(['kyverno.io'], change, 'policies', 'clusterpolicies', 'updaterequests'),
      of(
        ['policies.kyverno.io'],
        change,
        'mutatingpolicies',
        'generatingpolicies',
        'namespacedmutatingpolicies',
        'namespacedgeneratingpolicies',
      ),
      of(
        ['external-secrets.io'],
        change,
        'secretstores',
        'clustersecretstores',
        'externalsecrets',
        'clusterexternalsecrets',
        'pushsecrets',
      ),
      of(['kubevirt.io'], change, 'virtualmachines', 'virtualmachineinstances'),
      of(['serving.knative.dev'], change, 'services', 'configurations'),
      of(
        ['helm.toolkit.fluxcd.io', 'kustomize.toolkit.fluxcd.io'],
        change,
        'helmreleases',
        'kustomizations',
      ),
      of(['secrets-store.csi.x-k8s.io'], change, 'secretproviderclasses'),
    ],
    severity: { cluster: 'medium', namespace: 'low' },
    techniques: ['T1610'],
  },
} as const satisfies Readonly<Record<string, RiskData>>;
