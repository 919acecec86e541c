import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { parsePlatform, resolveReference } from './resolve.ts';
import type { Toolbox } from './toolbox.ts';

const schemes = ['registry:', 'docker:', 'docker-archive:', 'dir:', 'host:'];

/** Sources that are never opened; `paths` exist on disk, `images` are known to Docker. */
function toolbox({ paths = [], images = [] }: { paths?: string[]; images?: string[] }): Toolbox {
  return {
    version: '0.0.0',
    sources: schemes.map((scheme) => ({
      kind: 'source',
      id: scheme,
      revision: 1,
      title: scheme,
      schemes: [scheme],
      open: () => Promise.reject(new Error('not opened in this test')),
    })),
    plugins: () => Promise.resolve({ analyzers: [], linkers: [] }),
    inspectors: () => Promise.reject(new Error('not needed')),
    openIndex() {
      throw new Error('not opened in this test');
    },
    detectPath: (path) => Promise.resolve(paths.includes(path) ? 'docker-archive:' : undefined),
    findInEngines: (name) => Promise.resolve(images.includes(name) ? 'docker:' : undefined),
  };
}

const cases: readonly (readonly [text: string | undefined, scheme: string, locator: string])[] = [
  [undefined, 'host:', ''],
  ['debian:12', 'registry:', 'debian:12'],
  ['localhost:5000/shop', 'registry:', 'localhost:5000/shop'],
  ['shop:1', 'docker:', 'shop:1'],
  ['registry:shop:1', 'registry:', 'shop:1'],
  ['both', 'docker-archive:', 'both'],
  ['docker:both', 'docker:', 'both'],
  ['dir:/x', 'dir:', '/x'],
  ['image.tar', 'docker-archive:', 'image.tar'],
];

test.for(cases)('%s is read as %s', async ([text, scheme, locator]) => {
  const tools = toolbox({ paths: ['both', 'image.tar'], images: ['shop:1', 'both'] });

  const { reference, source } = await resolveReference(text, undefined, tools);

  expect(reference).toEqual({ scheme, locator });
  expect(source.schemes).toEqual([scheme]);
});

test.for(['./none', '/none', '../none', '~/none', 'none.tar', 'none.tar.gz', 'none.cdx.json'])(
  '%s is a missing path and no image name',
  async (text) => {
    await expect(resolveReference(text, undefined, toolbox({}))).rejects.toSatisfy((error) =>
      isCaissonError(error, 'input.not-found'),
    );
  },
);

test('an empty reference is a fault of the command line', async () => {
  await expect(resolveReference('', undefined, toolbox({}))).rejects.toSatisfy((error) =>
    isCaissonError(error, 'usage.invalid-argument'),
  );
});

test('the platform goes along', async () => {
  const platform = parsePlatform('linux/arm/v7');

  const { reference } = await resolveReference('debian:12', platform, toolbox({}));

  expect(reference.platform).toEqual({ os: 'linux', architecture: 'arm', variant: 'v7' });
});

test.for(['', 'linux', 'linux/', '/amd64', 'linux/amd64/v1/x', 'linux/am d64', 'linux/arm64/'])(
  '"%s" is no platform',
  (text) => {
    expect(() => parsePlatform(text)).toThrow(/is not a platform/);
  },
);
