import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attributionText } from './attribution.ts';
import { bundledDatabase } from './database.ts';
import { verifyDatabase } from './inspect.ts';
import { openIndex } from './open-index.ts';
import { readTrustedKeys } from './signature.ts';
import { testDirectory, testScope } from './testing.ts';

/** The snapshot that is shipped, as it lies in the repository. */
const bundled = 'data/snapshot';
const scope = testScope();
let cache = '';
beforeAll(() => {
  cache = testDirectory();
});
afterAll(() => rmSync(cache, { recursive: true, force: true }));

test('the shipped snapshot is whole, and every fact in it can be read', () => {
  const { problems, signedBy } = verifyDatabase({ cache, bundled }, { keys: [] }, scope);

  expect({ problems, signedBy }).toEqual({ problems: [], signedBy: 'program' });
});

test('the shipped snapshot holds only what may be handed on, with its notices', () => {
  const publishers = bundledDatabase({ cache, bundled })?.manifest.publishers ?? [];

  expect(publishers.map((one) => one.id)).toEqual([
    'almalinux',
    'cisa-kev',
    'debian',
    'friendsofphp',
    'go',
    'nodejs',
    'pypa',
    'rubysec',
    'rustsec',
  ]);
  expect(readFileSync(join(bundled, 'ATTRIBUTION.md'), 'utf8')).toBe(attributionText(publishers));
});

test.for([
  ['debian-12', 'apache2', 'CVE-2019-0217'],
  ['go', 'stdlib', 'CVE-2024-24790'],
  ['pypi', 'django', 'CVE-2013-1664'],
  ['almalinux-8', 'podman', 'CVE-2021-20188'],
] as const)('%s %s: %s is in the shipped snapshot', ([segment, name, cve]) => {
  using index = openIndex({ cache, bundled }, scope);

  expect(index.byPackage(segment, name).flatMap((one) => one.cves)).toContain(cve);
});

test('the shipped keys can be read', () => {
  for (const key of readTrustedKeys('data/keys')) expect(key.id).toMatch(/^[0-9a-f]{16}$/);
  expect(readTrustedKeys('data/no-keys')).toEqual([]);
});
