import fc from 'fast-check';
import { expect, test } from 'vitest';
import { equal } from '../equality.ts';
import { mapFromEntries } from '../map.ts';
import { CelError, Double, Duration, Optional, Timestamp, Uint, type Value } from '../value.ts';
import { Ip } from './ip.ts';
import { parseIpAddress } from './ip-address.ts';
import { Quantity } from './quantity.ts';
import { parseQuantity } from './quantity-text.ts';
import { parseSemanticVersion } from './semantic-version.ts';
import { Semver } from './semver.ts';
import { ValueSet } from './value-set.ts';

function mapOf(...entries: readonly (readonly [Value, Value])[]): Value {
  const map = mapFromEntries(entries);
  return map instanceof CelError ? null : map;
}

const samples: readonly Value[] = [
  null,
  true,
  false,
  0,
  1,
  2n ** 60n,
  new Double(1),
  1.5,
  Number.NaN,
  new Uint(1n),
  '',
  '1',
  'null',
  's1:1',
  new Uint8Array([49]),
  new Duration(1n),
  new Timestamp(1n),
  new Optional(undefined),
  new Optional(1),
  new Optional(null),
  [],
  [[]],
  [1, '2'],
  [new Double(1), '2'],
  ['1', 2],
  ['12', ''],
  [Number.NaN],
  {},
  { a: 1 },
  { a: 1, b: [2] },
  { b: [2], a: new Double(1) },
  mapOf(['a', 1]),
  mapOf([1, 1]),
  mapOf([new Uint(1n), 1]),
  mapOf([true, 1]),
  new Quantity(parseQuantity('1Gi')),
  new Quantity(parseQuantity('1024Mi')),
  new Quantity(parseQuantity('0')),
  new Quantity(parseQuantity('0Ki')),
  new Semver(parseSemanticVersion('1.0.0+a')),
  new Semver(parseSemanticVersion('1.0.0+b')),
  new Semver(parseSemanticVersion('1.0.0-a')),
  new Ip(parseIpAddress('::1')),
  new Ip(parseIpAddress('0:0::1')),
];

test('a value is in a set when it equals one of it', () => {
  for (const a of samples)
    for (const b of samples) expect([a, b, new ValueSet([a]).has(b)]).toEqual([a, b, equal(a, b)]);
});

test('so is any JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
      const [a, b] = [left as Value, right as Value];
      expect(new ValueSet([a]).has(a)).toBe(true);
      expect(new ValueSet([a]).has(b)).toBe(equal(a, b));
    }),
  );
});

test('adding tells whether it was new', () => {
  const set = new ValueSet();

  expect(
    [1, new Double(1), 'a', 'a', Number.NaN, Number.NaN].map((value) => set.add(value)),
  ).toEqual([true, false, true, false, true, true]);
});
