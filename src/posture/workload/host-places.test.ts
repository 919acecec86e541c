import { expect, test } from 'vitest';
import { holdsCredentials, isRuntimeSocket, isSystemPath } from './host-places.ts';
import { normalPath } from './volumes.ts';

test.for([
  ['/var/run/docker.sock', true],
  ['/run/./containerd//containerd.sock', true],
  ['/run/k3s/containerd/containerd.sock', true],
  ['/run/../run/crio/', true],
  ['/var/run/crio/crio.sock', true],
  ['/run/udev', false],
  ['/var/run', false],
] as const)('runtime socket %s', ([path, isSocket]) => {
  expect(isRuntimeSocket(normalPath(path))).toBe(isSocket);
});

test.for([
  ['/', true],
  ['/etc/', true],
  ['/etc/../proc', true],
  ['/proc/1/ns', true],
  ['/var/lib/docker/overlay2', true],
  ['/etc/localtime', false],
  ['/srv/data', false],
  ['/var/log/app', false],
] as const)('system path %s', ([path, isSystem]) => {
  expect(isSystemPath(normalPath(path))).toBe(isSystem);
});

test.for([
  ['/root/.aws', true],
  ['/home/ops/.ssh/id_rsa', true],
  ['/var/lib/kubelet', true],
  ['/etc/kubernetes/azure.json', true],
  ['/var/lib/kubelet/plugins/driver', false],
  ['/home/ops/.sshx', false],
] as const)('credentials in %s', ([path, holds]) => {
  expect(holdsCredentials(normalPath(path))).toBe(holds);
});
