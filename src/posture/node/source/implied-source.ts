import type { SettingSource } from '../component.ts';

/** What an installer gives a component without writing it anywhere. */
export function impliedSource(title: string, values: ReadonlyMap<string, string>): SettingSource {
  return {
    title,
    get(name) {
      const value = values.get(name);
      return value === undefined ? undefined : { values: [value], written: `--${name}=${value}` };
    },
    spot: () => undefined,
    patch: () => undefined,
    label: (name) => `--${name}`,
  };
}

/** What kubeadm passes to each component (kubeadm v1.36, `phases/controlplane`, `phases/etcd`). */
export const kubeadmImplied: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  'kube-apiserver': new Map(
    Object.entries({
      'authorization-mode': 'Node,RBAC',
      'client-ca-file': '/etc/kubernetes/pki/ca.crt',
      'enable-admission-plugins': 'NodeRestriction',
      'etcd-cafile': '/etc/kubernetes/pki/etcd/ca.crt',
      'etcd-certfile': '/etc/kubernetes/pki/apiserver-etcd-client.crt',
      'etcd-keyfile': '/etc/kubernetes/pki/apiserver-etcd-client.key',
      'kubelet-client-certificate': '/etc/kubernetes/pki/apiserver-kubelet-client.crt',
      'kubelet-client-key': '/etc/kubernetes/pki/apiserver-kubelet-client.key',
      'service-account-key-file': '/etc/kubernetes/pki/sa.pub',
      'service-account-signing-key-file': '/etc/kubernetes/pki/sa.key',
      'tls-cert-file': '/etc/kubernetes/pki/apiserver.crt',
      'tls-private-key-file': '/etc/kubernetes/pki/apiserver.key',
    }),
  ),
  'kube-controller-manager': new Map(
    Object.entries({
      'bind-address': '127.0.0.1',
      'root-ca-file': '/etc/kubernetes/pki/ca.crt',
      'service-account-private-key-file': '/etc/kubernetes/pki/sa.key',
      'use-service-account-credentials': 'true',
    }),
  ),
  'kube-scheduler': new Map([['bind-address', '127.0.0.1']]),
  etcd: new Map(
    Object.entries({
      'cert-file': '/etc/kubernetes/pki/etcd/server.crt',
      'client-cert-auth': 'true',
      'key-file': '/etc/kubernetes/pki/etcd/server.key',
      'peer-cert-file': '/etc/kubernetes/pki/etcd/peer.crt',
      'peer-client-cert-auth': 'true',
      'peer-key-file': '/etc/kubernetes/pki/etcd/peer.key',
      'trusted-ca-file': '/etc/kubernetes/pki/etcd/ca.crt',
      'data-dir': '/var/lib/etcd',
    }),
  ),
};

const rancher = '/var/lib/rancher/k3s';

/** What the server and the agent of k3s pass to what they embed (k3s v1.34, `pkg/daemons`). */
export const k3sImplied: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  'kube-apiserver': new Map(
    Object.entries({
      'anonymous-auth': 'false',
      'authorization-mode': 'Node,RBAC',
      'client-ca-file': `${rancher}/server/tls/client-ca.crt`,
      'enable-admission-plugins': 'NodeRestriction',
      'etcd-cafile': `${rancher}/server/tls/etcd/server-ca.crt`,
      'etcd-certfile': `${rancher}/server/tls/etcd/client.crt`,
      'etcd-keyfile': `${rancher}/server/tls/etcd/client.key`,
      'kubelet-certificate-authority': `${rancher}/server/tls/server-ca.crt`,
      'kubelet-client-certificate': `${rancher}/server/tls/client-kube-apiserver.crt`,
      'kubelet-client-key': `${rancher}/server/tls/client-kube-apiserver.key`,
      profiling: 'false',
      'service-account-key-file': `${rancher}/server/tls/service.key`,
      'tls-cert-file': `${rancher}/server/tls/serving-kube-apiserver.crt`,
      'tls-cipher-suites':
        'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305,TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305',
      'tls-private-key-file': `${rancher}/server/tls/serving-kube-apiserver.key`,
    }),
  ),
  'kube-controller-manager': new Map(
    Object.entries({
      'bind-address': '127.0.0.1',
      profiling: 'false',
      'root-ca-file': `${rancher}/server/tls/server-ca.crt`,
      'service-account-private-key-file': `${rancher}/server/tls/service.current.key`,
      'use-service-account-credentials': 'true',
    }),
  ),
  'kube-scheduler': new Map([
    ['bind-address', '127.0.0.1'],
    ['profiling', 'false'],
  ]),
  etcd: new Map(),
  kubelet: new Map(
    Object.entries({
      'authentication.anonymous.enabled': 'false',
      'authorization.mode': 'Webhook',
      'authentication.x509.clientCAFile': `${rancher}/agent/client-ca.crt`,
      readOnlyPort: '0',
      tlsCertFile: `${rancher}/agent/serving-kubelet.crt`,
      tlsPrivateKeyFile: `${rancher}/agent/serving-kubelet.key`,
    }),
  ),
  'kube-proxy': new Map(),
};
