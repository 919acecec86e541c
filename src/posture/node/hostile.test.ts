import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readManifests } from '#kube/read-manifests.ts';
import { type DescribedFile, describedFiles } from './files.ts';
import { subjectsOfObject } from './object-subject.ts';
import { readNode } from './read-node.ts';
import { fileRoles } from './subject.ts';

const now = new Date(0);

/** Everywhere that something is read. */
const paths = [
  '/etc/kubernetes/manifests/kube-apiserver.yaml',
  '/etc/kubernetes/manifests/etcd.yaml',
  '/etc/kubernetes/pki/ca.crt',
  '/etc/kubernetes/pki/ca.key/',
  '/etc/passwd',
  '/etc/rancher/k3s/config.yaml',
  '/etc/systemd/system/kubelet.service',
  '/etc/systemd/system/kubelet.service.d/x.conf',
  '/proc/1/cmdline',
  '/proc/2/cmdline',
  '/var/lib/kubelet/config.yaml',
  '/var/snap/microk8s/current/args/kube-apiserver',
];

const seeds = [
  'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n  - name: a\n    command: [kube-apiserver, --audit-policy-file=/etc/passwd, --openshift-config=/etc/passwd]\n    volumeMounts: [{name: v, mountPath: /etc}]\n  volumes: [{name: v, hostPath: {path: /}}]\n',
  'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nstaticPodPath: /proc\n__proto__: {a: 1}\n',
  '[Service]\nExecStart=/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml --config-dir=/etc/kubernetes/pki\n',
  'kubelet\0--config=/etc/kubernetes/pki/ca.crt\0--config-dir=/proc\0--cni-conf-dir=/\0',
  'kube-apiserver\0--client-ca-file=/\0--encryption-provider-config\0',
  'kube-apiserver-arg: [{}, null, "a=b"]\nkubelet-arg+: x\n',
  '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
];

const content = fc.oneof(
  fc.constantFrom(...seeds),
  fc
    .tuple(fc.constantFrom(...seeds), fc.nat(), fc.string({ maxLength: 5 }))
    .map(
      ([seed, at, text]) =>
        `${seed.slice(0, at % seed.length)}${text}${seed.slice((at * 7) % seed.length)}`,
    ),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

test('whatever lies on a node, it is read without an error', () => {
  const entry = fc.record({
    content: content.map((text) => Buffer.from(text)),
    mode: fc.nat(0o7777),
    uid: fc.nat(3),
  });
  const node = fc.dictionary(fc.constantFrom(...paths), entry, { noNullPrototype: true });
  fc.assert(
    fc.property(node, (files) => {
      const described = new Map<string, DescribedFile>(Object.entries(files));
      const { subject, gaps } = readNode(describedFiles(described), { now });

      expect([...subject.files.keys()]).toEqual([...fileRoles]);
      expect(gaps.length).toBeLessThanOrEqual(200);
    }),
    { numRuns: 300 },
  );
});

test('whatever an object holds, it is read without an error', () => {
  fc.assert(
    fc.property(content, (text) => {
      for (const object of readManifests('a.yaml', Buffer.from(text)).objects)
        expect(subjectsOfObject(object, undefined).length).toBeLessThan(10);
    }),
    { numRuns: 300 },
  );
});

test('a directory with many files is cut, and says so', () => {
  const many = Array.from(
    { length: 5000 },
    (_, at) => [`/etc/kubernetes/pki/${at}.crt`, {}] as const,
  );
  const pki = readNode(describedFiles(new Map(many)), { now }).subject.files.get('pki');

  expect(pki?.isCut).toBe(true);
});

test('names of prototypes are names of settings like any other', () => {
  const files = new Map([
    ['/var/lib/kubelet/config.yaml', { content: Buffer.from(seeds[1] ?? '') }],
    [
      '/proc/1/cmdline',
      { content: Buffer.from('kube-apiserver\0--constructor=1\0--__proto__=2\0') },
    ],
  ]);
  const { subject } = readNode(describedFiles(files), { now });

  expect(subject.components.get('kube-apiserver')?.sources[0].get('toString')).toBeUndefined();
});
