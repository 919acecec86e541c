import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CelError } from '../value.ts';
import { attempt } from './attempt.ts';
import {
  addAmounts,
  approximate,
  compareAmounts,
  integerOf,
  subtractAmounts,
} from './quantity-amount.ts';
import { formatQuantity, parseQuantity } from './quantity-text.ts';

test.for([
  ['0', '0'],
  ['0Ki', '0'],
  ['00000', '0'],
  ['12Mi', '12Mi'],
  ['+5k', '+5k'],
  ['1024Ki', '1Mi'],
  ['1000k', '1M'],
  ['1000', '1k'],
  ['1023Ki', '1023Ki'],
  ['512', '512'],
  ['1.5', '1500m'],
  ['1.5Gi', '1536Mi'],
  ['0.5Mi', '512Ki'],
  ['0.1Ki', '102400m'],
  ['0.001', '1m'],
  ['.5', '500m'],
  ['5.', '5.'],
  ['100m', '100m'],
  ['1000m', '1'],
  ['1e3', '1e3'],
  ['1E3', '1E3'],
  ['10e3', '10e3'],
  ['1000e3', '1e6'],
  ['12e5', '1200e3'],
  ['1E', '1E'],
  ['1n', '1n'],
  ['0.1n', '1n'],
  ['-0.1n', '-1n'],
  ['1.5n', '2n'],
  ['1e-10', '1e-9'],
  ['-1.5Gi', '-1536Mi'],
  ['8Ei', '9223372036854775807'],
  ['9223372036854775807', '9223372036854775807'],
  ['9999999999999999999999999999999999999G', '9999999999999999999999999999999999999G'],
  ['1000E', '1e21'],
  ['Mi', '0'],
  ['.', '0'],
] as const)('%s is written %s', ([text, canonical]) => {
  expect(formatQuantity(parseQuantity(text))).toBe(canonical);
});

test.for([
  '',
  ' 1',
  '1 ',
  '1K',
  '1Mo',
  '10Mm',
  '1ki',
  '1i',
  'Three',
  '1,5',
  '1.1.1',
  '1+1',
  '--1',
  '1e',
  '1e+',
  '1e1.5',
  '0x10',
  '1_000',
  '１',
  'e-12',
  'NaN',
  'Inf',
  '1e999999999999999999999',
])('%j is no quantity', (text) => {
  expect(attempt(() => parseQuantity(text))).toBeInstanceOf(CelError);
});

test.for([
  ['50k', '50000'],
  ['50000000G', '50000000000000000'],
  ['1Mi', '1048576'],
  ['-5', '-5'],
  ['1e3', '1000'],
  ['9223372036854775807', undefined],
  ['999999999999999999', '999999999999999999'],
  ['9999999999999999999999999999999999999G', undefined],
  ['1.0', undefined],
  ['1000m', undefined],
  ['0.5', undefined],
  ['0.5Gi', undefined],
  ['8Ei', undefined],
  ['10E', undefined],
] as const)('the integer of %s is %s', ([text, integer]) => {
  expect(integerOf(parseQuantity(text))?.toString()).toBe(integer);
});

test.for([
  ['200M', '0.2G', 0],
  ['50M', '50Mi', -1],
  ['50Mi', '50M', 1],
  ['-1', '1', -1],
  ['-2', '-1', -1],
  ['0', '-1n', 1],
  ['1', '1000m', 0],
  ['1e100', '1e99', 1],
  ['1e-9', '1n', 0],
  ['9007199254740993', '9007199254740992', 1],
  ['0Ki', '0', 0],
] as const)('%s against %s is %d', ([a, b, order]) => {
  expect(compareAmounts(parseQuantity(a), parseQuantity(b))).toBe(order);
  expect(compareAmounts(parseQuantity(b), parseQuantity(a))).toBe(order === 0 ? 0 : -order);
});

test.for([
  ['50k', '20', '50020', '49980'],
  ['1Gi', '1Mi', '1025Mi', '1023Mi'],
  ['1Gi', '1G', '2073741824', '73741824'],
  ['0', '1Ki', '1Ki', '-1Ki'],
  ['100m', '0.2', '300m', '-100m'],
  ['9223372036854775807', '1', '9223372036854775808', '9223372036854775806'],
] as const)('%s and %s make %s and %s', ([a, b, sum, difference]) => {
  expect(formatQuantity(addAmounts(parseQuantity(a), parseQuantity(b)))).toBe(sum);
  expect(formatQuantity(subtractAmounts(parseQuantity(a), parseQuantity(b)))).toBe(difference);
});

test('a sum that leaves 64 bits is no integer any more', () => {
  const largest = parseQuantity('999999999999999999');
  const sum = [1, 2, 3, 4, 5, 6, 7, 8, 9].reduce((total) => addAmounts(total, largest), largest);

  expect(integerOf(sum)).toBeUndefined();
  expect(formatQuantity(sum)).toBe('9999999999999999990');
});

test('doubles of quantities are exact where doubles are', () => {
  expect(approximate(parseQuantity('50.703k'))).toBe(50_703);
  expect(approximate(parseQuantity('100m'))).toBe(0.1);
  expect(approximate(parseQuantity('999.001Ti'))).toBe(1_098_413_215_659_851.9);
  expect(approximate(parseQuantity('1e400'))).toBe(Number.POSITIVE_INFINITY);
});

test('exponents that are far apart compare and add exactly', () => {
  const [huge, small] = [parseQuantity('1e999'), parseQuantity('1e-9')];

  expect(compareAmounts(huge, small)).toBe(1);
  expect(formatQuantity(subtractAmounts(addAmounts(huge, small), huge))).toBe('1e-9');
  expect(attempt(() => parseQuantity('1e1001'))).toBeInstanceOf(CelError);
});

const anyQuantity = fc
  .tuple(
    fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
    fc.constantFrom(
      '',
      'n',
      'u',
      'm',
      'k',
      'M',
      'G',
      'T',
      'P',
      'E',
      'Ki',
      'Mi',
      'Gi',
      'Ti',
      'Pi',
      'Ei',
      'e3',
      'e-3',
    ),
  )
  .map(([number, suffix]) => `${number}${suffix}`);

test('the canonical text is equal to what it was made from', () => {
  fc.assert(
    fc.property(anyQuantity, (text) => {
      const amount = parseQuantity(text);
      const again = parseQuantity(formatQuantity(amount));
      expect(compareAmounts(amount, again)).toBe(0);
    }),
  );
});

test('adding and taking away again changes nothing', () => {
  fc.assert(
    fc.property(anyQuantity, anyQuantity, (a, b) => {
      const [x, y] = [parseQuantity(a), parseQuantity(b)];
      expect(compareAmounts(subtractAmounts(addAmounts(x, y), y), x)).toBe(0);
      expect(compareAmounts(addAmounts(x, y), addAmounts(y, x))).toBe(0);
    }),
  );
});

test('whatever is read as a quantity throws nothing but a complaint about input or size', () => {
  const unit = fc.constantFrom(...'0123456789.+-eEinumkKMGTP x'.split(''));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit, maxLength: 40 }), fc.string()), (text) => {
      expect(() =>
        attempt(() => {
          formatQuantity(parseQuantity(text));
        }),
      ).not.toThrow();
    }),
  );
});

test('long texts of zeros are refused or read at once', () => {
  expect(() => parseQuantity(`${'0'.repeat(1023)}x`)).toThrow(
    expect.objectContaining({ code: 'input.malformed' }),
  );
  expect(() => parseQuantity('0'.repeat(2000))).toThrow(
    expect.objectContaining({ code: 'limit.size' }),
  );
});
