import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agree, tryParseCpe } from './cpe.ts';

const cases = [
  [
    'cpe:/o:redhat:enterprise_linux:9::baseos',
    { vendor: 'redhat', product: 'enterprise_linux', version: '9', edition: 'baseos' },
  ],
  ['cpe:/a:redhat:rhel_eus:9.4', { vendor: 'redhat', product: 'rhel_eus', version: '9.4' }],
  [
    'cpe:2.3:a:Oracle:jdk:1.8.0:update392:*:*:-:*:*:*',
    { vendor: 'oracle', product: 'jdk', version: '1.8.0', update: 'update392' },
  ],
  ['cpe:2.3:a:a\\:b:c\\\\d:*:*:*:*:*:*:*:*', { vendor: 'a:b', product: 'c\\d' }],
  ['cpe:2.3:a:*:x:1', undefined],
  ['cpe:/a:x', undefined],
  ['pkg:npm/x', undefined],
  [`cpe:/a:${'x'.repeat(2000)}:y`, undefined],
] as const;

test.for(cases)('%s', ([text, expected]) => {
  expect(tryParseCpe(text)).toEqual(expected);
});

const agreements = [
  ['enterprise_linux:8', 'enterprise_linux:8::appstream', true],
  ['enterprise_linux:10', 'enterprise_linux:10.0::baseos', true],
  ['enterprise_linux:1', 'enterprise_linux:10', false],
  ['enterprise_linux:8::baseos', 'enterprise_linux:8::appstream', false],
  ['rhel_eus:8.4', 'rhel_eus:8.6', false],
  ['rhel_eus:8.4', 'enterprise_linux:8', false],
] as const;

test.for(agreements)('%s and %s: %s', ([a, b, expected]) => {
  const [x, y] = [a, b].map((tail) => tryParseCpe(`cpe:/o:redhat:${tail}`));

  expect(x && y && [agree(x, y), agree(y, x)]).toEqual([expected, expected]);
});

test('any text is a name or none', () => {
  const part = fc.string({ unit: fc.constantFrom('a', '*', '-', '\\', ':', '.', 'é', '9') });
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.tuple(fc.constantFrom('cpe:/', 'cpe:2.3:', 'cpe:'), part).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (name) => {
      const cpe = tryParseCpe(name);
      expect(cpe === undefined || (cpe.vendor !== '' && agree(cpe, cpe))).toBe(true);
    }),
  );
});
