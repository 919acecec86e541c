import { expect, test } from 'vitest';
import { lintRule } from './lint.ts';
import { planRule } from './plan.ts';
import { proveCrc32 } from './proof/checksum.ts';
import { expandRecipe } from './recipe.ts';
import { testRule } from './testing.ts';

const problems: readonly (readonly [string, readonly unknown[], RegExp | undefined])[] = [
  ['\\bghp_[A-Za-z0-9]{36}\\b', ['ghp_'], undefined],
  [
    '(?:sk|rk)_(?:live|test)_\\w{24,99}',
    ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'],
    undefined,
  ],
  ['(?i:acme)[\\w-]{0,20}[=:](?<secret>[a-f0-9]{32})', [{ text: 'acme', case: 'fold' }], undefined],
  ['(?i:acme)=\\w{20}', ['acme'], /without any of its anchors/],
  ['(?:abc|xyz)_\\w{20}', ['abc_'], /without any of its anchors/],
  ['ab\\w{20}', ['ab'], /shorter than 3/],
  ['abc_\\w+', ['abc_'], /without bound/],
  ['abc_\\w{1,9000}', ['abc_'], /at most 4096/],
  ['(?:[a-z]{1,40}){1,40}abc', ['abc'], /steps/],
  ['[a-z]{0,99}[a-z]{0,99}[a-z]{0,99}abc', ['abc'], /steps/],
  ['(abc)\\1', ['abc'], /refers back/],
  [
    '(?i:abc|xyz)=\\w{20}',
    [
      { text: 'abc', case: 'fold' },
      { text: 'xyz', case: 'fold' },
    ],
    /choice inside/,
  ],
  [
    '(?:(?i:abc)|(?i:xyz))=\\w{20}',
    [
      { text: 'abc', case: 'fold' },
      { text: 'xyz', case: 'fold' },
    ],
    undefined,
  ],
  ['(?i:abc[|)(])=\\w{20}', [{ text: 'abc', case: 'fold' }], undefined],
  ['abc(', ['abc'], /ends early|lacks/],
];

test.for(problems)('%s', ([pattern, anchors, problem]) => {
  const [first] = lintRule(testRule('some-rule', pattern, anchors));

  expect(first ?? '').toMatch(problem ?? /^$/);
});

test('a rule whose matches begin with an anchor is tried at that place only', () => {
  expect(planRule(testRule('a-rule', '\\b(?:tok|key)_[a-z]{9}', ['tok_', 'key_'])).pinned).toBe(
    true,
  );
  expect(planRule(testRule('a-rule', '[a-z]{4}tok_[a-z]{9}', ['tok_'])).pinned).toBe(false);
});

test('recipes give the same text for the same seed, with a checksum that fits', () => {
  const token = expandRecipe('ghp_{base62:30}{crc32b62}', 'seed');

  expect(token).toMatch(/^ghp_[A-Za-z0-9]{36}$/);
  expect(expandRecipe('ghp_{base62:30}{crc32b62}', 'seed')).toBe(token);
  expect(expandRecipe('ghp_{base62:30}{crc32b62}', 'other')).not.toBe(token);
  expect(proveCrc32(token, 6).proof).toBe('checksum');
  expect(proveCrc32(`${token.slice(0, -1)}!`, 6).proof).toBeUndefined();
  expect(expandRecipe('a\\{b\\}\\n{b64:u:{hex:2}}', 's')).toMatch(/^a\{b\}\n[A-Za-z0-9+/=]{8}$/);
  expect(() => expandRecipe('{nothing:3}', 's')).toThrow(
    expect.objectContaining({ code: 'input.malformed' }),
  );
});
