import { expect, test } from 'vitest';
import type { OpenArtifact } from '#contract/source.ts';
import type { Inventory } from '#model/inventory.ts';
import { takeInventory } from '../../inventory.ts';
import { layerDigest, memoryLayer, type TestEntry, testScope } from '../../testdata/layer.ts';
import { osAnalyzers, osLinkers } from '../analyzers.ts';
import { headerBlob, ndbDatabase } from '../testing/rpm.ts';

async function inventoryOf(...entries: readonly TestEntry[]): Promise<Inventory> {
  const opened: OpenArtifact = {
    artifact: { kind: 'image', reference: 'test', source: 'test:' },
    layers: [memoryLayer(layerDigest(0), entries)],
    gaps: [],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return await takeInventory(opened, { analyzers: osAnalyzers, linkers: osLinkers }, testScope());
}

function release(id: string, version = '9'): TestEntry {
  return { path: '/etc/os-release', content: `ID=${id}\nVERSION_ID=${version}\n` };
}

test.for([
  ['rhel', 'Red Hat, Inc.', false],
  ['rhel', 'Fedora Project', true],
  ['rhel', 'Docker', true],
  ['rhel', 'NGINX Packaging <nginx-packaging@f5.com>', true],
  ['rhel', '', false],
  ['centos', 'CentOS', false],
  ['almalinux', 'AlmaLinux', false],
  ['almalinux', 'Fedora Project', true],
  ['rocky', 'Rocky Enterprise Software Foundation', false],
  ['ol', 'Oracle America', false],
  ['fedora', 'Fedora Project', false],
  ['fedora', 'Fedora Copr - user someone', true],
  ['amzn', 'Amazon Linux', false],
  ['amzn', 'Amazon.com', false],
  ['sles', 'SUSE LLC <https://www.suse.com/>', false],
  ['sles', 'openSUSE', true],
  ['opensuse-leap', 'SUSE LLC <https://www.suse.com/>', false],
  ['photon', 'VMware, Inc.', false],
  ['azurelinux', 'Microsoft Corporation', false],
  ['cloudlinux', 'Docker', false],
] as const)(
  'on %s a package of vendor "%s" is third party: %s',
  async ([id, vendor, isForeign]) => {
    const database = ndbDatabase([
      headerBlob({ name: 'a', version: '1', release: '1', arch: 'noarch', vendor }),
    ]);
    const inventory = await inventoryOf(release(id), {
      path: '/var/lib/rpm/Packages.db',
      content: database,
    });

    expect(inventory.components.map(({ thirdParty }) => thirdParty)).toEqual([
      isForeign ? true : undefined,
    ]);
  },
);

test('a packager is no vendor', async () => {
  const database = ndbDatabase([
    headerBlob({ name: 'a', version: '1', release: '1', packager: 'Someone' }),
  ]);

  const inventory = await inventoryOf(release('rhel'), {
    path: '/var/lib/rpm/Packages.db',
    content: database,
  });

  expect(inventory.components).toMatchObject([{ supplier: 'Someone' }]);
  expect(inventory.components[0]).not.toHaveProperty('thirdParty');
});

test.for([
  ['debian', 'Version: 5:24.0-1\nMaintainer: Docker <support@docker.com>', true],
  ['debian', 'Version: 1-1\nMaintainer: Someone <someone@gmail.com>', false],
  ['debian', 'Version: 15.5-1.pgdg120+1\nMaintainer: X <x@debian.org>', true],
  ['debian', 'Version: 18.19.0-1nodesource1', true],
  ['debian', 'Version: 1\nOrigin: Kali', true],
  ['ubuntu', 'Version: 1\nOrigin: Ubuntu\nMaintainer: Docker <support@docker.com>', false],
  ['linuxmint', 'Version: 1\nOrigin: linuxmint', false],
] as const)('on %s a package with %j is third party: %s', async ([id, fields, isForeign]) => {
  const inventory = await inventoryOf(release(id), {
    path: '/var/lib/dpkg/status',
    content: `Package: a\nStatus: install ok installed\n${fields}\n`,
  });

  expect(inventory.components.map(({ thirdParty }) => thirdParty)).toEqual([
    isForeign ? true : undefined,
  ]);
});

test.for([
  [
    'a file names them',
    '1',
    [{ path: '/etc/apt/sources.list', content: 'deb http://a/ b c' }],
    ['http://a/ b'],
  ],
  ['only a version tells', '1-2ubuntu0.1~esm2', [], ['esm-apps', 'esm-infra']],
  [
    'a file tells more than the version',
    '1+esm1',
    [{ path: '/etc/apt/sources.list', content: 'deb https://esm.ubuntu.com/infra/ubuntu a b' }],
    ['esm-infra'],
  ],
  ['nothing does', '1', [], undefined],
] as const)('repositories of the system when %s', async ([, version, files, names]) => {
  const status = `Package: a\nStatus: install ok installed\nVersion: ${version}\n`;
  const entries = [release('ubuntu', '20.04'), { path: '/var/lib/dpkg/status', content: status }];

  const { os } = await inventoryOf(...entries, ...files);

  expect(os?.repositories).toEqual(names);
});
