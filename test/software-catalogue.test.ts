import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { observe } from '#analyze/binary/testing/file.ts';
import { createSoftwareAnalyzers } from '#analyze/software/analyzers.ts';
import { exampleFile, productsOf } from '#analyze/software/testing/example.ts';
import {
  compiledCatalogue,
  generatedModule,
  readSoftware,
  type SoftwareExample,
  type SoftwareItem,
} from '../tools/catalog.ts';

const root = join(import.meta.dirname, '..');
const items = readSoftware(join(root, 'catalog', 'software'));
const analyzers = createSoftwareAnalyzers(join(root, 'data'));

function recognised(example: SoftwareExample) {
  const file = exampleFile(example);
  return analyzers.flatMap((analyzer) => productsOf(observe(analyzer, file).observations));
}

function cases(kind: 'examples' | 'counterExamples') {
  return items.flatMap((item) =>
    item[kind].map((example) => [`${item.record.id} ${example.file}`, item, example] as const),
  );
}

test('data/catalog/software.json is what catalog/software says', () => {
  const made = readFileSync(join(root, 'data', 'catalog', 'software.json'), 'utf8');

  expect(made).toBe(compiledCatalogue(items));
});

test('catalogue.gen.ts is what catalog/software says', () => {
  const made = readFileSync(join(root, 'src', 'analyze', 'software', 'catalogue.gen.ts'), 'utf8');

  expect(made.replaceAll(/\s|,(?=\s*\])/g, '')).toBe(
    generatedModule(items).replaceAll(/\s|,(?=\s*\])/g, ''),
  );
});

test.for(cases('examples'))('recognises %s', ([, { record }, example]) => {
  const found = recognised(example).find(({ purl }) => purl.startsWith(`${record.purl}@`));

  expect(found).toMatchObject({ version: example.version, technique: 'binary-analysis' });
  expect(found?.cpes ?? []).toHaveLength(record.cpes.length);
});

test.for(cases('counterExamples'))(
  'does not take for %s what is none',
  ([, { record }, example]) => {
    expect(recognised(example).map(({ purl }) => purl.replace(/@.*$/, ''))).not.toContain(
      record.purl,
    );
  },
);

test.for(items.map((item): readonly [string, SoftwareItem] => [item.record.id, item]))(
  '%s has an example for its title, and a counter-example',
  ([, { examples, counterExamples, record }]) => {
    expect(examples.length).toBeGreaterThan(0);
    expect(counterExamples.length).toBeGreaterThan(0);
    expect(examples.every(({ version }) => version !== undefined)).toBe(true);
    expect(record.over.every((id) => items.some((item) => item.record.id === id))).toBe(true);
  },
);
