import { expect, test } from 'vitest';
import { eol } from './eol.ts';
import { readAll, skipsOf } from './testing-product.ts';

function linesOf(path: string, content: unknown) {
  return readAll(eol, path, content).flatMap((records) => records.lifecycles ?? []);
}

test('a product of API v0 has its name from the file', () => {
  const cycles = [
    {
      cycle: '22.04',
      releaseDate: '2022-04-21',
      support: '2024-09-30',
      eol: '2027-04-01',
      extendedSupport: '2032-04-09',
      lts: true,
      latest: '22.04.5',
    },
    { cycle: '9', releaseDate: '2017-06-17', eol: true, support: false, lts: false, latest: 9.13 },
  ];

  expect(linesOf('api/ubuntu.json', cycles)).toEqual([
    {
      product: 'ubuntu',
      line: '22.04',
      released: '2022-04-21',
      activeUntil: '2024-09-30',
      supportedUntil: '2027-04-01',
      extendedUntil: '2032-04-09',
      latest: '22.04.5',
      longTerm: true,
    },
    { product: 'ubuntu', line: '9', released: '2017-06-17', latest: '9.13', longTerm: false },
  ]);
});

test('products of API v1 come in one document', () => {
  const document = {
    schema_version: '1.2.0',
    result: [
      {
        name: 'alpine-linux',
        releases: [
          {
            name: '3.20',
            releaseDate: '2024-05-22',
            isLts: false,
            ltsFrom: null,
            eoasFrom: null,
            isEol: false,
            eolFrom: '2026-04-01',
            latest: { name: '3.20.3', date: '2024-09-06', link: 'https://example.org' },
          },
        ],
      },
      {
        name: 'nodejs',
        releases: [{ name: '24', isLts: true, eolFrom: '2028-04-30', eoesFrom: '2030-01-01' }],
      },
    ],
  };

  expect(linesOf('api/v1/products/full.json', document)).toEqual([
    {
      product: 'alpine',
      line: '3.20',
      released: '2024-05-22',
      supportedUntil: '2026-04-01',
      latest: '3.20.3',
      longTerm: false,
    },
    {
      product: 'nodejs',
      line: '24',
      supportedUntil: '2028-04-30',
      extendedUntil: '2030-01-01',
      longTerm: true,
    },
  ]);
});

test('one product of API v1 is read as well', () => {
  expect(
    linesOf('python.json', { result: { name: 'python', releases: [{ name: '3.14' }] } }),
  ).toEqual([{ product: 'python', line: '3.14' }]);
});

test('a release without a name is counted', () => {
  expect(skipsOf(eol, 'php.json', [{ cycle: '' }, { cycle: '8.4' }])).toEqual(['malformed php']);
});

test.for([
  ['api/all.json', false],
  ['api/python.json', true],
  ['api/v1/products/full', true],
  ['README.md', false],
] as const)('%s belongs to the feed: %s', ([file, expected]) => {
  expect(eol.accepts(file)).toBe(expected);
});
