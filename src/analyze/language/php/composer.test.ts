import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, edgesOf, observe } from '../test-file.ts';
import { composerInstalledAnalyzer, composerLockAnalyzer } from './composer.ts';

const sample = readFileSync(new URL('testdata/installed.json', import.meta.url), 'utf8');
const path = '/var/www/vendor/composer/installed.json';
const packages = (JSON.parse(sample) as { packages: unknown[] }).packages;

test('reads what composer 2 installed', () => {
  const components = componentsOf(observe(composerInstalledAnalyzer, path, sample));

  expect(components).toMatchObject([
    {
      purl: 'pkg:composer/harbor/crane@v2.3.1',
      name: 'Harbor/Crane',
      version: 'v2.3.1',
      presence: 'installed',
      licenses: [{ expression: '(MIT OR GPL-3.0-or-later)' }],
      hashes: [{ algorithm: 'sha1', value: '00112233445566778899aabbccddeeff00112233' }],
    },
    { purl: 'pkg:composer/harbor/rope@1.4.0', licenses: [{ raw: 'proprietary' }] },
    { purl: 'pkg:composer/logbook/logger@3.0.0' },
    { purl: 'pkg:composer/testing/tool@dev-main', scopes: ['dev'] },
  ]);
});

test('links requirements, also those that another package replaces or provides', () => {
  expect(edgesOf(observe(composerInstalledAnalyzer, path, sample))).toEqual([
    'pkg:composer/harbor/crane@v2.3.1 -> pkg:composer/harbor/rope@1.4.0',
    'pkg:composer/harbor/crane@v2.3.1 -> pkg:composer/logbook/logger@3.0.0',
    'pkg:composer/logbook/logger@3.0.0 -> pkg:composer/harbor/rope@1.4.0',
  ]);
});

test('an entry with an impossible name does not take the others along', () => {
  const text =
    '[{"name":"a/","version":"1"},{"name":"a/\\ud800","version":"1"},{"name":"a/b","version":"1"}]';

  const components = componentsOf(observe(composerInstalledAnalyzer, path, text));

  expect(components.map(({ purl }) => purl)).toEqual(['pkg:composer/a/b@1']);
});

test('reads the list that composer 1 wrote', () => {
  const components = componentsOf(
    observe(composerInstalledAnalyzer, path, JSON.stringify(packages)),
  );

  expect(components).toHaveLength(4);
});

test('reads composer.lock with its development packages', () => {
  const text = JSON.stringify({
    packages: packages.slice(0, 2),
    'packages-dev': packages.slice(3),
  });

  const components = componentsOf(observe(composerLockAnalyzer, '/app/composer.lock', text));

  expect(components.map(({ name, presence, scopes }) => [name, presence, scopes])).toEqual([
    ['Harbor/Crane', 'declared', undefined],
    ['harbor/rope', 'declared', undefined],
    ['testing/tool', 'declared', ['dev']],
  ]);
  expect(observe(composerLockAnalyzer, '/app/vendor/a/b/composer.lock', text)).toEqual([]);
});

test.for(['{}', '"x"', 'null', '{"packages":3}'])('%s is malformed', (text) => {
  expect(() => observe(composerInstalledAnalyzer, path, text)).toThrow(/no list of packages/);
});

test('survives hostile lists', () => {
  expect(() => assertSurvives(composerInstalledAnalyzer, path, sample)).not.toThrow();
  expect(() => assertSurvives(composerLockAnalyzer, '/composer.lock', sample)).not.toThrow();
});
