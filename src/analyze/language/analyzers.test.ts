import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textLanguageAnalyzers, textLanguageLinkers } from './analyzers.ts';
import { survives } from './test-file.ts';

test('every plug-in has an id of its own below language/', () => {
  const ids = [...textLanguageAnalyzers, ...textLanguageLinkers].map(({ kind, id }) => [kind, id]);

  expect(new Set(ids.map(String)).size).toBe(ids.length);
  expect(ids.every(([, id]) => id?.startsWith('language/'))).toBe(true);
});

const places = [
  '/package.json',
  '/package-lock.json',
  '/yarn.lock',
  '/pnpm-lock.yaml',
  '/bun.lock',
  '/a.dist-info/METADATA',
  '/a.egg-info',
  '/requirements.txt',
  '/uv.lock',
  '/specifications/a-1.0.gemspec',
  '/Gemfile.lock',
  '/vendor/composer/installed.json',
  '/a.deps.json',
  '/packages.config',
];

test.for(textLanguageAnalyzers.map((analyzer) => [analyzer.id, analyzer] as const))(
  '%s survives JSON and text of any kind wherever it is found',
  ([, analyzer]) => {
    const contents = fc.oneof(
      fc.json(),
      fc.json().map((text) => `{"packages":${text},"dependencies":${text},"libraries":${text}}`),
      fc.string({ unit: 'binary' }),
    );

    const run = fc.check(
      fc.property(fc.constantFrom(...places), contents, (path, text) =>
        survives(analyzer, path, text),
      ),
      { numRuns: 60 },
    );

    expect(run.errorInstance).toBe(null);
  },
);
