import { expect, test } from 'vitest';
import type { OpenArtifact } from '#contract/source.ts';
import { takeInventory } from '../inventory.ts';
import { osAnalyzers } from '../os/analyzers.ts';
import { layerDigest, memoryLayer, type TestEntry, testScope } from '../testdata/layer.ts';
import { binaryAnalyzers } from './analyzers.ts';
import { buildElf } from './testing/programs.ts';

function imageOf(...entries: readonly TestEntry[]): OpenArtifact {
  const id = layerDigest(9);
  return {
    artifact: { kind: 'image', reference: 'test', source: 'test:', digest: id },
    layers: [memoryLayer(layerDigest(1), entries)],
    gaps: [],
    async [Symbol.asyncDispose]() {},
  };
}

const program = buildElf({
  '.note.package': Buffer.from(
    '{"type":"deb","os":"debian","name":"systemd","version":"252.1","architecture":"amd64"}',
  ),
});

test('a note counts where no package owns the program, and takes the release of the image', async () => {
  const image = imageOf(
    { path: '/etc/os-release', content: 'ID=debian\nVERSION_ID="12"\n' },
    {
      path: '/var/lib/dpkg/status',
      content:
        'Package: libudev1\nStatus: install ok installed\nVersion: 252.1\nArchitecture: amd64\n\n',
    },
    { path: '/var/lib/dpkg/info/libudev1.list', content: '/.\n/usr/bin/owned\n' },
    { path: '/usr/bin/owned', content: program, mode: 0o755 },
    { path: '/opt/copied', content: program, mode: 0o755 },
  );

  const { components } = await takeInventory(
    image,
    { analyzers: [...osAnalyzers, ...binaryAnalyzers], linkers: [] },
    testScope(),
  );

  expect(components.map(({ purl, locations }) => [purl, locations[0].path])).toEqual([
    ['pkg:deb/debian/libudev1@252.1?arch=amd64&distro=debian-12', '/var/lib/dpkg/status'],
    ['pkg:deb/debian/systemd@252.1?arch=amd64&distro=debian-12', '/opt/copied'],
  ]);
});
