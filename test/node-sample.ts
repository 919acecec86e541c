import type { DescribedFile } from '#posture/node/files.ts';

/** A file of a sample node: text, mode and owner. */
export function file(text = '', mode = 0o600, uid = 0, gid = 0): DescribedFile {
  return { content: Buffer.from(text), mode, uid, gid };
}

/** A static Pod as kubeadm writes it. */
export function staticPod(
  name: string,
  flags: readonly string[],
  image = 'v1.34.2',
): DescribedFile {
  const lines = [name, ...flags].map((flag) => `    - ${flag}\n`).join('');
  return file(
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n  namespace: kube-system\nspec:\n  containers:\n  - command:\n${lines}    image: registry.k8s.io/${name}:${image}\n    name: ${name}\n    volumeMounts:\n    - mountPath: /etc/audit\n      name: audit\n  hostNetwork: true\n  volumes:\n  - hostPath:\n      path: /srv/audit\n    name: audit\n`,
  );
}

/** The words of a process as procfs has them. */
export function process(...words: readonly string[]): DescribedFile {
  return file(`${words.join('\0')}\0`, 0o444);
}

export const apiserverFlags = [
  '--advertise-address=10.0.0.4',
  '--allow-privileged=true',
  '--authorization-mode=Node,RBAC',
  '--client-ca-file=/etc/kubernetes/pki/ca.crt',
  '--enable-admission-plugins=NodeRestriction',
  '--enable-bootstrap-token-auth=true',
  '--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt',
  '--etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt',
  '--etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key',
  '--etcd-servers=https://127.0.0.1:2379',
  '--kubelet-client-certificate=/etc/kubernetes/pki/apiserver-kubelet-client.crt',
  '--kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.key',
  '--secure-port=6443',
  '--service-account-key-file=/etc/kubernetes/pki/sa.pub',
  '--service-account-signing-key-file=/etc/kubernetes/pki/sa.key',
  '--tls-cert-file=/etc/kubernetes/pki/apiserver.crt',
  '--tls-private-key-file=/etc/kubernetes/pki/apiserver.key',
];

const etcdFlags = [
  '--cert-file=/etc/kubernetes/pki/etcd/server.crt',
  '--client-cert-auth=true',
  '--data-dir=/var/lib/etcd',
  '--key-file=/etc/kubernetes/pki/etcd/server.key',
  '--listen-client-urls=https://127.0.0.1:2379,https://10.0.0.4:2379',
  '--listen-metrics-urls=http://127.0.0.1:2381',
  '--listen-peer-urls=https://10.0.0.4:2380',
  '--peer-cert-file=/etc/kubernetes/pki/etcd/peer.crt',
  '--peer-client-cert-auth=true',
  '--peer-key-file=/etc/kubernetes/pki/etcd/peer.key',
  '--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt',
];

const kubelet = `apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous:
    enabled: false
  webhook:
    enabled: true
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
authorization:
  mode: Webhook
rotateCertificates: true
staticPodPath: /etc/kubernetes/manifests
streamingConnectionIdleTimeout: 0s
`;

/** A fresh control-plane node of kubeadm 1.34, without its processes. */
export function kubeadmNode(): Map<string, DescribedFile> {
  return new Map([
    ['/etc/kubernetes/manifests/kube-apiserver.yaml', staticPod('kube-apiserver', apiserverFlags)],
    [
      '/etc/kubernetes/manifests/kube-controller-manager.yaml',
      staticPod('kube-controller-manager', [
        '--bind-address=127.0.0.1',
        '--kubeconfig=/etc/kubernetes/controller-manager.conf',
        '--root-ca-file=/etc/kubernetes/pki/ca.crt',
        '--service-account-private-key-file=/etc/kubernetes/pki/sa.key',
        '--use-service-account-credentials=true',
      ]),
    ],
    [
      '/etc/kubernetes/manifests/kube-scheduler.yaml',
      staticPod('kube-scheduler', [
        '--bind-address=127.0.0.1',
        '--kubeconfig=/etc/kubernetes/scheduler.conf',
      ]),
    ],
    ['/etc/kubernetes/manifests/etcd.yaml', staticPod('etcd', etcdFlags, '3.6.5-0')],
    ['/etc/kubernetes/admin.conf', file('kind: Config')],
    ['/etc/kubernetes/super-admin.conf', file('kind: Config')],
    ['/etc/kubernetes/scheduler.conf', file('kind: Config')],
    ['/etc/kubernetes/controller-manager.conf', file('kind: Config')],
    ['/etc/kubernetes/kubelet.conf', file('kind: Config')],
    ['/etc/kubernetes/pki/ca.key', file('key')],
    ['/etc/kubernetes/pki/sa.key', file('key')],
    ['/etc/kubernetes/pki/sa.pub', file('key')],
    ['/etc/passwd', file('root:x:0:0::/root:/bin/bash\n', 0o644)],
    ['/var/lib/etcd/', { mode: 0o700 }],
    ['/var/lib/kubelet/config.yaml', file(kubelet, 0o644)],
    [
      '/usr/lib/systemd/system/kubelet.service',
      file('[Unit]\n[Service]\nExecStart=/usr/bin/kubelet\nRestart=always\n', 0o644),
    ],
    [
      '/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf',
      file(
        '[Service]\nEnvironment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"\nEnvironment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"\nEnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env\nEnvironmentFile=-/etc/default/kubelet\nExecStart=\nExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS\n',
        0o644,
      ),
    ],
    [
      '/var/lib/kubelet/kubeadm-flags.env',
      file('KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///run/containerd.sock"\n'),
    ],
  ]);
}
