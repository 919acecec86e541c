import { expect, test } from 'vitest';
import { parseDockerignore } from './dockerignore.ts';

const cases = [
  ['*.md', 'a.md', true],
  ['*.md', 'docs/a.md', false],
  ['**/*.md', 'docs/deep/a.md', true],
  ['**/*.md', 'a.md', true],
  ['docs', 'docs/deep/a.md', true],
  ['/docs/', 'docs/a.md', true],
  ['docs/**', 'docs', false],
  ['docs/**', 'docs/a', true],
  ['**', 'a/b', true],
  ['**/node_modules', 'web/node_modules/x', true],
  ['**temp', 'a/my-temp', true],
  ['a?c', 'abc', true],
  ['a?c', 'a/c', false],
  ['[a-c]x', 'bx', true],
  ['[^a-c]x', 'bx', false],
  ['foo**bar', 'foobar', true],
  ['foo**bar', 'foo/x/bar', true],
  ['foo**bar', 'fooxbar', false],
  ['*\n!keep', 'keep', false],
  ['*\n!keep', 'keep/file', false],
  ['*\n!keep\nkeep/no', 'keep/no', true],
  ['#a\n  b  \n', 'b', true],
  ['#a', '#a', false],
  ['./a/../b', 'b', true],
  ['\\*', '*', true],
  ['\\*', 'x', false],
  ['[x', '[x', false],
] as const;

test.for(cases)('%j and %s', ([text, path, wanted]) => {
  expect(parseDockerignore(text).excludes(path)).toBe(wanted);
});

test('a pattern of stars costs no more than its length times that of the path', () => {
  const { excludes } = parseDockerignore(`${'*a'.repeat(400)}b`);

  expect(excludes('a'.repeat(4000))).toBe(false);
});
