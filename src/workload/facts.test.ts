import fc from 'fast-check';
import { expect, test } from 'vitest';
import { imageOfReference } from './image-reference.ts';
import { factsOfInspect, imageOfInspect, isRunning } from './inspect.ts';
import { factsOfOciConfig } from './oci-config.ts';

const digest = `sha256:${'d'.repeat(64)}`;
const id = `sha256:${'1'.repeat(64)}`;
const applied = JSON.stringify({
  spec: {
    containers: [
      {
        name: 'web',
        livenessProbe: { exec: { command: ['/check', 'live'] } },
        lifecycle: { preStop: { exec: { command: ['/bye'] } } },
      },
      { name: 'side', readinessProbe: { exec: { command: ['/other'] } } },
    ],
  },
});

test.for([
  ['nginx', { repository: 'nginx' }],
  ['nginx:1.27', { repository: 'nginx', tag: '1.27' }],
  ['host:5000/a/b', { repository: 'host:5000/a/b' }],
  ['host:5000/a/b:c', { repository: 'host:5000/a/b', tag: 'c' }],
  [`a:b@${digest}`, { repository: 'a', tag: 'b', digest }],
  [`a@${digest}`, { repository: 'a', digest }],
  ['a@sha256:bad', { repository: 'a' }],
  [id, { id }],
] as const)('the reference %s', ([reference, parts]) => {
  expect(imageOfReference(reference)).toEqual({ reference, ...parts });
});

test.for([
  [
    'web:1',
    ['web:1', 'other:2'],
    [`docker.io/library/web@${digest}`],
    { repository: 'web', tag: '1', id, digest },
  ],
  ['web', ['web:latest'], [], { repository: 'web', tag: 'latest', id }],
  ['web:1', [], [`r.local/web@${digest}`], { repository: 'web', tag: '1', id, digest }],
  [id, ['web:1'], [], { repository: 'web', tag: '1', id }],
] as const)(
  'an image run as %s has the names of its registry',
  ([reference, tags, digests, parts]) => {
    const image = imageOfInspect(
      { RepoTags: tags, RepoDigests: digests },
      { ...imageOfReference(reference), id: imageOfReference(id).id ?? fail() },
    );

    expect(image).toEqual({ reference: reference === id ? 'web:1' : reference, ...parts });
  },
);

test('an inspection of a pod under cri-dockerd tells pod, container and probes', () => {
  const facts = factsOfInspect({
    Name: '/k8s_web_shop-1_prod_u_0',
    State: { Pid: 0 },
    Config: {
      Image: 'web:1',
      Labels: {
        'io.kubernetes.pod.name': 'shop-1',
        'io.kubernetes.pod.namespace': 'prod',
        'io.kubernetes.pod.uid': 'u',
        'io.kubernetes.container.name': 'web',
        'annotation.kubectl.kubernetes.io/last-applied-configuration': applied,
        [`caf\u00e9`]: '\u00e9',
      },
    },
    HostConfig: {
      PidMode: '',
      SecurityOpt: ['seccomp=unconfined'],
      CapAdd: ['net_admin', 'CAP_SYS_TIME', 'ALL'],
    },
  });

  expect(facts).toMatchObject({
    name: 'k8s_web_shop-1_prod_u_0',
    pod: { name: 'shop-1', namespace: 'prod', uid: 'u', container: 'web' },
    probes: [['/check', 'live'], ['/bye']],
    hostPid: false,
    seccomp: 'unconfined',
    capabilities: ['CAP_NET_ADMIN', 'CAP_SYS_TIME', 'ALL'],
  });
  expect(facts).not.toHaveProperty('env');
  expect(facts.labels?.['caf\u00c3\u00a9']).toBe('\u00c3\u00a9');
  expect(facts).not.toHaveProperty('rootPid');
});

test('the bundle of containerd under Kubernetes', () => {
  const facts = factsOfOciConfig({
    process: {
      user: { uid: 1000 },
      env: ['A=b'],
      capabilities: { bounding: ['CAP_CHOWN', 'CAP_NET_ADMIN'] },
    },
    root: { path: 'rootfs', readonly: true },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: '/data', type: 'bind', source: '/srv', options: ['rbind', 'rprivate', 'ro'] },
    ],
    annotations: {
      'io.kubernetes.cri.container-name': 'web',
      'io.kubernetes.cri.image-name': 'docker.io/library/web:1',
      'io.kubernetes.cri.sandbox-name': 'shop-1',
      'io.kubernetes.cri.sandbox-namespace': 'prod',
      'io.kubernetes.cri.sandbox-uid': 'u',
    },
    linux: {
      namespaces: [{ type: 'mount' }, { type: 'pid' }],
      maskedPaths: ['/proc/kcore'],
      seccomp: {},
    },
  });

  expect(facts).toMatchObject({
    name: 'web',
    image: { reference: 'docker.io/library/web:1', repository: 'docker.io/library/web', tag: '1' },
    pod: { name: 'shop-1', namespace: 'prod', uid: 'u', container: 'web' },
    privileged: false,
    hostNetwork: true,
    hostPid: false,
    user: '1000',
    capabilities: ['CAP_NET_ADMIN'],
    readOnlyRoot: true,
    mounts: [
      { source: '/srv', destination: '/data', readWrite: false, propagation: 'rprivate', mode: '' },
    ],
  });
});

test('the bundle of CRI-O', () => {
  const facts = factsOfOciConfig({
    annotations: {
      'io.kubernetes.cri-o.ContainerName': 'k8s_web_shop-1_prod_u_0',
      'io.kubernetes.cri-o.ImageName': 'quay.io/a/web:1',
      'io.kubernetes.cri-o.ImageRef': '1'.repeat(64),
      'io.kubernetes.cri-o.KubeName': 'shop-1',
      'io.kubernetes.cri-o.Namespace': 'prod',
      'io.kubernetes.cri-o.Labels':
        '{"io.kubernetes.container.name":"web","io.kubernetes.pod.uid":"u"}',
      'io.kubernetes.cri-o.Annotations': JSON.stringify({
        'kubectl.kubernetes.io/last-applied-configuration': applied,
      }),
      'io.kubernetes.cri-o.PrivilegedRuntime': 'true',
    },
    linux: {},
  });

  expect(facts).toMatchObject({
    name: 'k8s_web_shop-1_prod_u_0',
    image: { reference: 'quay.io/a/web:1', id },
    pod: { name: 'shop-1', namespace: 'prod', uid: 'u', container: 'web' },
    privileged: true,
  });
});

test('whatever an engine answers, nothing is thrown', () => {
  const keys = fc.constantFrom(
    'Config',
    'State',
    'HostConfig',
    'Mounts',
    'linux',
    'process',
    'annotations',
    'Labels',
    '__proto__',
    'mounts',
    'Image',
    'Networks',
    'NetworkSettings',
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(keys, tie('tree')),
    ),
  }));

  fc.assert(
    fc.property(tree, (value) => {
      expect(typeof factsOfInspect(value)).toBe('object');
      expect(typeof factsOfOciConfig(value)).toBe('object');
      expect(typeof isRunning(value)).toBe('boolean');
    }),
    { numRuns: 200 },
  );
});

function fail(): never {
  throw new Error('no digest');
}
