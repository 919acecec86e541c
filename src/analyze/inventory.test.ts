import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Analyzer } from '#contract/analyzer.ts';
import type { Layer, OpenArtifact } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import type { ImageFacts } from '#model/artifact.ts';
import { componentId } from '#model/component.ts';
import { openResultCache } from './cache.ts';
import { takeInventory } from './inventory.ts';
import { osAnalyzers, osLinkers } from './os/analyzers.ts';
import { layerDigest, memoryLayer, type TestEntry, testScope } from './testdata/layer.ts';

const image: ImageFacts = {
  id: layerDigest(99),
  names: [],
  platform: { os: 'linux', architecture: 'amd64' },
  env: [],
  entrypoint: [],
  command: [],
  exposedPorts: [],
  volumes: [],
  labels: {},
  annotations: {},
  history: [],
};

/** Claims `*.item` files whose text is `name version`. */
const itemAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'test/item',
  revision: 1,
  title: 'items',
  claims: [{ suffix: '.item' }],
  *analyze(file) {
    const [name = '', version = ''] = file.text().split(' ');
    if (name === 'broken') throw new CaissonError('input.malformed', 'it is broken');
    if (name === 'bug') throw new TypeError('not expected');
    const purl = `pkg:npm/${name}@${version}`;
    yield {
      type: 'component',
      component: {
        id: componentId(purl, file.path),
        purl,
        name,
        version,
        ecosystem: 'npm',
        presence: 'installed',
        locations: [{ path: file.path }],
      },
    };
  },
};

function opened(...layers: readonly (readonly TestEntry[])[]): OpenArtifact {
  return {
    artifact: { kind: 'image', reference: 'test', source: 'test:', digest: image.id },
    image,
    layers: layers.map((entries, n) => memoryLayer(layerDigest(n), entries)),
    gaps: [],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function item(path: string, content: string): TestEntry {
  return { path, content };
}

const tools = { analyzers: [itemAnalyzer], linkers: [] };

async function namesIn(...layers: readonly (readonly TestEntry[])[]): Promise<readonly string[]> {
  const { components } = await takeInventory(opened(...layers), tools, testScope());
  return components
    .filter(({ presence }) => presence !== 'removed')
    .map(({ name, version }) => `${name} ${version}`);
}

test.for([
  ['a file of the only layer', [[item('/a.item', 'a 1')]], ['a 1']],
  ['a replaced file', [[item('/a.item', 'a 1')], [item('/a.item', 'a 2')]], ['a 2']],
  ['a whiteout', [[item('/a.item', 'a 1')], [{ path: '/a.item', type: 'whiteout' }]], []],
  [
    'a whiteout of a parent',
    [[item('/d/e/a.item', 'a 1')], [{ path: '/d', type: 'whiteout' }]],
    [],
  ],
  [
    'a whiteout hides nothing of its own layer',
    [[item('/d/a.item', 'a 1')], [item('/d/b.item', 'b 1'), { path: '/d', type: 'whiteout' }]],
    ['b 1'],
  ],
  [
    'an opaque directory hides lower children only',
    [[item('/d/a.item', 'a 1')], [{ path: '/d', type: 'opaque' }, item('/d/b.item', 'b 1')]],
    ['b 1'],
  ],
  ['a file over a directory', [[item('/d/a.item', 'a 1')], [item('/d', 'x')]], []],
  [
    'a link over a directory',
    [[item('/d/a.item', 'a 1')], [{ path: '/d', type: 'symlink', link: 'e' }]],
    [],
  ],
  [
    'a directory over a file',
    [[item('/a.item', 'a 1')], [{ path: '/a.item', type: 'directory' }]],
    [],
  ],
  ['a directory again', [[item('/d/a.item', 'a 1')], [{ path: '/d', type: 'directory' }]], ['a 1']],
  [
    'removed and added again',
    [[item('/a.item', 'a 1')], [{ path: '/a.item', type: 'whiteout' }], [item('/a.item', 'a 1')]],
    ['a 1'],
  ],
] as const)('the merged tree after %s', async ([, layers, wanted]) => {
  expect(await namesIn(...layers)).toEqual(wanted);
});

test.for([
  ['input.malformed', 'broken', 'malformed', 'items: it is broken'],
  ['a bug', 'bug', 'crashed', 'items: unexpected failure (TypeError)'],
] as const)('%s in an analyzer is a gap and the rest stays', async ([, word, reason, detail]) => {
  const layer = [item('/a.item', 'a 1'), item('/b.item', word), item('/c.item', 'c 1')];

  const inventory = await takeInventory(opened(layer), tools, testScope());

  expect(inventory.components.map(({ name }) => name)).toEqual(['a', 'c']);
  expect(inventory.gaps).toEqual([
    { type: 'gap', location: { path: '/b.item', layer: layerDigest(0) }, reason, detail },
  ]);
});

test('a damaged layer is a gap with what was read of it, a wrong digest ends the scan', async () => {
  const damaged = failing(new CaissonError('input.malformed', 'the end is missing'));
  const forged = failing(new CaissonError('integrity.digest-mismatch', 'it is another'));
  const base = opened([item('/b.item', 'b 1')]);

  const inventory = await takeInventory(
    { ...base, layers: [...base.layers, damaged] },
    tools,
    testScope(),
  );

  expect(inventory.components.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(inventory.gaps).toMatchObject([{ reason: 'malformed', location: { path: '/' } }]);
  await expect(takeInventory({ ...base, layers: [forged] }, tools, testScope())).rejects.toThrow(
    'it is another',
  );
});

function failing(error: CaissonError): Layer {
  const layer = memoryLayer(layerDigest(7), [item('/a.item', 'a 1')]);
  return {
    ...layer,
    async walk(visitor, scope) {
      await layer.walk(visitor, scope);
      throw error;
    },
  };
}

test('an abort is thrown, not reported', async () => {
  const controller = new AbortController();
  controller.abort(new Error('stop'));

  await expect(
    takeInventory(opened([item('/a.item', 'a 1')]), tools, testScope(controller.signal)),
  ).rejects.toThrow('stop');
});

const release = { path: '/etc/os-release', content: 'ID=debian\nVERSION_ID="12"\n' };

function status(...names: readonly string[]): TestEntry {
  const entries = names.map(
    (name) => `Package: ${name}\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n`,
  );
  return { path: '/var/lib/dpkg/status', content: entries.join('\n') };
}

test('packages belong to the layer that brought them, though each layer rewrites the database', async () => {
  const layers = opened(
    [release, status('a')],
    [status('a', 'b')],
    [status('b')],
    [status('b', 'a')],
  );

  const { components } = await takeInventory(
    layers,
    { analyzers: osAnalyzers, linkers: osLinkers },
    testScope(),
  );

  expect(components.map(({ name, locations }) => [name, locations[0].layer])).toEqual([
    ['a', layerDigest(3)],
    ['b', layerDigest(1)],
  ]);
  expect(components[0]?.purl).toBe('pkg:deb/debian/a@1?arch=amd64&distro=debian-12');
});

test('a library in a file of an OS package names its owner, through directory links too', async () => {
  const layer = [
    release,
    status('node-a'),
    { path: '/lib', type: 'symlink', link: 'usr/lib' } as const,
    { path: '/var/lib/dpkg/info/node-a.list', content: '/.\n/lib/a.item\n' },
    item('/usr/lib/a.item', 'a 1'),
    item('/usr/lib/b.item', 'b 1'),
  ];

  const { components } = await takeInventory(
    opened(layer),
    { analyzers: [...osAnalyzers, itemAnalyzer], linkers: [] },
    testScope(),
  );

  const owners = components.map(({ name, owner }) => [name, owner]);
  expect(owners).toEqual([
    ['node-a', undefined],
    ['a', components[0]?.id],
    ['b', undefined],
  ]);
});

function cacheDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

function unreadable(layer: Layer): Layer {
  return { ...layer, walk: () => Promise.reject(new Error('must not be read')) };
}

test('a known image and known layers are not read again', async () => {
  const directory = cacheDirectory();
  const cache = openResultCache(directory, tools.analyzers, testScope().clock);
  const first = opened([item('/a.item', 'a 1')], [item('/b.item', 'b 1')]);
  const wanted = await takeInventory(first, { ...tools, cache }, testScope());
  const again = { ...first, layers: first.layers.map(unreadable) };

  const byImage = await takeInventory(again, { ...tools, cache }, testScope());
  rmSync(join(directory, 'inventories'), { recursive: true });
  const byLayers = await takeInventory(again, { ...tools, cache }, testScope());

  expect(byImage).toEqual(wanted);
  expect(byLayers).toEqual(wanted);
});

test('a changed analyzer and a damaged record are read again', async () => {
  const directory = cacheDirectory();
  const cache = openResultCache(directory, tools.analyzers, testScope().clock);
  const first = opened([item('/a.item', 'a 1')]);
  await takeInventory(first, { ...tools, cache }, testScope());
  const newer = openResultCache(directory, [{ ...itemAnalyzer, revision: 2 }], testScope().clock);

  expect(newer.read('layers', layerDigest(0))).toBeUndefined();
  for (const name of readdirSync(join(directory, 'layers')))
    writeFileSync(join(directory, 'layers', name), 'damaged');
  expect(cache.read('layers', layerDigest(0))).toBeUndefined();
});

test('trimming deletes what was not used for longest', () => {
  const directory = cacheDirectory();
  for (const n of [0, 1, 2])
    openResultCache(directory, [], () => new Date(n)).write('layers', layerDigest(n), { n });
  const cache = openResultCache(directory, [], () => new Date('2030-01-01'));
  cache.read('layers', layerDigest(0));

  cache.trim(50);

  expect(readdirSync(join(directory, 'layers'))).toHaveLength(1);
  expect(cache.read('layers', layerDigest(0))).toEqual({ n: 0 });
});
