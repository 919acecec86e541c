import { zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { OpenArtifact } from '#contract/source.ts';
import type { Inventory } from '#model/inventory.ts';
import { takeInventory } from '../inventory.ts';
import { layerDigest, memoryLayer, type TestEntry, testScope } from '../testdata/layer.ts';
import { osAnalyzers, osLinkers } from './analyzers.ts';
import { headerBlob, ndbDatabase, sqliteDatabase } from './testing/rpm.ts';

async function inventoryOf(...layers: readonly (readonly TestEntry[])[]): Promise<Inventory> {
  const opened: OpenArtifact = {
    artifact: { kind: 'image', reference: 'test', source: 'test:' },
    layers: layers.map((entries, n) => memoryLayer(layerDigest(n), entries)),
    gaps: [],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return await takeInventory(opened, { analyzers: osAnalyzers, linkers: osLinkers }, testScope());
}

function release(text: string, path = '/etc/os-release'): TestEntry {
  return { path, content: text.replaceAll(' ', '\n') };
}

function apk(name: string, version: string): TestEntry {
  return { path: '/lib/apk/db/installed', content: `P:${name}\nV:${version}\nA:x86_64\n` };
}

function deb(name: string, version: string, path = '/var/lib/dpkg/status'): TestEntry {
  const content = `Package: ${name}\nStatus: install ok installed\nVersion: ${version}\nArchitecture: amd64\n`;
  return { path, content };
}

function rpmBlob(name: string, version: string): Buffer {
  return headerBlob({ name, version, release: '1', arch: 'x86_64' });
}

function rpm(name: string, version: string): TestEntry {
  return { path: '/var/lib/rpm/Packages.db', content: ndbDatabase([rpmBlob(name, version)]) };
}

const manifest2 = [
  'a',
  '1-1.azl3',
  '1',
  '2',
  'Microsoft Corporation',
  '(none)',
  '5',
  'x86_64',
  '0',
  'a-1-1.azl3.src.rpm',
].join('\t');

/** Release file, a package database, the system's id and version, and the purl of the package. */
test.for([
  [
    'Wolfi',
    'ID=wolfi VERSION_ID=20230201',
    apk('a', '1-r0'),
    'pkg:apk/wolfi/a@1-r0?arch=x86_64&distro=wolfi-20230201',
  ],
  [
    'Chainguard',
    'ID=chainguard VERSION_ID=20230214',
    apk('a', '1-r0'),
    'pkg:apk/chainguard/a@1-r0?arch=x86_64&distro=chainguard-20230214',
  ],
  [
    'MinimOS',
    'ID=minimos VERSION_ID=20241031',
    apk('a', '1-r0'),
    'pkg:apk/minimos/a@1-r0?arch=x86_64&distro=minimos-20241031',
  ],
  [
    'postmarketOS',
    'ID=postmarketos ID_LIKE=alpine VERSION_ID=v24.06',
    apk('a', '1-r0'),
    'pkg:apk/postmarketos/a@1-r0?arch=x86_64&distro=postmarketos-v24.06',
  ],
  ['Echo', 'ID=echo VERSION_ID=1', deb('a', '1'), 'pkg:deb/echo/a@1?arch=amd64&distro=echo-1'],
  [
    'Ubuntu',
    'ID=ubuntu ID_LIKE=debian VERSION_ID="24.04"',
    deb('a', '1'),
    'pkg:deb/ubuntu/a@1?arch=amd64&distro=ubuntu-24.04',
  ],
  [
    'a derivative of Debian',
    'ID=kali ID_LIKE=debian VERSION_ID="2024.3"',
    deb('a', '1'),
    'pkg:deb/kali/a@1?arch=amd64&distro=kali-2024.3',
  ],
  [
    'RHEL',
    'ID="rhel" ID_LIKE="fedora" VERSION_ID="9.4"',
    rpm('a', '1'),
    'pkg:rpm/redhat/a@1-1?arch=x86_64&distro=rhel-9.4',
  ],
  [
    'CentOS Stream',
    'NAME="CentOS" ID="centos" VERSION_ID="9"',
    rpm('a', '1'),
    'pkg:rpm/centos/a@1-1?arch=x86_64&distro=centos-9',
  ],
  [
    'Rocky',
    'ID="rocky" VERSION_ID="9.3"',
    rpm('a', '1'),
    'pkg:rpm/rocky/a@1-1?arch=x86_64&distro=rocky-9.3',
  ],
  [
    'AlmaLinux',
    'ID="almalinux" VERSION_ID="10.0"',
    rpm('a', '1'),
    'pkg:rpm/almalinux/a@1-1?arch=x86_64&distro=almalinux-10.0',
  ],
  [
    'Oracle Linux',
    'ID="ol" VERSION_ID="8.9"',
    rpm('a', '1'),
    'pkg:rpm/ol/a@1-1?arch=x86_64&distro=ol-8.9',
  ],
  [
    'Amazon Linux 1',
    'ID="amzn" VERSION_ID="2018.03"',
    rpm('a', '1'),
    'pkg:rpm/amzn/a@1-1?arch=x86_64&distro=amzn-2018.03',
  ],
  [
    'Amazon Linux 2023',
    'ID="amzn" VERSION_ID="2023"',
    rpm('a', '1'),
    'pkg:rpm/amzn/a@1-1?arch=x86_64&distro=amzn-2023',
  ],
  [
    'SLES',
    'ID="sles" VERSION_ID="15.6"',
    rpm('a', '1'),
    'pkg:rpm/sles/a@1-1?arch=x86_64&distro=sles-15.6',
  ],
  [
    'SLE Micro',
    'ID="sle-micro" VERSION_ID="5.5"',
    rpm('a', '1'),
    'pkg:rpm/sle-micro/a@1-1?arch=x86_64&distro=sle-micro-5.5',
  ],
  [
    'openSUSE Leap',
    'ID="opensuse-leap" VERSION_ID="15.6"',
    rpm('a', '1'),
    'pkg:rpm/opensuse/a@1-1?arch=x86_64&distro=opensuse-leap-15.6',
  ],
  [
    'openSUSE Tumbleweed',
    'ID="opensuse-tumbleweed" VERSION_ID="20240101"',
    rpm('a', '1'),
    'pkg:rpm/opensuse/a@1-1?arch=x86_64&distro=opensuse-tumbleweed-20240101',
  ],
  [
    'Photon',
    'ID=photon VERSION_ID=5.0',
    rpm('a', '1'),
    'pkg:rpm/photon/a@1-1?arch=x86_64&distro=photon-5.0',
  ],
  [
    'Fedora',
    'ID=fedora VERSION_ID=41',
    rpm('a', '1'),
    'pkg:rpm/fedora/a@1-1?arch=x86_64&distro=fedora-41',
  ],
  [
    'openEuler',
    'ID="openEuler" VERSION_ID="24.03"',
    rpm('a', '1'),
    'pkg:rpm/openeuler/a@1-1?arch=x86_64&distro=openeuler-24.03',
  ],
  [
    'Mageia',
    'ID=mageia VERSION_ID=9',
    rpm('a', '1'),
    'pkg:rpm/mageia/a@1-1?arch=x86_64&distro=mageia-9',
  ],
  [
    'Azure Linux distroless',
    'ID=azurelinux VERSION_ID="3.0"',
    { path: '/var/lib/rpmmanifest/container-manifest-2', content: `${manifest2}\n` },
    'pkg:rpm/azurelinux/a@1-1.azl3?arch=x86_64&distro=azurelinux-3.0&upstream=a-1-1.azl3.src.rpm',
  ],
  [
    'UBI micro',
    'ID="rhel" VERSION_ID="9.4"',
    { path: '/var/lib/rpm/rpmdb.sqlite', content: sqliteDatabase([rpmBlob('a', '1')]) },
    'pkg:rpm/redhat/a@1-1?arch=x86_64&distro=rhel-9.4',
  ],
  [
    'Arch',
    'ID=arch',
    {
      path: '/var/lib/pacman/local/a-1-1/desc',
      content: '%NAME%\na\n\n%VERSION%\n1-1\n\n%ARCH%\nx86_64\n',
    },
    'pkg:alpm/arch/a@1-1?arch=x86_64&distro=arch',
  ],
  [
    'Gentoo',
    'ID=gentoo VERSION_ID="2.15"',
    { path: '/var/db/pkg/app-shells/a-1/CONTENTS', content: '' },
    'pkg:ebuild/app-shells/a@1',
  ],
  [
    'distroless Debian',
    'ID=debian VERSION_ID="12"',
    deb('a', '1', '/var/lib/dpkg/status.d/a'),
    'pkg:deb/debian/a@1?arch=amd64&distro=debian-12',
  ],
  [
    'OpenWrt',
    'ID="openwrt" VERSION_ID="23.05.2"',
    deb('a', '1', '/usr/lib/opkg/status'),
    'pkg:deb/openwrt/a@1?arch=amd64&distro=openwrt-23.05.2',
  ],
  [
    'Bottlerocket',
    'ID=bottlerocket VERSION_ID=1.20.0',
    {
      path: '/usr/share/bottlerocket/application-inventory.json',
      content: '{"Content":[{"Name":"a","Version":"1","Release":"1","Architecture":"x86_64"}]}',
    },
    'pkg:rpm/bottlerocket/a@1-1?arch=x86_64&distro=bottlerocket-1.20.0',
  ],
  [
    'Container-Optimized OS',
    'ID=cos VERSION_ID=113',
    {
      path: '/etc/cos-package-info.json',
      content: '{"installedPackages":[{"category":"c","name":"a","version":"1"}]}',
    },
    'pkg:cos/a@1',
  ],
] as const)('%s', async ([, text, database, purl]) => {
  const { os, components, gaps } = await inventoryOf([release(text), database]);

  expect(gaps).toEqual([]);
  expect(os?.id).toBe(
    /ID="?([\w-]+)/.exec(text.replace(/ID_LIKE=\S+|VERSION_ID=\S+/g, ''))?.[1]?.toLowerCase(),
  );
  expect(components.map((component) => component.purl)).toEqual([purl]);
});

test.for([
  ['alpine-release', apk('alpine-release', '3.20.3-r0'), 'alpine 3.20.3'],
  ['base-files of Debian', deb('base-files', '12.4+deb12u5'), 'debian 12'],
  ['base-files of others', deb('base-files', '13ubuntu10'), undefined],
  ['redhat-release', rpm('redhat-release', '9.4'), 'rhel 9.4'],
  ['centos-stream-release', rpm('centos-stream-release', '9.0'), 'centos 9.0'],
  ['no release package', rpm('bash', '5'), undefined],
] as const)('without release files the package tells: %s', async ([, database, wanted]) => {
  const { os } = await inventoryOf([database]);

  expect(os && `${os.id} ${os.version}`).toBe(wanted);
});

test('release files that a former base left behind give way to those that fit the packages', async () => {
  const { os, components } = await inventoryOf(
    [release('ID=alpine VERSION_ID=3.20.3')],
    [release('ID=debian VERSION_ID="12"', '/usr/lib/os-release'), deb('a', '1')],
  );

  expect(os?.id).toBe('debian');
  expect(components.map(({ purl }) => purl)).toEqual([
    'pkg:deb/debian/a@1?arch=amd64&distro=debian-12',
  ]);
});

test('packages of a foreign package manager get no distribution', async () => {
  const { components } = await inventoryOf([
    release('ID=debian VERSION_ID="12"'),
    deb('a', '1'),
    apk('b', '1-r0'),
  ]);

  expect(components.map(({ purl }) => purl)).toEqual([
    'pkg:apk/b@1-r0?arch=x86_64',
    'pkg:deb/debian/a@1?arch=amd64&distro=debian-12',
  ]);
});

test('a chiselled package that dpkg lists too is told once, with its source', async () => {
  const lines = [
    { jsonwall: '1.0', schema: '1.0', count: 3 },
    { kind: 'package', name: 'a', version: '1', arch: 'amd64' },
    { kind: 'package', name: 'b', version: '1', arch: 'amd64' },
  ];
  const wall = zstdCompressSync(lines.map((line) => JSON.stringify(line)).join('\n'));

  const { components } = await inventoryOf([
    release('ID=ubuntu VERSION_ID="24.04"'),
    deb('a', '1'),
    { path: '/var/lib/chisel/manifest.wall', content: wall },
  ]);

  expect(components.map(({ name, locations }) => [name, locations[0].path])).toEqual([
    ['a', '/var/lib/dpkg/status'],
    ['b', '/var/lib/chisel/manifest.wall'],
  ]);
});
