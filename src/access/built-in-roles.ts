import type { AccessRule } from '#model/access.ts';

/** A role that Kubernetes makes itself. */
export interface BuiltInRole {
  readonly name: string;
  /** Absent: a cluster role. */
  readonly namespace?: string;
  readonly labels: ReadonlyMap<string, string>;
  /** Label that the cluster roles have whose rules it takes over. */
  readonly aggregates?: string;
  readonly rules: readonly AccessRule[];
}

const read = 'get,list,watch';
const write = 'create,delete,deletecollection,patch,update';
const reviews = [
  'create authentication.k8s.io tokenreviews',
  'create authorization.k8s.io subjectaccessreviews',
];
const events = 'create,patch,update core,events.k8s.io events';
const health = '/livez,/readyz,/healthz';
const workloads = scaled('deployments', 'replicasets', 'statefulsets');
/**
 * Default roles as of Kubernetes 1.36 (documentation of RBAC, default roles and role bindings), a rule a line: verbs, groups
 * (`core` for the empty one) or `url`, resources or paths, names.
 */
const roles: Readonly<Record<string, readonly string[]>> = {
  'cluster-admin': ['* * *', '* url *'],
  'system:discovery': [
    `get url ${health},/version,/version/,/openapi,/openapi/*,/api,/api/*,/apis,/apis/*`,
  ],
  'system:monitoring': [`get url /metrics,/metrics/slis,${health},/livez/*,/readyz/*,/healthz/*`],
  'system:basic-user': [
    'create authorization.k8s.io selfsubjectaccessreviews,selfsubjectrulesreviews',
    'create authentication.k8s.io selfsubjectreviews',
  ],
  'system:public-info-viewer': [`get url ${health},/version,/version/`],
  'system:service-account-issuer-discovery': [
    'get url /.well-known/openid-configuration,/.well-known/openid-configuration/,/openid/v1/jwks,/openid/v1/jwks/',
  ],
  'system:aggregate-to-admin': [
    'create authorization.k8s.io localsubjectaccessreviews',
    `${read},${write} rbac.authorization.k8s.io roles,rolebindings`,
  ],
  'system:aggregate-to-edit': [
    `${read} core pods/attach,pods/proxy,pods/exec,pods/portforward,secrets,services/proxy`,
    'impersonate core serviceaccounts',
    `${write} core pods,pods/attach,pods/proxy,pods/exec,pods/portforward`,
    'create core pods/eviction',
    `${write} core replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/proxy,persistentvolumeclaims,configmaps,secrets,events`,
    'create core serviceaccounts/token',
    `${write} apps daemonsets,deployments/rollback,${workloads}`,
    `${write} autoscaling horizontalpodautoscalers`,
    `${write} batch jobs,cronjobs`,
    `${write} extensions daemonsets,deployments/rollback,${scaled('deployments', 'replicasets')},ingresses,replicationcontrollers/scale,networkpolicies`,
    `${write} policy poddisruptionbudgets`,
    `${write} networking.k8s.io ingresses,networkpolicies`,
    `${read},${write} coordination.k8s.io leases`,
    `${write} resource.k8s.io resourceclaims,resourceclaimtemplates`,
  ],
  'system:aggregate-to-view': [
    `${read} core pods,${statuses('persistentvolumeclaims', 'services')},replicationcontrollers,replicationcontrollers/scale,serviceaccounts,endpoints,configmaps`,
    `${read} core limitranges,resourcequotas,bindings,events,pods/status,resourcequotas/status,namespaces/status,replicationcontrollers/status,pods/log`,
    `${read} core namespaces`,
    `${read} discovery.k8s.io endpointslices`,
    `${read} apps controllerrevisions,${workloads},${statuses('deployments', 'replicasets', 'statefulsets', 'daemonsets')}`,
    `${read} autoscaling ${statuses('horizontalpodautoscalers')}`,
    `${read} batch ${statuses('jobs', 'cronjobs')}`,
    `${read} extensions ${statuses('daemonsets', 'deployments', 'ingresses', 'replicasets')},deployments/scale,replicasets/scale,replicationcontrollers/scale,networkpolicies`,
    `${read} policy ${statuses('poddisruptionbudgets')}`,
    `${read} networking.k8s.io ${statuses('ingresses')},networkpolicies`,
    `${read} resource.k8s.io ${statuses('resourceclaims')},resourceclaimtemplates`,
  ],
  'system:auth-delegator': reviews,
  'system:kube-aggregator': [`${read} core services,endpoints`],
  'system:kube-dns': [
    'list,watch core endpoints,services',
    'list,watch discovery.k8s.io endpointslices',
  ],
  'system:kubelet-api-admin': [
    'get,list,watch,proxy core nodes',
    '* core nodes/proxy,nodes/metrics,nodes/log,nodes/stats,nodes/spec,nodes/configz,nodes/healthz,nodes/pods',
  ],
  'system:node-bootstrapper': [
    'create,get,list,watch certificates.k8s.io certificatesigningrequests',
  ],
  'system:node-proxier': [
    'list,watch core services,endpoints',
    'get,list,watch core nodes',
    'list,watch discovery.k8s.io endpointslices',
    'list,watch networking.k8s.io servicecidrs',
    events,
  ],
  'system:node-problem-detector': ['get core nodes', 'patch core nodes/status', events],
  'system:persistent-volume-provisioner': [
    'get,list,watch,create,delete core persistentvolumes',
    'get,list,watch,update core persistentvolumeclaims',
    'get,list,watch storage.k8s.io storageclasses',
    'watch core events',
    events,
  ],
  'system:volume-scheduler': [
    'get,list,watch,patch,update core persistentvolumes,persistentvolumeclaims',
    'get,list,watch storage.k8s.io storageclasses',
  ],
  'system:certificates.k8s.io:certificatesigningrequests:nodeclient': [
    'create certificates.k8s.io certificatesigningrequests/nodeclient',
  ],
  'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient': [
    'create certificates.k8s.io certificatesigningrequests/selfnodeclient',
  ],
  'system:certificates.k8s.io:kube-apiserver-client-approver': [
    'approve certificates.k8s.io signers kubernetes.io/kube-apiserver-client',
  ],
  'system:certificates.k8s.io:kube-apiserver-client-kubelet-approver': [
    'approve certificates.k8s.io signers kubernetes.io/kube-apiserver-client-kubelet',
  ],
  'system:certificates.k8s.io:kubelet-serving-approver': [
    'approve certificates.k8s.io signers kubernetes.io/kubelet-serving',
  ],
  'system:certificates.k8s.io:legacy-unknown-approver': [
    'approve certificates.k8s.io signers kubernetes.io/legacy-unknown',
  ],
  'system:node': [
    ...reviews,
    'create authorization.k8s.io localsubjectaccessreviews',
    `${read} core services`,
    'create,get,list,watch,update,patch core nodes',
    'update,patch core nodes/status',
    'create,patch,update core events',
    `${read},create,delete core pods`,
    'update,patch core pods/status',
    'create core pods/eviction',
    `${read} core secrets,configmaps`,
    'get core persistentvolumeclaims,persistentvolumes',
    'get core endpoints',
    'create,get,list,watch certificates.k8s.io certificatesigningrequests',
    'get,create,update,patch,delete coordination.k8s.io leases',
    'get storage.k8s.io volumeattachments',
    'create core serviceaccounts/token',
    'get,update,patch core persistentvolumeclaims/status',
    `${read} storage.k8s.io csidrivers`,
    'get,create,update,patch,delete storage.k8s.io csinodes',
    `${read} node.k8s.io runtimeclasses`,
    'get resource.k8s.io resourceclaims',
    'deletecollection,list,watch,create,get,update,patch,delete resource.k8s.io resourceslices',
  ],
  'system:kube-scheduler': [
    events,
    ...reviews,
    'create coordination.k8s.io leases',
    'get,update,list,watch coordination.k8s.io leases kube-scheduler',
    `${read} core nodes,namespaces,replicationcontrollers,services`,
    `delete,${read} core pods`,
    'create core bindings,pods/binding',
    'patch,update core pods/status',
    `${read} apps,extensions replicasets`,
    `${read} apps statefulsets`,
    `${read} policy poddisruptionbudgets`,
    `${read},patch,update core persistentvolumeclaims,persistentvolumes`,
    `${read} storage.k8s.io csinodes,csidrivers,csistoragecapacities,storageclasses`,
  ],
  'system:kube-controller-manager': [
    events,
    ...reviews,
    'create coordination.k8s.io leases',
    'get,update coordination.k8s.io leases kube-controller-manager',
    'create,get,update core secrets,serviceaccounts',
    'delete core secrets',
    'get core namespaces,configmaps',
    'list,watch * *',
    'create core serviceaccounts/token',
  ],
};

const aggregated: readonly string[] = ['admin', 'edit', 'view'];

/** What the aggregated roles are part of in turn. */
const parts: Readonly<Record<string, string>> = {
  edit: 'admin',
  view: 'edit',
  'system:aggregate-to-admin': 'admin',
  'system:aggregate-to-edit': 'edit',
  'system:aggregate-to-view': 'view',
};

const namespaced: Readonly<Record<string, readonly string[]>> = {
  'kube-system/extension-apiserver-authentication-reader': [
    `${read} core configmaps extension-apiserver-authentication`,
  ],
  'kube-system/system::leader-locking-kube-controller-manager': [
    'watch core configmaps',
    'get,update core configmaps kube-controller-manager',
  ],
  'kube-system/system::leader-locking-kube-scheduler': [
    'watch core configmaps',
    'get,update core configmaps kube-scheduler',
  ],
  'kube-system/system:controller:bootstrap-signer': [`${read} core secrets`],
  'kube-system/system:controller:token-cleaner': [
    `${read},delete core secrets`,
    'create,patch,update core events',
  ],
  'kube-system/system:controller:cloud-provider': ['create,get,list,watch core configmaps'],
  'kube-public/system:controller:bootstrap-signer': [
    `${read} core configmaps`,
    'update core configmaps cluster-info',
    'create,patch,update core events',
  ],
};

function labelOf(role: string): string {
  return `rbac.authorization.k8s.io/aggregate-to-${role}`;
}

/** Roles that every cluster has. */
export function builtInRoles(): readonly BuiltInRole[] {
  const plain = Object.entries(roles).map(([name, lines]) => ({
    name,
    labels: labelsOf(name),
    rules: lines.map(ruleOf),
  }));
  const made = aggregated.map((name) => ({
    name,
    labels: labelsOf(name),
    aggregates: labelOf(name),
    rules: [],
  }));
  const local = Object.entries(namespaced).map(([key, lines]) => {
    const [namespace = '', name = ''] = key.split('/');
    return { name, namespace, labels: labelsOf(name), rules: lines.map(ruleOf) };
  });
  return [...plain, ...made, ...local];
}

function labelsOf(name: string): ReadonlyMap<string, string> {
  const part = parts[name];
  return new Map([
    ['kubernetes.io/bootstrapping', 'rbac-defaults'],
    ...(part === undefined ? [] : [[labelOf(part), 'true'] as const]),
  ]);
}

function ruleOf(line: string): AccessRule {
  const [verbs = '', groups = '', things = '', names] = line.split(' ');
  const isUrl = groups === 'url';
  return {
    verbs: verbs.split(','),
    apiGroups: isUrl ? [] : groups.split(',').map((group) => (group === 'core' ? '' : group)),
    resources: isUrl ? [] : things.split(','),
    nonResourceUrls: isUrl ? things.split(',') : [],
    resourceNames: names?.split(',') ?? [],
  };
}

/** Whether a role is one of those that Kubernetes makes itself: nobody has to find it in the files. */
export function isBuiltInName(name: string): boolean {
  return name.startsWith('system:') || aggregated.includes(name) || Object.hasOwn(roles, name);
}

function scaled(...names: readonly string[]): string {
  return names.flatMap((one) => [one, `${one}/scale`]).join(',');
}

function statuses(...names: readonly string[]): string {
  return names.flatMap((one) => [one, `${one}/status`]).join(',');
}
