import fc from 'fast-check';
import { expect, test } from 'vitest';
import { namedFormats } from './format.ts';

function check(name: string, text: string): readonly string[] {
  return namedFormats.get(name)?.check(text) ?? ['no such format'];
}

const long = 'a'.repeat(64);
const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'dns1123Label',
    ['a', 'a-b', '1-2', 'a'.repeat(63)],
    ['', 'A', '-a', 'a-', 'a.b', 'a_b', long, 'ä', 'a\n'],
  ],
  [
    'dns1123Subdomain',
    ['a', 'a.b-c.d', 'example.com', '1.2'],
    ['', '.a', 'a.', 'a..b', 'a.-b', 'A.b', 'a'.repeat(254)],
  ],
  ['dns1035Label', ['a', 'a-1'], ['', '1a', 'a-', 'A', 'a.b']],
  [
    'qualifiedName',
    ['a', 'A_b.c-D', 'example.com/name', '1'],
    ['', '/a', 'a/', 'a/b/c', '-a', 'Ex.com/a', 'a b', `x/${long}`],
  ],
  ['dns1123LabelPrefix', ['a-', 'ab-', 'a'], ['-', 'AB-', 'a--b_']],
  ['dns1123SubdomainPrefix', ['a.b-', 'mysubdomain.prefix.-'], ['A.b-', 'a..b-']],
  ['dns1035LabelPrefix', ['my-label-prefix-', 'a'], ['1ab-', 'AB-']],
  ['labelValue', ['', 'a', 'A.b_c-9'], ['-a', 'a-', 'a b', long, 'a\n']],
  ['uri', ['http://example.com', '/path', 'urn:x'], ['', 'path', 'http://[::1', 'http://a b']],
  [
    'uuid',
    ['123e4567-e89b-12d3-a456-426614174000', '123E4567E89B12D3A456426614174000'],
    ['', '123e4567-e89b-12d3-a456-42661417400', 'g23e4567-e89b-12d3-a456-426614174000'],
  ],
  [
    'byte',
    ['aGVsbG8=', 'aGVsbA==', 'aGVs', '+/+/'],
    ['', 'aGVsbG8', '=', '====', 'a===', 'aG_s', 'aGVs\n'],
  ],
  [
    'date',
    ['2021-01-01', '2024-02-29', '0000-12-31', '2000-02-29'],
    [
      '2021-1-1',
      '2021-02-29',
      '1900-02-29',
      '2021-13-01',
      '2021-00-10',
      '2021-04-31',
      '2021-01-01T',
      '',
    ],
  ],
  [
    'datetime',
    ['2021-01-01T00:00:00Z', '2021-01-01t00:00:00z', '2021-01-01T23:59:59.123+01:00'],
    [
      '2021-01-01',
      '2021-01-01 00:00:00Z',
      '2021-01-01T24:00:00Z',
      '2021-01-01T00:60:00Z',
      '2021-01-01T00:00:60Z',
      '2021-01-32T00:00:00Z',
      '2021-01-01T00:00:00',
      '2021-01-01T0:00:00Z',
    ],
  ],
];

test.for(cases)('%s takes what it should and refuses the rest', ([name, good, bad]) => {
  expect(good.filter((text) => check(name, text).length > 0)).toEqual([]);
  expect(bad.filter((text) => check(name, text).length === 0)).toEqual([]);
});

test('complaints are those of the API server', () => {
  expect(check('dns1123Label', 'a.b')).toEqual(['must not contain dots']);
  expect(check('dns1123Label', 'a'.repeat(64))).toEqual(['must be no more than 63 bytes']);
  expect(check('dns1035Label', '1')).toEqual([
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
  ]);
  expect(check('qualifiedName', '/')).toEqual([
    'prefix part must be non-empty',
    'name part must be non-empty',
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
  ]);
  expect(check('uri', 'path')).toEqual(['parse "path": invalid URI for request']);
  expect(check('uuid', 'x')).toEqual(['does not match the UUID format']);
});

test('every format answers any text at once', () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.constantFrom('a', '-', '.', 'A1', 'aGVs', '0').map((part) => `${part.repeat(20_000)}!`),
  );
  fc.assert(
    fc.property(fc.constantFrom(...namedFormats.keys()), hostile, (name, text) => {
      expect(Array.isArray(check(name, text))).toBe(true);
    }),
    { numRuns: 200 },
  );
});
