import type { NodeControl, NodeVariant } from '#model/node-posture.ts';
import { benchmarkOf, sectionOf } from './benchmark.ts';

/** What only a person, or the provider's own interface, can answer: number, question, what to look at. */
type Manual = readonly [number: string, title: string, look: string];

const kubernetes: readonly Manual[] = [
  [
    '3.1.1',
    'People do not log in with client certificates',
    'who holds client certificates: kubeconfigs, approved certificate requests; prefer OIDC, since certificates cannot be revoked',
  ],
  [
    '3.1.2',
    'People do not log in with tokens of service accounts',
    'kubeconfigs that hold tokens, Secrets of type kubernetes.io/service-account-token',
  ],
  [
    '3.1.3',
    'People do not log in with bootstrap tokens',
    'Secrets of type bootstrap.kubernetes.io/token in kube-system: how many there are and when they expire',
  ],
];

const eks: readonly Manual[] = [
  [
    '2.1.1',
    'The audit log of the control plane is on',
    'logging of the cluster: type audit must be enabled',
  ],
  [
    '2.1.2',
    'Audit logs are collected and kept',
    'retention and access of the log group in CloudWatch',
  ],
  [
    '5.1.1',
    'Images in the registry are scanned',
    'scanning settings of the registry (ECR), or another scanner',
  ],
  ['5.1.2', 'Few people may change the registry', 'IAM policies with ecr actions'],
  ['5.1.3', 'The cluster may only read from the registry', 'the policies of the role of the nodes'],
  ['5.1.4', 'Images come from approved registries only', 'admission policies of the cluster'],
  [
    '5.2.1',
    'Workloads have service accounts with roles of their own',
    'roles of service accounts, and pods that use the role of the node',
  ],
  ['5.3.1', 'Secrets are encrypted with a key of your own', 'encryptionConfig of the cluster'],
  ['5.4.1', 'The endpoint of the control plane is open to few', 'publicAccessCidrs of the cluster'],
  [
    '5.4.2',
    'The endpoint is private',
    'endpointPrivateAccess and endpointPublicAccess of the cluster',
  ],
  ['5.4.3', 'Nodes have no public addresses', 'subnets of the node groups'],
  ['5.4.4', 'Network policies are enforced', 'the network plug-in and its settings'],
  ['5.4.5', 'Load balancers speak TLS', 'annotations and listeners of Services and Ingresses'],
  ['5.5.1', 'People are identified by IAM', 'access entries, or the ConfigMap aws-auth'],
];

const gke: readonly Manual[] = [
  ['5.1.1', 'Images in the registry are scanned', 'Artifact Analysis of the project'],
  ['5.1.2', 'Few people may change the registry', 'IAM roles on the repositories'],
  [
    '5.1.3',
    'The cluster may only read from the registry',
    'roles of the service account of the nodes',
  ],
  ['5.1.4', 'Only trusted images run', 'Binary Authorization of the cluster'],
  [
    '5.2.1',
    'Nodes do not use the default service account',
    'the service account of each node pool',
  ],
  [
    '5.2.2',
    'Workloads have identities of their own',
    'Workload Identity of the cluster and its node pools',
  ],
  ['5.3.1', 'Secrets are encrypted with a key of your own', 'database encryption of the cluster'],
  ['5.4.1', 'The metadata server of GKE is on', 'metadata mode of each node pool'],
  ['5.5.1', 'Nodes run Container-Optimized OS', 'image type of each node pool'],
  ['5.5.2', 'Nodes are repaired automatically', 'management of each node pool'],
  ['5.5.3', 'Nodes are upgraded automatically', 'management of each node pool'],
  ['5.5.4', 'The cluster follows a release channel', 'release channel of the cluster'],
  ['5.5.5', 'Nodes are shielded', 'shieldedNodes of the cluster'],
  ['5.5.6', 'Integrity monitoring of nodes is on', 'shielded instance settings of each node pool'],
  ['5.5.7', 'Nodes boot securely', 'shielded instance settings of each node pool'],
  [
    '5.6.1',
    'Flow logs and intranode visibility are on',
    'network settings of the cluster and its subnets',
  ],
  ['5.6.2', 'The cluster is VPC-native', 'IP allocation of the cluster'],
  ['5.6.3', 'The control plane is open to few networks', 'authorized networks of the cluster'],
  ['5.6.4', 'The endpoint is private', 'private cluster settings'],
  ['5.6.5', 'Nodes have no public addresses', 'private cluster settings'],
  ['5.6.6', 'Firewalls stand before the nodes', 'firewall rules of the network'],
  [
    '5.6.7',
    'Certificates of load balancers are managed',
    'Ingresses, and Services of type LoadBalancer',
  ],
  ['5.7.1', 'Logs and metrics are collected', 'logging and monitoring of the cluster'],
  ['5.7.2', 'Nodes write an audit log', 'auditd on the nodes'],
  ['5.8.1', 'No client certificates are issued', 'master authentication of the cluster'],
  ['5.8.2', 'RBAC uses groups of the organization', 'Google Groups for RBAC of the cluster'],
  ['5.8.3', 'Legacy authorization is off', 'legacy ABAC of the cluster'],
  ['5.9.1', 'Disks of volumes are encrypted with a key of your own', 'storage classes'],
  ['5.9.2', 'Boot disks are encrypted with a key of your own', 'each node pool'],
  ['5.10.1', 'The dashboard is off', 'add-ons of the cluster'],
  ['5.10.2', 'No alpha cluster is used in production', 'alpha features of the cluster'],
  ['5.10.3', 'Untrusted workloads run in a sandbox', 'node pools with GKE Sandbox'],
  ['5.10.4', 'The provider watches the security posture', 'security posture of the cluster'],
];

const aks: readonly Manual[] = [
  [
    '2.1.1',
    'The audit log of the control plane is on',
    'diagnostic settings of the cluster: kube-audit',
  ],
  ['5.1.1', 'Images in the registry are scanned', 'Defender for Cloud, or another scanner'],
  ['5.1.2', 'Few people may change the registry', 'role assignments of the registry'],
  [
    '5.1.3',
    'The cluster may only read from the registry',
    'role assignments of the identity of the kubelets',
  ],
  ['5.1.4', 'Images come from approved registries only', 'Azure Policy of the cluster'],
  [
    '5.2.1',
    'Workloads have service accounts of their own',
    'workload identities of service accounts',
  ],
  ['5.3.1', 'Secrets are encrypted with a key of your own', 'KMS of the cluster'],
  [
    '5.4.1',
    'The endpoint of the control plane is open to few',
    'authorized IP ranges of the cluster',
  ],
  ['5.4.2', 'The endpoint is private', 'private cluster settings'],
  ['5.4.3', 'Nodes have no public addresses', 'each node pool'],
  ['5.4.4', 'Network policies are enforced', 'network policy of the cluster'],
  ['5.4.5', 'Load balancers speak TLS', 'Ingresses, and Services of type LoadBalancer'],
  ['5.5.1', 'People are identified by Entra ID', 'identity settings of the cluster'],
  ['5.5.2', 'Azure RBAC authorizes requests', 'identity settings of the cluster'],
];

/** The rows that no reading of a node can answer. */
export function manualControls(variant: NodeVariant): NodeControl[] {
  const framework = benchmarkOf(variant);
  return listOf(variant).map(([control, title, look]) => ({
    framework,
    control,
    section: sectionOf(framework, control),
    title,
    assessment: 'manual',
    result: 'manual',
    reason: `look at: ${look}`,
    evidence: [],
  }));
}

function listOf(variant: NodeVariant): readonly Manual[] {
  switch (variant) {
    case 'eks':
      return eks;
    case 'gke':
      return gke;
    case 'aks':
      return aks;
    default:
      return kubernetes;
  }
}
