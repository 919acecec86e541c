import type { AccessSubject } from '#model/access.ts';
import type { Binding } from './bindings.ts';
import type { Role } from './roles.ts';

/** Service accounts of the control plane and of what clusters are commonly delivered with, in `kube-system`. */
const components: ReadonlySet<string> = new Set([
  'attachdetach-controller',
  'aws-cloud-provider',
  'aws-load-balancer-controller',
  'aws-node',
  'azure-cloud-provider',
  'bootstrap-signer',
  'certificate-controller',
  'cloud-controller-manager',
  'cloud-node-manager',
  'cloud-provider',
  'clusterrole-aggregation-controller',
  'coredns',
  'coredns-autoscaler',
  'cronjob-controller',
  'daemon-set-controller',
  'deployment-controller',
  'device-taint-eviction-controller',
  'disruption-controller',
  'ebs-csi-controller-sa',
  'ebs-csi-node-sa',
  'eks-vpc-resource-controller',
  'endpoint-controller',
  'endpointslice-controller',
  'endpointslicemirroring-controller',
  'ephemeral-volume-controller',
  'event-exporter-sa',
  'expand-controller',
  'flannel',
  'generic-garbage-collector',
  'horizontal-pod-autoscaler',
  'job-controller',
  'kindnet',
  'konnectivity-agent',
  'konnectivity-agent-cpha',
  'kube-controller-manager',
  'kube-dns',
  'kube-dns-autoscaler',
  'kube-proxy',
  'kube-scheduler',
  'legacy-service-account-token-cleaner',
  'metadata-agent',
  'metadata-proxy',
  'metrics-server',
  'namespace-controller',
  'node-controller',
  'node-problem-detector',
  'persistent-volume-binder',
  'pod-garbage-collector',
  'podcertificaterequestcleaner-controller',
  'pv-protection-controller',
  'pvc-protection-controller',
  'replicaset-controller',
  'replication-controller',
  'resource-claim-controller',
  'resourcequota-controller',
  'root-ca-cert-publisher',
  'route-controller',
  'selinux-warning-controller',
  'service-account-controller',
  'service-cidrs-controller',
  'service-controller',
  'statefulset-controller',
  'storage-version-migrator-controller',
  'storageversion-garbage-collector',
  'token-cleaner',
  'traefik',
  'ttl-after-finished-controller',
  'ttl-controller',
  'validatingadmissionpolicy-status-controller',
  'volumeattributesclass-protection-controller',
  'vpa-recommender',
  'weave-net',
]);
const families = ['calico-', 'cilium', 'canal', 'helm-traefik', 'kube-router', 'kops-'];

/** Groups that Kubernetes or its installers fill with the cluster's own parts or with whom they meant to be its administrators. */
const groups: ReadonlySet<string> = new Set([
  'system:masters',
  'system:nodes',
  'system:monitoring',
  'system:kubelet-serving',
  'kubeadm:cluster-admins',
]);

/** Groups that take in nearly everybody: what they are given is never quiet. */
const crowds: ReadonlySet<string> = new Set(['system:authenticated', 'system:unauthenticated']);

/** Parts of the cluster itself: what they may do comes with it, and nobody who uses it can change it. */
export function isPartOfCluster({ kind, name, namespace }: AccessSubject): boolean {
  if (kind === 'ServiceAccount') {
    if (namespace === 'local-path-storage') return name.startsWith('local-path-provisioner');
    if (namespace !== 'kube-system') return false;
    return components.has(name) || families.some((start) => name.startsWith(start));
  }
  if (crowds.has(name)) return false;
  if (kind === 'Group') return groups.has(name) || name.startsWith('system:bootstrappers');
  return name.startsWith('system:') && name !== 'system:anonymous';
}

/** Subjects of a binding that are not part of the cluster. */
export function loudSubjects({ subjects }: Binding): readonly AccessSubject[] {
  return subjects.map(([, subject]) => subject).filter((subject) => !isPartOfCluster(subject));
}

/** Roles that come with the cluster: their rules are not ours to change. */
export function isDelivered({ reference, labels, object }: Role): boolean {
  return (
    object === undefined ||
    reference.name.startsWith('system:') ||
    labels.get('kubernetes.io/bootstrapping') === 'rbac-defaults'
  );
}
