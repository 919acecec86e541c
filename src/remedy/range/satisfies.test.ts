import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Ecosystem } from '#model/ecosystem.ts';
import { satisfies } from './satisfies.ts';

const cases: readonly (readonly [Ecosystem, string, string, boolean | undefined])[] = [
  ['npm', '^1.2.3', '1.9.0', true],
  ['npm', '^1.2.3', '2.0.0', false],
  ['npm', '^0.2.3', '0.3.0', false],
  ['npm', '^0.2.3', '0.2.9', true],
  ['npm', '^0.0.3', '0.0.4', false],
  ['npm', '^0.x', '0.9.0', true],
  ['npm', '~1.2.3', '1.2.9', true],
  ['npm', '~1.2', '1.3.0', false],
  ['npm', '~1', '1.9.9', true],
  ['npm', '1.x', '1.9.9', true],
  ['npm', '1.2', '1.2.7', true],
  ['npm', '6.7.0', '6.7.3', false],
  ['npm', '6.7.0', '6.7.0', true],
  ['npm', '', '3.0.0', true],
  ['npm', '*', '3.0.0', true],
  ['npm', '>= 1.0.0 < 2.0.0', '1.5.0', true],
  ['npm', '>=1.0.0 <2.0.0', '2.0.0', false],
  ['npm', '>1.2', '1.2.5', false],
  ['npm', '>1.2', '1.3.0', true],
  ['npm', '<=1.2', '1.2.9', true],
  ['npm', '1.2.3 - 2.3', '2.3.9', true],
  ['npm', '1.2.3 - 2.3', '2.4.0', false],
  ['npm', '^1.0.0 || ^2.0.0', '2.1.0', true],
  ['npm', '^1.0.0||^2.0.0', '3.1.0', false],
  ['npm', 'npm:other@^1.0.0', '1.1.0', true],
  ['npm', '^1.0.0', '1.1.0-rc.1', false],
  ['npm', '^1.1.0-beta', '1.1.0-rc.1', true],
  ['npm', 'latest', '1.0.0', undefined],
  ['npm', 'git+https://host/x.git#v1', '1.0.0', undefined],
  ['npm', 'workspace:^', '1.0.0', undefined],
  ['cargo', '1.2', '1.9.0', true],
  ['cargo', '1.2', '2.0.0', false],
  ['cargo', '0.4', '0.5.0', false],
  ['cargo', '=1.2.3', '1.2.4', false],
  ['cargo', '>=1.2, <1.5', '1.4.9', true],
  ['cargo', '1.*', '1.9.0', true],
  ['pub', '^1.2.0', '1.3.0', true],
  ['pub', '>=1.2.0 <2.0.0', '2.0.0', false],
  ['pub', 'any', '2.0.0', true],
  ['composer', '^1.2', '1.9.0', true],
  ['composer', '~1.2', '1.9.0', true],
  ['composer', '~1.2.3', '1.3.0', false],
  ['composer', '1.2.*', '1.2.9', true],
  ['composer', '>=1.0,<1.1|>=1.2', '1.3.0', true],
  ['composer', '^1.2@dev', '1.3.0', true],
  ['composer', '1.0 - 2.0', '1.5.0', true],
  ['composer', 'dev-main', '1.5.0', undefined],
  ['pypi', '>=1.0,<2', '1.9', true],
  ['pypi', '>=1.0,<2', '2.0', false],
  ['pypi', '(>=1.21.1,<3)', '2.2.1', true],
  ['pypi', '~=1.4.2', '1.4.9', true],
  ['pypi', '~=1.4.2', '1.5.0', false],
  ['pypi', '~=2.2', '2.9', true],
  ['pypi', '==1.2.*', '1.2.5', true],
  ['pypi', '==1.2.*', '1.3', false],
  ['pypi', '!=1.5,>=1', '1.5', false],
  ['pypi', '===1.5', '1.5', true],
  ['pypi', '>=1; python_version < "3"', '1.5', true],
  ['pypi', '^1.2', '1.9', true],
  ['pypi', '^1.2', '2.0', false],
  ['pypi', '*', '2.0', true],
  ['pypi', '', '2.0', true],
  ['gem', '~> 1.2', '1.9', true],
  ['gem', '~> 1.2.3', '1.3', false],
  ['gem', '~> 1', '1.9', true],
  ['gem', '>= 1.2, < 3', '2.0', true],
  ['gem', '= 1.2', '1.3', false],
  ['hex', '~> 1.2 and >= 1.2.5', '1.3.0', true],
  ['hex', '~> 1.2 or ~> 2.0', '2.5.0', true],
  ['hex', '~> 1.2.3', '1.3.0', false],
  ['maven', '1.2.3', '9.0', true],
  ['maven', '[1.2.3]', '1.2.4', false],
  ['maven', '[1.0,2.0)', '1.9', true],
  ['maven', '[1.0,2.0)', '2.0', false],
  ['maven', '(,1.0],[1.2,)', '1.3', true],
  ['maven', '(,1.0],[1.2,)', '1.1', false],
  // An expression that a build would replace.
  ['maven', `\${version}`, '1.1', undefined],
  ['nuget', '1.0', '2.0', true],
  ['nuget', '3.0', '2.0', false],
  ['nuget', '[1.0]', '2.0', false],
  ['nuget', '1.*', '1.5', true],
  ['golang', 'v1.2.0', 'v1.3.0', true],
  ['golang', 'v1.2.0', 'v1.1.0', false],
  ['deb', '>= 1.0', '1.1', undefined],
];

test.for(cases)('%s %s and %s: %s', ([ecosystem, range, version, expected]) => {
  expect(satisfies(ecosystem, range, version)).toBe(expected);
});

test('any text is answered and nothing is thrown', () => {
  const kinds = [...new Set(cases.map(([ecosystem]) => ecosystem))];
  const sample = fc.constantFrom(...cases.map(([, range]) => range));
  const text = fc.oneof(
    fc.string({ maxLength: 600 }),
    fc.tuple(sample, fc.string(), sample).map((parts) => parts.join('')),
    fc.string({
      unit: fc.constantFrom(...'0123456789.^~<>=|- ,*x()[]@#'.split('')),
      maxLength: 500,
    }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...kinds), text, text, (ecosystem, range, version) => {
      expect([true, false, undefined]).toContain(satisfies(ecosystem, range, version));
    }),
  );
});
