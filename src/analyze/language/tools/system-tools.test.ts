import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, observe } from '../test-file.ts';
import { flatpakAnalyzer } from './flatpak.ts';
import { kernelAnalyzer } from './kernel.ts';
import { snapAnalyzer, snapSeedAnalyzer } from './snap.ts';

const snap = `name: harbour
version: '2.4'
summary: ships
description: |
  name: not this
architectures:
- amd64
base: core22
license: GPL-3.0
apps:
  harbour:
    command: bin/x
`;
const seed = `snaps:
  -
    name: core22
    channel: stable
    file: core22_1033.snap
  - name: local
    file: local_x1.snap
`;

test('a snap', () => {
  expect(
    componentsOf(observe(snapAnalyzer, '/snap/harbour/12/meta/snap.yaml', snap)),
  ).toMatchObject([
    {
      purl: 'pkg:snap/harbour@2.4',
      architecture: 'amd64',
      requires: [{ name: 'core22' }],
      licenses: [{ expression: 'GPL-3.0' }],
    },
  ]);
  expect(observe(snapAnalyzer, '/snap/x/1/meta/snap.yaml', 'name: x\n')).toMatchObject([
    { reason: 'malformed' },
  ]);
});

test('snaps of a seed', () => {
  expect(
    componentsOf(observe(snapSeedAnalyzer, '/var/lib/snapd/seed/seed.yaml', seed)).map(
      ({ purl }) => purl,
    ),
  ).toEqual(['pkg:snap/core22?revision=1033', 'pkg:snap/local?revision=x1']);
});

const flatpak =
  '/var/lib/flatpak/app/org.example.Rope/x86_64/stable/abc/files/share/metainfo/org.example.Rope.metainfo.xml';
const metainfo = `<?xml version="1.0"?>
<component type="desktop"><id>org.example.Rope.desktop</id><project_license>MIT</project_license>
<releases><release date="2026-01-02" version="3.1"/><release version="3.0"/></releases></component>`;

test('a Flatpak application', () => {
  expect(componentsOf(observe(flatpakAnalyzer, flatpak, metainfo))).toMatchObject([
    {
      purl: 'pkg:flatpak/org.example.Rope@3.1',
      licenses: [{ expression: 'MIT' }],
      architecture: 'x86_64',
    },
  ]);
  expect(observe(flatpakAnalyzer, '/usr/share/metainfo/a.metainfo.xml', metainfo)).toEqual([]);
});

function image(release: string): Buffer {
  const bytes = Buffer.alloc(0x600);
  bytes.write('HdrS', 0x202, 'latin1');
  bytes.writeUInt16LE(0x300, 0x20e);
  bytes.write(`${release} (build@example) #1 SMP\0`, 0x500, 'latin1');
  return bytes;
}

test.for([
  ['/boot/vmlinuz-6.1.0-18-amd64', '', '6.1.0-18-amd64'],
  ['/boot/vmlinuz', image('6.6.9-rope'), '6.6.9-rope'],
  ['/lib/modules/5.15.0-91-generic/modules.builtin', 'kernel/x.ko\n', '5.15.0-91-generic'],
  ['/boot/config-6.1.0', 'CONFIG_X=y', undefined],
  ['/boot/vmlinuz-0-rescue-abc', '', undefined],
  ['/srv/modules.builtin', '', undefined],
] as const)('%s', ([path, content, version]) => {
  expect(componentsOf(observe(kernelAnalyzer, path, content))[0]?.version).toBe(version);
});

test.for([
  [snapAnalyzer, '/meta/snap.yaml', snap],
  [snapSeedAnalyzer, '/var/lib/snapd/seed/seed.yaml', seed],
  [flatpakAnalyzer, flatpak, metainfo],
  [kernelAnalyzer, '/boot/vmlinuz', image('6.1.0').toString('latin1')],
] as const)('%o survives hostile input', ([analyzer, path, sample]) => {
  expect(() => assertSurvives(analyzer, path, sample)).not.toThrow();
});
