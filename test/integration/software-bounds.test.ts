import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { observe, testFile, testScope } from '#analyze/binary/testing/file.ts';
import { createSoftwareAnalyzers } from '#analyze/software/analyzers.ts';
import { recognise } from '#analyze/software/recognise.ts';
import { exampleFile } from '#analyze/software/testing/example.ts';
import { mostRepetitions } from '#analyze/software/testing/repetition.ts';
import { readSoftware } from '../../tools/catalog.ts';

const root = join(import.meta.dirname, '..', '..');
const items = readSoftware(join(root, 'catalog', 'software'));
const analyzers = createSoftwareAnalyzers(join(root, 'data'));
const expressions = items.flatMap(({ record }) =>
  record.patterns.map((pattern) => [`${record.id} ${pattern.match.source}`, pattern] as const),
);

test.for([
  ['a{0,3}', 3],
  ['(?:a{1,4}b){0,5}', 20],
  ['(?<version>\\d{1,3})\\+[*+]{2}', 5],
  ['a+', Number.POSITIVE_INFINITY],
  ['(?:ab?)*', Number.POSITIVE_INFINITY],
  ['a{2,}', Number.POSITIVE_INFINITY],
  ['(a)\\1', Number.POSITIVE_INFINITY],
] as const)('%s repeats %s times at most', ([source, most]) => {
  expect(mostRepetitions(source)).toBe(most);
});

test.for(expressions)('repeats within bounds and names a version: %s', ([, { match, span }]) => {
  expect(mostRepetitions(match.source)).toBeLessThanOrEqual(2 * span + 256);
  expect(match.source).toMatch(/\(\?<(?:version|major)>/);
});

test.for(items.map((item) => [item.record.id, item] as const))(
  'a megabyte made to mislead %s costs a bounded time',
  ([, { record, examples }]) => {
    const parts = [
      ...record.patterns.map(({ near }) => near),
      ...record.patterns.map(({ near }) => `1.1.1.1${near}1.1.1.1`),
      ...examples.map(({ content }) => content.slice(0, -3)),
      '\0'.repeat(60),
      '1.'.repeat(200),
    ];
    const text = parts.map((part) => part.repeat(Math.ceil(2 ** 17 / Math.max(1, part.length))));
    const file = testFile('/x', Buffer.from(text.join('').slice(0, 2 ** 20), 'latin1'));

    expect(() => {
      recognise(
        file,
        record.kinds[0] ?? 'elf',
        [{ ...record, requires: ['never there'] }],
        testScope(),
      );
    }).not.toThrow();
  },
);

test('damaged programs and texts give answers or nothing, never an error', () => {
  const samples = items.flatMap(({ examples }) => examples);
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 });

  fc.assert(
    fc.property(fc.constantFrom(...samples), edits, fc.nat(), (sample, changes, cut) => {
      const whole = exampleFile(sample);
      const bytes = Buffer.from(whole.bytes());
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      const file = testFile(whole.path, bytes.subarray(0, cut % (bytes.length + 1)));
      for (const analyzer of analyzers) expect(observe(analyzer, file).error).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});
