import fc from 'fast-check';
import { expect, test } from 'vitest';
import { containerOfCgroup } from './cgroup.ts';

const id = '7951fb549ab99e0722a949b6c121634e1f3a36b5bacbe5392991e3b12251e6b8';
const uid = '63b3ebfc-2890-11e9-8154-16bf8ef8d9dc';
const under = uid.replaceAll('-', '_');
const statik = 'bd12dd3393227d950605a2444b13c27a';

const found: readonly (readonly [string, string, string?, string?])[] = [
  [`/docker/${id}`, 'docker'],
  [`/system.slice/docker-${id}.scope`, 'docker'],
  [`/docker.slice/docker-${id.toUpperCase()}.scope`, 'docker'],
  [`/docker/0${id.slice(1)}/docker/${id}`, 'docker'],
  [`/docker/${id}/init.scope`, 'docker'],
  [`/system.slice/docker-${id}.scope/system.slice/nginx.service`, 'docker'],
  [`/machine.slice/libpod-${id}.scope`, 'podman'],
  [`/machine.slice/libpod-${id}.scope/container`, 'podman'],
  [
    `/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${id}.scope/container`,
    'podman',
  ],
  [`/libpod_parent/libpod-${id}`, 'podman'],
  [`/system.slice/a.service/libpod-payload-${id}`, 'podman'],
  [`/system.slice/a.service/libpod-payload-${id}.scope/container`, 'podman'],
  [`/kubepods/besteffort/pod${uid}/${id}`, 'containerd', uid, 'besteffort'],
  [`/kubepods/burstable/pod${uid}/crio-${id}`, 'cri-o', uid, 'burstable'],
  [`/kubepods/pod${uid}/${id}`, 'containerd', uid, 'guaranteed'],
  [
    `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${under}.slice/crio-${id}.scope`,
    'cri-o',
    uid,
    'besteffort',
  ],
  [
    `/kubepods.slice/kubepods-pod${under}.slice/cri-containerd-${id}.scope`,
    'containerd',
    uid,
    'guaranteed',
  ],
  [
    `/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-pod${under}.slice/cri-containerd-${id}.scope`,
    'containerd',
    uid,
    'burstable',
  ],
  [
    `/kubepods-burstable-pod${statik}.slice:cri-containerd:${id}`,
    'containerd',
    statik,
    'burstable',
  ],
  [
    `/system.slice/containerd.service/kubepods-burstable-pod${under}.slice:cri-containerd:${id}`,
    'containerd',
    uid,
    'burstable',
  ],
  [`/kubepods.slice/kubepods-pod${under}.slice/docker-${id}.scope`, 'docker', uid, 'guaranteed'],
  [`/system.slice/nerdctl-${id}.scope`, 'containerd'],
];

test.for(found)('%s is a container of %s', ([path, engine, pod, qos]) => {
  expect(containerOfCgroup(path)).toEqual({
    engine,
    id: path.includes(id) ? id : id.toUpperCase(),
    ...(pod && { pod: { uid: pod, qos } }),
  });
});

test.for([
  '/',
  '',
  'docker',
  '/user.slice/user-1000.slice/user@1000.service/init.scope',
  `/user.slice/libpod-${id}1234`,
  `/user.slice/libpod-${id.slice(1)}g`,
  `/machine.slice/libpod-conmon-${id}.scope`,
  `/docker/${id.slice(1)}`,
  `/docker-${id}.scopes`,
  '/system.slice/ssh.service',
  '/default/web',
  `/${'a/'.repeat(3000)}${id}`,
])('%s is the host', (path) => {
  expect(containerOfCgroup(path)).toBeUndefined();
});

test.for([
  ['/default/web', 'web'],
  ['/my_very_long_namespace-1.5/test_container', 'test_container'],
  ['/k8s.io/my-test_container', 'my-test_container'],
  ['/default/service.container', 'service.container'],
  ['/default/a', 'a'],
  ['/default/some.service', undefined],
  ['/user.slice/some.slice', undefined],
  ['/default/some.scope', undefined],
  ['/default/.service', undefined],
  ['/a/b/c', undefined],
  ['/one', undefined],
  [`/default/${'x'.repeat(65)}`, undefined],
  ['/-bad/web', undefined],
] as const)('containerd calls %s %s, if its mount namespace is its own', ([path, name]) => {
  expect(containerOfCgroup(path, true)).toEqual(
    name === undefined ? undefined : { engine: 'containerd', id: name },
  );
});

test.for([
  ['/lxc/web', 'lxc', 'web'],
  ['/lxc/web/system.slice', 'lxc', 'web'],
  ['/lxc.payload/web', 'lxc', 'web'],
  ['/lxc.payload.web/init.scope', 'lxc', 'web'],
  ['/lxc/', undefined, ''],
  ['/machine/web.libvirt-lxc', 'libvirt-lxc', 'web'],
  [
    '/machine.slice/machine-lxc\\x2d2293906\\x2dlibvirt.scope',
    'libvirt-lxc',
    '2293906\\x2dlibvirt',
  ],
  ['/machine.slice/machine-lxc\\x2d2293906.scope/libvirt', 'libvirt-lxc', '2293906'],
  ['/libvirt/lxc/web', 'libvirt-lxc', 'web'],
  ['/system.slice/bpm-nats-7d.scope', 'bpm', 'nats-7d'],
  ['/bpm/bpm-nats', 'bpm', 'nats'],
  ['/bpm-a b.scope', undefined, ''],
] as const)('%s belongs to %s %s', ([path, engine, name]) => {
  for (const own of [false, true])
    expect(containerOfCgroup(path, own)).toEqual(engine && { engine, id: name });
});

test('any path is answered', () => {
  const piece = fc.constantFrom(
    '/',
    id,
    'docker-',
    '.scope',
    'pod',
    uid,
    ':cri-containerd:',
    '-lxc\\x2',
    'bpm-',
    '__proto__',
  );

  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string())), fc.boolean(), (pieces, own) => {
      const container = containerOfCgroup(pieces.join(''), own);

      expect(container?.id).not.toBe('');
    }),
    { numRuns: 200 },
  );
});
