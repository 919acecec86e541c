import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Analyzer } from '#contract/analyzer.ts';
import type { OpenArtifact } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { type Component, componentId, type Presence } from '#model/component.ts';
import { takeInventory } from './inventory.ts';
import { osAnalyzers, osLinkers } from './os/analyzers.ts';
import { layerDigest, memoryLayer, type TestEntry, testScope } from './testdata/layer.ts';

/** `*.item` holds `name version`, `*.lock` declares the same, `broken` cannot be read. */
const items: Analyzer = {
  kind: 'analyzer',
  id: 'test/item',
  revision: 1,
  title: 'items',
  claims: [{ suffix: '.item' }, { suffix: '.lock' }],
  *analyze(file) {
    const [name = '', version = ''] = file.text().split(' ');
    if (name === 'broken') throw new CaissonError('input.malformed', 'it is broken');
    const purl = `pkg:npm/${name}@${version}`;
    const presence: Presence = file.path.endsWith('.lock') ? 'declared' : 'installed';
    const component = { id: componentId(purl, file.path), purl, name, version, presence };
    yield {
      type: 'component',
      component: { ...component, ecosystem: 'npm', locations: [{ path: file.path }] },
    };
  },
};

function opened(layers: readonly (readonly TestEntry[])[]): OpenArtifact {
  return {
    artifact: { kind: 'image', reference: 'test', source: 'test:' },
    layers: layers.map((entries, n) => memoryLayer(layerDigest(n), entries)),
    gaps: [],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function componentsIn(
  ...layers: readonly (readonly TestEntry[])[]
): Promise<readonly Component[]> {
  const tools = { analyzers: [...osAnalyzers, items], linkers: osLinkers };
  return (await takeInventory(opened(layers), tools, testScope())).components;
}

/** `a 1 0>2=3`: version 1 of a, held by layer 0, removed in layer 2, replaced by version 3. */
function told(components: readonly Component[]): readonly string[] {
  return components
    .filter(({ presence }) => presence === 'removed')
    .map(({ name, version, locations, removedIn, replacedBy }) => {
      const after = replacedBy === undefined ? '' : `=${replacedBy}`;
      return `${name} ${version} ${number(locations[0].layer)}>${number(removedIn)}${after}`;
    });
}

function number(digest: string | undefined): number {
  return Number.parseInt(digest?.slice(7) ?? '', 16);
}

const release = { path: '/etc/os-release', content: 'ID=debian\nVERSION_ID="12"\n' };

function item(path: string, content: string): TestEntry {
  return { path, content };
}

function gone(path: string): TestEntry {
  return { path, type: 'whiteout' };
}

/** `name=version` each. */
function status(...packages: readonly string[]): TestEntry {
  const entries = packages.map((word) => {
    const [name, version] = word.split('=');
    return `Package: ${name}\nStatus: install ok installed\nVersion: ${version}\nArchitecture: amd64\n`;
  });
  return { path: '/var/lib/dpkg/status', content: entries.join('\n') };
}

function apkInstalled(...packages: readonly string[]): TestEntry {
  const entries = packages.map((word) => {
    const [name, version] = word.split('=');
    return `P:${name}\nV:${version}\nA:x86_64\n`;
  });
  return { path: '/lib/apk/db/installed', content: entries.join('\n') };
}

test.for([
  ['a deleted file', [[item('/a.item', 'a 1')], [gone('/a.item')]], ['a 1 0>1']],
  ['a deleted parent', [[item('/d/a.item', 'a 1')], [], [gone('/d')]], ['a 1 0>2']],
  [
    'an opaque directory',
    [[item('/d/a.item', 'a 1')], [{ path: '/d', type: 'opaque' }]],
    ['a 1 0>1'],
  ],
  ['a new version', [[item('/a.item', 'a 1')], [item('/a.item', 'a 2')]], ['a 1 0>1=2']],
  [
    'a new version whose path names it',
    [[item('/a-1.item', 'a 1')], [gone('/a-1.item'), item('/a-2.item', 'a 2')]],
    ['a 1 0>1=2'],
  ],
  [
    'another version elsewhere',
    [[item('/a.item', 'a 1'), item('/b/a.item', 'a 2')], [gone('/a.item')]],
    ['a 1 0>1'],
  ],
  ['another thing in its place', [[item('/a.item', 'a 1')], [item('/a.item', 'b 1')]], ['a 1 0>1']],
  [
    'the layer that held it last',
    [[item('/a.item', 'a 1')], [item('/a.item', 'a 1')], [gone('/a.item')]],
    ['a 1 0>2'],
  ],
  [
    'a removal that came before it was added again',
    [[item('/a.item', 'a 1')], [gone('/a.item')], [item('/a.item', 'a 1')]],
    [],
  ],
  [
    'a file that was moved',
    [[item('/a.item', 'a 1')], [gone('/a.item'), item('/b.item', 'a 1')]],
    [],
  ],
  ['what was only declared', [[item('/a.lock', 'a 1')], [gone('/a.lock')]], []],
  ['a newer copy that cannot be read', [[item('/a.item', 'a 1')], [item('/a.item', 'broken')]], []],
  ['one layer alone', [[item('/a.item', 'a 1'), gone('/a.item')]], []],
] as const)('removed libraries: %s', async ([, layers, wanted]) => {
  expect(told(await componentsIn(...layers))).toEqual(wanted);
});

test.for([
  ['a removed package', [[release, status('a=1', 'b=1')], [status('b=1')]], ['a 1 0>1']],
  ['an upgrade', [[release, status('a=1')], [status('a=2')]], ['a 1 0>1=2']],
  [
    'an upgrade in two steps',
    [[release, status('a=1')], [status('a=2')], [status('a=3')]],
    ['a 1 0>1=3', 'a 2 1>2=3'],
  ],
  [
    'build tools of one layer removed in another',
    [[release, status('a=1')], [status('a=1', 'gcc=12')], [status('a=1')]],
    ['gcc 12 1>2'],
  ],
  ['a deleted database', [[release, status('a=1')], [gone('/var/lib/dpkg')]], ['a 1 0>1']],
  [
    'distroless packages',
    [
      [release, { path: '/var/lib/dpkg/status.d/a', content: 'Package: a\nVersion: 1\n' }],
      [{ path: '/var/lib/dpkg/status.d/a', content: 'Package: a\nVersion: 2\n' }],
    ],
    ['a 1 0>1=2'],
  ],
  ['apk', [[apkInstalled('a=1-r0')], [apkInstalled('a=2-r0', 'b=1-r0')]], ['a 1-r0 0>1=2-r0']],
  [
    'a database that moved',
    [
      [apkInstalled('a=1-r0')],
      [
        gone('/lib/apk/db/installed'),
        { ...apkInstalled('a=1-r0'), path: '/usr/lib/apk/db/installed' },
      ],
    ],
    [],
  ],
] as const)('removed packages: %s', async ([, layers, wanted]) => {
  expect(told(await componentsIn(...layers))).toEqual(wanted);
});

test('what was removed owns nothing, is linked to nothing and is named like the rest', async () => {
  const depends = 'Package: b\nStatus: install ok installed\nVersion: 1\nDepends: a\n';
  const tools = { analyzers: [...osAnalyzers, items], linkers: osLinkers };
  const layers = [
    [
      release,
      status('a=1'),
      { path: '/var/lib/dpkg/info/a.list', content: '/x/a.item\n' },
      item('/x/a.item', 'a 1'),
    ],
    [{ path: '/var/lib/dpkg/status', content: depends }],
  ];

  const { components, relations } = await takeInventory(opened(layers), tools, testScope());

  expect(relations).toEqual([]);
  expect(components.map(({ purl, presence, owner }) => [purl, presence, owner])).toEqual([
    ['pkg:deb/debian/a@1?arch=amd64&distro=debian-12', 'removed', undefined],
    ['pkg:deb/debian/b@1?distro=debian-12', 'installed', undefined],
    ['pkg:npm/a@1', 'installed', undefined],
  ]);
});

const entries = fc.record({
  path: fc.constantFrom('/a.item', '/d/a.item', '/d/b.item', '/d', '/e'),
  type: fc.constantFrom('file', 'whiteout', 'opaque', 'directory', 'symlink'),
  content: fc.constantFrom('a 1', 'a 2', 'b 1', 'broken'),
});

test('ids are unique, and what is removed was in a layer below the one that removed it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(entries, { maxLength: 4 }), { maxLength: 5 }),
      async (layers) => {
        const components = await componentsIn(...layers);

        expect(new Set(components.map(({ id }) => id)).size).toBe(components.length);
        for (const { presence, locations, removedIn, version, replacedBy } of components) {
          expect(removedIn === undefined).toBe(presence !== 'removed');
          if (removedIn === undefined) continue;
          expect(number(locations[0].layer)).toBeLessThan(number(removedIn));
          expect(replacedBy).not.toBe(version);
        }
      },
    ),
    { numRuns: 200 },
  );
});
