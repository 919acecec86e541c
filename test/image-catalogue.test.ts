import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { conditions } from '#catalog/image.gen.ts';
import { checksOf, loadCheckMetas } from '#check/catalogue.ts';
import { createImageChecker } from '#hardening/checker.ts';
import type { ImageFacts } from '#model/artifact.ts';
import { parseDigest } from '#model/digest.ts';
import type { FileSystemFacts } from '#model/file-system.ts';
import type { Inventory } from '#model/inventory.ts';
import { readChecks } from '../tools/check-catalog.ts';

const root = join(import.meta.dirname, '..');
const faultsOf = createImageChecker(
  checksOf(loadCheckMetas(join(root, 'data')), conditions, { include: ['all'] }),
);

/** What an example states; the rest is an empty image. */
interface Example {
  readonly image: Partial<ImageFacts>;
  readonly files?: Partial<FileSystemFacts>;
  readonly reference?: string;
  /** Ecosystem, presence and path of each component. */
  readonly components?: readonly (readonly [string, string, string])[];
}

function inventoryOf({
  image,
  files,
  reference = 'shop:1.4',
  components = [],
}: Example): Inventory {
  const digest = parseDigest(`sha256:${'0'.repeat(64)}`);
  const facts: ImageFacts = {
    id: digest,
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
    ...image,
  };
  return {
    artifact: { kind: 'image', reference, source: 'docker:' },
    image: facts,
    layers: [],
    // Only what checks look at.
    components: components.map(([ecosystem, presence, path], at) => ({
      id: `${at}`,
      ecosystem,
      presence,
      locations: [{ path }],
    })) as unknown as Inventory['components'],
    relations: [],
    gaps: [],
    analyzers: {},
    files: { notable: [], ...files },
    walked: { files: 0, bytes: 0 },
  };
}

const cases = readChecks(root)
  .filter(({ meta }) => meta.family === 'image')
  .flatMap(({ meta, folder }) =>
    globSync(join(folder, '{bad,good}', '*.json')).map((file) => {
      const example = JSON.parse(readFileSync(file, 'utf8')) as Example;
      const isBad = file.includes('/bad/');
      return [`${meta.id} ${file.slice(root.length)}`, { id: meta.id, example, isBad }] as const;
    }),
  );

test.for(cases)('%s', ([, { id, example, isBad }]) => {
  const found = faultsOf(inventoryOf(example), new Date('2026-11-22T12:00:00Z'));

  expect(found.some(({ rule }) => rule === id)).toBe(isBad);
});

test('every check has a bad and a good example', () => {
  const ids = Object.keys(conditions);
  function shown(isBad: boolean): ReadonlySet<string> {
    return new Set(cases.filter(([, one]) => one.isBad === isBad).map(([, { id }]) => id));
  }

  expect(ids.filter((id) => !shown(true).has(id) || !shown(false).has(id))).toEqual([]);
});

test('what is no image has no faults', () => {
  const { image: _, ...rest } = inventoryOf({ image: {} });

  expect(faultsOf(rest, new Date(0))).toEqual([]);
});
