import { expect, test } from 'vitest';
import { globMatches } from './glob.ts';

test.for([
  ['registry.local/shop:*', 'registry.local/shop:1.4', true],
  ['registry.local/*', 'registry.local/a/b', false],
  ['registry.local/**', 'registry.local/a/b', true],
  ['src/**', 'src/a/b.ts', true],
  ['**/package.json', 'a/b/package.json', true],
  ['a?c', 'abc', true],
  ['a?c', 'a/c', false],
  ['', '', true],
  ['*', '', true],
  ['a', 'ab', false],
] as const)('%s on %s', ([glob, text, wanted]) => {
  expect(globMatches(glob, text)).toBe(wanted);
});

test('a hostile pattern ends', () => {
  expect(globMatches('*a'.repeat(200), 'a'.repeat(2000) + 'b')).toBe(false);
});
