import { expect, test } from 'vitest';
import type { OperatingSystem } from '#model/os.ts';
import { componentsOf } from '../binary/testing/file.ts';
import { completePurl } from './complete.ts';
import { readFileAt } from './testing/read.ts';

const [bash] = componentsOf(
  readFileAt('/var/lib/dpkg/status', 'Package: bash\nVersion: 5.2\nArchitecture: amd64\n')
    .observations,
);
if (bash === undefined) throw new Error('no component');

function system(id: string, version: string): OperatingSystem {
  return { id, version, like: [], title: id, path: '/etc/os-release' };
}

test.for([
  ['debian', '12', 'debian/bash@5.2?arch=amd64&distro=debian-12'],
  ['ubuntu', '22.04', 'ubuntu/bash@5.2?arch=amd64&distro=ubuntu-22.04'],
  ['rhel', '9.3', 'redhat/bash@5.2?arch=amd64&distro=rhel-9.3'],
  ['opensuse-leap', '15.5', 'opensuse/bash@5.2?arch=amd64&distro=opensuse-leap-15.5'],
  ['wolfi', '', 'wolfi/bash@5.2?arch=amd64&distro=wolfi'],
] as const)('on %s %s the purl is pkg:deb/%s', ([id, version, purl]) => {
  expect(completePurl(bash, system(id, version))).toEqual({
    ...bash,
    purl: `pkg:deb/${purl}`,
    id: `pkg:deb/${purl}#/var/lib/dpkg/status`,
  });
});

test('a purl is completed once', () => {
  const once = completePurl(bash, system('debian', '12'));

  expect(completePurl(once, system('ubuntu', '22.04'))).toEqual(once);
});

test('libraries are left alone', () => {
  const library = { ...bash, ecosystem: 'npm' } as const;

  expect(completePurl(library, system('debian', '12'))).toBe(library);
});
