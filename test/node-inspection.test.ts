import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { testScope } from '#analyze/binary/testing/file.ts';
import { conditions } from '#catalog/node.gen.ts';
import { checksOf, loadCheckMetas } from '#check/catalogue.ts';
import { applyFixes } from '#check/edits.ts';
import { CaissonError } from '#kit/error.ts';
import { readManifests } from '#kube/read-manifests.ts';
import type { NodeControl, NodeReport, NodeVariant } from '#model/node-posture.ts';
import { type DescribedFile, describedFiles, type NodeFiles } from '#posture/node/files.ts';
import { createNodeInspection } from '#posture/node/inspection.ts';
import { nodeFaultsOfObject } from '#posture/node/object-faults.ts';
import { apiserverFlags, file, kubeadmNode, process, staticPod } from './node-sample.ts';

const metas = loadCheckMetas(join(import.meta.dirname, '..', 'data'));
const checks = checksOf(metas, conditions, { include: ['all'] });
const inspection = createNodeInspection(checks);
const now = new Date('2026-06-01T00:00:00Z');

function inspect(
  described: ReadonlyMap<string, DescribedFile>,
  options: { readonly variant?: NodeVariant; readonly minor?: number } = {},
): NodeReport {
  return inspection.inspectFiles(describedFiles(described), { ...options, now });
}

function controlOf(report: NodeReport, control: string): NodeControl | undefined {
  return report.controls.find((one) => one.control === control);
}

function resultsOf(report: NodeReport, controls: string): Record<string, string | undefined> {
  return Object.fromEntries(
    controls.split(' ').map((control) => [control, controlOf(report, control)?.result]),
  );
}

function all(controls: string, result: string): Record<string, string> {
  return Object.fromEntries(controls.split(' ').map((control) => [control, result]));
}

test('a fresh node of kubeadm passes and fails where kube-bench says so', () => {
  const report = inspect(kubeadmNode());
  const passed =
    '1.1.1 1.1.2 1.1.7 1.1.11 1.1.13 1.1.14 1.1.15 1.1.17 1.1.19 1.1.21 1.2.2 1.2.4 1.2.6 1.2.7 1.2.8 1.2.10 1.2.12 1.2.13 ' +
    '1.2.14 1.2.21 1.2.22 1.2.23 1.2.24 1.2.25 1.2.26 1.3.3 1.3.4 1.3.5 1.3.6 1.3.7 1.4.2 2.1 2.2 2.3 2.4 2.5 2.6 2.7 ' +
    '4.1.2 4.1.5 4.1.6 4.1.10 4.2.1 4.2.2 4.2.3 4.2.4 4.2.6 4.2.7 4.2.8 4.2.10 4.2.11';
  const failed =
    '1.1.12 1.2.1 1.2.3 1.2.5 1.2.9 1.2.11 1.2.15 1.2.16 1.2.17 1.2.18 1.2.19 1.2.27 1.2.29 1.2.30 1.3.1 1.3.2 1.4.1 3.2.1 ' +
    '4.1.1 4.1.9 4.2.9 4.2.12 4.2.13 4.2.14';

  expect(report.variant).toBe('kubeadm');
  expect(report.minor).toBe(34);
  expect(resultsOf(report, passed)).toEqual(all(passed, 'pass'));
  expect(resultsOf(report, failed)).toEqual(all(failed, 'fail'));
  expect(resultsOf(report, '1.2.20 3.1.1 3.1.2 3.1.3')).toEqual(
    all('1.2.20 3.1.1 3.1.2 3.1.3', 'manual'),
  );
  expect(resultsOf(report, '1.1.9 1.2.28 3.2.2 4.1.3 4.3.1')).toEqual(
    all('1.1.9 1.2.28 3.2.2 4.1.3 4.3.1', 'not-applicable'),
  );
  expect(report.gaps).toEqual([]);
});

test('every control of the benchmark has one row, in its order', () => {
  const numbers = inspect(kubeadmNode()).controls.flatMap(({ control }) => control ?? []);
  const count = new Map([
    ['1.1', 21],
    ['1.2', 30],
    ['1.3', 7],
    ['1.4', 2],
    ['2', 7],
    ['3.1', 3],
    ['3.2', 2],
    ['4.1', 10],
    ['4.2', 14],
    ['4.3', 1],
  ]);
  const wanted = [...count].flatMap(([part, length]) =>
    Array.from({ length }, (_, at) => `${part}.${at + 1}`),
  );

  expect(numbers).toEqual(wanted);
});

test('a process counts, and its manifest is where it is changed', () => {
  const node = kubeadmNode();
  node.set('/proc/812/cmdline', process('kube-apiserver', ...apiserverFlags, '--profiling=false'));

  expect(controlOf(inspect(node), '1.2.15')).toMatchObject({
    result: 'pass',
    evidence: [{ label: 'kube-apiserver (process 812)', text: '--profiling=false' }],
  });
});

test('faults stand at the line of the manifest', () => {
  const node = kubeadmNode();
  node.set(
    '/etc/kubernetes/manifests/kube-scheduler.yaml',
    staticPod('kube-scheduler', ['--bind-address=0.0.0.0', '--profiling=false']),
  );
  const fault = inspect(node).faults.find(({ aliases }) => aliases.includes('kube-bench:1.4.2'));

  expect(fault?.locations).toMatchObject([
    { path: '/etc/kubernetes/manifests/kube-scheduler.yaml', line: 10 },
  ]);
  expect(fault?.fixes).toHaveLength(1);
});

test('a worker has no control plane', () => {
  const node = kubeadmNode();
  for (const path of node.keys()) if (path.includes('/manifests/')) node.delete(path);
  const report = inspect(node);

  expect(controlOf(report, '1.2.1')).toMatchObject({
    result: 'not-applicable',
    reason: 'there is no kube-apiserver on this node',
  });
  expect(controlOf(report, '4.2.1')?.result).toBe('pass');
});

test('flags of the kubelet count more than drop-ins, and these more than its file', () => {
  const node = kubeadmNode();
  const drop = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n';
  node.set('/etc/kubelet.d/10-a.conf', file(`${drop}readOnlyPort: 1\npodPidsLimit: 100\n`));
  node.set('/etc/kubelet.d/20-b.conf', file(`${drop}readOnlyPort: 2\n`));
  node.set(
    '/proc/5/cmdline',
    process(
      '/usr/bin/kubelet',
      '--config=/var/lib/kubelet/config.yaml',
      '--config-dir',
      '/etc/kubelet.d',
      '--anonymous-auth',
      '--feature-gates=RotateKubeletServerCertificate=false',
    ),
  );
  const report = inspect(node);

  expect(controlOf(report, '4.2.4')?.evidence[0]?.text).toBe('readOnlyPort: 2');
  expect(controlOf(report, '4.2.13')?.result).toBe('pass');
  expect(controlOf(report, '4.2.1')?.result).toBe('fail');
  expect(controlOf(report, '4.2.11')?.result).toBe('fail');
});

test('a kubelet without a configuration file is as open as its flags leave it', () => {
  const node = new Map([['/proc/5/cmdline', process('/usr/bin/kubelet', '--v=2')]]);

  expect(resultsOf(inspect(node), '4.2.1 4.2.2 4.2.4')).toEqual(all('4.2.1 4.2.2 4.2.4', 'fail'));
});

test('an audit policy and an encryption configuration are found through the mounts of the pod', () => {
  const node = kubeadmNode();
  node.set(
    '/etc/kubernetes/manifests/kube-apiserver.yaml',
    staticPod('kube-apiserver', [
      ...apiserverFlags,
      '--audit-policy-file=/etc/audit/policy.yaml',
      '--encryption-provider-config=/etc/audit/enc.yaml',
    ]),
  );
  node.set(
    '/srv/audit/policy.yaml',
    file('apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: None}]\n'),
  );
  const report = inspect(node);

  expect(controlOf(report, '3.2.2')).toMatchObject({ result: 'fail' });
  expect(controlOf(report, '1.2.27')?.result).toBe('pass');
  expect(controlOf(report, '1.2.28')).toMatchObject({ result: 'unknown' });
});

const variants: readonly (readonly [
  NodeVariant,
  Map<string, DescribedFile>,
  Record<string, string>,
])[] = [
  [
    'k3s',
    new Map([
      ['/var/lib/rancher/k3s/server/cred/admin.kubeconfig', file('kind: Config')],
      [
        '/var/lib/rancher/k3s/server/db/etcd/config',
        file(
          'client-transport-security:\n  cert-file: /a\n  key-file: /b\n  client-cert-auth: true\n',
        ),
      ],
      [
        '/etc/systemd/system/k3s.service',
        file(
          "[Service]\nExecStart=/usr/local/bin/k3s \\\n    server \\\n    '--secrets-encryption' \\\n    '--kubelet-arg=make-iptables-util-chains=false'\n",
        ),
      ],
      [
        '/var/lib/rancher/k3s/server/cred/encryption-config.json',
        file(
          '{"kind":"EncryptionConfiguration","apiVersion":"apiserver.config.k8s.io/v1","resources":[{"resources":["secrets"],"providers":[{"aescbc":{"keys":[]}},{"identity":{}}]}]}',
        ),
      ],
      ['/var/lib/rancher/k3s/server/tls/server-ca.key', file('key', 0o644)],
      [
        '/etc/rancher/k3s/config.yaml',
        file('kube-apiserver-arg:\n  - "anonymous-auth=true"\nkubelet-arg: [pod-max-pids=100]\n'),
      ],
    ]),
    {
      '1.2.27': 'pass',
      '1.2.28': 'pass',
      '2.2': 'pass',
      '2.5': 'fail',
      '4.2.6': 'fail',
      '1.2.1': 'fail',
      '1.2.15': 'pass',
      '1.1.13': 'pass',
      '1.1.21': 'fail',
      '2.1': 'pass',
      '4.2.1': 'pass',
      '4.2.4': 'pass',
      '4.2.13': 'pass',
      '1.3.7': 'pass',
    },
  ],
  [
    'rke2',
    new Map([
      [
        '/var/lib/rancher/rke2/agent/pod-manifests/kube-apiserver.yaml',
        staticPod('kube-apiserver', ['--anonymous-auth=false']),
      ],
      [
        '/var/lib/rancher/rke2/agent/pod-manifests/etcd.yaml',
        staticPod('etcd', ['--config-file=/var/lib/rancher/rke2/server/db/etcd/config']),
      ],
      [
        '/var/lib/rancher/rke2/server/db/etcd/config',
        file(
          'client-transport-security:\n  cert-file: /a\n  key-file: /b\n  client-cert-auth: true\npeer-transport-security:\n  client-cert-auth: false\ndata-dir: /var/lib/rancher/rke2/server/db/etcd\n',
        ),
      ],
      [
        '/proc/9/cmdline',
        process(
          'kubelet',
          '--config-dir=/var/lib/rancher/rke2/agent/etc/kubelet.conf.d',
          '--anonymous-auth=false',
          '--read-only-port=0',
        ),
      ],
    ]),
    {
      '1.2.1': 'pass',
      '2.1': 'pass',
      '2.2': 'pass',
      '2.5': 'fail',
      '4.2.4': 'pass',
      '1.1.12': 'pass',
    },
  ],
  [
    'microk8s',
    new Map([
      [
        '/var/snap/microk8s/current/args/kube-apiserver',
        file(
          '--authorization-mode=RBAC,Node\n--profiling=false\n--etcd-servers="unix:///var/snap/microk8s/current/var/kubernetes/backend/kine.sock:12379"\n',
        ),
      ],
      [
        '/var/snap/microk8s/current/args/kubelet',
        file('--anonymous-auth=false\n--authorization-mode=Webhook\n'),
      ],
    ]),
    {
      '1.2.8': 'pass',
      '1.2.15': 'pass',
      '1.2.16': 'fail',
      '1.2.23': 'not-applicable',
      '4.2.1': 'pass',
      '4.2.2': 'pass',
      '4.2.4': 'fail',
    },
  ],
  [
    'openshift',
    new Map([
      [
        '/etc/kubernetes/static-pod-resources/kube-apiserver-pod-7/configmaps/config/config.yaml',
        file(
          'apiVersion: kubecontrolplane.config.openshift.io/v1\nkind: KubeAPIServerConfig\napiServerArguments:\n  anonymous-auth: ["false"]\n  authorization-mode: [Scope, Node, RBAC]\n',
        ),
      ],
      [
        '/etc/kubernetes/manifests/kube-apiserver-pod.yaml',
        file(
          'apiVersion: v1\nkind: Pod\nmetadata: {name: kube-apiserver}\nspec:\n  containers:\n  - name: kube-apiserver\n    image: quay.io/openshift/hyperkube\n    command: [/bin/bash, -ec]\n    args:\n    - |\n      echo starting\n      exec watch-termination --graceful-termination-duration=135s -- hyperkube kube-apiserver --openshift-config=/etc/kubernetes/static-pod-resources/configmaps/config/config.yaml --advertise-address=${HOST_IP} -v=2\n    volumeMounts: [{mountPath: /etc/kubernetes/static-pod-resources, name: resource-dir}]\n  volumes: [{name: resource-dir, hostPath: {path: /etc/kubernetes/static-pod-resources/kube-apiserver-pod-7}}]\n',
        ),
      ],
      [
        '/etc/kubernetes/kubelet.conf',
        file(
          '{"kind":"KubeletConfiguration","apiVersion":"kubelet.config.k8s.io/v1beta1","authentication":{"anonymous":{"enabled":false}}}',
          0o644,
        ),
      ],
    ]),
    { '1.2.1': 'pass', '1.2.7': 'pass', '1.2.8': 'pass', '4.2.1': 'pass' },
  ],
  [
    'eks',
    new Map([
      [
        '/etc/kubernetes/kubelet/config.json',
        file(
          '{"kind":"KubeletConfiguration","apiVersion":"kubelet.config.k8s.io/v1beta1","readOnlyPort":10255}',
          0o644,
        ),
      ],
      ['/var/lib/kubelet/kubeconfig', file('kind: Config', 0o644)],
      ['/etc/eks/', {}],
    ]),
    {
      '3.1.1': 'pass',
      '3.1.3': 'pass',
      '3.2.1': 'pass',
      '3.2.4': 'fail',
      '2.1.1': 'manual',
      '5.4.2': 'manual',
    },
  ],
  [
    'gke',
    new Map([
      [
        '/home/kubernetes/kubelet-config.yaml',
        file('kind: KubeletConfiguration\napiVersion: kubelet.config.k8s.io/v1beta1\n', 0o666),
      ],
      ['/var/lib/kube-proxy/kubeconfig', file('kind: Config', 0o644)],
    ]),
    { '3.1.1': 'pass', '3.1.3': 'fail', '5.5.4': 'manual' },
  ],
  [
    'aks',
    new Map([
      ['/etc/kubernetes/azure.json', file('{}', 0o600, 1000)],
      [
        '/proc/7/cmdline',
        process(
          '/usr/local/bin/kubelet',
          '--anonymous-auth=false',
          '--authorization-mode=Webhook',
          '--event-qps=0',
          '--kubeconfig=/var/lib/kubelet/kubeconfig',
        ),
      ],
      ['/var/lib/kubelet/kubeconfig', file('kind: Config')],
    ]),
    {
      '3.1.1': 'pass',
      '3.1.3': 'pass',
      '3.1.4': 'fail',
      '3.2.1': 'pass',
      '3.2.2': 'pass',
      '3.2.4': 'fail',
      '3.2.7': 'pass',
    },
  ],
];

test.for(variants)('a node of %s is recognised and read', ([variant, node, wanted]) => {
  const report = inspect(node);

  expect(report.variant).toBe(variant);
  expect(resultsOf(report, Object.keys(wanted).join(' '))).toEqual(wanted);
});

test('the control plane of a managed cluster belongs to its provider', () => {
  const report = inspect(new Map([['/etc/eks/', {}]]));

  expect(report.controls.find(({ check }) => check === 'CSN-KND-0022')).toMatchObject({
    result: 'not-applicable',
    reason: 'the provider runs kube-apiserver',
  });
});

test('what a version no longer has does not apply', () => {
  const node = new Map([
    [
      '/etc/kubernetes/manifests/kube-apiserver.yaml',
      staticPod('kube-apiserver', ['--insecure-port=8080'], 'v1.26.1'),
    ],
  ]);
  function port(report: NodeReport): string | undefined {
    const id = checks.find(({ meta }) => meta.slug === 'apiserver-insecure-port')?.meta.id;
    return report.controls.find(({ check }) => check === id)?.result;
  }

  expect(port(inspect(node))).toBe('not-applicable');
  expect(port(inspect(node, { minor: 19 }))).toBe('fail');
});

test('what may not be read is unknown, not good', () => {
  const node = describedFiles(kubeadmNode());
  const closed: NodeFiles = {
    ...node,
    names(path) {
      if (path === '/etc/kubernetes/manifests')
        throw new CaissonError('host.missing-privilege', 'it may not be read');
      return node.names(path);
    },
  };
  const report = inspection.inspectFiles(closed, { now });

  expect(controlOf(report, '1.2.1')).toMatchObject({ result: 'unknown' });
  expect(report.gaps).toMatchObject([{ reason: 'unreadable' }]);
});

test('a copy of a disk is read from its directory, and links stay inside', () => {
  const root = mkdtempSync(join(tmpdir(), 'node-'));
  try {
    for (const [path, { content, mode }] of kubeadmNode()) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      if (path.endsWith('/')) mkdirSync(join(root, path), { mode: mode ?? 0o755 });
      else writeFileSync(join(root, path), content ?? '', { mode: mode ?? 0o600 });
    }
    symlinkSync('/etc/kubernetes/pki/ca.key', join(root, 'etc/kubernetes/pki/link.key'));
    symlinkSync('../../../../../../../../etc/passwd', join(root, 'etc/kubernetes/pki/out.crt'));
    symlinkSync('loop.crt', join(root, 'etc/kubernetes/pki/loop.crt'));
    const report = inspection.inspect({ root }, testScope());

    expect(report.components).toEqual([
      'kube-apiserver',
      'kube-controller-manager',
      'kube-scheduler',
      'etcd',
      'kubelet',
    ]);
    expect(controlOf(report, '1.1.21')?.result).toBe('pass');
    expect(report.gaps.map(({ location }) => location.path)).toContain(
      '/etc/kubernetes/pki/loop.crt',
    );
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('what stands in a file that cannot be read is unknown', () => {
  const node = new Map([
    ['/proc/5/cmdline', process('/usr/bin/kubelet', '--config=/gone.yaml', '--read-only-port=0')],
    ['/proc/6/cmdline', process('etcd', '--config-file', '/gone-too.yaml')],
  ]);
  const report = inspect(node);

  expect(resultsOf(report, '4.2.1 4.2.3 2.1 2.2 2.3')).toEqual(
    all('4.2.1 4.2.3 2.1 2.2 2.3', 'unknown'),
  );
  expect(controlOf(report, '4.2.4')?.result).toBe('pass');
});

test('the configuration of kube-proxy is found in the volume of its pod', () => {
  const volume =
    '/var/lib/kubelet/pods/7f1c/volumes/kubernetes.io~configmap/kube-proxy/config.conf';
  const config =
    'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmetricsBindAddress: 0.0.0.0:10249\n';
  const node = new Map([
    [
      '/proc/5/cmdline',
      process('/usr/local/bin/kube-proxy', '--config=/var/lib/kube-proxy/config.conf'),
    ],
    [volume, file(config)],
  ]);

  expect(controlOf(inspect(node), '4.3.1')?.result).toBe('fail');
});

test('fixes of a kubeadm configuration are arguments in the form of its version', () => {
  function fixed(version: string, args: string): string {
    const text = `apiVersion: kubeadm.k8s.io/${version}\nkind: ClusterConfiguration\napiServer:\n${args}`;
    const profiling = checks.filter(({ meta }) => meta.slug === 'apiserver-profiling');
    const [object] = readManifests('a.yaml', Buffer.from(text)).objects;
    const faults = object === undefined ? [] : nodeFaultsOfObject(object, profiling);
    const { bytes } = applyFixes(
      Buffer.from(text),
      faults.flatMap((fault) => fault.fixes ?? []),
    );
    return Buffer.from(bytes).toString();
  }

  expect(fixed('v1beta3', '  extraArgs:\n    profiling: "true"\n')).toContain('profiling: "false"');
  expect(fixed('v1beta3', '  extraArgs:\n    v: "2"\n')).toContain('profiling: "false"');
  expect(fixed('v1beta4', '  extraArgs:\n    - name: v\n      value: "2"\n')).toMatch(
    /- name: profiling\n\s+value: "false"/,
  );
});

test('a root that is not there is an error', () => {
  expect(() => inspection.inspect({ root: '/nowhere/at/all' }, testScope())).toThrow(
    expect.objectContaining({ code: 'input.not-found' }),
  );
});

test('one object is judged by the same conditions, by what it says alone', () => {
  function rulesIn(text: string): readonly string[] {
    return readManifests('a.yaml', Buffer.from(text)).objects.flatMap((object) =>
      nodeFaultsOfObject(object, checks).map(
        ({ aliases }) => aliases.find((alias) => alias.startsWith('kube-bench:')) ?? '',
      ),
    );
  }
  const kubeadm =
    'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\napiServer:\n  extraArgs:\n  - {name: profiling, value: "true"}\n';

  const configMap =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kube-proxy, namespace: kube-system}\ndata:\n  config.conf: |\n    apiVersion: kubeproxy.config.k8s.io/v1alpha1\n    kind: KubeProxyConfiguration\n    metricsBindAddress: 0.0.0.0:10249\n';

  const openshift =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: kas}\nspec:\n  containers:\n  - name: kube-apiserver\n    image: x\n    command: [hyperkube, kube-apiserver, --openshift-config=/c.yaml, --profiling=true]\n';

  const etcd =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: etcd}\nspec:\n  containers:\n  - name: etcd\n    image: x\n    command: [etcd, --auto-tls=false]\n    env:\n    - {name: ETCD_CERT_FILE, value: /a}\n    - {name: ETCD_KEY_FILE, value: /b}\n    - {name: ETCD_CLIENT_CERT_AUTH, value: "true"}\n';

  expect(rulesIn(etcd)).toEqual(['kube-bench:2.4', 'kube-bench:2.5', 'kube-bench:2.7']);
  expect(rulesIn(etcd.replace('    command: [etcd, --auto-tls=false]\n', ''))).toEqual([]);
  expect(rulesIn(openshift)).toEqual(['kube-bench:1.2.15']);
  expect(rulesIn(configMap)).toEqual(['kube-bench:4.3.1']);
  expect(rulesIn(configMap.replace('kube-system', 'shop'))).toEqual([]);
  expect(rulesIn(kubeadm)).toContain('kube-bench:1.2.15');
  expect(rulesIn(kubeadm)).not.toContain('kube-bench:1.2.8');
  expect(
    rulesIn(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: nginx}]}\n',
    ),
  ).toEqual([]);
  expect(
    rulesIn(
      'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nreadOnlyPort: 10255\n',
    ),
  ).toContain('kube-bench:4.2.4');
});
