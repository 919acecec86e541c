import type { NodeVariant } from '#model/node-posture.ts';
import type { Host } from './host.ts';
import type { Processes } from './processes.ts';

/** Signs of each variant, the surest first; paths that only it has. */
const signs: readonly (readonly [NodeVariant, readonly string[]])[] = [
  [
    'rke2',
    ['/var/lib/rancher/rke2', '/etc/rancher/rke2', '/etc/systemd/system/rke2-server.service'],
  ],
  ['k3s', ['/var/lib/rancher/k3s', '/etc/rancher/k3s', '/etc/systemd/system/k3s.service']],
  ['microk8s', ['/var/snap/microk8s/current']],
  [
    'openshift',
    [
      '/etc/kubernetes/static-pod-resources',
      '/etc/machine-config-daemon',
      '/etc/kubernetes/kubelet-ca.crt',
    ],
  ],
  [
    'eks',
    [
      '/etc/eks',
      '/etc/kubernetes/kubelet/kubelet-config.json',
      '/etc/kubernetes/kubelet/config.json',
    ],
  ],
  ['gke', ['/home/kubernetes/kubelet-config.yaml', '/home/kubernetes/bin']],
  ['aks', ['/etc/kubernetes/azure.json', '/opt/azure/containers']],
];

/** What a node was installed by, from what lies on it; `kubeadm` where nothing tells otherwise. */
export function variantOf(host: Host, { bundles }: Processes): NodeVariant {
  if (bundles.has('k3s') || bundles.has('k3s-server') || bundles.has('k3s-agent')) return 'k3s';
  if (bundles.has('rke2')) return 'rke2';
  if (bundles.has('kubelite')) return 'microk8s';
  for (const [variant, paths] of signs)
    if (host.first(paths) !== undefined) return isAks(host, variant);
  return 'kubeadm';
}

/** Clusters of one's own in Azure have an azure.json too; their control plane has a manifest. */
function isAks(host: Host, variant: NodeVariant): NodeVariant {
  const own = '/etc/kubernetes/manifests/kube-apiserver.yaml';
  return variant === 'aks' && host.entry(own) !== undefined ? 'kubeadm' : variant;
}
